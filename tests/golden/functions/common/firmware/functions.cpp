#include "functions.h"
#include "parameters.h"

void functions(input_t x[6], layer7_t layer7_out[6]) {
    #pragma HLS ARRAY_RESHAPE variable=x complete dim=0
    #pragma HLS ARRAY_PARTITION variable=layer7_out complete dim=0
    #pragma HLS INTERFACE ap_vld port=x,layer7_out
    #pragma HLS PIPELINE II=2

    layer2_t layer2_out[6];
    #pragma HLS ARRAY_PARTITION variable=layer2_out complete dim=0

    // tanh
    nnet::tanh<input_t, layer2_t, tanh_config2>(x, layer2_out, tanh_table2);

    layer3_t layer3_out[6];
    #pragma HLS ARRAY_PARTITION variable=layer3_out complete dim=0

    // elu
    nnet::elu<layer2_t, layer3_t, elu_config3>(layer2_out, layer3_out, 0.69921875, elu_table3);

    layer4_t layer4_out[6];
    #pragma HLS ARRAY_PARTITION variable=layer4_out complete dim=0

    // leaky
    nnet::leaky_relu<layer3_t, layer4_t, leaky_relu_config4>(layer3_out, layer4_out, 0.298828125);

    layer5_t layer5_out[6];
    #pragma HLS ARRAY_PARTITION variable=layer5_out complete dim=0

    // hard
    nnet::hard_sigmoid<layer4_t, layer5_t, hard_sigmoid_config5>(layer4_out, layer5_out, 0.1999969482421875, 0.50);

    layer6_t layer6_out[6];
    #pragma HLS ARRAY_PARTITION variable=layer6_out complete dim=0

    // prelu
    nnet::prelu<layer5_t, layer6_t, prelu_config6>(layer5_out, layer6_out, a6);

    // legacy
    nnet::softmax_legacy<layer6_t, layer7_t, softmax_config7>(layer6_out, layer7_out, exp_table7, inv_table7);
}
