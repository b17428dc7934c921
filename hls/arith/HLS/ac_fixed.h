// ac_fixed under the path that Intel HLS has it.

#ifndef HLSMITH_ARITH_HLS_AC_FIXED_H_
#define HLSMITH_ARITH_HLS_AC_FIXED_H_

#include "../ac_fixed.h"

#endif
