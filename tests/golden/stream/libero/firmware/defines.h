#ifndef DEFINES_H_
#define DEFINES_H_

#include "nnet_utils/nnet_types.h"
#include "nnet_utils/nnet_stream.h"

typedef nnet::array<hls::ap_fixpt<16,6,hls::AP_TRN,hls::AP_SAT>,3> input_t;
typedef nnet::array<hls::ap_fixpt<16,6>,3> layer2_t;
typedef nnet::array<hls::ap_fixpt<16,6>,3> layer3_t;
typedef nnet::array<hls::ap_fixpt<16,6>,3> most_result_t;
typedef nnet::array<hls::ap_fixpt<16,6>,3> least_result_t;
typedef nnet::array<hls::ap_fixpt<17,7>,3> rest_result_t;
typedef nnet::array<hls::ap_fixpt<33,13>,3> product_result_t;
typedef nnet::array<hls::ap_fixpt<18,8>,3> mean_result_t;
typedef hls::ap_fixpt<18,8> tanh1_table_t;

#endif
