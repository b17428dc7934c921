// Harness of the fixed-point tables: evaluates one operation on rows of raw bits and prints table rows.
//
// The same program records the tables against the vendor arithmetic headers and checks the headers under hls/arith. Raw
// bits go in and out through the public bit access of the vendor types, and by the quicker `from_raw` and `raw` of this
// repository's types. Define FIXED_TABLES_AC for the ac_* family; the default is ap_*.

#ifndef FIXED_TABLES_H_
#define FIXED_TABLES_H_

#ifdef FIXED_TABLES_AC
#include <ac_fixed.h>
#include <ac_int.h>
#else
#include <ap_fixed.h>
#include <ap_int.h>
#endif

#include <cstdio>
#include <cstring>
#ifdef FIXED_TABLES_PRINT
#include <sstream>
#endif
#include <type_traits>
#include <utility>

namespace fixed_tables {

// A pattern of up to 2,176 bits, least significant word first, and its hexadecimal text.
constexpr int words = 34;
struct pattern {
    unsigned long long word[words] = {};
};
struct text {
    char of[words * 16 + 1];
};

inline unsigned digit(char c) { return c <= '9' ? unsigned(c - '0') : unsigned(c - 'a' + 10); }

inline pattern from_hex(const char *hex) {
    pattern p;
    const int length = int(std::strlen(hex));
    for (int i = 0; i < length; ++i)
        p.word[i / 16] |= (unsigned long long)(digit(hex[length - 1 - i])) << i % 16 * 4;
    return p;
}

inline text to_hex(const pattern &p, int width) {
    text t;
    const int digits = (width + 3) / 4;
    for (int i = 0; i < digits; ++i) {
        unsigned nibble = unsigned(p.word[i / 16] >> i % 16 * 4) & 15;
        if (width - 4 * i < 4)
            nibble &= (1u << (width - 4 * i)) - 1;
        t.of[digits - 1 - i] = "0123456789abcdef"[nibble];
    }
    t.of[digits] = 0;
    return t;
}

// ---- access to the bits and the format of a type -------------------------------------------------------------------

enum class sort { machine, integer, fixed };

// How a type is spelled in the tables.
struct description {
    sort kind;
    int width, integer;
    bool is_signed;
    const char *machine;
};

inline text spell(const description &d) {
    text t;
#ifdef FIXED_TABLES_AC
    const char *sign = d.is_signed ? "true" : "false";
    if (d.kind == sort::fixed)
        std::snprintf(t.of, sizeof t.of, "ac_fixed<%d %d %s>", d.width, d.integer, sign);
    else
        std::snprintf(t.of, sizeof t.of, "ac_int<%d %s>", d.width, sign);
#else
    const char *sign = d.is_signed ? "" : "u";
    if (d.kind == sort::fixed)
        std::snprintf(t.of, sizeof t.of, "ap_%sfixed<%d %d>", sign, d.width, d.integer);
    else
        std::snprintf(t.of, sizeof t.of, "ap_%sint<%d>", sign, d.width);
#endif
    if (d.kind == sort::machine)
        std::snprintf(t.of, sizeof t.of, "%s", d.machine);
    return t;
}

#ifdef HLSMITH_ARITH_NUMBER_H_

using limbs = hlsmith_arith::wide<words>;

// Sign-extends in place, so that a narrower copy has the right value.
inline limbs extended(const pattern &p, int width, bool is_signed) {
    limbs v;
    for (int i = 0; i < words; ++i)
        v.limb[i] = p.word[i];
    if (is_signed)
        v = shr(shl(v, words * 64 - width), words * 64 - width);
    return v;
}

template <class T, class = void> struct access {
    static T parse(const char *hex) {
        return T::from_raw(hlsmith_arith::to<typename T::raw_type>(extended(from_hex(hex), T::width, T::sign)));
    }
    static text bits(const T &v) {
        const limbs raw = hlsmith_arith::to<limbs>(v.raw());
        pattern p;
        for (int i = 0; i < words; ++i)
            p.word[i] = raw.limb[i];
        return to_hex(p, T::width);
    }
    static description describe() {
        return {hlsmith_arith::operand<T>::pointed ? sort::fixed : sort::integer, T::width, T::iwidth, T::sign, ""};
    }
};

#else

template <class T, class = void> struct access {
    static T parse(const char *hex) {
        const pattern p = from_hex(hex);
        T value = 0;
        for (int i = 0; i < T::width; ++i)
            value[i] = bool(p.word[i / 64] >> i % 64 & 1);
        return value;
    }
    static text bits(T v) {
        pattern p;
        for (int i = 0; i < T::width; ++i)
            p.word[i / 64] |= (unsigned long long)(bool(v[i])) << i % 64;
        return to_hex(p, T::width);
    }
    static description describe() {
        T value = 0;
        value[T::width - 1] = true;
        const bool is_signed = value < 0;
        const int width = T::width;
        return {kind<T>(0), width, integer<T>(0), is_signed, ""};
    }

  private:
#ifdef FIXED_TABLES_AC
    template <class U> static auto kind(int) -> decltype(std::declval<U>().to_ac_int(), sort()) { return sort::fixed; }
    template <class U> static auto integer(int) -> decltype(int(U::i_width)) { return U::i_width; }
#else
    template <class U> static auto kind(int) -> decltype(int(U::qmode), sort()) { return sort::fixed; }
    template <class U> static auto integer(int) -> decltype(int(U::iwidth)) { return U::iwidth; }
#endif
    template <class U> static sort kind(...) { return sort::integer; }
    template <class U> static int integer(...) { return U::width; }
};

#endif

template <class T> constexpr const char *machine_name() {
    return std::is_same<T, bool>::value                 ? "bool"
           : std::is_same<T, int>::value                ? "int"
           : std::is_same<T, unsigned>::value           ? "unsigned"
           : std::is_same<T, long>::value               ? "long"
           : std::is_same<T, unsigned long>::value      ? "unsigned long"
           : std::is_same<T, long long>::value          ? "long long"
           : std::is_same<T, unsigned long long>::value ? "unsigned long long"
           : std::is_same<T, float>::value              ? "float"
                                                        : "double";
}

template <class T> struct access<T, typename std::enable_if<std::is_arithmetic<T>::value>::type> {
    static constexpr int width = std::is_same<T, bool>::value ? 1 : int(sizeof(T)) * 8;
    static T parse(const char *hex) {
        const pattern p = from_hex(hex);
        T value;
        std::memcpy(&value, p.word, sizeof value);
        return value;
    }
    static text bits(T v) {
        pattern p;
        std::memcpy(p.word, &v, sizeof v);
        return to_hex(p, width);
    }
    static description describe() { return {sort::machine, width, width, false, machine_name<T>()}; }
};

// ---- operations ----------------------------------------------------------------------------------------------------

// A unary operation: `target` is the spelling of the target type, or null where the header decides the type.
template <class S, class F>
void unary(const char *op, const char *source, const char *target, const char *const *rows, int count, F f) {
    for (int i = 0; i < count; ++i) {
        const auto result = f(access<S>::parse(rows[i]));
        using R = access<typename std::decay<decltype(result)>::type>;
        std::printf("%s,%s,%s,%s,%s\n", op, source, target ? target : spell(R::describe()).of, rows[i],
                    R::bits(result).of);
    }
}

// A binary operation; `rows` holds the operands alternately.
template <class A, class B, class F>
void binary(const char *op, const char *a, const char *b, const char *target, const char *const *rows, int count, F f) {
    for (int i = 0; i < count; ++i) {
        const auto result = f(access<A>::parse(rows[2 * i]), access<B>::parse(rows[2 * i + 1]));
        using R = access<typename std::decay<decltype(result)>::type>;
        std::printf("%s,%s,%s,%s,%s,%s,%s\n", op, a, b, target ? target : spell(R::describe()).of, rows[2 * i],
                    rows[2 * i + 1], R::bits(result).of);
    }
}

#ifdef FIXED_TABLES_PRINT
// The text that the stream insertion of a value gives.
template <class S> void print(const char *source, const char *const *rows, int count) {
    for (int i = 0; i < count; ++i) {
        std::ostringstream out;
        out << access<S>::parse(rows[i]);
        std::printf("print,%s,text,%s,%s\n", source, rows[i], out.str().c_str());
    }
}
#endif

} // namespace fixed_tables

#endif
