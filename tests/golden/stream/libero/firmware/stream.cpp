#include "stream.h"
#include "parameters.h"

// relu1
void relu1_process(hls::FIFO<input_t> &layer9_cpy1, hls::FIFO<layer2_t> &layer2_out) {
    #pragma HLS loop pipeline II(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma HLS memory partition variable(layer9_cpy1_elements_) type(complete) dim(0)
        input_t::value_type layer9_cpy1_elements_[3];
        #pragma HLS memory partition variable(layer2_out_elements_) type(complete) dim(0)
        layer2_t::value_type layer2_out_elements_[3];
        nnet::read_packet<input_t>(layer9_cpy1, layer9_cpy1_elements_);
        nnet::relu<input_t::value_type, layer2_t::value_type, relu_config2>(layer9_cpy1_elements_, layer2_out_elements_);
        nnet::write_packet<layer2_t>(layer2_out_elements_, layer2_out);
    }
}

// tanh1
void tanh1_process(hls::FIFO<input_t> &layer9_cpy2, hls::FIFO<layer3_t> &layer3_out) {
    #pragma HLS loop pipeline II(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma HLS memory partition variable(layer9_cpy2_elements_) type(complete) dim(0)
        input_t::value_type layer9_cpy2_elements_[3];
        #pragma HLS memory partition variable(layer3_out_elements_) type(complete) dim(0)
        layer3_t::value_type layer3_out_elements_[3];
        nnet::read_packet<input_t>(layer9_cpy2, layer9_cpy2_elements_);
        nnet::tanh<input_t::value_type, layer3_t::value_type, tanh_config3>(layer9_cpy2_elements_, layer3_out_elements_, tanh_table3);
        nnet::write_packet<layer3_t>(layer3_out_elements_, layer3_out);
    }
}

// most
void most_process(
    hls::FIFO<layer2_t> &layer10_cpy1,
    hls::FIFO<layer3_t> &layer11_cpy1,
    hls::FIFO<most_result_t> &layer4_out
) {
    #pragma HLS loop pipeline II(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma HLS memory partition variable(layer10_cpy1_elements_) type(complete) dim(0)
        layer2_t::value_type layer10_cpy1_elements_[3];
        #pragma HLS memory partition variable(layer11_cpy1_elements_) type(complete) dim(0)
        layer3_t::value_type layer11_cpy1_elements_[3];
        #pragma HLS memory partition variable(layer4_out_elements_) type(complete) dim(0)
        most_result_t::value_type layer4_out_elements_[3];
        nnet::read_packet<layer2_t>(layer10_cpy1, layer10_cpy1_elements_);
        nnet::read_packet<layer3_t>(layer11_cpy1, layer11_cpy1_elements_);
        nnet::maximum<layer2_t::value_type, layer3_t::value_type, most_result_t::value_type, config4>(layer10_cpy1_elements_, layer11_cpy1_elements_, layer4_out_elements_);
        nnet::write_packet<most_result_t>(layer4_out_elements_, layer4_out);
    }
}

// least
void least_process(
    hls::FIFO<layer2_t> &layer10_cpy2,
    hls::FIFO<layer3_t> &layer11_cpy2,
    hls::FIFO<least_result_t> &layer5_out
) {
    #pragma HLS loop pipeline II(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma HLS memory partition variable(layer10_cpy2_elements_) type(complete) dim(0)
        layer2_t::value_type layer10_cpy2_elements_[3];
        #pragma HLS memory partition variable(layer11_cpy2_elements_) type(complete) dim(0)
        layer3_t::value_type layer11_cpy2_elements_[3];
        #pragma HLS memory partition variable(layer5_out_elements_) type(complete) dim(0)
        least_result_t::value_type layer5_out_elements_[3];
        nnet::read_packet<layer2_t>(layer10_cpy2, layer10_cpy2_elements_);
        nnet::read_packet<layer3_t>(layer11_cpy2, layer11_cpy2_elements_);
        nnet::minimum<layer2_t::value_type, layer3_t::value_type, least_result_t::value_type, config5>(layer10_cpy2_elements_, layer11_cpy2_elements_, layer5_out_elements_);
        nnet::write_packet<least_result_t>(layer5_out_elements_, layer5_out);
    }
}

// rest
void rest_process(
    hls::FIFO<most_result_t> &layer4_out,
    hls::FIFO<least_result_t> &layer5_out,
    hls::FIFO<rest_result_t> &layer6_out
) {
    #pragma HLS loop pipeline II(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma HLS memory partition variable(layer4_out_elements_) type(complete) dim(0)
        most_result_t::value_type layer4_out_elements_[3];
        #pragma HLS memory partition variable(layer5_out_elements_) type(complete) dim(0)
        least_result_t::value_type layer5_out_elements_[3];
        #pragma HLS memory partition variable(layer6_out_elements_) type(complete) dim(0)
        rest_result_t::value_type layer6_out_elements_[3];
        nnet::read_packet<most_result_t>(layer4_out, layer4_out_elements_);
        nnet::read_packet<least_result_t>(layer5_out, layer5_out_elements_);
        nnet::subtract<most_result_t::value_type, least_result_t::value_type, rest_result_t::value_type, config6>(layer4_out_elements_, layer5_out_elements_, layer6_out_elements_);
        nnet::write_packet<rest_result_t>(layer6_out_elements_, layer6_out);
    }
}

