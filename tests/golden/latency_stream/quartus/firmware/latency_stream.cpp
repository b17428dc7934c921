#include "latency_stream.h"
#include "parameters.h"

// fc1
void fc1_process(nnet::stream<input_t> &x, nnet::stream<layer2_t> &layer2_out) {
    hls_register input_t::value_type x_elements_[3];
    hls_register layer2_t::value_type layer2_out_elements_[4];
    nnet::read_stream<input_t, 3>(x, x_elements_);
    nnet::dense_latency<input_t::value_type, layer2_t::value_type, config2>(x_elements_, layer2_out_elements_, w2, b2);
    nnet::write_stream<layer2_t, 4>(layer2_out_elements_, layer2_out);
}

// relu1
void relu1_process(nnet::stream<layer2_t> &layer2_out, nnet::stream<layer3_t> &layer3_out) {
    #pragma ii 1
    for (unsigned packet = 0; packet < 1; packet++) {
        hls_register layer2_t::value_type layer2_out_elements_[4];
        hls_register layer3_t::value_type layer3_out_elements_[4];
        nnet::read_packet<layer2_t>(layer2_out, layer2_out_elements_);
        nnet::relu<layer2_t::value_type, layer3_t::value_type, relu_config3>(layer2_out_elements_, layer3_out_elements_);
        nnet::write_packet<layer3_t>(layer3_out_elements_, layer3_out);
    }
}

// fc2
void fc2_process(nnet::stream<layer3_t> &layer3_out, nnet::stream<layer4_t> &layer4_out) {
    hls_register layer3_t::value_type layer3_out_elements_[4];
    hls_register layer4_t::value_type layer4_out_elements_[3];
    nnet::read_stream<layer3_t, 4>(layer3_out, layer3_out_elements_);
    nnet::dense_latency<layer3_t::value_type, layer4_t::value_type, config4>(layer3_out_elements_, layer4_out_elements_, w4, b4);
    nnet::write_stream<layer4_t, 3>(layer4_out_elements_, layer4_out);
}

// softmax
void softmax_process(nnet::stream<layer4_t> &layer4_out, nnet::stream<result_t> &layer5_out) {
    #pragma ii 1
    for (unsigned packet = 0; packet < 1; packet++) {
        hls_register layer4_t::value_type layer4_out_elements_[3];
        hls_register result_t::value_type layer5_out_elements_[3];
        nnet::read_packet<layer4_t>(layer4_out, layer4_out_elements_);
        nnet::softmax_stable<layer4_t::value_type, result_t::value_type, softmax_config5>(layer4_out_elements_, layer5_out_elements_, exp_table5, inv_table5);
        nnet::write_packet<result_t>(layer5_out_elements_, layer5_out);
    }
}

static nnet::stream<input_t> x;
static nnet::stream<layer2_t> layer2_out;
static nnet::stream<layer3_t> layer3_out;
static nnet::stream<layer4_t> layer4_out;
static nnet::stream<result_t> layer5_out;

void fc1_task() {
    // fc1
    fc1_process(x, layer2_out);
}

void relu1_task() {
    // relu1
    relu1_process(layer2_out, layer3_out);
}

void fc2_task() {
    // fc2
    fc2_process(layer3_out, layer4_out);
}

void softmax_task() {
    // softmax
    softmax_process(layer4_out, layer5_out);
}

hls_scheduler_target_fmax_mhz(200)
hls_component_ii(2)
component void latency_stream(ihc::stream_in<input_t> &x_port_, ihc::stream_out<result_t> &layer5_out_port_) {
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
    ihc::launch<fc1_task>();
    ihc::launch<relu1_task>();
    ihc::launch<fc2_task>();
    ihc::launch<softmax_task>();
    nnet::forward_packets<1>(x_port_, x);
    nnet::forward_packets<1>(layer5_out, layer5_out_port_);
    ihc::collect<fc1_task>();
    ihc::collect<relu1_task>();
    ihc::collect<fc2_task>();
    ihc::collect<softmax_task>();
}

void latency_stream_arrays(nnet::stream<input_t> &x, nnet::stream<result_t> &layer5_out) {
    ihc::stream_in<input_t> x_port_;
    ihc::stream_out<result_t> layer5_out_port_;
    nnet::forward_packets<1>(x, x_port_);
    latency_stream(x_port_, layer5_out_port_);
    nnet::forward_packets<1>(layer5_out_port_, layer5_out);
}
