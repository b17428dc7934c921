#include "convolutions.h"
#include "parameters.h"

// c1_relu
void c1_relu_process(hls::FIFO<layer2_t> &layer2_out, hls::FIFO<layer3_t> &layer3_out) {
    #pragma HLS loop pipeline II(1)
    for (unsigned packet = 0; packet < 16; packet++) {
        #pragma HLS memory partition variable(layer2_out_elements_) type(complete) dim(0)
        layer2_t::value_type layer2_out_elements_[2];
        #pragma HLS memory partition variable(layer3_out_elements_) type(complete) dim(0)
        layer3_t::value_type layer3_out_elements_[2];
        nnet::read_packet<layer2_t>(layer2_out, layer2_out_elements_);
        nnet::relu<layer2_t::value_type, layer3_t::value_type, relu_config3>(layer2_out_elements_, layer3_out_elements_);
        nnet::write_packet<layer3_t>(layer3_out_elements_, layer3_out);
    }
}

// bn2
void bn2_process(hls::FIFO<layer5_t> &layer5_out, hls::FIFO<layer6_t> &layer6_out) {
    #pragma HLS loop pipeline II(1)
    for (unsigned packet = 0; packet < 4; packet++) {
        #pragma HLS memory partition variable(layer5_out_elements_) type(complete) dim(0)
        layer5_t::value_type layer5_out_elements_[3];
        #pragma HLS memory partition variable(layer6_out_elements_) type(complete) dim(0)
        layer6_t::value_type layer6_out_elements_[3];
        nnet::read_packet<layer5_t>(layer5_out, layer5_out_elements_);
        nnet::normalize<layer5_t::value_type, layer6_t::value_type, config6>(layer5_out_elements_, layer6_out_elements_, s6, b6);
        nnet::write_packet<layer6_t>(layer6_out_elements_, layer6_out);
    }
}

// relu2
void relu2_process(hls::FIFO<layer6_t> &layer6_out, hls::FIFO<layer7_t> &layer7_out) {
    #pragma HLS loop pipeline II(1)
    for (unsigned packet = 0; packet < 4; packet++) {
        #pragma HLS memory partition variable(layer6_out_elements_) type(complete) dim(0)
        layer6_t::value_type layer6_out_elements_[3];
        #pragma HLS memory partition variable(layer7_out_elements_) type(complete) dim(0)
        layer7_t::value_type layer7_out_elements_[3];
        nnet::read_packet<layer6_t>(layer6_out, layer6_out_elements_);
        nnet::relu<layer6_t::value_type, layer7_t::value_type, relu_config7>(layer6_out_elements_, layer7_out_elements_);
        nnet::write_packet<layer7_t>(layer7_out_elements_, layer7_out);
    }
}

// fc
void fc_process(hls::FIFO<layer8_t> &layer8_out, hls::FIFO<layer9_t> &layer9_out) {
    #pragma HLS memory partition variable(layer8_out_elements_) type(complete) dim(0)
    layer8_t::value_type layer8_out_elements_[3];
    #pragma HLS memory partition variable(layer9_out_elements_) type(complete) dim(0)
    layer9_t::value_type layer9_out_elements_[3];
    nnet::read_stream<layer8_t, 3>(layer8_out, layer8_out_elements_);
    nnet::dense_resource_within_inputs<layer8_t::value_type, layer9_t::value_type, config9>(layer8_out_elements_, layer9_out_elements_, w9, b9);
    nnet::write_stream<layer9_t, 3>(layer9_out_elements_, layer9_out);
}

// fc_softmax
void fc_softmax_process(hls::FIFO<layer9_t> &layer9_out, hls::FIFO<result_t> &layer10_out) {
    #pragma HLS loop pipeline II(1)
    for (unsigned packet = 0; packet < 1; packet++) {
        #pragma HLS memory partition variable(layer9_out_elements_) type(complete) dim(0)
        layer9_t::value_type layer9_out_elements_[3];
        #pragma HLS memory partition variable(layer10_out_elements_) type(complete) dim(0)
        result_t::value_type layer10_out_elements_[3];
        nnet::read_packet<layer9_t>(layer9_out, layer9_out_elements_);
        nnet::softmax_stable<layer9_t::value_type, result_t::value_type, softmax_config10>(layer9_out_elements_, layer10_out_elements_, exp_table10, inv_table10);
        nnet::write_packet<result_t>(layer10_out_elements_, layer10_out);
    }
}

