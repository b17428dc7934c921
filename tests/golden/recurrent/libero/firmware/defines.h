#ifndef DEFINES_H_
#define DEFINES_H_

#include "nnet_utils/nnet_types.h"
#include "nnet_utils/nnet_stream.h"

typedef hls::ap_fixpt<14,5,hls::AP_RND,hls::AP_SAT> input_t;
typedef hls::ap_fixpt<14,5,hls::AP_RND,hls::AP_SAT> layer2_t;
typedef hls::ap_fixpt<14,5,hls::AP_RND,hls::AP_SAT> layer3_t;
typedef hls::ap_fixpt<14,5,hls::AP_RND,hls::AP_SAT> layer4_t;
typedef hls::ap_fixpt<14,5,hls::AP_RND,hls::AP_SAT> layer5_t;
typedef hls::ap_fixpt<14,5,hls::AP_RND,hls::AP_SAT> layer6_t;
typedef hls::ap_fixpt<14,5,hls::AP_RND,hls::AP_SAT> result_t;
typedef hls::ap_fixpt<18,8> rnn1_table_t;
typedef hls::ap_fixpt<14,5,hls::AP_RND,hls::AP_SAT> model_default_t;
typedef hls::ap_fixpt<18,8> rnn2_table_t;
typedef hls::ap_fixpt<18,8,hls::AP_RND,hls::AP_SAT> fc2_softmax_exp_table_t;
typedef hls::ap_fixpt<18,8,hls::AP_RND,hls::AP_SAT> fc2_softmax_inv_table_t;
typedef hls::ap_ufixpt<12,2,hls::AP_RND,hls::AP_SAT> fc2_softmax_inv_inp_t;
typedef hls::ap_fixpt<18,8,hls::AP_RND,hls::AP_SAT> fc2_softmax_accum_t;
typedef hls::ap_ufixpt<10,3,hls::AP_RND,hls::AP_SAT> fc2_softmax_inp_norm_t;

#endif
