#include "latency_stream.h"
#include "parameters.h"

// fc1
void fc1_process(nnet::stream<x_packet> &x, nnet::stream<layer2_out_packet> &layer2_out) {
    NNET_REGISTER x_packet::value_type x_elements_[3];
    NNET_REGISTER layer2_out_packet::value_type layer2_out_elements_[4];
    nnet::read_stream<x_packet, 3>(x, x_elements_);
    nnet::dense_latency<x_packet::value_type, layer2_out_packet::value_type, config2>(x_elements_, layer2_out_elements_, w2, b2);
    nnet::write_stream<layer2_out_packet, 4>(layer2_out_elements_, layer2_out);
}

// relu1
void relu1_process(nnet::stream<layer2_out_packet> &layer2_out, nnet::stream<layer3_out_packet> &layer3_out) {
    NNET_INTERVAL(1)
    for (unsigned packet = 0; packet < 1; packet++) {
        NNET_REGISTER layer2_out_packet::value_type layer2_out_elements_[4];
        NNET_REGISTER layer3_out_packet::value_type layer3_out_elements_[4];
        nnet::read_packet<layer2_out_packet>(layer2_out, layer2_out_elements_);
        nnet::relu<layer2_out_packet::value_type, layer3_out_packet::value_type, relu_config3>(layer2_out_elements_, layer3_out_elements_);
        nnet::write_packet<layer3_out_packet>(layer3_out_elements_, layer3_out);
    }
}

// fc2
void fc2_process(nnet::stream<layer3_out_packet> &layer3_out, nnet::stream<layer4_out_packet> &layer4_out) {
    NNET_REGISTER layer3_out_packet::value_type layer3_out_elements_[4];
    NNET_REGISTER layer4_out_packet::value_type layer4_out_elements_[3];
    nnet::read_stream<layer3_out_packet, 4>(layer3_out, layer3_out_elements_);
    nnet::dense_latency<layer3_out_packet::value_type, layer4_out_packet::value_type, config4>(layer3_out_elements_, layer4_out_elements_, w4, b4);
    nnet::write_stream<layer4_out_packet, 3>(layer4_out_elements_, layer4_out);
}

// softmax
void softmax_process(nnet::stream<layer4_out_packet> &layer4_out, nnet::stream<layer5_out_packet> &layer5_out) {
    NNET_INTERVAL(1)
    for (unsigned packet = 0; packet < 1; packet++) {
        NNET_REGISTER layer4_out_packet::value_type layer4_out_elements_[3];
        NNET_REGISTER layer5_out_packet::value_type layer5_out_elements_[3];
        nnet::read_packet<layer4_out_packet>(layer4_out, layer4_out_elements_);
        nnet::softmax_stable<layer4_out_packet::value_type, layer5_out_packet::value_type, softmax_config5>(layer4_out_elements_, layer5_out_elements_, exp_table5, inv_table5);
        nnet::write_packet<layer5_out_packet>(layer5_out_elements_, layer5_out);
    }
}

void fc1_task() {
    nnet::stream<x_packet> x;
    nnet::stream<layer2_out_packet> layer2_out;
    // fc1
    fc1_process(x, layer2_out);
}

void relu1_task() {
    nnet::stream<layer2_out_packet> layer2_out;
    nnet::stream<layer3_out_packet> layer3_out;
    // relu1
    relu1_process(layer2_out, layer3_out);
}

void fc2_task() {
    nnet::stream<layer3_out_packet> layer3_out;
    nnet::stream<layer4_out_packet> layer4_out;
    // fc2
    fc2_process(layer3_out, layer4_out);
}

void softmax_task() {
    nnet::stream<layer5_out_packet> layer5_out;
    nnet::stream<layer4_out_packet> layer4_out;
    // softmax
    softmax_process(layer4_out, layer5_out);
}

void latency_stream() {
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
    nnet::task<fc1_task> fc1_task_sequence_;
    nnet::task<relu1_task> relu1_task_sequence_;
    nnet::task<fc2_task> fc2_task_sequence_;
    nnet::task<softmax_task> softmax_task_sequence_;
    fc1_task_sequence_.async();
    relu1_task_sequence_.async();
    fc2_task_sequence_.async();
    softmax_task_sequence_.async();
}

void latency_stream_arrays(nnet::stream<x_packet> &x, nnet::stream<layer5_out_packet> &layer5_out) {
    nnet::run_kernel<latency_stream, 2>(x, layer5_out);
}
