#ifndef DEFINES_H_
#define DEFINES_H_

#include "nnet_utils/nnet_types.h"
#include "nnet_utils/nnet_stream.h"

typedef ac_fixed<12,5,true> input_t;
typedef ac_fixed<12,5,true> layer2_t;
typedef ac_fixed<12,5,true> layer3_t;
typedef ac_fixed<12,5,true,AC_RND,AC_SAT> layer4_t;
typedef ac_fixed<12,5,true> layer5_t;
typedef ac_fixed<12,5,true> layer6_t;
typedef ac_fixed<12,5,true> layer7_t;
typedef ac_fixed<10,2,true> tanh_table_t;
typedef ac_fixed<8,0,false> elu_param_t;
typedef ac_fixed<10,2,true> elu_table_t;
typedef ac_fixed<8,-1,false> leaky_param_t;
typedef ac_fixed<16,0,false> layer5_slope_t;
typedef ac_fixed<2,0,false> layer5_shift_t;
typedef ac_fixed<9,2,true> prelu_param_t;
typedef ac_fixed<18,8,true> layer7_table_t;
typedef ac_fixed<12,5,true> layer7_legacy_element_t;
typedef nnet::array<input_t,6,nnet::pipe_of<class x_pipe,1>> x_packet;
typedef nnet::array<layer7_t,6,nnet::pipe_of<class layer7_out_pipe,1>> layer7_out_packet;

#endif
