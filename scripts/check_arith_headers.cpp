// Behaviour of the arithmetic headers that the tables do not cover: result types, access to bits, conversions to C
// types, steps, text, streams and channels. Prints what fails and exits with status 1.

#include <ac_channel.h>
#include <ac_fixed.h>
#include <ac_int.h>
#include <ap_fixed.h>
#include <ap_int.h>
#include <hls/ap_fixpt.hpp>
#include <hls/ap_int.hpp>
#include <hls/streaming.hpp>
#include <hls_math.h>
#include <hls_stream.h>

#include <cstdio>
#include <sstream>
#include <string>
#include <type_traits>

static int failures = 0;

template <class A, class B> void check(int line, const char *what, const A &got, const B &want) {
    if (got == want)
        return;
    std::ostringstream text;
    text << line << ": " << what << " is " << got << ", expected " << want;
    std::puts(text.str().c_str());
    ++failures;
}
#define CHECK(got, want) check(__LINE__, #got, got, want)
#define SAME(expression, ...) static_assert(std::is_same<decltype(expression), __VA_ARGS__>::value, #expression)

template <class T> std::string print(const T &v) {
    std::ostringstream text;
    text << v;
    return text.str();
}

template <class T> int width_of(T) { return T::width; }

struct config {
    // Without a definition; operators must not need its address.
    static const unsigned scale = 3;
};

static void result_types() {
    ap_int<8> a = -3;
    ap_uint<5> b = 9;
    ap_fixed<8, 4> f = 1.5;
    ap_ufixed<8, 4> g = 2.25;
    SAME(a + b, ap_int<9>);
    SAME(a - b, ap_int<9>);
    SAME(b - b, ap_int<6>);
    SAME(a * b, ap_int<13>);
    SAME(a / b, ap_int<8>);
    SAME(b / a, ap_int<6>);
    SAME(a % b, ap_int<6>);
    SAME(b % a, ap_uint<5>);
    SAME(a & b, ap_int<8>);
    SAME(~b, ap_uint<5>);
    SAME(-a, ap_int<9>);
    SAME(-ap_int<1>(), ap_int<3>);
    SAME(-ap_uint<1>(), ap_int<2>);
    SAME(a << 2, ap_int<8>);
    SAME(b + 1, ap_int<33>);
    SAME(f + g, ap_fixed<10, 6>);
    SAME(f + 1, ap_fixed<37, 33>);
    SAME(f + 1L, ap_fixed<69, 65>);
    SAME(f - true, ap_fixed<9, 5>);
    SAME(f * a, ap_fixed<16, 12>);
    SAME(b * f, ap_fixed<13, 9>);
    SAME(f * 1u, ap_fixed<40, 36>);
    SAME(f / g, ap_fixed<12, 8>);
    SAME(-g, ap_fixed<9, 5>);
    SAME(f & g, ap_fixed<9, 5>);
    SAME(a < f, bool);
    SAME((ap_fixed<16, 6>() / ap_fixed<16, 6>()), ap_fixed<27, 17>);

    ac_int<8, true> c = -3;
    ac_int<5, false> d = 9;
    ac_fixed<8, 4, true> h = 1.5;
    SAME(c + d, ac_int<9, true>);
    SAME(~d, ac_int<6, true>);
    SAME((-ac_int<1, true>()), ac_int<2, true>);
    SAME(h * c, ac_fixed<16, 12, true>);
    SAME(h.to_ac_int(), ac_int<4, true>);
    SAME(h.slc<3>(1), ac_int<3, true>);
    CHECK(width_of(h * h), 16);
    CHECK((f * config::scale).to_double(), 4.5);
    f += config::scale;
    CHECK(f.to_double(), 4.5);
    CHECK((ap_fixed<8, 4>(config::scale) == config::scale), true);
}

