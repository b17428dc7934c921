// Integers of a width chosen at compile time: the raw values of all number types.
//
// A raw value is always a signed two's complement integer; an unsigned format of W bits needs W + 1 bits. Up to 128
// bits it is a machine integer, above that an array of 64-bit limbs. Functions that take a raw value work on both.

#ifndef HLSMITH_ARITH_STORAGE_H_
#define HLSMITH_ARITH_STORAGE_H_

namespace hlsmith_arith {

using i8 = signed char;
using i16 = short;
using i32 = int;
using i64 = long long;
using u32 = unsigned;
using u64 = unsigned long long;
__extension__ typedef __int128 i128;
__extension__ typedef unsigned __int128 u128;

template <bool B, class T = void> struct enable {};
template <class T> struct enable<true, T> { using type = T; };
template <bool B, class T = void> using enable_t = typename enable<B, T>::type;

template <bool B, class T, class U> struct select { using type = T; };
template <class T, class U> struct select<false, T, U> { using type = U; };
template <bool B, class T, class U> using select_t = typename select<B, T, U>::type;

template <class T, class U> inline constexpr bool same = false;
template <class T> inline constexpr bool same<T, T> = true;

constexpr int max_of(int a, int b) { return a > b ? a : b; }
constexpr int min_of(int a, int b) { return a < b ? a : b; }

// A two's complement integer of N limbs, least significant first. All results are modulo 2^(64 N).
template <int N> struct wide {
    static_assert(N > 0, "a wide integer has at least one limb");
    u64 limb[N];

    constexpr wide() : limb{} {}
    constexpr explicit wide(i128 v) : limb{} {
        for (int i = 0; i < N; ++i)
            limb[i] = i == 0 ? u64(v) : i == 1 ? u64(v >> 64) : v < 0 ? ~u64(0) : 0;
    }

    constexpr bool negative() const { return limb[N - 1] >> 63; }
    constexpr u64 fill() const { return negative() ? ~u64(0) : 0; }

    friend constexpr wide operator+(const wide &a, const wide &b) {
        wide r;
        u128 carry = 0;
        for (int i = 0; i < N; ++i) {
            carry += u128(a.limb[i]) + b.limb[i];
            r.limb[i] = u64(carry);
            carry >>= 64;
        }
        return r;
    }
    friend constexpr wide operator~(const wide &a) {
        wide r;
        for (int i = 0; i < N; ++i)
            r.limb[i] = ~a.limb[i];
        return r;
    }
    friend constexpr wide operator-(const wide &a) { return ~a + wide(1); }
    friend constexpr wide operator-(const wide &a, const wide &b) { return a + -b; }
    friend constexpr wide operator*(const wide &a, const wide &b) {
        wide r;
        for (int i = 0; i < N; ++i) {
            u64 carry = 0;
            for (int k = 0; i + k < N; ++k) {
                const u128 t = u128(a.limb[i]) * b.limb[k] + r.limb[i + k] + carry;
                r.limb[i + k] = u64(t);
                carry = u64(t >> 64);
            }
        }
        return r;
    }
    friend constexpr wide operator&(const wide &a, const wide &b) {
        wide r;
        for (int i = 0; i < N; ++i)
            r.limb[i] = a.limb[i] & b.limb[i];
        return r;
    }
    friend constexpr wide operator|(const wide &a, const wide &b) { return ~(~a & ~b); }
    friend constexpr wide operator^(const wide &a, const wide &b) { return (a | b) & ~(a & b); }
    friend constexpr bool operator==(const wide &a, const wide &b) {
        for (int i = 0; i < N; ++i)
            if (a.limb[i] != b.limb[i])
                return false;
        return true;
    }
    friend constexpr bool operator<(const wide &a, const wide &b) {
        if (a.negative() != b.negative())
            return a.negative();
        for (int i = N - 1; i >= 0; --i)
            if (a.limb[i] != b.limb[i])
                return a.limb[i] < b.limb[i];
        return false;
    }
    friend constexpr bool operator!=(const wide &a, const wide &b) { return !(a == b); }
    friend constexpr bool operator>(const wide &a, const wide &b) { return b < a; }
    friend constexpr bool operator<=(const wide &a, const wide &b) { return !(b < a); }
    friend constexpr bool operator>=(const wide &a, const wide &b) { return !(a < b); }
};

template <class C> inline constexpr bool is_wide = false;
template <int N> inline constexpr bool is_wide<wide<N>> = true;
// Bits of a raw type.
template <class C> inline constexpr int bits_of = int(sizeof(C)) * 8;

// The type to compute with signed values of `B` bits.
template <int B>
using compute_t = select_t<B <= 32, i32, select_t<B <= 64, i64, select_t<B <= 128, i128, wide<(B + 63) / 64>>>>;

// The type to keep raw values of a format of width W and signedness S.
template <int W, bool S>
using store_t = select_t<W + !S <= 8, i8, select_t<W + !S <= 16, i16, compute_t<W + !S>>>;

// The unsigned twin of a machine integer.
template <class C>
using unsigned_t = select_t<sizeof(C) <= 4, u32, select_t<sizeof(C) == 8, u64, u128>>;

// A raw value in another raw type; keeps the value where it fits, else its low bits.
template <class C, class R> constexpr C to(const R &v) {
    if constexpr (same<C, R>) {
        return v;
    } else if constexpr (is_wide<C> && is_wide<R>) {
        constexpr int from = bits_of<R> / 64, goal = bits_of<C> / 64;
        C r;
        for (int i = 0; i < goal; ++i)
            r.limb[i] = i < from ? v.limb[i] : v.fill();
        return r;
    } else if constexpr (is_wide<C>) {
        return C(i128(v));
    } else if constexpr (is_wide<R>) {
        if constexpr (bits_of<R> == 64)
            return C(i64(v.limb[0]));
        else
            return C(i128(u128(v.limb[1]) << 64 | v.limb[0]));
    } else {
        return C(v);
    }
}

// v * 2^n modulo the width of the type, for n >= 0.
template <class C> constexpr C shl(const C &v, int n) {
    if constexpr (is_wide<C>) {
        constexpr int count = bits_of<C> / 64;
        C r;
        const int skip = n / 64, part = n % 64;
        for (int i = count - 1; i >= skip; --i) {
            const u64 low = part && i - skip > 0 ? v.limb[i - skip - 1] >> (64 - part) : 0;
            r.limb[i] = v.limb[i - skip] << part | low;
        }
        return r;
    } else {
        return n >= bits_of<C> ? C(0) : C(unsigned_t<C>(v) << n);
    }
}

// floor(v / 2^n), for n >= 0.
template <class C> constexpr C shr(const C &v, int n) {
    if constexpr (is_wide<C>) {
        constexpr int count = bits_of<C> / 64;
        C r;
        const int skip = n / 64, part = n % 64;
        for (int i = 0; i < count; ++i) {
            const u64 low = i + skip < count ? v.limb[i + skip] : v.fill();
            const u64 high = i + skip + 1 < count ? v.limb[i + skip + 1] : v.fill();
            r.limb[i] = part ? low >> part | high << (64 - part) : low;
        }
        return r;
    } else {
        return C(v >> (n >= bits_of<C> ? bits_of<C> - 1 : n));
    }
}

// 2^n - 1, for 0 <= n < bits of the type.
template <class C> constexpr C low_mask(int n) {
    if constexpr (is_wide<C>)
        return shl(C(1), n) - C(1);
    else
        return C((unsigned_t<C>(1) << n) - 1);
}

template <class C> constexpr bool is_negative(const C &v) {
    if constexpr (is_wide<C>)
        return v.negative();
    else
        return v < 0;
}

template <class C> constexpr bool bit(const C &v, int n) {
    if constexpr (is_wide<C>)
        return v.limb[n / 64] >> n % 64 & 1;
    else
        return shr(v, n) & 1;
}

// The number of bits of a value >= 0 without leading zeros.
template <class C> constexpr int bit_length(const C &v) {
    if constexpr (is_wide<C>) {
        for (int i = bits_of<C> / 64 - 1; i >= 0; --i)
            if (v.limb[i])
                return 64 * i + bit_length(i128(v.limb[i]));
        return 0;
    } else if constexpr (bits_of<C> > 64) {
        const u64 high = u64(v >> 64), low = u64(v);
        return high ? 128 - __builtin_clzll(high) : low ? 64 - __builtin_clzll(low) : 0;
    } else {
        return v ? 64 - __builtin_clzll(u64(v)) : 0;
    }
}

// The quotient of values >= 0, one bit at a time; `rest` receives the remainder.
template <int N> constexpr wide<N> divide_magnitudes(const wide<N> &a, const wide<N> &b, wide<N> &rest) {
    wide<N> quotient;
    rest = wide<N>();
    for (int i = bit_length(a) - 1; i >= 0; --i) {
        rest = shl(rest, 1);
        rest.limb[0] |= u64(bit(a, i));
        if (rest >= b) {
            rest = rest - b;
            quotient.limb[i / 64] |= u64(1) << i % 64;
        }
    }
    return quotient;
}

// a / b toward zero. The vendors leave division by zero undefined; here the quotient is 0.
template <class C> constexpr C quotient(const C &a, const C &b) {
    if (b == C(0))
        return C(0);
    if constexpr (is_wide<C>) {
        C rest;
        const C q = divide_magnitudes(a.negative() ? -a : a, b.negative() ? -b : b, rest);
        return a.negative() != b.negative() ? -q : q;
    } else {
        return C(a / b);
    }
}

// a - quotient(a, b) * b, which has the sign of a; a for b = 0.
template <class C> constexpr C remainder(const C &a, const C &b) {
    if (b == C(0))
        return a;
    if constexpr (is_wide<C>) {
        C rest;
        divide_magnitudes(a.negative() ? -a : a, b.negative() ? -b : b, rest);
        return a.negative() ? -rest : rest;
    } else {
        return C(a % b);
    }
}

// The low W bits of q read as a format of width W and signedness S. Needs a raw type of at least W + !S bits.
template <int W, bool S, class C> constexpr store_t<W, S> wrap(const C &q) {
    static_assert(bits_of<C> >= W + !S, "the raw type is narrower than the format");
    if constexpr (S)
        return to<store_t<W, S>>(shr(shl(q, bits_of<C> - W), bits_of<C> - W));
    else
        return to<store_t<W, S>>(C(q & low_mask<C>(W)));
}

} // namespace hlsmith_arith

#endif