// product
void product_process(
    hls::FIFO<rest_result_t> &layer12_cpy1,
    hls::FIFO<layer2_t> &layer10_cpy3,
    hls::FIFO<product_result_t> &layer7_out
) {
    #pragma HLS loop pipeline II(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma HLS memory partition variable(layer12_cpy1_elements_) type(complete) dim(0)
        rest_result_t::value_type layer12_cpy1_elements_[3];
        #pragma HLS memory partition variable(layer10_cpy3_elements_) type(complete) dim(0)
        layer2_t::value_type layer10_cpy3_elements_[3];
        #pragma HLS memory partition variable(layer7_out_elements_) type(complete) dim(0)
        product_result_t::value_type layer7_out_elements_[3];
        nnet::read_packet<rest_result_t>(layer12_cpy1, layer12_cpy1_elements_);
        nnet::read_packet<layer2_t>(layer10_cpy3, layer10_cpy3_elements_);
        nnet::multiply<rest_result_t::value_type, layer2_t::value_type, product_result_t::value_type, config7>(layer12_cpy1_elements_, layer10_cpy3_elements_, layer7_out_elements_);
        nnet::write_packet<product_result_t>(layer7_out_elements_, layer7_out);
    }
}

// mean
void mean_process(
    hls::FIFO<rest_result_t> &layer12_cpy2,
    hls::FIFO<layer3_t> &layer11_cpy3,
    hls::FIFO<mean_result_t> &layer8_out
) {
    #pragma HLS loop pipeline II(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma HLS memory partition variable(layer12_cpy2_elements_) type(complete) dim(0)
        rest_result_t::value_type layer12_cpy2_elements_[3];
        #pragma HLS memory partition variable(layer11_cpy3_elements_) type(complete) dim(0)
        layer3_t::value_type layer11_cpy3_elements_[3];
        #pragma HLS memory partition variable(layer8_out_elements_) type(complete) dim(0)
        mean_result_t::value_type layer8_out_elements_[3];
        nnet::read_packet<rest_result_t>(layer12_cpy2, layer12_cpy2_elements_);
        nnet::read_packet<layer3_t>(layer11_cpy3, layer11_cpy3_elements_);
        nnet::average<rest_result_t::value_type, layer3_t::value_type, mean_result_t::value_type, config8>(layer12_cpy2_elements_, layer11_cpy3_elements_, layer8_out_elements_);
        nnet::write_packet<mean_result_t>(layer8_out_elements_, layer8_out);
    }
}

void stream(hls::FIFO<input_t> &inp, hls::FIFO<product_result_t> &layer7_out, hls::FIFO<mean_result_t> &layer8_out) {
    #pragma HLS function top
    #pragma HLS function dataflow
    #pragma HLS interface control type(simple)
    #pragma HLS interface argument(inp) type(simple)
    #pragma HLS interface argument(layer7_out) type(simple)
    #pragma HLS interface argument(layer8_out) type(simple)

    hls::FIFO<input_t> layer9_cpy1(2);

    hls::FIFO<input_t> layer9_cpy2(2);

    // clone_inp
    nnet::clone_stream<input_t, input_t, input_t, 2>(inp, layer9_cpy1, layer9_cpy2);

    hls::FIFO<layer2_t> layer2_out(2);

    // relu1
    relu1_process(layer9_cpy1, layer2_out);

    hls::FIFO<layer2_t> layer10_cpy1(2);

    hls::FIFO<layer2_t> layer10_cpy2(2);

    hls::FIFO<layer2_t> layer10_cpy3(2);

    hls::FIFO<layer2_t> layer10_cpy1_rest(2);

    // clone_relu1
    nnet::clone_stream<layer2_t, layer2_t, layer2_t, 2>(layer2_out, layer10_cpy1, layer10_cpy1_rest);

    // clone_relu1
    nnet::clone_stream<layer2_t, layer2_t, layer2_t, 2>(layer10_cpy1_rest, layer10_cpy2, layer10_cpy3);

    hls::FIFO<layer3_t> layer3_out(2);

    // tanh1
    tanh1_process(layer9_cpy2, layer3_out);

    hls::FIFO<layer3_t> layer11_cpy1(2);

    hls::FIFO<layer3_t> layer11_cpy2(2);

    hls::FIFO<layer3_t> layer11_cpy3(2);

    hls::FIFO<layer3_t> layer11_cpy1_rest(2);

    // clone_tanh1
    nnet::clone_stream<layer3_t, layer3_t, layer3_t, 2>(layer3_out, layer11_cpy1, layer11_cpy1_rest);

    // clone_tanh1
    nnet::clone_stream<layer3_t, layer3_t, layer3_t, 2>(layer11_cpy1_rest, layer11_cpy2, layer11_cpy3);

    hls::FIFO<most_result_t> layer4_out(2);

    // most
    most_process(layer10_cpy1, layer11_cpy1, layer4_out);

    hls::FIFO<least_result_t> layer5_out(2);

    // least
    least_process(layer10_cpy2, layer11_cpy2, layer5_out);

    hls::FIFO<rest_result_t> layer6_out(2);

    // rest
    rest_process(layer4_out, layer5_out, layer6_out);
#ifndef __SYNTHESIS__
    nnet::save_layer_output<rest_result_t, 6>(layer6_out, "rest", "rest_output.log");
#endif

    hls::FIFO<rest_result_t> layer12_cpy1(2);

    hls::FIFO<rest_result_t> layer12_cpy2(2);

    // clone_rest
    nnet::clone_stream<rest_result_t, rest_result_t, rest_result_t, 2>(layer6_out, layer12_cpy1, layer12_cpy2);

    // product
    product_process(layer12_cpy1, layer10_cpy3, layer7_out);

    // mean
    mean_process(layer12_cpy2, layer11_cpy3, layer8_out);
}
