#ifndef DEFINES_H_
#define DEFINES_H_

#include "ap_fixed.h"
#include "ap_int.h"

namespace outer {
namespace inner {

typedef ap_fixed<10,4,AP_RND,AP_SAT,0> input_t;
typedef ap_int<6> input2_t;
typedef ap_fixed<8,3> layer3_t;
typedef ap_fixed<12,8> layer5_t;
typedef ap_fixed<8,3> layer6_t;
typedef ap_fixed<12,5,AP_RND,AP_SAT,0> layer7_t;
typedef ap_fixed<6,2,AP_RND_CONV,AP_SAT_SYM,0> w3_t;
typedef ap_fixed<8,3> b3_t;
typedef ap_fixed<8,3,AP_TRN,AP_SAT,0> accum3_t;
typedef ap_int<3> w5_t;
typedef ap_fixed<12,8> accum5_t;
typedef ap_fixed<6,2> w6_t;
typedef ap_uint<1> b6_t;
typedef ap_fixed<8,3> accum6_t;
typedef ap_fixed<8,3> s7_t;
typedef ap_fixed<8,3> b7_t;

} // namespace inner
} // namespace outer

#endif
