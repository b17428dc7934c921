#ifndef DEFINES_H_
#define DEFINES_H_

#include "nnet_utils/nnet_types.h"
#include "nnet_utils/nnet_stream.h"

typedef nnet::array<hls::ap_fixpt<14,5,hls::AP_RND,hls::AP_SAT>,1> input_t;
typedef nnet::array<hls::ap_fixpt<14,5,hls::AP_RND,hls::AP_SAT>,2> layer2_t;
typedef nnet::array<hls::ap_fixpt<14,5,hls::AP_RND,hls::AP_SAT>,2> layer3_t;
typedef nnet::array<hls::ap_fixpt<14,5,hls::AP_RND,hls::AP_SAT>,2> layer4_t;
typedef nnet::array<hls::ap_fixpt<14,5,hls::AP_RND,hls::AP_SAT>,3> layer5_t;
typedef nnet::array<hls::ap_fixpt<14,5,hls::AP_RND,hls::AP_SAT>,3> layer6_t;
typedef nnet::array<hls::ap_fixpt<14,5,hls::AP_RND,hls::AP_SAT>,3> layer7_t;
typedef nnet::array<hls::ap_fixpt<14,5,hls::AP_RND,hls::AP_SAT>,3> layer8_t;
typedef nnet::array<hls::ap_fixpt<14,5,hls::AP_RND,hls::AP_SAT>,3> layer9_t;
typedef nnet::array<hls::ap_fixpt<14,5,hls::AP_RND,hls::AP_SAT>,3> result_t;
typedef hls::ap_fixpt<14,5,hls::AP_RND,hls::AP_SAT> model_default_t;
typedef hls::ap_fixpt<18,8,hls::AP_RND,hls::AP_SAT> fc_softmax_exp_table_t;
typedef hls::ap_fixpt<18,8,hls::AP_RND,hls::AP_SAT> fc_softmax_inv_table_t;
typedef hls::ap_ufixpt<12,2,hls::AP_RND,hls::AP_SAT> fc_softmax_inv_inp_t;
typedef hls::ap_fixpt<18,8,hls::AP_RND,hls::AP_SAT> fc_softmax_accum_t;
typedef hls::ap_ufixpt<10,3,hls::AP_RND,hls::AP_SAT> fc_softmax_inp_norm_t;

#endif
