// ap_int and ap_uint of SmartHLS.

#ifndef HLSMITH_ARITH_HLS_AP_INT_HPP_
#define HLSMITH_ARITH_HLS_AP_INT_HPP_

#include "../ap_int.h"

namespace hls {

using ::ap_int;
using ::ap_uint;

} // namespace hls

#endif
