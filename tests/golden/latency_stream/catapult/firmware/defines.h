#ifndef DEFINES_H_
#define DEFINES_H_

#include "nnet_utils/nnet_types.h"
#include "nnet_utils/nnet_stream.h"

typedef nnet::array<ac_fixed<16,6,true>,3> input_t;
typedef nnet::array<ac_fixed<16,6,true>,4> layer2_t;
typedef nnet::array<ac_fixed<12,4,false,AC_RND,AC_SAT>,4> layer3_t;
typedef nnet::array<ac_fixed<16,6,true>,3> layer4_t;
typedef nnet::array<ac_fixed<16,6,true>,3> result_t;
typedef ac_fixed<8,2,true,AC_RND,AC_SAT> fc1_weight_t;
typedef ac_fixed<16,6,true> fc1_bias_t;
typedef ac_fixed<20,10,true> fc1_accum_t;
typedef ac_fixed<16,6,true> model_default_t;
typedef ac_fixed<1,1,false,AC_TRN_ZERO,AC_WRAP> bias4_t;
typedef ac_fixed<18,8,true,AC_RND,AC_SAT> layer5_exp_table_t;
typedef ac_fixed<18,8,true,AC_RND,AC_SAT> layer5_inv_table_t;
typedef ac_fixed<18,8,true,AC_RND,AC_SAT> layer5_inv_inp_t;
typedef ac_fixed<18,8,true,AC_RND,AC_SAT> layer5_accum_t;
typedef ac_fixed<15,5,false> layer5_inp_norm_t;

#endif
