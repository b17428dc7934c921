// Harness of the fixed-point tables: evaluates one operation on rows of raw bits and prints table rows.
//
// It uses only what the vendor arithmetic headers and the headers under hls/arith both offer, so that the same
// program records the tables and checks the headers. Define FIXED_TABLES_AC for the ac_* family; the default is ap_*.

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
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>

namespace fixed_tables {

// ---- raw bits ------------------------------------------------------------------------------------------------------

inline unsigned digit(char c) { return c <= '9' ? unsigned(c - '0') : unsigned(c - 'a' + 10); }

template <class T> typename std::enable_if<std::is_arithmetic<T>::value, T>::type parse(const char *hex) {
    unsigned long long bits = 0;
    for (; *hex; ++hex)
        bits = bits << 4 | digit(*hex);
    T value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

template <class T> typename std::enable_if<!std::is_arithmetic<T>::value, T>::type parse(const char *hex) {
    T value = 0;
    const int length = int(std::strlen(hex));
    for (int i = 0; i < T::width; ++i)
        value[i] = bool(digit(hex[length - 1 - i / 4]) >> i % 4 & 1);
    return value;
}

template <class T> typename std::enable_if<std::is_arithmetic<T>::value, std::string>::type bits(T value) {
    unsigned long long raw = 0;
    std::memcpy(&raw, &value, sizeof value);
    char text[20];
    std::snprintf(text, sizeof text, "%0*llx", int(sizeof value) * 2, raw);
    return std::is_same<T, bool>::value ? std::string(raw ? "1" : "0") : std::string(text);
}

template <class T> typename std::enable_if<!std::is_arithmetic<T>::value, std::string>::type bits(T value) {
    const int digits = (T::width + 3) / 4;
    std::string text(digits, '0');
    for (int i = 0; i < digits; ++i) {
        unsigned nibble = 0;
        for (int k = 0; k < 4 && i * 4 + k < T::width; ++k)
            nibble |= unsigned(bool(value[i * 4 + k])) << k;
        text[digits - 1 - i] = "0123456789abcdef"[nibble];
    }
    return text;
}

// ---- names of result types -----------------------------------------------------------------------------------------

template <class T> bool is_signed_format() {
    T value = 0;
    value[T::width - 1] = true;
    return value < 0;
}

#ifdef FIXED_TABLES_AC
template <class T> auto format_name(int) -> decltype(std::declval<T>().to_ac_int(), std::string()) {
    const int width = T::width, integer = T::i_width;
    return "ac_fixed<" + std::to_string(width) + " " + std::to_string(integer) +
           (is_signed_format<T>() ? " true>" : " false>");
}
template <class T> std::string format_name(...) {
    const int width = T::width;
    return "ac_int<" + std::to_string(width) + (is_signed_format<T>() ? " true>" : " false>");
}
#else
template <class T> auto format_name(int) -> decltype(int(T::qmode), std::string()) {
    const int width = T::width, integer = T::iwidth;
    return std::string(is_signed_format<T>() ? "ap_fixed<" : "ap_ufixed<") + std::to_string(width) + " " +
           std::to_string(integer) + ">";
}
template <class T> std::string format_name(...) {
    const int width = T::width;
    return std::string(is_signed_format<T>() ? "ap_int<" : "ap_uint<") + std::to_string(width) + ">";
}
#endif

template <class T> struct name {
    static std::string of() { return format_name<T>(0); }
};
#define FIXED_TABLES_NAME(type)                                                                                        \
    template <> struct name<type> {                                                                                    \
        static std::string of() { return #type; }                                                                      \
    };
FIXED_TABLES_NAME(bool)
FIXED_TABLES_NAME(int)
FIXED_TABLES_NAME(unsigned)
FIXED_TABLES_NAME(long)
FIXED_TABLES_NAME(unsigned long)
FIXED_TABLES_NAME(long long)
FIXED_TABLES_NAME(unsigned long long)
FIXED_TABLES_NAME(float)
FIXED_TABLES_NAME(double)
#undef FIXED_TABLES_NAME

// ---- operations ----------------------------------------------------------------------------------------------------

// A unary operation: `target` is the spelling of the target type, or null where the header decides the type.
template <class S, class F>
void unary(const char *op, const char *source, const char *target, const char *const *rows, int count, F f) {
    for (int i = 0; i < count; ++i) {
        const auto result = f(parse<S>(rows[i]));
        using R = typename std::decay<decltype(result)>::type;
        std::printf("%s,%s,%s,%s,%s\n", op, source, target ? target : name<R>::of().c_str(), rows[i],
                    bits<R>(result).c_str());
    }
}

// A binary operation; `rows` holds the operands alternately.
template <class A, class B, class F>
void binary(const char *op, const char *a, const char *b, const char *target, const char *const *rows, int count, F f) {
    for (int i = 0; i < count; ++i) {
        const auto result = f(parse<A>(rows[2 * i]), parse<B>(rows[2 * i + 1]));
        using R = typename std::decay<decltype(result)>::type;
        std::printf("%s,%s,%s,%s,%s,%s,%s\n", op, a, b, target ? target : name<R>::of().c_str(), rows[2 * i],
                    rows[2 * i + 1], bits<R>(result).c_str());
    }
}

// The text that the stream insertion of a value gives.
template <class S> void print(const char *source, const char *const *rows, int count) {
    for (int i = 0; i < count; ++i) {
        std::ostringstream text;
        text << parse<S>(rows[i]);
        std::printf("print,%s,text,%s,%s\n", source, rows[i], text.str().c_str());
    }
}

} // namespace fixed_tables

#endif
