#include "functions_stream.h"
#include "parameters.h"

// tanh
void tanh_process(nnet::stream<input_t> &x, nnet::stream<layer2_t> &layer2_out) {
    #pragma ii 1
    for (unsigned packet = 0; packet < 2; packet++) {
        hls_register input_t::value_type x_elements_[3];
        hls_register layer2_t::value_type layer2_out_elements_[3];
        nnet::read_packet<input_t>(x, x_elements_);
        nnet::tanh<input_t::value_type, layer2_t::value_type, tanh_config2>(x_elements_, layer2_out_elements_, tanh_table2);
        nnet::write_packet<layer2_t>(layer2_out_elements_, layer2_out);
    }
}

// elu
void elu_process(nnet::stream<layer2_t> &layer2_out, nnet::stream<layer3_t> &layer3_out) {
    #pragma ii 1
    for (unsigned packet = 0; packet < 2; packet++) {
        hls_register layer2_t::value_type layer2_out_elements_[3];
        hls_register layer3_t::value_type layer3_out_elements_[3];
        nnet::read_packet<layer2_t>(layer2_out, layer2_out_elements_);
        nnet::elu<layer2_t::value_type, layer3_t::value_type, elu_config3>(layer2_out_elements_, layer3_out_elements_, 0.69921875, elu_table3);
        nnet::write_packet<layer3_t>(layer3_out_elements_, layer3_out);
    }
}

// leaky
void leaky_process(nnet::stream<layer3_t> &layer3_out, nnet::stream<layer4_t> &layer4_out) {
    #pragma ii 1
    for (unsigned packet = 0; packet < 2; packet++) {
        hls_register layer3_t::value_type layer3_out_elements_[3];
        hls_register layer4_t::value_type layer4_out_elements_[3];
        nnet::read_packet<layer3_t>(layer3_out, layer3_out_elements_);
        nnet::leaky_relu<layer3_t::value_type, layer4_t::value_type, leaky_relu_config4>(layer3_out_elements_, layer4_out_elements_, 0.298828125);
        nnet::write_packet<layer4_t>(layer4_out_elements_, layer4_out);
    }
}

// hard
void hard_process(nnet::stream<layer4_t> &layer4_out, nnet::stream<layer5_t> &layer5_out) {
    #pragma ii 1
    for (unsigned packet = 0; packet < 2; packet++) {
        hls_register layer4_t::value_type layer4_out_elements_[3];
        hls_register layer5_t::value_type layer5_out_elements_[3];
        nnet::read_packet<layer4_t>(layer4_out, layer4_out_elements_);
        nnet::hard_sigmoid<layer4_t::value_type, layer5_t::value_type, hard_sigmoid_config5>(layer4_out_elements_, layer5_out_elements_, 0.1999969482421875, 0.50);
        nnet::write_packet<layer5_t>(layer5_out_elements_, layer5_out);
    }
}

// prelu
void prelu_process(nnet::stream<layer5_t> &layer5_out, nnet::stream<layer6_t> &layer6_out) {
    hls_register layer5_t::value_type layer5_out_elements_[6];
    hls_register layer6_t::value_type layer6_out_elements_[6];
    nnet::read_stream<layer5_t, 6>(layer5_out, layer5_out_elements_);
    nnet::prelu<layer5_t::value_type, layer6_t::value_type, prelu_config6>(layer5_out_elements_, layer6_out_elements_, a6);
    nnet::write_stream<layer6_t, 6>(layer6_out_elements_, layer6_out);
}

// legacy
void legacy_process(nnet::stream<layer6_t> &layer6_out, nnet::stream<layer7_t> &layer7_out) {
    #pragma ii 1
    for (unsigned packet = 0; packet < 2; packet++) {
        hls_register layer6_t::value_type layer6_out_elements_[3];
        hls_register layer7_t::value_type layer7_out_elements_[3];
        nnet::read_packet<layer6_t>(layer6_out, layer6_out_elements_);
        nnet::softmax_legacy<layer6_t::value_type, layer7_t::value_type, softmax_config7>(layer6_out_elements_, layer7_out_elements_, exp_table7, inv_table7);
        nnet::write_packet<layer7_t>(layer7_out_elements_, layer7_out);
    }
}

static nnet::stream<input_t> x;
static nnet::stream<layer2_t> layer2_out;
static nnet::stream<layer3_t> layer3_out;
static nnet::stream<layer4_t> layer4_out;
static nnet::stream<layer5_t> layer5_out;
static nnet::stream<layer6_t> layer6_out;
static nnet::stream<layer7_t> layer7_out;

void tanh_task() {
    // tanh
    tanh_process(x, layer2_out);
}

void elu_task() {
    // elu
    elu_process(layer2_out, layer3_out);
}

void leaky_task() {
    // leaky
    leaky_process(layer3_out, layer4_out);
}

void hard_task() {
    // hard
    hard_process(layer4_out, layer5_out);
}

void prelu_task() {
    // prelu
    prelu_process(layer5_out, layer6_out);
}

void legacy_task() {
    // legacy
    legacy_process(layer6_out, layer7_out);
}

hls_scheduler_target_fmax_mhz(200)
hls_component_ii(1)
component void functions_stream(ihc::stream_in<input_t> &x_port_, ihc::stream_out<layer7_t> &layer7_out_port_) {
#ifndef __SYNTHESIS__
    static bool loaded_weights = false;
    if (!loaded_weights) {
        loaded_weights = true;
        nnet::load_weights_from_txt<prelu_param_t, 6>(a6, "a6.txt");
    }
#endif
    ihc::launch<tanh_task>();
    ihc::launch<elu_task>();
    ihc::launch<leaky_task>();
    ihc::launch<hard_task>();
    ihc::launch<prelu_task>();
    ihc::launch<legacy_task>();
    nnet::forward_packets<2>(x_port_, x);
    nnet::forward_packets<2>(layer7_out, layer7_out_port_);
    ihc::collect<tanh_task>();
    ihc::collect<elu_task>();
    ihc::collect<leaky_task>();
    ihc::collect<hard_task>();
    ihc::collect<prelu_task>();
    ihc::collect<legacy_task>();
}

void functions_stream_arrays(nnet::stream<input_t> &x, nnet::stream<layer7_t> &layer7_out) {
    ihc::stream_in<input_t> x_port_;
    ihc::stream_out<layer7_t> layer7_out_port_;
    nnet::forward_packets<2>(x, x_port_);
    functions_stream(x_port_, layer7_out_port_);
    nnet::forward_packets<2>(layer7_out_port_, layer7_out);
}
