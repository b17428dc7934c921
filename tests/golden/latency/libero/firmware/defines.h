#ifndef DEFINES_H_
#define DEFINES_H_

#include "nnet_utils/nnet_types.h"
#include "nnet_utils/nnet_stream.h"

typedef hls::ap_fixpt<16,6> input_t;
typedef hls::ap_fixpt<16,6> layer2_t;
typedef hls::ap_ufixpt<12,4,hls::AP_RND,hls::AP_SAT> layer3_t;
typedef hls::ap_fixpt<16,6> layer4_t;
typedef hls::ap_fixpt<16,6> result_t;
typedef hls::ap_fixpt<8,2,hls::AP_RND,hls::AP_SAT> fc1_weight_t;
typedef hls::ap_fixpt<16,6> fc1_bias_t;
typedef hls::ap_fixpt<20,10> fc1_accum_t;
typedef hls::ap_fixpt<16,6> model_default_t;
typedef hls::ap_ufixpt<1,1,hls::AP_TRN_ZERO,hls::AP_WRAP> bias4_t;
typedef hls::ap_fixpt<18,8,hls::AP_RND,hls::AP_SAT> layer5_exp_table_t;
typedef hls::ap_fixpt<18,8,hls::AP_RND,hls::AP_SAT> layer5_inv_table_t;
typedef hls::ap_fixpt<18,8,hls::AP_RND,hls::AP_SAT> layer5_inv_inp_t;
typedef hls::ap_fixpt<18,8,hls::AP_RND,hls::AP_SAT> layer5_accum_t;
typedef hls::ap_ufixpt<15,5> layer5_inp_norm_t;

#endif
