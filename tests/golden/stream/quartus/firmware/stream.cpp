#include "stream.h"
#include "parameters.h"

// relu1
void relu1_process(nnet::stream<input_t> &layer9_cpy1, nnet::stream<layer2_t> &layer2_out) {
    #pragma ii 1
    for (unsigned packet = 0; packet < 2; packet++) {
        hls_register input_t::value_type layer9_cpy1_elements_[3];
        hls_register layer2_t::value_type layer2_out_elements_[3];
        nnet::read_packet<input_t>(layer9_cpy1, layer9_cpy1_elements_);
        nnet::relu<input_t::value_type, layer2_t::value_type, relu_config2>(layer9_cpy1_elements_, layer2_out_elements_);
        nnet::write_packet<layer2_t>(layer2_out_elements_, layer2_out);
    }
}

// tanh1
void tanh1_process(nnet::stream<input_t> &layer9_cpy2, nnet::stream<layer3_t> &layer3_out) {
    #pragma ii 1
    for (unsigned packet = 0; packet < 2; packet++) {
        hls_register input_t::value_type layer9_cpy2_elements_[3];
        hls_register layer3_t::value_type layer3_out_elements_[3];
        nnet::read_packet<input_t>(layer9_cpy2, layer9_cpy2_elements_);
        nnet::tanh<input_t::value_type, layer3_t::value_type, tanh_config3>(layer9_cpy2_elements_, layer3_out_elements_, tanh_table3);
        nnet::write_packet<layer3_t>(layer3_out_elements_, layer3_out);
    }
}

// most
void most_process(
    nnet::stream<layer2_t> &layer10_cpy1,
    nnet::stream<layer3_t> &layer11_cpy1,
    nnet::stream<most_result_t> &layer4_out
) {
    #pragma ii 1
    for (unsigned packet = 0; packet < 2; packet++) {
        hls_register layer2_t::value_type layer10_cpy1_elements_[3];
        hls_register layer3_t::value_type layer11_cpy1_elements_[3];
        hls_register most_result_t::value_type layer4_out_elements_[3];
        nnet::read_packet<layer2_t>(layer10_cpy1, layer10_cpy1_elements_);
        nnet::read_packet<layer3_t>(layer11_cpy1, layer11_cpy1_elements_);
        nnet::maximum<layer2_t::value_type, layer3_t::value_type, most_result_t::value_type, config4>(layer10_cpy1_elements_, layer11_cpy1_elements_, layer4_out_elements_);
        nnet::write_packet<most_result_t>(layer4_out_elements_, layer4_out);
    }
}

// least
void least_process(
    nnet::stream<layer2_t> &layer10_cpy2,
    nnet::stream<layer3_t> &layer11_cpy2,
    nnet::stream<least_result_t> &layer5_out
) {
    #pragma ii 1
    for (unsigned packet = 0; packet < 2; packet++) {
        hls_register layer2_t::value_type layer10_cpy2_elements_[3];
        hls_register layer3_t::value_type layer11_cpy2_elements_[3];
        hls_register least_result_t::value_type layer5_out_elements_[3];
        nnet::read_packet<layer2_t>(layer10_cpy2, layer10_cpy2_elements_);
        nnet::read_packet<layer3_t>(layer11_cpy2, layer11_cpy2_elements_);
        nnet::minimum<layer2_t::value_type, layer3_t::value_type, least_result_t::value_type, config5>(layer10_cpy2_elements_, layer11_cpy2_elements_, layer5_out_elements_);
        nnet::write_packet<least_result_t>(layer5_out_elements_, layer5_out);
    }
}

// rest
void rest_process(
    nnet::stream<most_result_t> &layer4_out,
    nnet::stream<least_result_t> &layer5_out,
    nnet::stream<rest_result_t> &layer6_out
) {
    #pragma ii 1
    for (unsigned packet = 0; packet < 2; packet++) {
        hls_register most_result_t::value_type layer4_out_elements_[3];
        hls_register least_result_t::value_type layer5_out_elements_[3];
        hls_register rest_result_t::value_type layer6_out_elements_[3];
        nnet::read_packet<most_result_t>(layer4_out, layer4_out_elements_);
        nnet::read_packet<least_result_t>(layer5_out, layer5_out_elements_);
        nnet::subtract<most_result_t::value_type, least_result_t::value_type, rest_result_t::value_type, config6>(layer4_out_elements_, layer5_out_elements_, layer6_out_elements_);
        nnet::write_packet<rest_result_t>(layer6_out_elements_, layer6_out);
    }
}

