#ifndef NNET_TYPES_H_
#define NNET_TYPES_H_

// What the kernels call numbers and streams, in the words of Intel HLS.

#ifdef HLS_SYNTHESIS
#define __SYNTHESIS__
#endif

#include "HLS/hls.h"

#include "HLS/ac_fixed.h"
#include "HLS/ac_int.h"

#include "nnet_depth.h"

namespace nnet {

template <int W> using integer = ac_int<W, true>;
template <int W> using uint = ac_int<W, false>;
template <int W, int I> using fixed = ac_fixed<W, I, true>;
template <int W, int I> using ufixed = ac_fixed<W, I, false>;
/// A FIFO between processes. All have the depth of the deepest, since depths are a part of types here.
template <class T> using stream = ihc::stream<T, ihc::buffer<fifo_depth>>;

/// The bits of a number left of its binary point.
template <class T> struct integer_bits {
    static const int value = T::i_width;
};

/// The bit pattern of a number.
template <class T> uint<T::width> pattern_of(const T &x) { return x.template slc<T::width>(0); }

/// The number of a bit pattern that is not wider than it.
template <class T, int W> T from_pattern(const ac_int<W, false> &pattern) {
    T x = 0;
    const uint<T::width> whole = pattern;
    x.set_slc(0, whole);
    return x;
}

/// The number without its fraction, the low 32 bits of it.
template <class T> int toward_zero(const T &x) {
    return static_cast<int>(x < 0 ? 0u - static_cast<unsigned>((-x).to_int()) : static_cast<unsigned>(x.to_int()));
}

/// The nearest `float`, of numbers of up to 53 bits.
template <class T> float nearest_float(const T &x) { return static_cast<float>(x.to_double()); }

/// Moves `N` packets from a stream or port to another.
template <unsigned N, class from_T, class to_T> void forward_packets(from_T &from, to_T &to) {
    for (unsigned i = 0; i < N; i++)
        to.write(from.read());
}

/// Copies `N` elements of an array.
template <class T, unsigned N> void copy_elements(const T *from, T *to) {
    for (unsigned i = 0; i < N; i++)
        to[i] = from[i];
}

} // namespace nnet

#endif
