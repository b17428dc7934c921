#include "latency_stream.h"
#include "parameters.h"

// fc1
void fc1_process(hls::stream<input_t> &x, hls::stream<layer2_t> &layer2_out) {
    input_t::value_type x_elements_[3];
    #pragma HLS ARRAY_PARTITION variable=x_elements_ complete dim=0
    layer2_t::value_type layer2_out_elements_[4];
    #pragma HLS ARRAY_PARTITION variable=layer2_out_elements_ complete dim=0
    nnet::read_stream<input_t, 3>(x, x_elements_);
    nnet::dense_latency<input_t::value_type, layer2_t::value_type, config2>(x_elements_, layer2_out_elements_, w2, b2);
    nnet::write_stream<layer2_t, 4>(layer2_out_elements_, layer2_out);
}

// relu1
void relu1_process(hls::stream<layer2_t> &layer2_out, hls::stream<layer3_t> &layer3_out) {
    for (unsigned packet = 0; packet < 1; packet++) {
        #pragma HLS PIPELINE
        layer2_t::value_type layer2_out_elements_[4];
        #pragma HLS ARRAY_PARTITION variable=layer2_out_elements_ complete dim=0
        layer3_t::value_type layer3_out_elements_[4];
        #pragma HLS ARRAY_PARTITION variable=layer3_out_elements_ complete dim=0
        nnet::read_packet<layer2_t>(layer2_out, layer2_out_elements_);
        nnet::relu<layer2_t::value_type, layer3_t::value_type, relu_config3>(layer2_out_elements_, layer3_out_elements_);
        nnet::write_packet<layer3_t>(layer3_out_elements_, layer3_out);
    }
}

// fc2
void fc2_process(hls::stream<layer3_t> &layer3_out, hls::stream<layer4_t> &layer4_out) {
    layer3_t::value_type layer3_out_elements_[4];
    #pragma HLS ARRAY_PARTITION variable=layer3_out_elements_ complete dim=0
    layer4_t::value_type layer4_out_elements_[3];
    #pragma HLS ARRAY_PARTITION variable=layer4_out_elements_ complete dim=0
    nnet::read_stream<layer3_t, 4>(layer3_out, layer3_out_elements_);
    nnet::dense_latency<layer3_t::value_type, layer4_t::value_type, config4>(layer3_out_elements_, layer4_out_elements_, w4, b4);
    nnet::write_stream<layer4_t, 3>(layer4_out_elements_, layer4_out);
}

// softmax
void softmax_process(hls::stream<layer4_t> &layer4_out, hls::stream<result_t> &layer5_out) {
    for (unsigned packet = 0; packet < 1; packet++) {
        #pragma HLS PIPELINE
        layer4_t::value_type layer4_out_elements_[3];
        #pragma HLS ARRAY_PARTITION variable=layer4_out_elements_ complete dim=0
        result_t::value_type layer5_out_elements_[3];
        #pragma HLS ARRAY_PARTITION variable=layer5_out_elements_ complete dim=0
        nnet::read_packet<layer4_t>(layer4_out, layer4_out_elements_);
        nnet::softmax_stable<layer4_t::value_type, result_t::value_type, softmax_config5>(layer4_out_elements_, layer5_out_elements_, exp_table5, inv_table5);
        nnet::write_packet<result_t>(layer5_out_elements_, layer5_out);
    }
}

void latency_stream(hls::stream<input_t> &x, hls::stream<result_t> &layer5_out) {
    #pragma HLS INTERFACE axis port=x,layer5_out
    #pragma HLS DATAFLOW

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

    hls::stream<layer2_t> layer2_out("layer2_out");
    #pragma HLS STREAM variable=layer2_out depth=2

    // fc1
    fc1_process(x, layer2_out);

    hls::stream<layer3_t> layer3_out("layer3_out");
    #pragma HLS STREAM variable=layer3_out depth=2

    // relu1
    relu1_process(layer2_out, layer3_out);

    hls::stream<layer4_t> layer4_out("layer4_out");
    #pragma HLS STREAM variable=layer4_out depth=2

    // fc2
    fc2_process(layer3_out, layer4_out);

    // softmax
    softmax_process(layer4_out, layer5_out);
}
