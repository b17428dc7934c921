// ac_int under the path that Intel HLS has it.

#ifndef HLSMITH_ARITH_HLS_AC_INT_H_
#define HLSMITH_ARITH_HLS_AC_INT_H_

#include "../ac_int.h"

#endif
