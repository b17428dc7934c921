#ifndef DEFINES_H_
#define DEFINES_H_

#include "nnet_utils/nnet_types.h"
#include "nnet_utils/nnet_stream.h"

typedef nnet::array<ac_fixed<14,5,true,AC_RND,AC_SAT>,1> input_t;
typedef nnet::array<ac_fixed<14,5,true,AC_RND,AC_SAT>,2> layer2_t;
typedef nnet::array<ac_fixed<14,5,true,AC_RND,AC_SAT>,2> layer3_t;
typedef nnet::array<ac_fixed<14,5,true,AC_RND,AC_SAT>,2> layer4_t;
typedef nnet::array<ac_fixed<14,5,true,AC_RND,AC_SAT>,3> layer5_t;
typedef nnet::array<ac_fixed<14,5,true,AC_RND,AC_SAT>,3> layer6_t;
typedef nnet::array<ac_fixed<14,5,true,AC_RND,AC_SAT>,3> layer7_t;
typedef nnet::array<ac_fixed<14,5,true,AC_RND,AC_SAT>,3> layer8_t;
typedef nnet::array<ac_fixed<14,5,true,AC_RND,AC_SAT>,3> layer9_t;
typedef nnet::array<ac_fixed<14,5,true,AC_RND,AC_SAT>,3> result_t;
typedef ac_fixed<14,5,true,AC_RND,AC_SAT> model_default_t;
typedef ac_fixed<18,8,true,AC_RND,AC_SAT> fc_softmax_exp_table_t;
typedef ac_fixed<18,8,true,AC_RND,AC_SAT> fc_softmax_inv_table_t;
typedef ac_fixed<12,2,false,AC_RND,AC_SAT> fc_softmax_inv_inp_t;
typedef ac_fixed<18,8,true,AC_RND,AC_SAT> fc_softmax_accum_t;
typedef ac_fixed<10,3,false,AC_RND,AC_SAT> fc_softmax_inp_norm_t;

#endif
