#ifndef DEFINES_H_
#define DEFINES_H_

#include "nnet_utils/nnet_types.h"
#include "nnet_utils/nnet_stream.h"

typedef ac_fixed<16,6,true> input_t;
typedef ac_fixed<16,6,true> layer2_t;
typedef ac_fixed<12,4,false,AC_RND,AC_SAT> layer3_t;
typedef ac_fixed<16,6,true> layer4_t;
typedef ac_fixed<16,6,true> result_t;
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
typedef nnet::array<input_t,3,nnet::pipe_of<class x_pipe,1>> x_packet;
typedef nnet::array<result_t,3,nnet::pipe_of<class layer5_out_pipe,1>> layer5_out_packet;
typedef nnet::array<layer2_t,4,nnet::pipe_of<class layer2_out_pipe,2>> layer2_out_packet;
typedef nnet::array<layer3_t,4,nnet::pipe_of<class layer3_out_pipe,2>> layer3_out_packet;
typedef nnet::array<layer4_t,3,nnet::pipe_of<class layer4_out_pipe,2>> layer4_out_packet;

#endif
