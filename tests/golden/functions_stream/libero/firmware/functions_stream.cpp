#include "functions_stream.h"
#include "parameters.h"

// tanh
void tanh_process(hls::FIFO<input_t> &x, hls::FIFO<layer2_t> &layer2_out) {
    #pragma HLS loop pipeline II(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma HLS memory partition variable(x_elements_) type(complete) dim(0)
        input_t::value_type x_elements_[3];
        #pragma HLS memory partition variable(layer2_out_elements_) type(complete) dim(0)
        layer2_t::value_type layer2_out_elements_[3];
        nnet::read_packet<input_t>(x, x_elements_);
        nnet::tanh<input_t::value_type, layer2_t::value_type, tanh_config2>(x_elements_, layer2_out_elements_, tanh_table2);
        nnet::write_packet<layer2_t>(layer2_out_elements_, layer2_out);
    }
}

// elu
void elu_process(hls::FIFO<layer2_t> &layer2_out, hls::FIFO<layer3_t> &layer3_out) {
    #pragma HLS loop pipeline II(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma HLS memory partition variable(layer2_out_elements_) type(complete) dim(0)
        layer2_t::value_type layer2_out_elements_[3];
        #pragma HLS memory partition variable(layer3_out_elements_) type(complete) dim(0)
        layer3_t::value_type layer3_out_elements_[3];
        nnet::read_packet<layer2_t>(layer2_out, layer2_out_elements_);
        nnet::elu<layer2_t::value_type, layer3_t::value_type, elu_config3>(layer2_out_elements_, layer3_out_elements_, 0.69921875, elu_table3);
        nnet::write_packet<layer3_t>(layer3_out_elements_, layer3_out);
    }
}

// leaky
void leaky_process(hls::FIFO<layer3_t> &layer3_out, hls::FIFO<layer4_t> &layer4_out) {
    #pragma HLS loop pipeline II(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma HLS memory partition variable(layer3_out_elements_) type(complete) dim(0)
        layer3_t::value_type layer3_out_elements_[3];
        #pragma HLS memory partition variable(layer4_out_elements_) type(complete) dim(0)
        layer4_t::value_type layer4_out_elements_[3];
        nnet::read_packet<layer3_t>(layer3_out, layer3_out_elements_);
        nnet::leaky_relu<layer3_t::value_type, layer4_t::value_type, leaky_relu_config4>(layer3_out_elements_, layer4_out_elements_, 0.298828125);
        nnet::write_packet<layer4_t>(layer4_out_elements_, layer4_out);
    }
}

// hard
void hard_process(hls::FIFO<layer4_t> &layer4_out, hls::FIFO<layer5_t> &layer5_out) {
    #pragma HLS loop pipeline II(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma HLS memory partition variable(layer4_out_elements_) type(complete) dim(0)
        layer4_t::value_type layer4_out_elements_[3];
        #pragma HLS memory partition variable(layer5_out_elements_) type(complete) dim(0)
        layer5_t::value_type layer5_out_elements_[3];
        nnet::read_packet<layer4_t>(layer4_out, layer4_out_elements_);
        nnet::hard_sigmoid<layer4_t::value_type, layer5_t::value_type, hard_sigmoid_config5>(layer4_out_elements_, layer5_out_elements_, 0.1999969482421875, 0.50);
        nnet::write_packet<layer5_t>(layer5_out_elements_, layer5_out);
    }
}

// prelu
void prelu_process(hls::FIFO<layer5_t> &layer5_out, hls::FIFO<layer6_t> &layer6_out) {
    #pragma HLS memory partition variable(layer5_out_elements_) type(complete) dim(0)
    layer5_t::value_type layer5_out_elements_[6];
    #pragma HLS memory partition variable(layer6_out_elements_) type(complete) dim(0)
    layer6_t::value_type layer6_out_elements_[6];
    nnet::read_stream<layer5_t, 6>(layer5_out, layer5_out_elements_);
    nnet::prelu<layer5_t::value_type, layer6_t::value_type, prelu_config6>(layer5_out_elements_, layer6_out_elements_, a6);
    nnet::write_stream<layer6_t, 6>(layer6_out_elements_, layer6_out);
}

// legacy
void legacy_process(hls::FIFO<layer6_t> &layer6_out, hls::FIFO<layer7_t> &layer7_out) {
    #pragma HLS loop pipeline II(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma HLS memory partition variable(layer6_out_elements_) type(complete) dim(0)
        layer6_t::value_type layer6_out_elements_[3];
        #pragma HLS memory partition variable(layer7_out_elements_) type(complete) dim(0)
        layer7_t::value_type layer7_out_elements_[3];
        nnet::read_packet<layer6_t>(layer6_out, layer6_out_elements_);
        nnet::softmax_legacy<layer6_t::value_type, layer7_t::value_type, softmax_config7>(layer6_out_elements_, layer7_out_elements_, exp_table7, inv_table7);
        nnet::write_packet<layer7_t>(layer7_out_elements_, layer7_out);
    }
}

void functions_stream(hls::FIFO<input_t> &x, hls::FIFO<layer7_t> &layer7_out) {
    #pragma HLS function top
    #pragma HLS function dataflow
    #pragma HLS interface control type(simple)
    #pragma HLS interface argument(x) type(simple)
    #pragma HLS interface argument(layer7_out) type(simple)

#ifndef __SYNTHESIS__
    static bool loaded_weights = false;
    if (!loaded_weights) {
        loaded_weights = true;
        nnet::load_weights_from_txt<prelu_param_t, 6>(a6, "a6.txt");
    }
#endif

    hls::FIFO<layer2_t> layer2_out(2);

    // tanh
    tanh_process(x, layer2_out);

    hls::FIFO<layer3_t> layer3_out(2);

    // elu
    elu_process(layer2_out, layer3_out);

    hls::FIFO<layer4_t> layer4_out(2);

    // leaky
    leaky_process(layer3_out, layer4_out);

    hls::FIFO<layer5_t> layer5_out(2);

    // hard
    hard_process(layer4_out, layer5_out);

    hls::FIFO<layer6_t> layer6_out(2);

    // prelu
    prelu_process(layer5_out, layer6_out);

    // legacy
    legacy_process(layer6_out, layer7_out);
}
