#include "latency_stream.h"
#include "parameters.h"

// fc1
void fc1_process(hls::FIFO<input_t> &x, hls::FIFO<layer2_t> &layer2_out) {
    #pragma HLS memory partition variable(x_elements_) type(complete) dim(0)
    input_t::value_type x_elements_[3];
    #pragma HLS memory partition variable(layer2_out_elements_) type(complete) dim(0)
    layer2_t::value_type layer2_out_elements_[4];
    nnet::read_stream<input_t, 3>(x, x_elements_);
    nnet::dense_latency<input_t::value_type, layer2_t::value_type, config2>(x_elements_, layer2_out_elements_, w2, b2);
    nnet::write_stream<layer2_t, 4>(layer2_out_elements_, layer2_out);
}

// relu1
void relu1_process(hls::FIFO<layer2_t> &layer2_out, hls::FIFO<layer3_t> &layer3_out) {
    #pragma HLS loop pipeline II(1)
    for (unsigned packet = 0; packet < 1; packet++) {
        #pragma HLS memory partition variable(layer2_out_elements_) type(complete) dim(0)
        layer2_t::value_type layer2_out_elements_[4];
        #pragma HLS memory partition variable(layer3_out_elements_) type(complete) dim(0)
        layer3_t::value_type layer3_out_elements_[4];
        nnet::read_packet<layer2_t>(layer2_out, layer2_out_elements_);
        nnet::relu<layer2_t::value_type, layer3_t::value_type, relu_config3>(layer2_out_elements_, layer3_out_elements_);
        nnet::write_packet<layer3_t>(layer3_out_elements_, layer3_out);
    }
}

// fc2
void fc2_process(hls::FIFO<layer3_t> &layer3_out, hls::FIFO<layer4_t> &layer4_out) {
    #pragma HLS memory partition variable(layer3_out_elements_) type(complete) dim(0)
    layer3_t::value_type layer3_out_elements_[4];
    #pragma HLS memory partition variable(layer4_out_elements_) type(complete) dim(0)
    layer4_t::value_type layer4_out_elements_[3];
    nnet::read_stream<layer3_t, 4>(layer3_out, layer3_out_elements_);
    nnet::dense_latency<layer3_t::value_type, layer4_t::value_type, config4>(layer3_out_elements_, layer4_out_elements_, w4, b4);
    nnet::write_stream<layer4_t, 3>(layer4_out_elements_, layer4_out);
}

// softmax
void softmax_process(hls::FIFO<layer4_t> &layer4_out, hls::FIFO<result_t> &layer5_out) {
    #pragma HLS loop pipeline II(1)
    for (unsigned packet = 0; packet < 1; packet++) {
        #pragma HLS memory partition variable(layer4_out_elements_) type(complete) dim(0)
        layer4_t::value_type layer4_out_elements_[3];
        #pragma HLS memory partition variable(layer5_out_elements_) type(complete) dim(0)
        result_t::value_type layer5_out_elements_[3];
        nnet::read_packet<layer4_t>(layer4_out, layer4_out_elements_);
        nnet::softmax_stable<layer4_t::value_type, result_t::value_type, softmax_config5>(layer4_out_elements_, layer5_out_elements_, exp_table5, inv_table5);
        nnet::write_packet<result_t>(layer5_out_elements_, layer5_out);
    }
}

void latency_stream(hls::FIFO<input_t> &x, hls::FIFO<result_t> &layer5_out) {
    #pragma HLS function top
    #pragma HLS function dataflow
    #pragma HLS interface control type(simple)
    #pragma HLS interface argument(x) type(simple)
    #pragma HLS interface argument(layer5_out) type(simple)

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

    hls::FIFO<layer2_t> layer2_out(2);

    // fc1
    fc1_process(x, layer2_out);

    hls::FIFO<layer3_t> layer3_out(2);

    // relu1
    relu1_process(layer2_out, layer3_out);

    hls::FIFO<layer4_t> layer4_out(2);

    // fc2
    fc2_process(layer3_out, layer4_out);

    // softmax
    softmax_process(layer4_out, layer5_out);
}
