// Assignment of a value to a format: rounding first, then overflow. The only places where a value changes.

#ifndef HLSMITH_ARITH_CAST_H_
#define HLSMITH_ARITH_CAST_H_

#include "storage.h"

namespace hlsmith_arith {

// How bits below the least significant bit are dropped.
enum class rounding { trn, trn_zero, rnd, rnd_zero, rnd_inf, rnd_min_inf, rnd_conv, rnd_conv_odd };

// What happens to a value outside the range.
enum class overflow { wrap, sat, sat_zero, sat_sym, wrap_sm };

// v / 2^n rounded to an integer, for n >= 1. The raw type has two bits more than v and n needs; a larger n than the
// bits of v plus one gives the same result as that one.
template <rounding Q, class C> constexpr C round_shift(const C &v, int n) {
    if constexpr (Q == rounding::trn) {
        return shr(v, n);
    } else {
        const C mask = low_mask<C>(n), half = shl(C(1), n - 1), one = C(1);
        const bool negative = is_negative(v);
        C bias = C(0);
        switch (Q) {
        case rounding::trn: break;
        case rounding::trn_zero: bias = negative ? mask : C(0); break;
        case rounding::rnd: bias = half; break;
        case rounding::rnd_zero: bias = negative ? half : half - one; break;
        case rounding::rnd_inf: bias = negative ? half - one : half; break;
        case rounding::rnd_min_inf: bias = half - one; break;
        case rounding::rnd_conv: bias = bit(v, n) ? half : half - one; break;
        case rounding::rnd_conv_odd: bias = bit(v, n) ? half - one : half; break;
        }
        return shr(C(v + bias), n);
    }
}

// Largest and smallest raw value of a format. SAT_SYM leaves out the most negative one, except of a single bit.
template <class C, int W, bool S> constexpr C largest() { return low_mask<C>(W - S); }
template <class C, int W, bool S, overflow O> constexpr C smallest() {
    if constexpr (!S)
        return C(0);
    else if constexpr (O == overflow::sat_sym && W > 1)
        return -largest<C, W, S>();
    else
        return -largest<C, W, S>() - C(1);
}

// The raw value for an integer outside the range, known by its sign and its low W bits. `unrounded` is the value before
// rounding up, of which sign-magnitude wrapping takes the lowest lost bit.
template <int W, bool S, overflow O, int N, class C>
constexpr store_t<W, S> overflowed(const C &q, [[maybe_unused]] const C &unrounded, bool negative) {
    // Unsigned numbers have no sign to wrap by.
    constexpr bool wraps = O == overflow::wrap || (O == overflow::wrap_sm && !S);
    if constexpr (O == overflow::sat || O == overflow::sat_sym) {
        return to<store_t<W, S>>(negative ? smallest<C, W, S, O>() : largest<C, W, S>());
    } else if constexpr (O == overflow::sat_zero) {
        return to<store_t<W, S>>(C(0));
    } else if constexpr (wraps && N == 0) {
        return wrap<W, S>(q);
    } else if constexpr (wraps) {
        // The N most significant bits saturate, the others wrap.
        constexpr int kept = W > N ? W - N : 0;
        const C low = q & low_mask<C>(kept);
        if constexpr (S) {
            const C saturated = negative ? shl(C(1), W - 1) : C(low_mask<C>(W - 1) & ~low_mask<C>(kept));
            return wrap<W, S>(C(low | saturated));
        } else {
            return wrap<W, S>(C(low | (low_mask<C>(W) & ~low_mask<C>(kept))));
        }
    } else {
        // Sign-magnitude wrapping: the free bits are inverted where the lowest forced bit changes.
        const bool sign = N == 0 ? bit(unrounded, W) : negative;
        constexpr int kept = N < 2 ? W - 1 : W > N ? W - N : 0;
        const bool invert = bit(q, N < 2 ? W - 1 : kept) != (N < 2 ? sign : !sign);
        const C rest = (invert ? C(~q) : q) & low_mask<C>(kept);
        const C saturated = sign ? shl(C(1), W - 1) : C(low_mask<C>(W - 1) & ~low_mask<C>(kept));
        return wrap<W, S>(C(rest | saturated));
    }
}

// The raw value for the integer q, which is `unrounded` after rounding.
template <int W, bool S, overflow O, int N, class C> constexpr store_t<W, S> clip(const C &q, const C &unrounded) {
    if constexpr (O == overflow::wrap && N == 0) {
        return wrap<W, S>(q);
    } else {
        if (q > largest<C, W, S>() || q < smallest<C, W, S, O>())
            return overflowed<W, S, O, N>(q, unrounded, is_negative(q));
        return to<store_t<W, S>>(q);
    }
}

// The raw value of a format (W, S, Q, O, N) for `raw`, a value of width WS and signedness SS. `Shift` is the fraction
// of the source less that of the target.
template <int W, bool S, rounding Q, overflow O, int N, int WS, bool SS, int Shift, class R>
constexpr store_t<W, S> assign(const R &raw) {
    constexpr int source = WS + !SS;
    constexpr bool wraps = O == overflow::wrap && N == 0;
    if constexpr (Shift <= 0) {
        constexpr int up = -Shift;
        if constexpr (wraps) {
            using C = compute_t<max_of(source, W + !S)>;
            if constexpr (up >= W)
                return store_t<W, S>(0);
            else
                return wrap<W, S>(shl(to<C>(raw), up));
        } else if constexpr (WS - SS + up <= W - S && (S || !SS) && O != overflow::sat_sym) {
            // Every source value is in range.
            return to<store_t<W, S>>(shl(to<compute_t<W + 1>>(raw), up));
        } else {
            using C = compute_t<max_of(source + up, W + 2)>;
            const C q = shl(to<C>(raw), up);
            return clip<W, S, O, N>(q, q);
        }
    } else {
        // Beyond source + 1 bits, all shifts agree.
        constexpr int down = min_of(Shift, source + 1);
        using C = compute_t<max_of(source + (Q == rounding::trn ? 0 : 2), wraps ? W + !S : W + 2)>;
        const C q = round_shift<Q>(to<C>(raw), down);
        // Rounding up can carry into one more bit.
        if constexpr (WS - SS - down + (Q != rounding::trn) <= W - S && (S || !SS) && O != overflow::sat_sym)
            return to<store_t<W, S>>(q);
        else
            return clip<W, S, O, N>(q, shr(to<C>(raw), down));
    }
}

// The raw value of a format (W, S, Q, O, N) with `F` fraction bits for a double. Infinities and NaN count as values of
// huge magnitude with the sign of their sign bit.
template <int W, int F, bool S, rounding Q, overflow O, int N> constexpr store_t<W, S> assign_double(double d) {
    const u64 pattern = __builtin_bit_cast(u64, d);
    const bool negative = pattern >> 63;
    const int exponent = int(pattern >> 52 & 0x7ff);
    const i64 fraction = i64(pattern & low_mask<i64>(52));
    const i64 magnitude = exponent ? fraction | i64(1) << 52 : fraction;
    const i64 mantissa = negative ? -magnitude : magnitude;
    // d = mantissa * 2^(shift - F).
    const int shift = (exponent ? exponent : 1) - 1075 + F;
    if (exponent != 0x7ff && shift <= 0) {
        using C = compute_t<max_of(57, W + 2)>;
        const C v = to<C>(mantissa);
        if (shift == 0)
            return clip<W, S, O, N>(v, v);
        return clip<W, S, O, N>(round_shift<Q>(v, min_of(-shift, 55)), shr(v, min_of(-shift, 55)));
    }
    using C = compute_t<W + 57>;
    if (exponent != 0x7ff && (mantissa == 0 || shift <= W + 2)) {
        const C q = shl(to<C>(mantissa), mantissa == 0 ? 0 : shift);
        return clip<W, S, O, N>(q, q);
    }
    return overflowed<W, S, O, N>(C(0), C(0), negative);
}

// The facts of IEEE types that conversions need: precision, and the exponents of the least bit and of infinity.
template <class T> struct real;
template <> struct real<float> {
    static constexpr int precision = 24, least = -149, plain = 100;
    static constexpr float power(int n) { return __builtin_bit_cast(float, u32(127 + n) << 23); }
    static float scale(float v, int n) { return __builtin_ldexpf(v, n); }
};
template <> struct real<double> {
    static constexpr int precision = 53, least = -1074, plain = 900;
    static constexpr double power(int n) { return __builtin_bit_cast(double, u64(1023 + n) << 52); }
    static double scale(double v, int n) { return __builtin_ldexp(v, n); }
};

// raw * 2^-F, rounded once, to nearest with ties to even.
template <class T, int W, int F, bool S, class R> constexpr T to_real(const R &raw) {
    using facts = real<T>;
    if constexpr (W <= facts::precision && F < facts::plain && F > -facts::plain) {
        return T(raw) * facts::power(-F);
    } else {
        using C = compute_t<W + 4>;
        const C value = to<C>(raw);
        const bool negative = is_negative(value);
        const C magnitude = negative ? C(-value) : value;
        const int drop = min_of(max_of(bit_length(magnitude) - facts::precision, F + facts::least), W + 2);
        const C kept = drop > 0 ? round_shift<rounding::rnd_conv>(magnitude, drop) : magnitude;
        const T scaled = facts::scale(T(to<i64>(kept)), (drop > 0 ? drop : 0) - F);
        return negative ? -scaled : scaled;
    }
}

} // namespace hlsmith_arith

#endif
