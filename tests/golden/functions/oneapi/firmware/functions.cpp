#include "functions.h"
#include "parameters.h"

static void functions_layers(input_t x[6], layer7_t layer7_out[6]) {
    NNET_REGISTER layer2_t layer2_out[6];

    // tanh
    nnet::tanh<input_t, layer2_t, tanh_config2>(x, layer2_out, tanh_table2);

    NNET_REGISTER layer3_t layer3_out[6];

    // elu
    nnet::elu<layer2_t, layer3_t, elu_config3>(layer2_out, layer3_out, 0.69921875, elu_table3);

    NNET_REGISTER layer4_t layer4_out[6];

    // leaky
    nnet::leaky_relu<layer3_t, layer4_t, leaky_relu_config4>(layer3_out, layer4_out, 0.298828125);

    NNET_REGISTER layer5_t layer5_out[6];

    // hard
    nnet::hard_sigmoid<layer4_t, layer5_t, hard_sigmoid_config5>(layer4_out, layer5_out, 0.1999969482421875, 0.50);

    NNET_REGISTER layer6_t layer6_out[6];

    // prelu
    nnet::prelu<layer5_t, layer6_t, prelu_config6>(layer5_out, layer6_out, a6);

    // legacy
    nnet::softmax_legacy<layer6_t, layer7_t, softmax_config7>(layer6_out, layer7_out, exp_table7, inv_table7);
}

void functions() {
    nnet::stream<x_packet> x_port_;
    nnet::stream<layer7_out_packet> layer7_out_port_;
    NNET_REGISTER input_t x[6];
    NNET_REGISTER layer7_t layer7_out[6];
    nnet::read_packet<x_packet>(x_port_, x);
    functions_layers(x, layer7_out);
    nnet::write_packet<layer7_out_packet>(layer7_out, layer7_out_port_);
}

void functions_arrays(input_t x[6], layer7_t layer7_out[6]) {
    nnet::stream<x_packet> x_port_;
    nnet::stream<layer7_out_packet> layer7_out_port_;
    nnet::write_packet<x_packet>(x, x_port_);
    nnet::run_kernel<functions, 2>();
    nnet::read_packet<layer7_out_packet>(layer7_out_port_, layer7_out);
}
