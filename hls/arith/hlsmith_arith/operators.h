// Operators between numbers, and between a number and a C integer. Results are exact: their format grows.

#ifndef HLSMITH_ARITH_OPERATORS_H_
#define HLSMITH_ARITH_OPERATORS_H_

#include "number.h"

namespace hlsmith_arith {

template <family F, int W, int I, bool S>
using exact_fixed = fixed<F, W, I, S, rounding::trn, overflow::wrap, 0>;

// Two operands of which at least one is a number; a second number is of the same family.
template <class A, class B> struct pair {
    using X = operand<A>;
    using Y = operand<B>;
    static constexpr bool any_fixed = X::pointed || Y::pointed;

    static constexpr family vendor = select_t<X::number, X, Y>::vendor;

    // The result of an operator: an integer unless an operand is fixed.
    template <int W, int I, bool S>
    using result = select_t<any_fixed, exact_fixed<vendor, W, I, S>, integer<vendor, W, S>>;

    // Bits left and right of the point that hold both operands.
    static constexpr bool S = X::S || Y::S;
    static constexpr int I = max_of(X::I + (Y::S && !X::S), Y::I + (X::S && !Y::S));
    static constexpr int F = max_of(X::F, Y::F);
};

template <class A, class B> constexpr bool are_operands() {
    if constexpr (is_number<A>)
        return belongs<B, operand<A>::vendor>();
    else if constexpr (is_number<B>)
        return belongs<A, operand<B>::vendor>();
    else
        return false;
}
template <class A, class B> using if_operands = enable_t<are_operands<A, B>()>;

// The raw value of an operand on a grid with F fraction bits.
template <class C, int F, class T> constexpr C on_grid(const T &v) {
    return shl(to<C>(operand<T>::raw(v)), F - operand<T>::F);
}

template <class A, class B, class = if_operands<A, B>> constexpr auto operator+(A a, B b) {
    using P = pair<A, B>;
    using R = typename P::template result<P::I + 1 + P::F, P::I + 1, P::S>;
    using C = compute_t<P::I + 1 + P::F + !P::S>;
    return R::from_raw(to<typename R::raw_type>(C(on_grid<C, P::F>(a) + on_grid<C, P::F>(b))));
}

template <class A, class B, class = if_operands<A, B>> constexpr auto operator-(A a, B b) {
    using P = pair<A, B>;
    using R = typename P::template result<P::I + 1 + P::F, P::I + 1, true>;
    using C = compute_t<P::I + 2 + P::F>;
    return R::from_raw(to<typename R::raw_type>(C(on_grid<C, P::F>(a) - on_grid<C, P::F>(b))));
}

template <class A, class B, class = if_operands<A, B>> constexpr auto operator*(A a, B b) {
    using P = pair<A, B>;
    using X = operand<A>;
    using Y = operand<B>;
    using R = typename P::template result<X::W + Y::W, X::I + Y::I, P::S>;
    using C = compute_t<X::W + Y::W + !P::S>;
    return R::from_raw(to<typename R::raw_type>(C(to<C>(X::raw(a)) * to<C>(Y::raw(b)))));
}

// The quotient is cut toward zero at the least significant bit of the dividend (of its quotient by the divisor's, where
// the divisor's is above one).
template <class A, class B, class = if_operands<A, B>> constexpr auto operator/(A a, B b) {
    using P = pair<A, B>;
    using X = operand<A>;
    using Y = operand<B>;
    constexpr int up = max_of(Y::F, 0);
    constexpr int W = Y::S + X::W + up;
    using R = typename P::template result<W, Y::S + X::I + Y::F, P::S>;
    using C = compute_t<max_of(X::W + up, Y::W) + 2>;
    return R::from_raw(wrap<W, P::S>(quotient(shl(to<C>(X::raw(a)), up), to<C>(Y::raw(b)))));
}

template <class A, class B, class = if_operands<A, B>> constexpr auto operator%(A a, B b) {
    using X = operand<A>;
    using Y = operand<B>;
    static_assert(!pair<A, B>::any_fixed, "% is defined for integers only");
    constexpr int W = min_of(X::W, Y::W + (!Y::S && X::S));
    using C = compute_t<max_of(X::W, Y::W) + 2>;
    return integer<pair<A, B>::vendor, W, X::S>::from_raw(
        wrap<W, X::S>(remainder(to<C>(X::raw(a)), to<C>(Y::raw(b)))));
}

#define HLSMITH_ARITH_BITWISE(op)                                                                                     \
    template <class A, class B, class = if_operands<A, B>> constexpr auto operator op(A a, B b) {                     \
        using P = pair<A, B>;                                                                                         \
        using R = typename P::template result<P::I + P::F, P::I, P::S>;                                               \
        using C = compute_t<P::I + P::F + !P::S>;                                                                     \
        return R::from_raw(to<typename R::raw_type>(C(on_grid<C, P::F>(a) op on_grid<C, P::F>(b))));                  \
    }
HLSMITH_ARITH_BITWISE(&)
HLSMITH_ARITH_BITWISE(|)
HLSMITH_ARITH_BITWISE(^)
#undef HLSMITH_ARITH_BITWISE

// Comparisons are exact for every mix of formats; against a floating-point number they compare as double.
#define HLSMITH_ARITH_COMPARE(op)                                                                                     \
    template <class A, class B, class = if_operands<A, B>> constexpr bool operator op(A a, B b) {                     \
        using P = pair<A, B>;                                                                                         \
        using C = compute_t<P::I + P::F + 1>;                                                                         \
        return on_grid<C, P::F>(a) op on_grid<C, P::F>(b);                                                            \
    }                                                                                                                 \
    template <class A, class = enable_t<is_number<A>>> constexpr bool operator op(A a, double b) {                    \
        return a.to_double() op b;                                                                                    \
    }                                                                                                                 \
    template <class B, class = enable_t<is_number<B>>> constexpr bool operator op(double a, B b) {                    \
        return a op b.to_double();                                                                                    \
    }
HLSMITH_ARITH_COMPARE(==)
HLSMITH_ARITH_COMPARE(!=)
HLSMITH_ARITH_COMPARE(<)
HLSMITH_ARITH_COMPARE(<=)
HLSMITH_ARITH_COMPARE(>)
HLSMITH_ARITH_COMPARE(>=)
#undef HLSMITH_ARITH_COMPARE

// ---- unary minus and complement ------------------------------------------------------------------------------------

template <family F, int W, int I, bool S, rounding Q, overflow O, int N>
constexpr exact_fixed<F, W + 1, I + 1, true> operator-(const fixed<F, W, I, S, Q, O, N> &v) {
    using C = compute_t<W + 1>;
    return exact_fixed<F, W + 1, I + 1, true>::from_raw(to<store_t<W + 1, true>>(C(-to<C>(v.raw()))));
}

// ap_int negates by subtracting from a one-bit zero, which needs one bit more for a signed single bit.
template <family F, int W, bool S> constexpr auto operator-(const integer<F, W, S> &v) {
    constexpr int width = (F == family::ap ? max_of(W, 1 + S) : W) + 1;
    using C = compute_t<width>;
    return integer<F, width, true>::from_raw(to<store_t<width, true>>(C(-to<C>(v.raw()))));
}

// The complement of an unsigned ap_* number stays unsigned; that of an ac_* number is -1 - x.
template <family F, int W, bool S> constexpr auto operator~(const integer<F, W, S> &v) {
    constexpr bool sign = S || F == family::ac;
    constexpr int width = W + (sign && !S);
    return integer<F, width, sign>::from_raw(wrap<width, sign>(~to<compute_t<W + 1>>(v.raw())));
}
template <family F, int W, int I, bool S, rounding Q, overflow O, int N>
constexpr auto operator~(const fixed<F, W, I, S, Q, O, N> &v) {
    const auto raw = ~integer<F, W, S>::from_raw(v.raw());
    return exact_fixed<F, decltype(~integer<F, W, S>())::width, I + decltype(~integer<F, W, S>())::width - W,
                       decltype(~integer<F, W, S>())::sign>::from_raw(raw.raw());
}

// ---- shifts --------------------------------------------------------------------------------------------------------

// Shifts keep the format and lose the bits that leave it; a negative count shifts the other way.
template <class T, int W, bool S> constexpr T shifted(const T &v, long long left) {
    using C = compute_t<W + 1>;
    const C raw = to<C>(v.raw());
    if (left >= 0)
        return T::from_raw(left >= W ? typename T::raw_type(0) : wrap<W, S>(shl(raw, int(left))));
    return T::from_raw(to<typename T::raw_type>(shr(raw, left < -W ? W : int(-left))));
}
template <class B> constexpr long long shift_count(const B &b) {
    if constexpr (is_machine<B>)
        return (long long)(b);
    else
        return b.to_int64();
}

template <class A, class B, class = enable_t<is_number<A> && (is_machine<B> || (is_number<B> && !operand<B>::pointed))>>
constexpr A operator<<(const A &a, B b) {
    return shifted<A, operand<A>::W, operand<A>::S>(a, shift_count(b));
}
template <class A, class B, class = enable_t<is_number<A> && (is_machine<B> || (is_number<B> && !operand<B>::pointed))>>
constexpr A operator>>(const A &a, B b) {
    return shifted<A, operand<A>::W, operand<A>::S>(a, -shift_count(b));
}

} // namespace hlsmith_arith

#endif
