// ac_int under the path that SYCL has it.

#ifndef HLSMITH_ARITH_SYCL_AC_INT_HPP_
#define HLSMITH_ARITH_SYCL_AC_INT_HPP_

#include "../../../../ac_int.h"

#endif
