// ac_fixed for software simulation.

#ifndef HLSMITH_ARITH_AC_FIXED_H_
#define HLSMITH_ARITH_AC_FIXED_H_

#include "ac_int.h"

using ac_q_mode = hlsmith_arith::rounding;
inline constexpr ac_q_mode AC_TRN = ac_q_mode::trn;
inline constexpr ac_q_mode AC_RND = ac_q_mode::rnd;
inline constexpr ac_q_mode AC_TRN_ZERO = ac_q_mode::trn_zero;
inline constexpr ac_q_mode AC_RND_ZERO = ac_q_mode::rnd_zero;
inline constexpr ac_q_mode AC_RND_INF = ac_q_mode::rnd_inf;
inline constexpr ac_q_mode AC_RND_MIN_INF = ac_q_mode::rnd_min_inf;
inline constexpr ac_q_mode AC_RND_CONV = ac_q_mode::rnd_conv;
inline constexpr ac_q_mode AC_RND_CONV_ODD = ac_q_mode::rnd_conv_odd;

using ac_o_mode = hlsmith_arith::overflow;
inline constexpr ac_o_mode AC_WRAP = ac_o_mode::wrap;
inline constexpr ac_o_mode AC_SAT = ac_o_mode::sat;
inline constexpr ac_o_mode AC_SAT_ZERO = ac_o_mode::sat_zero;
inline constexpr ac_o_mode AC_SAT_SYM = ac_o_mode::sat_sym;

template <int W, int I, bool S = true, ac_q_mode Q = AC_TRN, ac_o_mode O = AC_WRAP>
using ac_fixed = hlsmith_arith::fixed<hlsmith_arith::family::ac, W, I, S, Q, O, 0>;

#endif
