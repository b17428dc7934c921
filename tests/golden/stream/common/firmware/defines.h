#ifndef DEFINES_H_
#define DEFINES_H_

#include "nnet_utils/nnet_types.h"
#include "nnet_utils/nnet_stream.h"

typedef nnet::array<ac_fixed<16,6,true,AC_TRN,AC_SAT>,3> input_t;
typedef nnet::array<ac_fixed<16,6,true>,3> layer2_t;
typedef nnet::array<ac_fixed<16,6,true>,3> layer3_t;
typedef nnet::array<ac_fixed<16,6,true>,3> most_result_t;
typedef nnet::array<ac_fixed<16,6,true>,3> least_result_t;
typedef nnet::array<ac_fixed<17,7,true>,3> rest_result_t;
typedef nnet::array<ac_fixed<33,13,true>,3> product_result_t;
typedef nnet::array<ac_fixed<18,8,true>,3> mean_result_t;
typedef ac_fixed<18,8,true> tanh1_table_t;

#endif
