// The number types: `integer` and `fixed`, each in the spelling of one vendor family.
//
// A family decides the few rules in which the vendors differ: implicit conversions, the direction in which a
// fixed-point number becomes an integer, the step of ++, and the result of ~ and of - on one bit.

#ifndef HLSMITH_ARITH_NUMBER_H_
#define HLSMITH_ARITH_NUMBER_H_

#include "cast.h"

#include <iosfwd>

namespace hlsmith_arith {

enum class family { ap, ac };

template <family F, int W, bool S> class integer;
template <family F, int W, int I, bool S, rounding Q, overflow O, int N> class fixed;
template <class T> class bit_ref;
template <class T> class range_ref;

// ---- operands ------------------------------------------------------------------------------------------------------

// What an operator needs to know of an operand: its format and how to read its raw value. C integers (`machine`) take
// part with their own width; numbers carry a family, and may have a binary point (`pointed`).
template <bool Machine, bool Number, bool Pointed> struct operand_kind {
    static constexpr bool machine = Machine, number = Number, pointed = Pointed;
};
template <class T> struct operand : operand_kind<false, false, false> {};

template <class T, int W_, bool S_> struct machine_operand : operand_kind<true, false, false> {
    static constexpr int W = W_, I = W_, F = 0;
    static constexpr bool S = S_;
    static constexpr store_t<W_, S_> raw(T v) { return store_t<W_, S_>(v); }
};
template <> struct operand<bool> : machine_operand<bool, 1, false> {};
template <> struct operand<char> : machine_operand<char, 8, (char(-1) < 0)> {};
template <> struct operand<signed char> : machine_operand<signed char, 8, true> {};
template <> struct operand<unsigned char> : machine_operand<unsigned char, 8, false> {};
template <> struct operand<short> : machine_operand<short, 16, true> {};
template <> struct operand<unsigned short> : machine_operand<unsigned short, 16, false> {};
template <> struct operand<int> : machine_operand<int, 32, true> {};
template <> struct operand<unsigned> : machine_operand<unsigned, 32, false> {};
template <> struct operand<long> : machine_operand<long, int(sizeof(long)) * 8, true> {};
template <> struct operand<unsigned long> : machine_operand<unsigned long, int(sizeof(long)) * 8, false> {};
template <> struct operand<long long> : machine_operand<long long, 64, true> {};
template <> struct operand<unsigned long long> : machine_operand<unsigned long long, 64, false> {};

template <family F_, int W_, bool S_> struct operand<integer<F_, W_, S_>> : operand_kind<false, true, false> {
    static constexpr family vendor = F_;
    static constexpr int W = W_, I = W_, F = 0;
    static constexpr bool S = S_;
    static constexpr store_t<W_, S_> raw(const integer<F_, W_, S_> &v) { return v.raw(); }
};
template <family F_, int W_, int I_, bool S_, rounding Q, overflow O, int N>
struct operand<fixed<F_, W_, I_, S_, Q, O, N>> : operand_kind<false, true, true> {
    static constexpr family vendor = F_;
    static constexpr int W = W_, I = I_, F = W_ - I_;
    static constexpr bool S = S_;
    static constexpr store_t<W_, S_> raw(const fixed<F_, W_, I_, S_, Q, O, N> &v) { return v.raw(); }
};
template <class T> struct operand<const T> : operand<T> {};
template <class T> struct operand<bit_ref<T>> : operand_kind<false, true, false> {
    static constexpr family vendor = operand<T>::vendor;
    static constexpr int W = 1, I = 1, F = 0;
    static constexpr bool S = false;
    static constexpr store_t<1, false> raw(const bit_ref<T> &v) { return bool(v); }
};
template <class T> struct operand<range_ref<T>> : operand_kind<false, true, false> {
    static constexpr family vendor = operand<T>::vendor;
    static constexpr int W = operand<T>::W, I = W, F = 0;
    static constexpr bool S = false;
    static constexpr store_t<W, false> raw(const range_ref<T> &v) { return v.get().raw(); }
};

template <class T> inline constexpr bool is_machine = operand<T>::machine;
template <class T> inline constexpr bool is_number = operand<T>::number;
template <class T> inline constexpr bool is_real = same<T, float> || same<T, double>;

// Whether a T can become a number of family F.
template <class T, family F> constexpr bool belongs() {
    if constexpr (is_number<T>)
        return operand<T>::vendor == F;
    else
        return is_machine<T>;
}

// The raw value of a format for any operand.
template <int W, int I, bool S, rounding Q, overflow O, int N, class T>
constexpr store_t<W, S> assign_operand(const T &v) {
    using source = operand<T>;
    return assign<W, S, Q, O, N, source::W, source::S, source::F - (W - I)>(source::raw(v));
}

// ---- parts of a number ---------------------------------------------------------------------------------------------

// One bit of a number, for reading and writing.
template <class T> class bit_ref {
  public:
    constexpr bit_ref(T &target, int index) : target_(target), index_(index) {}
    constexpr bit_ref(const bit_ref &) = default;
    constexpr operator bool() const { return bit(target_.raw(), index_); }
    constexpr bool to_bool() const { return *this; }
    constexpr bool operator~() const { return !bool(*this); }
    constexpr bit_ref &operator=(bool v) {
        target_.set_bits(index_, index_, store_t<1, false>(v));
        return *this;
    }
    constexpr bit_ref &operator=(const bit_ref &v) { return *this = bool(v); }

  private:
    T &target_;
    int index_;
};

// Bits `high` down to `low` of a number as an unsigned integer; reversed where `high` is below `low`.
template <class T> class range_ref {
  public:
    using value = integer<operand<T>::vendor, operand<T>::W, false>;

    constexpr range_ref(T &target, int high, int low) : target_(target), high_(high), low_(low) {}
    constexpr range_ref(const range_ref &) = default;

    constexpr value get() const {
        using C = compute_t<operand<T>::W + 1>;
        const C raw = to<C>(target_.raw());
        if (high_ >= low_)
            return value::from_raw(wrap<value::width, false>(C(shr(raw, low_) & low_mask<C>(length()))));
        return value::from_raw(wrap<value::width, false>(reversed(shr(raw, high_))));
    }
    constexpr int length() const { return (high_ >= low_ ? high_ - low_ : low_ - high_) + 1; }

    template <class V, class = enable_t<belongs<V, operand<T>::vendor>()>> constexpr range_ref &operator=(V v) {
        using C = compute_t<operand<T>::W + 1>;
        const C raw = to<C>(value(v).raw());
        target_.set_bits(max_of(high_, low_), min_of(high_, low_), high_ >= low_ ? raw : reversed(raw));
        return *this;
    }
    constexpr range_ref &operator=(const range_ref &v) { return *this = v.get(); }

    constexpr operator unsigned long long() const { return get().to_uint64(); }
    constexpr int to_int() const { return get().to_int(); }
    constexpr unsigned to_uint() const { return get().to_uint(); }
    constexpr long long to_int64() const { return get().to_int64(); }
    constexpr unsigned long long to_uint64() const { return get().to_uint64(); }
    constexpr double to_double() const { return get().to_double(); }

  private:
    // The low `length()` bits in reverse order.
    template <class C> constexpr C reversed(const C &raw) const {
        C r = C(0);
        for (int i = 0; i < length(); ++i)
            r = C(shl(r, 1) | C(bit(raw, i)));
        return r;
    }

    T &target_;
    int high_, low_;
};

// What both number types share: storage and access to bits. `Self` is the number type.
template <class Self, int W, bool S> class bits {
    static_assert(W > 0, "a number has at least one bit");

  public:
    using raw_type = store_t<W, S>;

    static constexpr Self from_raw(const raw_type &raw) {
        Self r;
        r.raw_ = raw;
        return r;
    }
    constexpr const raw_type &raw() const { return raw_; }

    // Replaces bits high..low by the low bits of `v`.
    template <class R> constexpr void set_bits(int high, int low, const R &v) {
        using C = compute_t<W + 1>;
        const C mask = shl(low_mask<C>(high - low + 1), low);
        raw_ = wrap<W, S>(C((to<C>(raw_) & ~mask) | (shl(to<C>(v), low) & mask)));
    }

    constexpr bit_ref<Self> operator[](int i) { return {self(), i}; }
    constexpr bool operator[](int i) const { return bit(raw_, i); }
    constexpr range_ref<Self> range(int high, int low) { return {self(), high, low}; }
    constexpr range_ref<const Self> range(int high, int low) const { return {self(), high, low}; }
    constexpr range_ref<Self> range() { return range(W - 1, 0); }
    constexpr range_ref<const Self> range() const { return range(W - 1, 0); }
    constexpr range_ref<Self> operator()(int high, int low) { return range(high, low); }
    constexpr range_ref<const Self> operator()(int high, int low) const { return range(high, low); }
    constexpr bool test(int i) const { return bit(raw_, i); }
    constexpr void set(int i) { (*this)[i] = true; }
    constexpr void clear(int i) { (*this)[i] = false; }

    constexpr int length() const { return W; }
    constexpr bool and_reduce() const {
        using C = compute_t<W + 1>;
        return raw_ == to<raw_type>(S ? C(-1) : low_mask<C>(W));
    }
    constexpr bool or_reduce() const { return raw_ != raw_type(0); }
    constexpr bool xor_reduce() const {
        bool parity = false;
        for (int i = 0; i < W; ++i)
            parity ^= bit(raw_, i);
        return parity;
    }
    constexpr bool operator!() const { return raw_ == raw_type(0); }

    template <class V> constexpr Self &operator+=(V v) { return self() = Self(self() + v); }
    template <class V> constexpr Self &operator-=(V v) { return self() = Self(self() - v); }
    template <class V> constexpr Self &operator*=(V v) { return self() = Self(self() * v); }
    template <class V> constexpr Self &operator/=(V v) { return self() = Self(self() / v); }
    template <class V> constexpr Self &operator%=(V v) { return self() = Self(self() % v); }
    template <class V> constexpr Self &operator&=(V v) { return self() = Self(self() & v); }
    template <class V> constexpr Self &operator|=(V v) { return self() = Self(self() | v); }
    template <class V> constexpr Self &operator^=(V v) { return self() = Self(self() ^ v); }
    template <class V> constexpr Self &operator<<=(V v) { return self() = self() << v; }
    template <class V> constexpr Self &operator>>=(V v) { return self() = self() >> v; }
    constexpr Self &operator++() { return self() = Self(self() + Self::step()); }
    constexpr Self &operator--() { return self() = Self(self() - Self::step()); }
    constexpr Self operator++(int) {
        const Self before = self();
        ++*this;
        return before;
    }
    constexpr Self operator--(int) {
        const Self before = self();
        --*this;
        return before;
    }
    constexpr Self operator+() const { return self(); }

  protected:
    constexpr bits() = default;
    constexpr explicit bits(const raw_type &raw) : raw_(raw) {}

    raw_type raw_ = raw_type(0);

  private:
    constexpr Self &self() { return static_cast<Self &>(*this); }
    constexpr const Self &self() const { return static_cast<const Self &>(*this); }
};

// Readers of the integer part `whole`, a raw value, modulo the width of the C type.
#define HLSMITH_ARITH_INTEGER_READERS(whole)                                                                          \
    constexpr bool to_bool() const { return !!*this; }                                                                \
    constexpr int to_int() const { return int(to<i64>(whole)); }                                                      \
    constexpr unsigned to_uint() const { return unsigned(to<i64>(whole)); }                                           \
    constexpr long to_long() const { return long(to<i64>(whole)); }                                                   \
    constexpr unsigned long to_ulong() const { return (unsigned long)(to<i64>(whole)); }                              \
    constexpr long long to_int64() const { return to<i64>(whole); }                                                   \
    constexpr unsigned long long to_uint64() const { return u64(to<i64>(whole)); }

// ---- integers ------------------------------------------------------------------------------------------------------

// The C integer that a W-bit integer converts to implicitly.
template <int W, bool S>
using native_t = select_t<
    W <= 8, select_t<S, signed char, unsigned char>,
    select_t<W <= 16, select_t<S, short, unsigned short>,
             select_t<W <= 32, select_t<S, int, unsigned>, select_t<S, long long, unsigned long long>>>>;
struct no_conversion {};

// A two's complement integer. Assignment wraps; ap_int drops a fraction toward zero, ac_int toward minus infinity.
template <family F, int W, bool S> class integer : public bits<integer<F, W, S>, W, S> {
    using base = bits<integer, W, S>;

    // ac_fixed never becomes an integer by itself.
    template <class T> static constexpr bool accepts() {
        return belongs<T, F>() && (F == family::ap || !operand<T>::pointed);
    }

  public:
    static constexpr int width = W, iwidth = W, i_width = W;
    static constexpr bool sign = S, sign_flag = S;
    static constexpr int step() { return 1; }

    constexpr integer() = default;
    template <class T, class = enable_t<accepts<T>()>>
    constexpr integer(T v) : base(assign_operand<W, W, S, rounding::trn_zero, overflow::wrap, 0>(v)) {}
    constexpr integer(double v)
        : base(assign_double<W, 0, S, F == family::ap ? rounding::trn_zero : rounding::trn, overflow::wrap, 0>(v)) {}

    // Up to 64 bits there is one natural C type. Wider ap_int types convert to every C type, wider ac_int types to
    // none.
    constexpr operator select_t<W <= 64, native_t<W, S>, no_conversion>() const {
        if constexpr (W <= 64)
            return native_t<W, S>(this->raw_);
        else
            return {};
    }
    template <class T, class = enable_t<(F == family::ap && W > 64) && (is_machine<T> || is_real<T>)>>
    constexpr operator T() const {
        if constexpr (is_real<T>)
            return to_real<T, W, 0, S>(this->raw_);
        else if constexpr (same<T, bool>)
            return to_bool();
        else
            return T(to_int64());
    }

    HLSMITH_ARITH_INTEGER_READERS(this->raw_)
    constexpr double to_double() const { return to_real<double, W, 0, S>(this->raw_); }
    constexpr float to_float() const { return to_real<float, W, 0, S>(this->raw_); }

    // The bits `low`, `low` + 1, ... as an integer of V bits, and their replacement.
    template <int V> constexpr integer<F, V, S> slc(int low) const {
        return integer<F, V, S>::from_raw(wrap<V, S>(to<compute_t<max_of(W, V) + 1>>(shr(this->raw_, low))));
    }
    template <int V, bool T> constexpr integer &set_slc(int low, const integer<F, V, T> &v) {
        this->set_bits(min_of(low + V, W) - 1, low, v.raw());
        return *this;
    }
    // The same bits as a fixed-point number of which I stand left of the binary point.
    template <int I> constexpr fixed<F, W, I, true, rounding::trn, overflow::wrap, 0> to_fixpt() const;
    template <int I> constexpr fixed<F, W, I, false, rounding::trn, overflow::wrap, 0> to_ufixpt() const;
    // Text in base 2, 8, 10 or 16; needs <string>.
    template <class String = std::string> String to_string(int base_of_digits = 2) const;
};

// ---- fixed point ---------------------------------------------------------------------------------------------------

// A number of W bits of which I stand left of the binary point, with the modes of assignment to it.
template <family F, int W, int I, bool S, rounding Q, overflow O, int N>
class fixed : public bits<fixed<F, W, I, S, Q, O, N>, W, S> {
    using base = bits<fixed, W, S>;

