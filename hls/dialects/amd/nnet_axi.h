#ifndef NNET_AXI_H_
#define NNET_AXI_H_

// Words of an AXI stream to and from a design: each holds an element, and the last of a tensor says so.

#include "nnet_helpers.h"
#include "nnet_stream.h"

#include <stdint.h>

namespace nnet {

/// A word with what stands beside it on the bus.
template <int BITS> struct axi_word {
    ap_uint<BITS> data;
    /// A bit for each byte that counts.
    ap_uint<BITS / 8> keep;
    /// Whether it ends a tensor.
    ap_uint<1> last;
};

/// Words that hold numbers in single precision.
struct axi_float {
    static const int bits = 32;

    template <class T> static T decode(const ap_uint<32> &word) {
        #pragma HLS INLINE
        union {
            uint32_t pattern;
            float number;
        } both;
        both.pattern = word.to_uint();
        return static_cast<T>(both.number);
    }

    template <class T> static ap_uint<32> encode(const T &x) {
        #pragma HLS INLINE
        union {
            uint32_t pattern;
            float number;
        } both;
        both.number = nearest_float(x);
        return both.pattern;
    }
};

/// Words that hold fixed-point numbers of a type.
template <class PORT_T> struct axi_fixed {
    static const int bits = PORT_T::width;

    template <class T> static T decode(const ap_uint<PORT_T::width> &word) {
        #pragma HLS INLINE
        return static_cast<T>(from_pattern<PORT_T>(word));
    }

    template <class T> static ap_uint<PORT_T::width> encode(const T &x) {
        #pragma HLS INLINE
        return pattern_of(static_cast<PORT_T>(x));
    }
};

/// The `SIZE` elements of a tensor.
template <class WORD, class T, unsigned SIZE> void read_words(stream<axi_word<WORD::bits> > &from, T *to) {
    for (unsigned i = 0; i < SIZE; i++) {
        #pragma HLS PIPELINE II=1
        to[i] = WORD::template decode<T>(from.read().data);
    }
}

/// A tensor of `SIZE` elements.
template <class WORD, class T, unsigned SIZE> void write_words(const T *from, stream<axi_word<WORD::bits> > &to) {
    for (unsigned i = 0; i < SIZE; i++) {
        #pragma HLS PIPELINE II=1
        axi_word<WORD::bits> word;
        word.data = WORD::template encode<T>(from[i]);
        word.keep = ~ap_uint<WORD::bits / 8>(0);
        word.last = i + 1 == SIZE;
        to.write(word);
    }
}

/// As from a stream: the elements of one of the samples that follow each other in the memory of a card.
template <class WORD, class T, unsigned SIZE>
void read_words(const ap_uint<WORD::bits> *from, unsigned sample, T *to) {
    for (unsigned i = 0; i < SIZE; i++) {
        #pragma HLS PIPELINE II=1
        to[i] = WORD::template decode<T>(from[sample * SIZE + i]);
    }
}

template <class WORD, class T, unsigned SIZE>
void write_words(const T *from, unsigned sample, ap_uint<WORD::bits> *to) {
    for (unsigned i = 0; i < SIZE; i++) {
        #pragma HLS PIPELINE II=1
        to[sample * SIZE + i] = WORD::template encode<T>(from[i]);
    }
}

template <class WORD, class packet_T, unsigned SIZE>
void read_words(const ap_uint<WORD::bits> *from, unsigned sample, stream<packet_T> &to) {
    for (unsigned i = 0; i < SIZE / packet_T::size; i++) {
        packet_T packet;
        for (unsigned j = 0; j < packet_T::size; j++) {
            #pragma HLS PIPELINE II=1
            packet[j] = WORD::template decode<typename packet_T::value_type>(from[sample * SIZE + i * packet_T::size + j]);
        }
        to.write(packet);
    }
}

template <class WORD, class packet_T, unsigned SIZE>
void write_words(stream<packet_T> &from, unsigned sample, ap_uint<WORD::bits> *to) {
    for (unsigned i = 0; i < SIZE / packet_T::size; i++) {
        const packet_T packet = from.read();
        for (unsigned j = 0; j < packet_T::size; j++) {
            #pragma HLS PIPELINE II=1
            to[sample * SIZE + i * packet_T::size + j] = WORD::template encode<typename packet_T::value_type>(packet[j]);
        }
    }
}

/// As for an array: packets of a stream.
template <class WORD, class packet_T, unsigned SIZE>
void read_words(stream<axi_word<WORD::bits> > &from, stream<packet_T> &to) {
    for (unsigned i = 0; i < SIZE / packet_T::size; i++) {
        packet_T packet;
        for (unsigned j = 0; j < packet_T::size; j++) {
            #pragma HLS PIPELINE II=1
            packet[j] = WORD::template decode<typename packet_T::value_type>(from.read().data);
        }
        to.write(packet);
    }
}

template <class WORD, class packet_T, unsigned SIZE>
void write_words(stream<packet_T> &from, stream<axi_word<WORD::bits> > &to) {
    for (unsigned i = 0; i < SIZE / packet_T::size; i++) {
        const packet_T packet = from.read();
        for (unsigned j = 0; j < packet_T::size; j++) {
            #pragma HLS PIPELINE II=1
            axi_word<WORD::bits> word;
            word.data = WORD::template encode<typename packet_T::value_type>(packet[j]);
            word.keep = ~ap_uint<WORD::bits / 8>(0);
            word.last = (i + 1) * packet_T::size == SIZE && j + 1 == packet_T::size;
            to.write(word);
        }
    }
}

} // namespace nnet

#endif
