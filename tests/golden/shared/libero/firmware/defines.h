#ifndef DEFINES_H_
#define DEFINES_H_

#include "nnet_utils/nnet_types.h"
#include "nnet_utils/nnet_stream.h"

namespace outer {
namespace inner {

typedef hls::ap_fixpt<10,4,hls::AP_RND,hls::AP_SAT> input_t;
typedef hls::ap_fixpt<6,6,hls::AP_TRN_ZERO,hls::AP_WRAP> input2_t;
typedef hls::ap_fixpt<8,3> layer3_t;
typedef hls::ap_fixpt<12,8> layer5_t;
typedef hls::ap_fixpt<8,3> layer6_t;
typedef hls::ap_fixpt<12,5,hls::AP_RND,hls::AP_SAT> layer7_t;
typedef hls::ap_fixpt<6,2,hls::AP_RND_CONV,hls::AP_SAT_SYM> w3_t;
typedef hls::ap_fixpt<8,3> b3_t;
typedef hls::ap_fixpt<8,3,hls::AP_TRN,hls::AP_SAT> accum3_t;
typedef hls::ap_fixpt<3,3,hls::AP_TRN_ZERO,hls::AP_WRAP> w5_t;
typedef hls::ap_fixpt<12,8> accum5_t;
typedef hls::ap_fixpt<6,2> w6_t;
typedef hls::ap_ufixpt<1,1,hls::AP_TRN_ZERO,hls::AP_WRAP> b6_t;
typedef hls::ap_fixpt<8,3> accum6_t;
typedef hls::ap_fixpt<8,3> s7_t;
typedef hls::ap_fixpt<8,3> b7_t;

} // namespace inner
} // namespace outer

#endif
