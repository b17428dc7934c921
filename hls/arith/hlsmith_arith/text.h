// Numbers as text. The templates are empty weight until used; users include <string> or a stream header themselves.

#ifndef HLSMITH_ARITH_TEXT_H_
#define HLSMITH_ARITH_TEXT_H_

#include "number.h"

namespace hlsmith_arith {

// The exact decimal digits of raw * 2^-F. With `Zero`, a pure fraction has a 0 before the point; without, it has none,
// and whole numbers of formats with more than 32 fraction bits end in `.0`, which is how ac_fixed prints.
template <int W, int F, bool S, bool Zero> struct decimal {
    static constexpr int fraction = max_of(F, 0);
    static constexpr int width = max_of(W + max_of(-F, 0), fraction) + 70;
    using C = wide<(width + 63) / 64>;
    // Three bits make less than one digit; every fraction bit makes one.
    char text[width / 3 + fraction + 8];

    explicit decimal(const store_t<W, S> &raw) {
        C magnitude = shl(to<C>(raw), max_of(-F, 0));
        int length = 0;
        if (magnitude.negative()) {
            magnitude = -magnitude;
            text[length++] = '-';
        }
        const int first = length;
        C whole = shr(magnitude, fraction);
        while (whole != C(0)) {
            u64 rest = 0;
            for (int i = bits_of<C> / 64 - 1; i >= 0; --i) {
                const u128 part = u128(rest) << 64 | whole.limb[i];
                whole.limb[i] = u64(part / 10);
                rest = u64(part % 10);
            }
            text[length++] = char('0' + rest);
        }
        for (int i = first, k = length - 1; i < k; ++i, --k) {
            const char swapped = text[i];
            text[i] = text[k];
            text[k] = swapped;
        }
        C part = magnitude & low_mask<C>(fraction);
        const bool point_zero = !Zero && fraction > 32 && part == C(0);
        if (length == first && (Zero || part == C(0)) && !point_zero)
            text[length++] = '0';
        if (part != C(0) || point_zero)
            text[length++] = '.';
        if (point_zero)
            text[length++] = '0';
        while (part != C(0)) {
            part = part * C(10);
            text[length++] = char('0' + to<i64>(shr(part, fraction)));
            part = part & low_mask<C>(fraction);
        }
        text[length] = 0;
    }
};

// ap_fixed prints as a double, ac_fixed all its digits; integers print in full.
template <class Char, class Traits, family F, int W, int I, bool S, rounding Q, overflow O, int N>
std::basic_ostream<Char, Traits> &operator<<(std::basic_ostream<Char, Traits> &out,
                                             const fixed<F, W, I, S, Q, O, N> &v) {
    if constexpr (F == family::ap)
        return out << v.to_double();
    else
        return out << decimal<W, W - I, S, false>(v.raw()).text;
}
template <class Char, class Traits, family F, int W, bool S>
std::basic_ostream<Char, Traits> &operator<<(std::basic_ostream<Char, Traits> &out, const integer<F, W, S> &v) {
    return out << decimal<W, 0, S, true>(v.raw()).text;
}
template <class Char, class Traits, class T>
std::basic_ostream<Char, Traits> &operator<<(std::basic_ostream<Char, Traits> &out, const range_ref<T> &v) {
    return out << v.get();
}
template <class Char, class Traits, class T>
std::basic_ostream<Char, Traits> &operator<<(std::basic_ostream<Char, Traits> &out, const bit_ref<T> &v) {
    return out << bool(v);
}

template <family F, int W, bool S>
template <class String>
String integer<F, W, S>::to_string(int base_of_digits) const {
    if (base_of_digits == 10)
        return String(decimal<W, 0, S, true>(this->raw_).text);
    String text;
    if (base_of_digits == 2) {
        for (int i = W - 1; i >= 0; --i)
            text += this->test(i) ? '1' : '0';
        return "0b" + text;
    }
    // Octal and hexadecimal numbers are sign and magnitude without leading zeros.
    using C = compute_t<W + 2>;
    const bool negative = is_negative(this->raw_);
    C magnitude = negative ? C(-to<C>(this->raw_)) : to<C>(this->raw_);
    const int digit_bits = base_of_digits == 8 ? 3 : 4;
    do {
        text = String(1, "0123456789abcdef"[to<i64>(magnitude & low_mask<C>(digit_bits))]) + text;
        magnitude = shr(magnitude, digit_bits);
    } while (magnitude != C(0));
    return String(negative ? "-0" : "0") + (base_of_digits == 8 ? "o" : "x") + text;
}

template <family F, int W, int I, bool S, rounding Q, overflow O, int N>
template <class String>
String fixed<F, W, I, S, Q, O, N>::to_string(int base_of_digits) const {
    if (base_of_digits == 10)
        return String(decimal<W, W - I, S, true>(this->raw_).text);
    // Binary: I + 1 digits before the point, so that the sign shows.
    using C = compute_t<max_of(W, max_of(I, W - I)) + 2>;
    const C raw = I > W ? shl(to<C>(this->raw_), max_of(I - W, 0)) : to<C>(this->raw_);
    const int fraction = max_of(W - I, 0);
    String text("0b");
    for (int i = max_of(I, 0) + fraction; i >= 0; --i) {
        text += bit(raw, i) ? '1' : '0';
        if (i == fraction && i > 0)
            text += '.';
    }
    return text;
}

} // namespace hlsmith_arith

#endif
