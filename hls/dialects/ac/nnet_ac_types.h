#ifndef NNET_AC_TYPES_H_
#define NNET_AC_TYPES_H_

// What the kernels call numbers, in the words of the tools that have `ac_int` and `ac_fixed`. They are declared before.

namespace nnet {

template <int W> using integer = ac_int<W, true>;
template <int W> using uint = ac_int<W, false>;
template <int W, int I> using fixed = ac_fixed<W, I, true>;
template <int W, int I> using ufixed = ac_fixed<W, I, false>;

/// The bits of a number.
template <class T> struct width_of {
    static const int value = T::width;
};

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

/// The whole number that stands in a number, which is not negative, as a position.
template <class T> unsigned to_index(const T &x) { return x.to_uint(); }

/// A number divided by a whole one, toward zero in its last place.
template <class T, class divisor_T> auto quotient(const T &x, const divisor_T &divisor) -> decltype(x / divisor) {
    return x / divisor;
}

/// The nearest `float`, of numbers of up to 53 bits.
template <class T> float nearest_float(const T &x) { return static_cast<float>(x.to_double()); }

} // namespace nnet

#endif
