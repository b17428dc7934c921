// ap_int and ap_uint for software simulation.

#ifndef HLSMITH_ARITH_AP_INT_H_
#define HLSMITH_ARITH_AP_INT_H_

#include "hlsmith_arith/number.h"

template <int W> using ap_int = hlsmith_arith::integer<hlsmith_arith::family::ap, W, true>;
template <int W> using ap_uint = hlsmith_arith::integer<hlsmith_arith::family::ap, W, false>;

#endif
