#ifndef DEFINES_H_
#define DEFINES_H_

#include "ap_fixed.h"
#include "ap_int.h"

typedef ap_fixed<14,5,AP_RND,AP_SAT,0> input_t;
typedef ap_fixed<14,5,AP_RND,AP_SAT,0> layer2_t;
typedef ap_fixed<14,5,AP_RND,AP_SAT,0> layer3_t;
typedef ap_fixed<14,5,AP_RND,AP_SAT,0> layer4_t;
typedef ap_fixed<14,5,AP_RND,AP_SAT,0> layer5_t;
typedef ap_fixed<14,5,AP_RND,AP_SAT,0> layer6_t;
typedef ap_fixed<14,5,AP_RND,AP_SAT,0> result_t;
typedef ap_fixed<18,8> rnn1_table_t;
typedef ap_fixed<14,5,AP_RND,AP_SAT,0> model_default_t;
typedef ap_fixed<18,8> rnn2_table_t;
typedef ap_fixed<18,8,AP_RND,AP_SAT,0> fc2_softmax_exp_table_t;
typedef ap_fixed<18,8,AP_RND,AP_SAT,0> fc2_softmax_inv_table_t;
typedef ap_ufixed<12,2,AP_RND,AP_SAT,0> fc2_softmax_inv_inp_t;
typedef ap_fixed<18,8,AP_RND,AP_SAT,0> fc2_softmax_accum_t;
typedef ap_ufixed<10,3,AP_RND,AP_SAT,0> fc2_softmax_inp_norm_t;

#endif
