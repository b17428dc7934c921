#include "latency.h"
#include "parameters.h"

void latency(hls::FIFO<nnet::array<input_t,3>> &x_port_, hls::FIFO<nnet::array<result_t,3>> &layer5_out_port_) {
    #pragma HLS function top
    #pragma HLS function pipeline II(2)
    #pragma HLS interface control type(simple)
    #pragma HLS interface argument(x_port_) type(simple)
    #pragma HLS interface argument(layer5_out_port_) type(simple)

    #pragma HLS memory partition variable(x) type(complete) dim(0)
    input_t x[3];
    #pragma HLS memory partition variable(layer5_out) type(complete) dim(0)
    result_t layer5_out[3];
    nnet::read_packet<nnet::array<input_t,3>>(x_port_, x);

#ifndef __SYNTHESIS__
    static bool loaded_weights = false;
    if (!loaded_weights) {
        loaded_weights = true;
        nnet::load_weights_from_txt<fc1_weight_t, 12>(w2, "w2.txt");
        nnet::load_weights_from_txt<fc1_bias_t, 4>(b2, "b2.txt");
        nnet::load_weights_from_txt<model_default_t, 12>(w4, "w4.txt");
        nnet::load_weights_from_txt<bias4_t, 3>(b4, "b4.txt");
    }
#endif

    #pragma HLS memory partition variable(layer2_out) type(complete) dim(0)
    layer2_t layer2_out[4];

    // fc1
    nnet::dense_latency<input_t, layer2_t, config2>(x, layer2_out, w2, b2);

    #pragma HLS memory partition variable(layer3_out) type(complete) dim(0)
    layer3_t layer3_out[4];

    // relu1
    nnet::relu<layer2_t, layer3_t, relu_config3>(layer2_out, layer3_out);

    #pragma HLS memory partition variable(layer4_out) type(complete) dim(0)
    layer4_t layer4_out[3];

    // fc2
    nnet::dense_latency<layer3_t, layer4_t, config4>(layer3_out, layer4_out, w4, b4);

    // softmax
    nnet::softmax_stable<layer4_t, result_t, softmax_config5>(layer4_out, layer5_out, exp_table5, inv_table5);

    nnet::write_packet<nnet::array<result_t,3>>(layer5_out, layer5_out_port_);
}

void latency_arrays(input_t x[3], result_t layer5_out[3]) {
    hls::FIFO<nnet::array<input_t,3>> x_port_(1);
    hls::FIFO<nnet::array<result_t,3>> layer5_out_port_(1);
    nnet::write_packet<nnet::array<input_t,3>>(x, x_port_);
    latency(x_port_, layer5_out_port_);
    nnet::read_packet<nnet::array<result_t,3>>(layer5_out_port_, layer5_out);
}
