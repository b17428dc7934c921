#ifndef DEFINES_H_
#define DEFINES_H_

#include "nnet_utils/nnet_types.h"
#include "nnet_utils/nnet_stream.h"

typedef hls::ap_fixpt<12,5> input_t;
typedef hls::ap_fixpt<12,5> layer2_t;
typedef hls::ap_fixpt<12,5> layer3_t;
typedef hls::ap_fixpt<12,5,hls::AP_RND,hls::AP_SAT> layer4_t;
typedef hls::ap_fixpt<12,5> layer5_t;
typedef hls::ap_fixpt<12,5> layer6_t;
typedef hls::ap_fixpt<12,5> layer7_t;
typedef hls::ap_fixpt<10,2> tanh_table_t;
typedef hls::ap_ufixpt<8,0> elu_param_t;
typedef hls::ap_fixpt<10,2> elu_table_t;
typedef hls::ap_ufixpt<8,-1> leaky_param_t;
typedef hls::ap_ufixpt<16,0> layer5_slope_t;
typedef hls::ap_ufixpt<2,0> layer5_shift_t;
typedef hls::ap_fixpt<9,2> prelu_param_t;
typedef hls::ap_fixpt<18,8> layer7_table_t;
typedef hls::ap_fixpt<12,5> layer7_legacy_element_t;

#endif
