// ac_int for software simulation.

#ifndef HLSMITH_ARITH_AC_INT_H_
#define HLSMITH_ARITH_AC_INT_H_

#include "hlsmith_arith/number.h"

template <int W, bool S = true> using ac_int = hlsmith_arith::integer<hlsmith_arith::family::ac, W, S>;

#endif
