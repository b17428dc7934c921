#ifndef DEFINES_H_
#define DEFINES_H_

#include "ap_fixed.h"
#include "ap_int.h"
#include "nnet_utils/nnet_stream.h"

typedef nnet::array<ap_fixed<14,5,AP_RND,AP_SAT,0>,1> input_t;
typedef nnet::array<ap_fixed<14,5,AP_RND,AP_SAT,0>,2> layer2_t;
typedef nnet::array<ap_fixed<14,5,AP_RND,AP_SAT,0>,2> layer3_t;
typedef nnet::array<ap_fixed<14,5,AP_RND,AP_SAT,0>,2> layer4_t;
typedef nnet::array<ap_fixed<14,5,AP_RND,AP_SAT,0>,3> layer5_t;
typedef nnet::array<ap_fixed<14,5,AP_RND,AP_SAT,0>,3> layer6_t;
typedef nnet::array<ap_fixed<14,5,AP_RND,AP_SAT,0>,3> layer7_t;
typedef nnet::array<ap_fixed<14,5,AP_RND,AP_SAT,0>,3> layer8_t;
typedef nnet::array<ap_fixed<14,5,AP_RND,AP_SAT,0>,3> layer9_t;
typedef nnet::array<ap_fixed<14,5,AP_RND,AP_SAT,0>,3> result_t;
typedef ap_fixed<14,5,AP_RND,AP_SAT,0> model_default_t;
typedef ap_fixed<18,8,AP_RND,AP_SAT,0> fc_softmax_exp_table_t;
typedef ap_fixed<18,8,AP_RND,AP_SAT,0> fc_softmax_inv_table_t;
typedef ap_ufixed<12,2,AP_RND,AP_SAT,0> fc_softmax_inv_inp_t;
typedef ap_fixed<18,8,AP_RND,AP_SAT,0> fc_softmax_accum_t;
typedef ap_ufixed<10,3,AP_RND,AP_SAT,0> fc_softmax_inp_norm_t;

#endif