static void bits_and_ranges() {
    ap_int<8> a = -77;
    ap_uint<8> u = 177;
    CHECK(a(3, 0), 3);
    CHECK(a.range(7, 4), 11);
    CHECK(a.range(7, 4).to_int(), 11);
    CHECK(a.range(0, 3), 12);
    CHECK(a.range(7, 4).length(), 4);
    CHECK(a.length(), 8);
    CHECK(a[0], true);
    CHECK(a[2], false);
    CHECK(u.and_reduce(), false);
    CHECK(u.or_reduce(), true);
    CHECK(u.xor_reduce(), false);
    CHECK(ap_uint<8>(255).and_reduce(), true);
    CHECK(ap_int<8>(-1).and_reduce(), true);
    a[2] = 1;
    CHECK(a, -73);
    a[0] = a[3];
    CHECK(a, -74);
    u.range() = 5;
    CHECK(u, 5);
    u(7, 4) = u(3, 0);
    CHECK(u, 0x55);
    u.range(0, 3) = 1;
    CHECK(u, 0x58);

    ap_fixed<8, 4> f = -1.6875;
    CHECK(f(3, 0), 5);
    f.range(3, 0) = ap_uint<4>(7);
    CHECK(f.to_double(), -1.5625);
    f(7, 0) = ap_uint<8>(0x18)(7, 0);
    CHECK(f.to_double(), 1.5);
    const ap_fixed<8, 4> constant = f;
    CHECK(constant[3], true);
    CHECK(constant.range(7, 3), 3);
    const int index = constant.range(7, 3) + 1;
    CHECK(index, 4);

    ap_uint<200> wide = 0;
    wide.range(199, 190) = 0x3ff;
    wide[64] = true;
    CHECK(wide.range(195, 188), 0xfc);
    CHECK(wide.range(64, 60).to_int(), 16);
    CHECK((wide >> 190).to_int(), 0x3ff);

    ac_fixed<8, 4, true> h = -1.5;
    h.set_slc(0, ac_int<4, false>(7));
    CHECK(h.to_double(), -1.5625);
    CHECK(h.slc<4>(0), 7);
    CHECK((ac_int<8, true>(-77).slc<4>(4)), -5);
    h[7] = 0;
    CHECK(h.to_double(), 6.4375);
}

static void conversions() {
    ap_int<8> a = ap_fixed<8, 4>(-1.75);
    CHECK(a, -1);
    CHECK(ap_int<8>(-1.7), -1);
    CHECK(ap_uint<1>(0.7), 0);
    CHECK(ap_int<8>(-0.25), 0);
    CHECK((ap_ufixed<8, 4>(-1.25).to_double()), 14.75);
    ap_fixed<8, 4> f = -1.6875;
    const float single = f;
    const double twice = f;
    const int whole = f;
    CHECK(single, -1.6875f);
    CHECK(twice, -1.6875);
    CHECK(whole, -1);
    CHECK(f ? 1 : 0, 1);
    CHECK(!f, false);
    CHECK((ap_fixed<40, 40>(5000000000LL).to_int()), 705032704);
    CHECK((ap_fixed<30, 2>::from_raw(16777217).to_float()), 16777216 / 268435456.0f);
    CHECK((ap_fixed<30, 2>::from_raw(16777219).to_float()), 16777220 / 268435456.0f);
    const int table[4] = {1, 2, 3, 4};
    CHECK(table[ap_uint<2>(2)], 3);
    CHECK(true ? a : ap_int<8>(1), -1);
    int sum = 5;
    sum += ap_int<8>(3);
    CHECK(sum, 8);
    CHECK(ap_int<8>(2) * 2.5, 5.0);
    CHECK(f == -1.6875, true);
    CHECK(f < 0.5f, true);
    CHECK(0.5 > f, true);
    ap_int<100> wide = 1;
    wide <<= 70;
    CHECK(bool(wide), true);
    CHECK(wide.to_double(), 1180591620717411303424.0);
    CHECK((ac_fixed<8, 4, true>(-1.5).to_int()), -2);
    CHECK((ac_fixed<8, 4, true>(-1.5).to_ac_int()), -2);
    static_assert(!std::is_convertible<ac_fixed<8, 4, true>, int>::value, "ac_fixed becomes no C integer by itself");
    static_assert(!std::is_convertible<ac_fixed<8, 4, true>, double>::value, "ac_fixed becomes no double by itself");
    static_assert(!std::is_convertible<ac_fixed<8, 4, true>, ac_int<8, true>>::value, "nor an ac_int");
    static_assert(!std::is_convertible<ac_int<100, true>, int>::value, "a wide ac_int becomes no C integer");
    static_assert(std::is_convertible<ac_int<8, true>, int>::value, "a narrow ac_int does");
    static_assert(std::is_convertible<ap_fixed<8, 4>, int>::value, "ap_fixed becomes any C type");
    constexpr ap_fixed<8, 4, AP_RND, AP_SAT> fixed_at_compile_time = 7.99;
    static_assert(fixed_at_compile_time.raw() == 127, "conversions are constant expressions");
    CHECK((ap_fixed<16, 6>().to_double()), 0.0);
}