void convolutions(hls::FIFO<input_t> &inp, hls::FIFO<result_t> &layer10_out) {
    #pragma HLS function top
    #pragma HLS function dataflow
    #pragma HLS interface control type(simple)
    #pragma HLS interface argument(inp) type(simple)
    #pragma HLS interface argument(layer10_out) type(simple)

#ifndef __SYNTHESIS__
    static bool loaded_weights = false;
    if (!loaded_weights) {
        loaded_weights = true;
        nnet::load_weights_from_txt<model_default_t, 18>(w2, "w2.txt");
        nnet::load_weights_from_txt<model_default_t, 2>(b2, "b2.txt");
        nnet::load_weights_from_txt<model_default_t, 24>(w5, "w5.txt");
        nnet::load_weights_from_txt<model_default_t, 3>(b5, "b5.txt");
        nnet::load_weights_from_txt<model_default_t, 3>(s6, "s6.txt");
        nnet::load_weights_from_txt<model_default_t, 3>(b6, "b6.txt");
        nnet::load_weights_from_txt<model_default_t, 9>(w9, "w9.txt");
        nnet::load_weights_from_txt<model_default_t, 3>(b9, "b9.txt");
    }
#endif

#ifndef __SYNTHESIS__
    hls::FIFO<layer2_t> layer2_out(16);
#else
    hls::FIFO<layer2_t> layer2_out(2);
#endif

    // c1
    nnet::conv_stream<input_t, layer2_t, config2>(inp, layer2_out, w2, b2);

#ifndef __SYNTHESIS__
    hls::FIFO<layer3_t> layer3_out(16);
#else
    hls::FIFO<layer3_t> layer3_out(2);
#endif

    // c1_relu
    c1_relu_process(layer2_out, layer3_out);

#ifndef __SYNTHESIS__
    hls::FIFO<layer4_t> layer4_out(4);
#else
    hls::FIFO<layer4_t> layer4_out(2);
#endif

    // p1
    nnet::max_pooling_stream<layer3_t, layer4_t, config4>(layer3_out, layer4_out);

#ifndef __SYNTHESIS__
    hls::FIFO<layer4_t> layer11_out(9);
#else
    hls::FIFO<layer4_t> layer11_out(2);
#endif

    // zp2d_c2
    nnet::zero_padding_stream<layer4_t, layer4_t, config11>(layer4_out, layer11_out);

#ifndef __SYNTHESIS__
    hls::FIFO<layer5_t> layer5_out(4);
#else
    hls::FIFO<layer5_t> layer5_out(2);
#endif

    // c2
    nnet::conv_stream<layer4_t, layer5_t, config5>(layer11_out, layer5_out, w5, b5);

#ifndef __SYNTHESIS__
    hls::FIFO<layer6_t> layer6_out(4);
#else
    hls::FIFO<layer6_t> layer6_out(2);
#endif

    // bn2
    bn2_process(layer5_out, layer6_out);

#ifndef __SYNTHESIS__
    hls::FIFO<layer7_t> layer7_out(4);
#else
    hls::FIFO<layer7_t> layer7_out(2);
#endif

    // relu2
    relu2_process(layer6_out, layer7_out);

    hls::FIFO<layer8_t> layer8_out(2);

    // mean
    nnet::global_average_pooling_stream<layer7_t, layer8_t, config8>(layer7_out, layer8_out);

    hls::FIFO<layer9_t> layer9_out(2);

    // fc
    fc_process(layer8_out, layer9_out);

    // fc_softmax
    fc_softmax_process(layer9_out, layer10_out);
}
