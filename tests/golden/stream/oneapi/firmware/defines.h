#ifndef DEFINES_H_
#define DEFINES_H_

#include "nnet_utils/nnet_types.h"
#include "nnet_utils/nnet_stream.h"

typedef ac_fixed<16,6,true,AC_TRN,AC_SAT> input_t;
typedef ac_fixed<16,6,true> layer2_t;
typedef ac_fixed<16,6,true> layer3_t;
typedef ac_fixed<16,6,true> most_result_t;
typedef ac_fixed<16,6,true> least_result_t;
typedef ac_fixed<17,7,true> rest_result_t;
typedef ac_fixed<33,13,true> product_result_t;
typedef ac_fixed<18,8,true> mean_result_t;
typedef ac_fixed<18,8,true> tanh1_table_t;
typedef nnet::array<input_t,3,nnet::pipe_of<class inp_pipe,2>> inp_packet;
typedef nnet::array<product_result_t,3,nnet::pipe_of<class layer7_out_pipe,2>> layer7_out_packet;
typedef nnet::array<mean_result_t,3,nnet::pipe_of<class layer8_out_pipe,2>> layer8_out_packet;
typedef nnet::array<input_t,3,nnet::pipe_of<class layer9_cpy1_pipe,2>> layer9_cpy1_packet;
typedef nnet::array<input_t,3,nnet::pipe_of<class layer9_cpy2_pipe,2>> layer9_cpy2_packet;
typedef nnet::array<layer2_t,3,nnet::pipe_of<class layer2_out_pipe,2>> layer2_out_packet;
typedef nnet::array<layer2_t,3,nnet::pipe_of<class layer10_cpy1_pipe,2>> layer10_cpy1_packet;
typedef nnet::array<layer2_t,3,nnet::pipe_of<class layer10_cpy2_pipe,2>> layer10_cpy2_packet;
typedef nnet::array<layer2_t,3,nnet::pipe_of<class layer10_cpy3_pipe,2>> layer10_cpy3_packet;
typedef nnet::array<layer2_t,3,nnet::pipe_of<class layer10_cpy1_rest_pipe,2>> layer10_cpy1_rest_packet;
typedef nnet::array<layer3_t,3,nnet::pipe_of<class layer3_out_pipe,2>> layer3_out_packet;
typedef nnet::array<layer3_t,3,nnet::pipe_of<class layer11_cpy1_pipe,2>> layer11_cpy1_packet;
typedef nnet::array<layer3_t,3,nnet::pipe_of<class layer11_cpy2_pipe,2>> layer11_cpy2_packet;
typedef nnet::array<layer3_t,3,nnet::pipe_of<class layer11_cpy3_pipe,2>> layer11_cpy3_packet;
typedef nnet::array<layer3_t,3,nnet::pipe_of<class layer11_cpy1_rest_pipe,2>> layer11_cpy1_rest_packet;
typedef nnet::array<most_result_t,3,nnet::pipe_of<class layer4_out_pipe,2>> layer4_out_packet;
typedef nnet::array<least_result_t,3,nnet::pipe_of<class layer5_out_pipe,2>> layer5_out_packet;
typedef nnet::array<rest_result_t,3,nnet::pipe_of<class layer6_out_pipe,2>> layer6_out_packet;
typedef nnet::array<rest_result_t,3,nnet::pipe_of<class layer12_cpy1_pipe,2>> layer12_cpy1_packet;
typedef nnet::array<rest_result_t,3,nnet::pipe_of<class layer12_cpy2_pipe,2>> layer12_cpy2_packet;

#endif
