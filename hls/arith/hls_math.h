// hls:: mathematics for software simulation: the libm function of the value as a double, assigned to the type of the
// argument.

#ifndef HLSMITH_ARITH_HLS_MATH_H_
#define HLSMITH_ARITH_HLS_MATH_H_

#include "ap_fixed.h"

namespace hls {

#define HLSMITH_ARITH_FUNCTION(name)                                                                                  \
    template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>                                                  \
    hlsmith_arith::fixed<hlsmith_arith::family::ap, W, I, S, Q, O, N> name(                                           \
        const hlsmith_arith::fixed<hlsmith_arith::family::ap, W, I, S, Q, O, N> &x) {                                 \
        return __builtin_##name(x.to_double());                                                                       \
    }                                                                                                                 \
    inline float name(float x) { return __builtin_##name##f(x); }                                                     \
    inline double name(double x) { return __builtin_##name(x); }
HLSMITH_ARITH_FUNCTION(atan)
HLSMITH_ARITH_FUNCTION(cos)
HLSMITH_ARITH_FUNCTION(exp)
HLSMITH_ARITH_FUNCTION(sin)
#undef HLSMITH_ARITH_FUNCTION

} // namespace hls

#endif
