#ifndef DEFINES_H_
#define DEFINES_H_

#include "ap_fixed.h"
#include "ap_int.h"

typedef ap_fixed<12,5> input_t;
typedef ap_fixed<12,5> layer2_t;
typedef ap_fixed<12,5> layer3_t;
typedef ap_fixed<12,5,AP_RND,AP_SAT,0> layer4_t;
typedef ap_fixed<12,5> layer5_t;
typedef ap_fixed<12,5> layer6_t;
typedef ap_fixed<12,5> layer7_t;
typedef ap_fixed<10,2> tanh_table_t;
typedef ap_ufixed<8,0> elu_param_t;
typedef ap_fixed<10,2> elu_table_t;
typedef ap_ufixed<8,-1> leaky_param_t;
typedef ap_ufixed<16,0> layer5_slope_t;
typedef ap_ufixed<2,0> layer5_shift_t;
typedef ap_fixed<9,2> prelu_param_t;
typedef ap_fixed<18,8> layer7_table_t;
typedef ap_fixed<12,5> layer7_legacy_element_t;

#endif
