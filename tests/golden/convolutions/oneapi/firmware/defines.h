#ifndef DEFINES_H_
#define DEFINES_H_

#include "nnet_utils/nnet_types.h"
#include "nnet_utils/nnet_stream.h"

typedef ac_fixed<14,5,true,AC_RND,AC_SAT> input_t;
typedef ac_fixed<14,5,true,AC_RND,AC_SAT> layer2_t;
typedef ac_fixed<14,5,true,AC_RND,AC_SAT> layer3_t;
typedef ac_fixed<14,5,true,AC_RND,AC_SAT> layer4_t;
typedef ac_fixed<14,5,true,AC_RND,AC_SAT> layer5_t;
typedef ac_fixed<14,5,true,AC_RND,AC_SAT> layer6_t;
typedef ac_fixed<14,5,true,AC_RND,AC_SAT> layer7_t;
typedef ac_fixed<14,5,true,AC_RND,AC_SAT> layer8_t;
typedef ac_fixed<14,5,true,AC_RND,AC_SAT> layer9_t;
typedef ac_fixed<14,5,true,AC_RND,AC_SAT> result_t;
typedef ac_fixed<14,5,true,AC_RND,AC_SAT> model_default_t;
typedef ac_fixed<18,8,true,AC_RND,AC_SAT> fc_softmax_exp_table_t;
typedef ac_fixed<18,8,true,AC_RND,AC_SAT> fc_softmax_inv_table_t;
typedef ac_fixed<12,2,false,AC_RND,AC_SAT> fc_softmax_inv_inp_t;
typedef ac_fixed<18,8,true,AC_RND,AC_SAT> fc_softmax_accum_t;
typedef ac_fixed<10,3,false,AC_RND,AC_SAT> fc_softmax_inp_norm_t;
typedef nnet::array<input_t,1,nnet::pipe_of<class inp_pipe,36>> inp_packet;
typedef nnet::array<result_t,3,nnet::pipe_of<class layer10_out_pipe,1>> layer10_out_packet;
typedef nnet::array<layer2_t,2,nnet::pipe_of<class layer2_out_pipe,2>> layer2_out_packet;
typedef nnet::array<layer3_t,2,nnet::pipe_of<class layer3_out_pipe,2>> layer3_out_packet;
typedef nnet::array<layer4_t,2,nnet::pipe_of<class layer4_out_pipe,2>> layer4_out_packet;
typedef nnet::array<layer4_t,2,nnet::pipe_of<class layer11_out_pipe,2>> layer11_out_packet;
typedef nnet::array<layer5_t,3,nnet::pipe_of<class layer5_out_pipe,2>> layer5_out_packet;
typedef nnet::array<layer6_t,3,nnet::pipe_of<class layer6_out_pipe,2>> layer6_out_packet;
typedef nnet::array<layer7_t,3,nnet::pipe_of<class layer7_out_pipe,2>> layer7_out_packet;
typedef nnet::array<layer8_t,3,nnet::pipe_of<class layer8_out_pipe,2>> layer8_out_packet;
typedef nnet::array<layer9_t,3,nnet::pipe_of<class layer9_out_pipe,2>> layer9_out_packet;

#endif
