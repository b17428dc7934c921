#ifndef NNET_STREAM_H_
#define NNET_STREAM_H_

// Streams between the processes of a streaming design. A packet holds the elements of the last axis of a tensor; packets
// follow each other in C order.

#include "nnet_common.h"

namespace nnet {

/// A packet of `N` elements; where streams are types, `PIPE` is the one that it belongs to.
template <typename T, unsigned N, class PIPE = void> struct array {
    typedef T value_type;
    typedef PIPE pipe_type;
    static const unsigned size = N;

    T data[N];

    T &operator[](unsigned i) { return data[i]; }
    const T &operator[](unsigned i) const { return data[i]; }
};

/// The elements of the next packet.
template <class packet_T> void read_packet(stream<packet_T> &stream, typename packet_T::value_type *to) {
    #pragma HLS INLINE
    const packet_T packet = stream.read();
    for (unsigned i = 0; i < packet_T::size; i++) {
        #pragma HLS UNROLL
        to[i] = packet[i];
    }
}

/// A packet of elements.
template <class packet_T> void write_packet(const typename packet_T::value_type *from, stream<packet_T> &stream) {
    #pragma HLS INLINE
    packet_T packet;
    for (unsigned i = 0; i < packet_T::size; i++) {
        #pragma HLS UNROLL
        packet[i] = from[i];
    }
    stream.write(packet);
}

/// The `SIZE` elements of a tensor.
template <class packet_T, unsigned SIZE>
void read_stream(stream<packet_T> &stream, typename packet_T::value_type to[SIZE]) {
    static_assert(SIZE % packet_T::size == 0, "a tensor is a whole number of packets");
    for (unsigned i = 0; i < SIZE; i += packet_T::size) {
        #pragma HLS PIPELINE II=1
        read_packet(stream, to + i);
    }
}

/// A tensor of `SIZE` elements.
template <class packet_T, unsigned SIZE>
void write_stream(const typename packet_T::value_type from[SIZE], stream<packet_T> &stream) {
    static_assert(SIZE % packet_T::size == 0, "a tensor is a whole number of packets");
    for (unsigned i = 0; i < SIZE; i += packet_T::size) {
        #pragma HLS PIPELINE II=1
        write_packet(from + i, stream);
    }
}

/// `N` packets for two readers.
template <class data_T, class first_T, class second_T, unsigned N>
void clone_stream(stream<data_T> &data, stream<first_T> &first, stream<second_T> &second) {
    for (unsigned i = 0; i < N; i++) {
        #pragma HLS PIPELINE II=1
        const data_T packet = data.read();
        write_packet(packet.data, first);
        write_packet(packet.data, second);
    }
}

/// `N` packets that nobody reads.
template <class packet_T, unsigned N> void drain_stream(stream<packet_T> &data) {
    for (unsigned i = 0; i < N; i++) {
        #pragma HLS PIPELINE II=1
        data.read();
    }
}

} // namespace nnet

#endif