    // The integer part: ap_fixed drops the fraction toward zero, ac_fixed toward minus infinity.
    static constexpr rounding to_integer = F == family::ap ? rounding::trn_zero : rounding::trn;
    constexpr auto whole() const {
        return assign<max_of(I, 1), S, to_integer, overflow::wrap, 0, W, S, W - I>(this->raw_);
    }

  public:
    static constexpr int width = W, iwidth = I, i_width = I;
    static constexpr bool sign = S;
    static constexpr rounding qmode = Q, q_mode = Q;
    static constexpr overflow omode = O, o_mode = O;
    // ++ adds one to ap_fixed and one least significant bit to ac_fixed.
    static constexpr auto step() {
        if constexpr (F == family::ap)
            return 1;
        else
            return fixed<F, 2, I - W + 2, true, rounding::trn, overflow::wrap, 0>::from_raw(1);
    }

    constexpr fixed() = default;
    template <class T, class = enable_t<belongs<T, F>()>>
    constexpr fixed(T v) : base(assign_operand<W, I, S, Q, O, N>(v)) {}
    constexpr fixed(double v) : base(assign_double<W, W - I, S, Q, O, N>(v)) {}

    // ap_fixed converts to every C type; ac_fixed to none.
    template <class T, class = enable_t<F == family::ap && (is_machine<T> || is_real<T>)>>
    constexpr operator T() const {
        if constexpr (is_real<T>)
            return to_real<T, W, W - I, S>(this->raw_);
        else if constexpr (same<T, bool>)
            return to_bool();
        else
            return T(to_int64());
    }

