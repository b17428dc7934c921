#ifndef NNET_TYPES_H_
#define NNET_TYPES_H_

// What the kernels call numbers and streams, in the words of Vivado HLS and Vitis HLS.

#include "ap_fixed.h"
#include "ap_int.h"
#include "hls_stream.h"

namespace nnet {

template <int W> using integer = ap_int<W>;
template <int W> using uint = ap_uint<W>;
template <int W, int I> using fixed = ap_fixed<W, I>;
template <int W, int I> using ufixed = ap_ufixed<W, I>;
template <class T> using stream = hls::stream<T>;

/// The bits of a number.
template <class T> struct width_of {
    static const int value = T::width;
};

/// The bits of a number left of its binary point.
template <class T> struct integer_bits {
    static const int value = T::iwidth;
};

/// The bit pattern of a number.
template <class T> uint<T::width> pattern_of(const T &x) {
    #pragma HLS INLINE
    uint<T::width> pattern = 0;
    pattern.range(T::width - 1, 0) = x.range(T::width - 1, 0);
    return pattern;
}

/// The number of a bit pattern that is not wider than it.
template <class T, int W> T from_pattern(const uint<W> &pattern) {
    #pragma HLS INLINE
    T x = 0;
    const uint<T::width> whole = pattern;
    x.range(T::width - 1, 0) = whole.range(T::width - 1, 0);
    return x;
}

/// The number without its fraction, the low 32 bits of it.
template <class T> int toward_zero(const T &x) {
    #pragma HLS INLINE
    return x.to_int();
}

/// The whole number that stands in a number, which is not negative, as a position.
template <class T> unsigned to_index(const T &x) {
    #pragma HLS INLINE
    return x.to_uint();
}

/// A number divided by a whole one, toward zero in its last place.
template <class T, class divisor_T> auto quotient(const T &x, const divisor_T &divisor) -> decltype(x / divisor) {
    #pragma HLS INLINE
    return x / divisor;
}

/// The nearest `float`.
template <class T> float nearest_float(const T &x) { return x.to_float(); }

} // namespace nnet

#endif