static void steps_and_shifts() {
    ap_fixed<8, 4> f = -1.6875;
    CHECK((f++).to_double(), -1.6875);
    CHECK((++f).to_double(), 0.3125);
    CHECK((f--).to_double(), 0.3125);
    CHECK(f.to_double(), -0.6875);
    ac_fixed<8, 4, true> h = -1.6875;
    CHECK((h++).to_double(), -1.6875);
    CHECK((++h).to_double(), -1.5625);
    CHECK((--h).to_double(), -1.625);
    ap_int<8> a = -77;
    CHECK(a++, -77);
    CHECK(--a, -77);
    CHECK(a >> 2, -20);
    CHECK(a >> 20, -1);
    CHECK(a << 20, 0);
    CHECK(a << -1, -39);
    CHECK(a << ap_uint<3>(1), 102);
    CHECK(ap_int<8>(106) >> ap_int<3>(-1), -44);
    a = 127;
    ++a;
    CHECK(a, -128);
    ap_int<8> quotient = ap_int<8>(-128) / ap_int<8>(0);
    CHECK(quotient, 0);
    ap_fixed<16, 6, AP_RND, AP_SAT> accumulator = 31;
    accumulator += ap_fixed<16, 6>(1.5);
    CHECK(accumulator.to_double(), 31.9990234375);
    accumulator *= accumulator;
    CHECK(accumulator.to_double(), 31.9990234375);
}

static void text() {
    CHECK(print(ap_fixed<8, 4>(-1.6875)), "-1.6875");
    CHECK(print(ap_int<8>(-77)), "-77");
    CHECK(print(ap_int<100>(-5)), "-5");
    CHECK(print(ap_uint<8>(177)(7, 4)), "11");
    CHECK(print(ac_fixed<100, 50, true>(1.0 / 3)), ".33333333333333303727386009995825588703155517578125");
    CHECK(ap_int<8>(-77).to_string(), "0b10110011");
    CHECK(ap_int<8>(-77).to_string(10), "-77");
    CHECK(ap_int<8>(-77).to_string(16), "-0x4d");
    CHECK(ap_int<8>(-77).to_string(8), "-0o115");
    CHECK(ap_uint<8>(177).to_string(16), "0xb1");
    CHECK(ap_int<100>(-5).to_string(16), "-0x5");
    CHECK((ap_fixed<8, 4>(-1.6875).to_string()), "0b11110.0101");
    CHECK((ap_fixed<8, 4>(-1.6875).to_string(10)), "-1.6875");
    CHECK((ap_ufixed<8, 3>(5.40625).to_string(2)), "0b0101.01101");
    CHECK((ap_fixed<100, 50>(1.0 / 3).to_string(10)), "0.33333333333333303727386009995825588703155517578125");
}

