#ifndef DEFINES_H_
#define DEFINES_H_

#include "ap_fixed.h"
#include "ap_int.h"
#include "nnet_utils/nnet_stream.h"

typedef nnet::array<ap_fixed<16,6>,3> input_t;
typedef nnet::array<ap_fixed<16,6>,4> layer2_t;
typedef nnet::array<ap_ufixed<12,4,AP_RND,AP_SAT,0>,4> layer3_t;
typedef nnet::array<ap_fixed<16,6>,3> layer4_t;
typedef nnet::array<ap_fixed<16,6>,3> result_t;
typedef ap_fixed<8,2,AP_RND,AP_SAT,0> fc1_weight_t;
typedef ap_fixed<16,6> fc1_bias_t;
typedef ap_fixed<20,10> fc1_accum_t;
typedef ap_fixed<16,6> model_default_t;
typedef ap_uint<1> bias4_t;
typedef ap_fixed<18,8,AP_RND,AP_SAT,0> layer5_exp_table_t;
typedef ap_fixed<18,8,AP_RND,AP_SAT,0> layer5_inv_table_t;
typedef ap_fixed<18,8,AP_RND,AP_SAT,0> layer5_inv_inp_t;
typedef ap_fixed<18,8,AP_RND,AP_SAT,0> layer5_accum_t;
typedef ap_ufixed<15,5> layer5_inp_norm_t;

#endif