// product
void product_process(
    nnet::stream<rest_result_t> &layer12_cpy1,
    nnet::stream<layer2_t> &layer10_cpy3,
    nnet::stream<product_result_t> &layer7_out
) {
    #pragma ii 1
    for (unsigned packet = 0; packet < 2; packet++) {
        hls_register rest_result_t::value_type layer12_cpy1_elements_[3];
        hls_register layer2_t::value_type layer10_cpy3_elements_[3];
        hls_register product_result_t::value_type layer7_out_elements_[3];
        nnet::read_packet<rest_result_t>(layer12_cpy1, layer12_cpy1_elements_);
        nnet::read_packet<layer2_t>(layer10_cpy3, layer10_cpy3_elements_);
        nnet::multiply<rest_result_t::value_type, layer2_t::value_type, product_result_t::value_type, config7>(layer12_cpy1_elements_, layer10_cpy3_elements_, layer7_out_elements_);
        nnet::write_packet<product_result_t>(layer7_out_elements_, layer7_out);
    }
}

// mean
void mean_process(
    nnet::stream<rest_result_t> &layer12_cpy2,
    nnet::stream<layer3_t> &layer11_cpy3,
    nnet::stream<mean_result_t> &layer8_out
) {
    #pragma ii 1
    for (unsigned packet = 0; packet < 2; packet++) {
        hls_register rest_result_t::value_type layer12_cpy2_elements_[3];
        hls_register layer3_t::value_type layer11_cpy3_elements_[3];
        hls_register mean_result_t::value_type layer8_out_elements_[3];
        nnet::read_packet<rest_result_t>(layer12_cpy2, layer12_cpy2_elements_);
        nnet::read_packet<layer3_t>(layer11_cpy3, layer11_cpy3_elements_);
        nnet::average<rest_result_t::value_type, layer3_t::value_type, mean_result_t::value_type, config8>(layer12_cpy2_elements_, layer11_cpy3_elements_, layer8_out_elements_);
        nnet::write_packet<mean_result_t>(layer8_out_elements_, layer8_out);
    }
}

static nnet::stream<input_t> inp;
static nnet::stream<input_t> layer9_cpy1;
static nnet::stream<input_t> layer9_cpy2;
static nnet::stream<layer2_t> layer2_out;
static nnet::stream<layer2_t> layer10_cpy1;
static nnet::stream<layer2_t> layer10_cpy2;
static nnet::stream<layer2_t> layer10_cpy3;
static nnet::stream<layer2_t> layer10_cpy1_rest;
static nnet::stream<layer3_t> layer3_out;
static nnet::stream<layer3_t> layer11_cpy1;
static nnet::stream<layer3_t> layer11_cpy2;
static nnet::stream<layer3_t> layer11_cpy3;
static nnet::stream<layer3_t> layer11_cpy1_rest;
static nnet::stream<most_result_t> layer4_out;
static nnet::stream<least_result_t> layer5_out;
static nnet::stream<rest_result_t> layer6_out;
static nnet::stream<rest_result_t> layer12_cpy1;
static nnet::stream<rest_result_t> layer12_cpy2;
static nnet::stream<product_result_t> layer7_out;
static nnet::stream<mean_result_t> layer8_out;

void clone_inp_task() {
    // clone_inp
    nnet::clone_stream<input_t, input_t, input_t, 2>(inp, layer9_cpy1, layer9_cpy2);
}

void relu1_task() {
    // relu1
    relu1_process(layer9_cpy1, layer2_out);
}

void clone_relu1_task() {
    // clone_relu1
    nnet::clone_stream<layer2_t, layer2_t, layer2_t, 2>(layer2_out, layer10_cpy1, layer10_cpy1_rest);
}