    HLSMITH_ARITH_INTEGER_READERS(whole())
    constexpr double to_double() const { return to_real<double, W, W - I, S>(this->raw_); }
    constexpr float to_float() const { return to_real<float, W, W - I, S>(this->raw_); }
    // The integer part as an ac_int.
    constexpr integer<F, max_of(I, 1), S> to_ac_int() const { return integer<F, max_of(I, 1), S>::from_raw(whole()); }
    constexpr bool is_neg() const { return is_negative(this->raw_); }
    constexpr bool is_zero() const { return !*this; }

    template <int V> constexpr integer<F, V, S> slc(int low) const {
        return integer<F, W, S>::from_raw(this->raw_).template slc<V>(low);
    }
    template <int V, bool T> constexpr fixed &set_slc(int low, const integer<F, V, T> &v) {
        this->set_bits(min_of(low + V, W) - 1, low, v.raw());
        return *this;
    }
    // The same bits as an integer.
    constexpr integer<F, W, false> raw_bits() const {
        return integer<F, W, false>::from_raw(wrap<W, false>(to<compute_t<W + 1>>(this->raw_)));
    }
    // Text in base 2 or 10; needs <string>.
    template <class String = std::string> String to_string(int base_of_digits = 2) const;
};

template <family F, int W, bool S>
template <int I>
constexpr fixed<F, W, I, true, rounding::trn, overflow::wrap, 0> integer<F, W, S>::to_fixpt() const {
    return fixed<F, W, I, true, rounding::trn, overflow::wrap, 0>::from_raw(
        wrap<W, true>(to<compute_t<W + 1>>(this->raw_)));
}

template <family F, int W, bool S>
template <int I>
constexpr fixed<F, W, I, false, rounding::trn, overflow::wrap, 0> integer<F, W, S>::to_ufixpt() const {
    return fixed<F, W, I, false, rounding::trn, overflow::wrap, 0>::from_raw(
        wrap<W, false>(to<compute_t<W + 1>>(this->raw_)));
}

#undef HLSMITH_ARITH_INTEGER_READERS

} // namespace hlsmith_arith

#include "operators.h"
#include "text.h"

#endif
