#include "convolutions.h"
#include "parameters.h"

// c1_relu
void c1_relu_process(nnet::stream<layer2_t> &layer2_out, nnet::stream<layer3_t> &layer3_out) {
    #pragma ii 1
    for (unsigned packet = 0; packet < 16; packet++) {
        hls_register layer2_t::value_type layer2_out_elements_[2];
        hls_register layer3_t::value_type layer3_out_elements_[2];
        nnet::read_packet<layer2_t>(layer2_out, layer2_out_elements_);
        nnet::relu<layer2_t::value_type, layer3_t::value_type, relu_config3>(layer2_out_elements_, layer3_out_elements_);
        nnet::write_packet<layer3_t>(layer3_out_elements_, layer3_out);
    }
}

// bn2
void bn2_process(nnet::stream<layer5_t> &layer5_out, nnet::stream<layer6_t> &layer6_out) {
    #pragma ii 1
    for (unsigned packet = 0; packet < 4; packet++) {
        hls_register layer5_t::value_type layer5_out_elements_[3];
        hls_register layer6_t::value_type layer6_out_elements_[3];
        nnet::read_packet<layer5_t>(layer5_out, layer5_out_elements_);
        nnet::normalize<layer5_t::value_type, layer6_t::value_type, config6>(layer5_out_elements_, layer6_out_elements_, s6, b6);
        nnet::write_packet<layer6_t>(layer6_out_elements_, layer6_out);
    }
}

// relu2
void relu2_process(nnet::stream<layer6_t> &layer6_out, nnet::stream<layer7_t> &layer7_out) {
    #pragma ii 1
    for (unsigned packet = 0; packet < 4; packet++) {
        hls_register layer6_t::value_type layer6_out_elements_[3];
        hls_register layer7_t::value_type layer7_out_elements_[3];
        nnet::read_packet<layer6_t>(layer6_out, layer6_out_elements_);
        nnet::relu<layer6_t::value_type, layer7_t::value_type, relu_config7>(layer6_out_elements_, layer7_out_elements_);
        nnet::write_packet<layer7_t>(layer7_out_elements_, layer7_out);
    }
}

// fc
void fc_process(nnet::stream<layer8_t> &layer8_out, nnet::stream<layer9_t> &layer9_out) {
    hls_register layer8_t::value_type layer8_out_elements_[3];
    hls_register layer9_t::value_type layer9_out_elements_[3];
    nnet::read_stream<layer8_t, 3>(layer8_out, layer8_out_elements_);
    nnet::dense_resource_within_inputs<layer8_t::value_type, layer9_t::value_type, config9>(layer8_out_elements_, layer9_out_elements_, w9, b9);
    nnet::write_stream<layer9_t, 3>(layer9_out_elements_, layer9_out);
}

// fc_softmax
void fc_softmax_process(nnet::stream<layer9_t> &layer9_out, nnet::stream<result_t> &layer10_out) {
    #pragma ii 1
    for (unsigned packet = 0; packet < 1; packet++) {
        hls_register layer9_t::value_type layer9_out_elements_[3];
        hls_register result_t::value_type layer10_out_elements_[3];
        nnet::read_packet<layer9_t>(layer9_out, layer9_out_elements_);
        nnet::softmax_stable<layer9_t::value_type, result_t::value_type, softmax_config10>(layer9_out_elements_, layer10_out_elements_, exp_table10, inv_table10);
        nnet::write_packet<result_t>(layer10_out_elements_, layer10_out);
    }
}

static nnet::stream<input_t> inp;
static nnet::stream<layer2_t> layer2_out;
static nnet::stream<layer3_t> layer3_out;
static nnet::stream<layer4_t> layer4_out;
static nnet::stream<layer4_t> layer11_out;
static nnet::stream<layer5_t> layer5_out;
static nnet::stream<layer6_t> layer6_out;
static nnet::stream<layer7_t> layer7_out;
static nnet::stream<layer8_t> layer8_out;
static nnet::stream<layer9_t> layer9_out;
static nnet::stream<result_t> layer10_out;

void c1_task() {
    // c1
    nnet::conv_stream<input_t, layer2_t, config2>(inp, layer2_out, w2, b2);
}

void c1_relu_task() {
    // c1_relu
    c1_relu_process(layer2_out, layer3_out);
}

void p1_task() {
    // p1
    nnet::max_pooling_stream<layer3_t, layer4_t, config4>(layer3_out, layer4_out);
}

void zp2d_c2_task() {
    // zp2d_c2
    nnet::zero_padding_stream<layer4_t, layer4_t, config11>(layer4_out, layer11_out);
}

void c2_task() {
    // c2
    nnet::conv_stream<layer4_t, layer5_t, config5>(layer11_out, layer5_out, w5, b5);
}

void bn2_task() {
    // bn2
    bn2_process(layer5_out, layer6_out);
}

void relu2_task() {
    // relu2
    relu2_process(layer6_out, layer7_out);
}

void mean_task() {
    // mean
    nnet::global_average_pooling_stream<layer7_t, layer8_t, config8>(layer7_out, layer8_out);
}

void fc_task() {
    // fc
    fc_process(layer8_out, layer9_out);
}

void fc_softmax_task() {
    // fc_softmax
    fc_softmax_process(layer9_out, layer10_out);
}

hls_scheduler_target_fmax_mhz(200)
hls_component_ii(4)
component void convolutions(ihc::stream_in<input_t> &inp_port_, ihc::stream_out<result_t> &layer10_out_port_) {
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
    ihc::launch<c1_task>();
    ihc::launch<c1_relu_task>();
    ihc::launch<p1_task>();
    ihc::launch<zp2d_c2_task>();
    ihc::launch<c2_task>();
    ihc::launch<bn2_task>();
    ihc::launch<relu2_task>();
    ihc::launch<mean_task>();
    ihc::launch<fc_task>();
    ihc::launch<fc_softmax_task>();
    nnet::forward_packets<36>(inp_port_, inp);
    nnet::forward_packets<1>(layer10_out, layer10_out_port_);
    ihc::collect<c1_task>();
    ihc::collect<c1_relu_task>();
    ihc::collect<p1_task>();
    ihc::collect<zp2d_c2_task>();
    ihc::collect<c2_task>();
    ihc::collect<bn2_task>();
    ihc::collect<relu2_task>();
    ihc::collect<mean_task>();
    ihc::collect<fc_task>();
    ihc::collect<fc_softmax_task>();
}

void convolutions_arrays(nnet::stream<input_t> &inp, nnet::stream<result_t> &layer10_out) {
    ihc::stream_in<input_t> inp_port_;
    ihc::stream_out<result_t> layer10_out_port_;
    nnet::forward_packets<36>(inp, inp_port_);
    convolutions(inp_port_, layer10_out_port_);
    nnet::forward_packets<1>(layer10_out_port_, layer10_out);
}
