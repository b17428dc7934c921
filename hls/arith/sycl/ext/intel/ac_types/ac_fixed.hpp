// ac_fixed under the path that SYCL has it.

#ifndef HLSMITH_ARITH_SYCL_AC_FIXED_HPP_
#define HLSMITH_ARITH_SYCL_AC_FIXED_HPP_

#include "../../../../ac_fixed.h"

#endif
