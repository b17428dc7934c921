// ap_fixed and ap_ufixed for software simulation.

#ifndef HLSMITH_ARITH_AP_FIXED_H_
#define HLSMITH_ARITH_AP_FIXED_H_

#include "ap_int.h"

using ap_q_mode = hlsmith_arith::rounding;
inline constexpr ap_q_mode AP_RND = ap_q_mode::rnd;
inline constexpr ap_q_mode AP_RND_ZERO = ap_q_mode::rnd_zero;
inline constexpr ap_q_mode AP_RND_MIN_INF = ap_q_mode::rnd_min_inf;
inline constexpr ap_q_mode AP_RND_INF = ap_q_mode::rnd_inf;
inline constexpr ap_q_mode AP_RND_CONV = ap_q_mode::rnd_conv;
inline constexpr ap_q_mode AP_TRN = ap_q_mode::trn;
inline constexpr ap_q_mode AP_TRN_ZERO = ap_q_mode::trn_zero;

using ap_o_mode = hlsmith_arith::overflow;
inline constexpr ap_o_mode AP_SAT = ap_o_mode::sat;
inline constexpr ap_o_mode AP_SAT_ZERO = ap_o_mode::sat_zero;
inline constexpr ap_o_mode AP_SAT_SYM = ap_o_mode::sat_sym;
inline constexpr ap_o_mode AP_WRAP = ap_o_mode::wrap;
inline constexpr ap_o_mode AP_WRAP_SM = ap_o_mode::wrap_sm;

template <int W, int I, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP, int N = 0>
using ap_fixed = hlsmith_arith::fixed<hlsmith_arith::family::ap, W, I, true, Q, O, N>;
template <int W, int I, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP, int N = 0>
using ap_ufixed = hlsmith_arith::fixed<hlsmith_arith::family::ap, W, I, false, Q, O, N>;

#endif
