#ifndef DEFINES_H_
#define DEFINES_H_

#include "nnet_utils/nnet_types.h"
#include "nnet_utils/nnet_stream.h"

typedef nnet::array<ac_fixed<12,5,true>,3> input_t;
typedef nnet::array<ac_fixed<12,5,true>,3> layer2_t;
typedef nnet::array<ac_fixed<12,5,true>,3> layer3_t;
typedef nnet::array<ac_fixed<12,5,true,AC_RND,AC_SAT>,3> layer4_t;
typedef nnet::array<ac_fixed<12,5,true>,3> layer5_t;
typedef nnet::array<ac_fixed<12,5,true>,3> layer6_t;
typedef nnet::array<ac_fixed<12,5,true>,3> layer7_t;
typedef ac_fixed<10,2,true> tanh_table_t;
typedef ac_fixed<8,0,false> elu_param_t;
typedef ac_fixed<10,2,true> elu_table_t;
typedef ac_fixed<8,-1,false> leaky_param_t;
typedef ac_fixed<16,0,false> layer5_slope_t;
typedef ac_fixed<2,0,false> layer5_shift_t;
typedef ac_fixed<9,2,true> prelu_param_t;
typedef ac_fixed<18,8,true> layer7_table_t;
typedef ac_fixed<12,5,true> layer7_legacy_element_t;

#endif
