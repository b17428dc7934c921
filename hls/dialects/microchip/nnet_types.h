#ifndef NNET_TYPES_H_
#define NNET_TYPES_H_

// What the kernels call numbers and streams, in the words of SmartHLS.

#include <hls/ap_fixpt.hpp>
#include <hls/ap_int.hpp>
#include <hls/streaming.hpp>

// Synthesis reads the test bench with the design.
#define NNET_WITH_PROGRAMS

// Programs run in the folder of the project.
#ifndef WEIGHTS_DIR
#define WEIGHTS_DIR "firmware/weights"
#endif

namespace nnet {

template <int W> using integer = hls::ap_int<W>;
template <int W> using uint = hls::ap_uint<W>;
template <int W, int I> using fixed = hls::ap_fixpt<W, I>;
template <int W, int I> using ufixed = hls::ap_ufixpt<W, I>;
template <class T> using stream = hls::FIFO<T>;

/// The format of a number, and its bit pattern. The arguments of the templates are signed in some headers only.
template <class T> struct format;

template <auto W> struct format<hls::ap_int<W>> {
    static const int width = W, integer_bits = W;
    static uint<W> pattern(const hls::ap_int<W> &x) { return x; }
    static hls::ap_int<W> number(const uint<W> &pattern) { return pattern; }
};

template <auto W> struct format<hls::ap_uint<W>> {
    static const int width = W, integer_bits = W;
    static uint<W> pattern(const uint<W> &x) { return x; }
    static uint<W> number(const uint<W> &pattern) { return pattern; }
};

template <auto W, auto I, auto Q, auto O> struct format<hls::ap_fixpt<W, I, Q, O>> {
    static const int width = W, integer_bits = I;
    static uint<W> pattern(const hls::ap_fixpt<W, I, Q, O> &x) { return x.raw_bits(); }
    static fixed<W, I> number(const uint<W> &pattern) { return pattern.template to_fixpt<I>(); }
};

template <auto W, auto I, auto Q, auto O> struct format<hls::ap_ufixpt<W, I, Q, O>> {
    static const int width = W, integer_bits = I;
    static uint<W> pattern(const hls::ap_ufixpt<W, I, Q, O> &x) { return x.raw_bits(); }
    static ufixed<W, I> number(const uint<W> &pattern) { return pattern.template to_ufixpt<I>(); }
};

/// The bits of a number.
template <class T> struct width_of {
    static const int value = format<T>::width;
};

/// The bits of a number left of its binary point.
template <class T> struct integer_bits {
    static const int value = format<T>::integer_bits;
};

/// The bit pattern of a number.
template <class T> uint<width_of<T>::value> pattern_of(const T &x) {
    #pragma HLS INLINE
    return format<T>::pattern(x);
}

/// The number of a bit pattern that is not wider than it.
template <class T, class pattern_T> T from_pattern(const pattern_T &pattern) {
    #pragma HLS INLINE
    const uint<width_of<T>::value> whole = pattern;
    return format<T>::number(whole);
}

/// The number without its fraction, the low 32 bits of it.
template <class T> int toward_zero(const T &x) {
    #pragma HLS INLINE
    constexpr int width = (integer_bits<T>::value > 0 ? integer_bits<T>::value : 0) + 1;
    const hls::ap_fixpt<width, width, hls::AP_TRN_ZERO> whole = x;
    return static_cast<int>(from_pattern<integer<width>>(pattern_of(whole)).to_int64());
}

/// The whole number that stands in a number, which is not negative, as a position.
template <class T> unsigned to_index(const T &x) {
    #pragma HLS INLINE
    return static_cast<unsigned>(toward_zero(x));
}

/// A number divided by a whole one of up to 32 bits, toward zero in its last place.
template <class T, class divisor_T> auto quotient(const T &x, const divisor_T &divisor) {
    #pragma HLS INLINE
    constexpr int width = width_of<T>::value + 2;
    typedef fixed<width, integer_bits<T>::value + 2> wide_T;
    const wide_T dividend = x;
    const integer<33> by = divisor;
    const integer<width> result = from_pattern<integer<width>>(pattern_of(dividend)) / by;
    return from_pattern<wide_T>(pattern_of(result));
}

/// The nearest `float`, of numbers of up to 53 bits.
template <class T> float nearest_float(const T &x) { return static_cast<float>(x.to_double()); }

} // namespace nnet

#endif
