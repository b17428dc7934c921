#include "functions.h"
#include "parameters.h"

void functions(hls::FIFO<nnet::array<input_t,6>> &x_port_, hls::FIFO<nnet::array<layer7_t,6>> &layer7_out_port_) {
    #pragma HLS function top
    #pragma HLS function pipeline II(2)
    #pragma HLS interface control type(simple)
    #pragma HLS interface argument(x_port_) type(simple)
    #pragma HLS interface argument(layer7_out_port_) type(simple)

    #pragma HLS memory partition variable(x) type(complete) dim(0)
    input_t x[6];
    #pragma HLS memory partition variable(layer7_out) type(complete) dim(0)
    layer7_t layer7_out[6];
    nnet::read_packet<nnet::array<input_t,6>>(x_port_, x);

    #pragma HLS memory partition variable(layer2_out) type(complete) dim(0)
    layer2_t layer2_out[6];

    // tanh
    nnet::tanh<input_t, layer2_t, tanh_config2>(x, layer2_out, tanh_table2);

    #pragma HLS memory partition variable(layer3_out) type(complete) dim(0)
    layer3_t layer3_out[6];

    // elu
    nnet::elu<layer2_t, layer3_t, elu_config3>(layer2_out, layer3_out, 0.69921875, elu_table3);

    #pragma HLS memory partition variable(layer4_out) type(complete) dim(0)
    layer4_t layer4_out[6];

    // leaky
    nnet::leaky_relu<layer3_t, layer4_t, leaky_relu_config4>(layer3_out, layer4_out, 0.298828125);

    #pragma HLS memory partition variable(layer5_out) type(complete) dim(0)
    layer5_t layer5_out[6];

    // hard
    nnet::hard_sigmoid<layer4_t, layer5_t, hard_sigmoid_config5>(layer4_out, layer5_out, 0.1999969482421875, 0.50);

    #pragma HLS memory partition variable(layer6_out) type(complete) dim(0)
    layer6_t layer6_out[6];

    // prelu
    nnet::prelu<layer5_t, layer6_t, prelu_config6>(layer5_out, layer6_out, a6);

    // legacy
    nnet::softmax_legacy<layer6_t, layer7_t, softmax_config7>(layer6_out, layer7_out, exp_table7, inv_table7);

    nnet::write_packet<nnet::array<layer7_t,6>>(layer7_out, layer7_out_port_);
}

void functions_arrays(input_t x[6], layer7_t layer7_out[6]) {
    hls::FIFO<nnet::array<input_t,6>> x_port_(1);
    hls::FIFO<nnet::array<layer7_t,6>> layer7_out_port_(1);
    nnet::write_packet<nnet::array<input_t,6>>(x, x_port_);
    functions(x_port_, layer7_out_port_);
    nnet::read_packet<nnet::array<layer7_t,6>>(layer7_out_port_, layer7_out);
}