static void queues() {
    hls::stream<ap_int<8>> stream("numbers");
    ap_int<8> v = 1;
    CHECK(stream.read_nb(v), false);
    CHECK(v, 0);
    for (int i = 0; i < 100; ++i) {
        stream.write(i);
        if (i % 3 == 0)
            CHECK(stream.read(), i / 3);
    }
    CHECK(stream.size(), 66u);
    stream >> v;
    CHECK(v, 34);
    stream << v;
    CHECK(stream.empty(), false);
    CHECK(stream.full(), false);
    for (int i = 0; i < 65; ++i)
        CHECK(stream.read(), 35 + i);
    CHECK(stream.read(), 34);
    CHECK(stream.empty(), true);

    ac_channel<int> channel;
    channel.write(3);
    channel.write(4);
    CHECK(channel.available(2), true);
    CHECK(channel.available(3), false);
    CHECK(channel[1], 4);
    CHECK(channel.read(), 3);
    int w = 0;
    CHECK(channel.nb_read(w), true);
    CHECK(w, 4);
    CHECK(channel.nb_read(w), false);
    CHECK(w, 4);
}

static void mathematics() {
    SAME((hls::exp(ap_fixed<16, 6>())), ap_fixed<16, 6>);
    CHECK((hls::exp(ap_fixed<16, 6>(1.5)).to_double()), 4.4814453125);
    CHECK((hls::sin(ap_fixed<16, 6>(1.5)).to_double()), 0.9970703125);
    CHECK((hls::cos(ap_fixed<16, 6>(1.5)).to_double()), 0.0703125);
    CHECK((hls::atan(ap_fixed<16, 6>(1.5)).to_double()), 0.982421875);
}

// The table has only 0 and 1 saturation bits of sign-magnitude wrapping: value, 2 and 3 bits of a 4-bit type.
static void sign_magnitude() {
    const int rows[][3] = {
        {-40, -8, -8}, {-20, -5, -8}, {-17, -8, -8}, {-16, -8, -8}, {-12, -5, -8}, {-10, -7, -7}, {-9, -8,
        -8}, {-8, -8, -8}, {7, 7, 7}, {8, 7, 7}, {9, 6, 6}, {12, 4, 7}, {15, 7, 7}, {16, 7, 7}, {17, 6, 6},
        {20, 4, 7}, {33, 6, 6}, {47, 7, 7}};
    for (const auto &row : rows) {
        CHECK((ap_fixed<4, 4, AP_TRN, AP_WRAP_SM, 2>(row[0]).to_int()), row[1]);
        CHECK((ap_fixed<4, 4, AP_TRN, AP_WRAP_SM, 3>(row[0]).to_int()), row[2]);
    }
}

// The names of SmartHLS, and what its headers call bits.
static void smarthls() {
    typedef hls::ap_fixpt<8, 4, hls::AP_RND, hls::AP_SAT_SYM> number_t;
    SAME(number_t(), ap_fixed<8, 4, AP_RND, AP_SAT_SYM>);
    SAME((hls::ap_ufixpt<8>()), ap_ufixed<8, 8>);
    const number_t x = -1.53125;
    SAME(x.raw_bits(), hls::ap_uint<8>);
    CHECK(x.raw_bits().to_uint64(), 0xe8u);
    CHECK((number_t(-9).to_double()), -7.9375);
    SAME((hls::ap_int<8>().to_fixpt<3>()), hls::ap_fixpt<8, 3>);
    CHECK((x.raw_bits().to_fixpt<4>().to_double()), -1.5);
    CHECK((x.raw_bits().to_ufixpt<4>().to_double()), 14.5);
    CHECK((hls::ap_int<100>(-1).to_ufixpt<1>() < hls::ap_ufixpt<1>(1)), false);
    hls::FIFO<hls::ap_int<8>> fifo(2);
    CHECK(fifo.empty() && !fifo.full(), true);
    fifo.write(3);
    fifo.write(4);
    CHECK(fifo.full(), true);
    CHECK(fifo.read().to_int64(), 3);
    CHECK(fifo.read().to_int64(), 4);
}

int main() {
    result_types();
    smarthls();
    bits_and_ranges();
    conversions();
    steps_and_shifts();
    text();
    queues();
    mathematics();
    sign_magnitude();
    return failures ? 1 : 0;
}
