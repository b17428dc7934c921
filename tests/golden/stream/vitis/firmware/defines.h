#ifndef DEFINES_H_
#define DEFINES_H_

#include "ap_fixed.h"
#include "ap_int.h"
#include "nnet_utils/nnet_stream.h"

typedef nnet::array<ap_fixed<16,6,AP_TRN,AP_SAT,0>,3> input_t;
typedef nnet::array<ap_fixed<16,6>,3> layer2_t;
typedef nnet::array<ap_fixed<16,6>,3> layer3_t;
typedef nnet::array<ap_fixed<16,6>,3> most_result_t;
typedef nnet::array<ap_fixed<16,6>,3> least_result_t;
typedef nnet::array<ap_fixed<17,7>,3> rest_result_t;
typedef nnet::array<ap_fixed<33,13>,3> product_result_t;
typedef nnet::array<ap_fixed<18,8>,3> mean_result_t;
typedef ap_fixed<18,8> tanh1_table_t;

#endif