void clone_relu1_task_2() {
    // clone_relu1
    nnet::clone_stream<layer2_t, layer2_t, layer2_t, 2>(layer10_cpy1_rest, layer10_cpy2, layer10_cpy3);
}

void tanh1_task() {
    // tanh1
    tanh1_process(layer9_cpy2, layer3_out);
}

void clone_tanh1_task() {
    // clone_tanh1
    nnet::clone_stream<layer3_t, layer3_t, layer3_t, 2>(layer3_out, layer11_cpy1, layer11_cpy1_rest);
}

void clone_tanh1_task_2() {
    // clone_tanh1
    nnet::clone_stream<layer3_t, layer3_t, layer3_t, 2>(layer11_cpy1_rest, layer11_cpy2, layer11_cpy3);
}

void most_task() {
    // most
    most_process(layer10_cpy1, layer11_cpy1, layer4_out);
}

void least_task() {
    // least
    least_process(layer10_cpy2, layer11_cpy2, layer5_out);
}

void rest_task() {
    // rest
    rest_process(layer4_out, layer5_out, layer6_out);
#ifndef __SYNTHESIS__
    nnet::save_layer_output<rest_result_t, 6>(layer6_out, "rest", "rest_output.log");
#endif
}

void clone_rest_task() {
    // clone_rest
    nnet::clone_stream<rest_result_t, rest_result_t, rest_result_t, 2>(layer6_out, layer12_cpy1, layer12_cpy2);
}

void product_task() {
    // product
    product_process(layer12_cpy1, layer10_cpy3, layer7_out);
}

void mean_task() {
    // mean
    mean_process(layer12_cpy2, layer11_cpy3, layer8_out);
}

hls_scheduler_target_fmax_mhz(200)
hls_component_ii(1)
component void stream(
    ihc::stream_in<input_t> &inp_port_,
    ihc::stream_out<product_result_t> &layer7_out_port_,
    ihc::stream_out<mean_result_t> &layer8_out_port_
) {
    ihc::launch<clone_inp_task>();
    ihc::launch<relu1_task>();
    ihc::launch<clone_relu1_task>();
    ihc::launch<clone_relu1_task_2>();
    ihc::launch<tanh1_task>();
    ihc::launch<clone_tanh1_task>();
    ihc::launch<clone_tanh1_task_2>();
    ihc::launch<most_task>();
    ihc::launch<least_task>();
    ihc::launch<rest_task>();
    ihc::launch<clone_rest_task>();
    ihc::launch<product_task>();
    ihc::launch<mean_task>();
    nnet::forward_packets<2>(inp_port_, inp);
    nnet::forward_packets<2>(layer7_out, layer7_out_port_);
    nnet::forward_packets<2>(layer8_out, layer8_out_port_);
    ihc::collect<clone_inp_task>();
    ihc::collect<relu1_task>();
    ihc::collect<clone_relu1_task>();
    ihc::collect<clone_relu1_task_2>();
    ihc::collect<tanh1_task>();
    ihc::collect<clone_tanh1_task>();
    ihc::collect<clone_tanh1_task_2>();
    ihc::collect<most_task>();
    ihc::collect<least_task>();
    ihc::collect<rest_task>();
    ihc::collect<clone_rest_task>();
    ihc::collect<product_task>();
    ihc::collect<mean_task>();
}

void stream_arrays(
    nnet::stream<input_t> &inp,
    nnet::stream<product_result_t> &layer7_out,
    nnet::stream<mean_result_t> &layer8_out
) {
    ihc::stream_in<input_t> inp_port_;
    ihc::stream_out<product_result_t> layer7_out_port_;
    ihc::stream_out<mean_result_t> layer8_out_port_;
    nnet::forward_packets<2>(inp, inp_port_);
    stream(inp_port_, layer7_out_port_, layer8_out_port_);
    nnet::forward_packets<2>(layer7_out_port_, layer7_out);
    nnet::forward_packets<2>(layer8_out_port_, layer8_out);
}
