#ifndef DEFINES_H_
#define DEFINES_H_

#include "nnet_utils/nnet_types.h"

typedef ac_fixed<14,5,true,AC_RND,AC_SAT> input_t;
typedef ac_fixed<14,5,true,AC_RND,AC_SAT> layer2_t;
typedef ac_fixed<14,5,true,AC_RND,AC_SAT> layer3_t;
typedef ac_fixed<14,5,true,AC_RND,AC_SAT> layer4_t;
typedef ac_fixed<14,5,true,AC_RND,AC_SAT> layer5_t;
typedef ac_fixed<14,5,true,AC_RND,AC_SAT> layer6_t;
typedef ac_fixed<14,5,true,AC_RND,AC_SAT> result_t;
typedef ac_fixed<18,8,true> rnn1_table_t;
typedef ac_fixed<14,5,true,AC_RND,AC_SAT> model_default_t;
typedef ac_fixed<18,8,true> rnn2_table_t;
typedef ac_fixed<18,8,true,AC_RND,AC_SAT> fc2_softmax_exp_table_t;
typedef ac_fixed<18,8,true,AC_RND,AC_SAT> fc2_softmax_inv_table_t;
typedef ac_fixed<12,2,false,AC_RND,AC_SAT> fc2_softmax_inv_inp_t;
typedef ac_fixed<18,8,true,AC_RND,AC_SAT> fc2_softmax_accum_t;
typedef ac_fixed<10,3,false,AC_RND,AC_SAT> fc2_softmax_inp_norm_t;

#endif
