#include "functions_stream.h"
#include "parameters.h"

// tanh
void tanh_process(nnet::stream<x_packet> &x, nnet::stream<layer2_out_packet> &layer2_out) {
    NNET_INTERVAL(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        NNET_REGISTER x_packet::value_type x_elements_[3];
        NNET_REGISTER layer2_out_packet::value_type layer2_out_elements_[3];
        nnet::read_packet<x_packet>(x, x_elements_);
        nnet::tanh<x_packet::value_type, layer2_out_packet::value_type, tanh_config2>(x_elements_, layer2_out_elements_, tanh_table2);
        nnet::write_packet<layer2_out_packet>(layer2_out_elements_, layer2_out);
    }
}

// elu
void elu_process(nnet::stream<layer2_out_packet> &layer2_out, nnet::stream<layer3_out_packet> &layer3_out) {
    NNET_INTERVAL(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        NNET_REGISTER layer2_out_packet::value_type layer2_out_elements_[3];
        NNET_REGISTER layer3_out_packet::value_type layer3_out_elements_[3];
        nnet::read_packet<layer2_out_packet>(layer2_out, layer2_out_elements_);
        nnet::elu<layer2_out_packet::value_type, layer3_out_packet::value_type, elu_config3>(layer2_out_elements_, layer3_out_elements_, 0.69921875, elu_table3);
        nnet::write_packet<layer3_out_packet>(layer3_out_elements_, layer3_out);
    }
}

// leaky
void leaky_process(nnet::stream<layer3_out_packet> &layer3_out, nnet::stream<layer4_out_packet> &layer4_out) {
    NNET_INTERVAL(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        NNET_REGISTER layer3_out_packet::value_type layer3_out_elements_[3];
        NNET_REGISTER layer4_out_packet::value_type layer4_out_elements_[3];
        nnet::read_packet<layer3_out_packet>(layer3_out, layer3_out_elements_);
        nnet::leaky_relu<layer3_out_packet::value_type, layer4_out_packet::value_type, leaky_relu_config4>(layer3_out_elements_, layer4_out_elements_, 0.298828125);
        nnet::write_packet<layer4_out_packet>(layer4_out_elements_, layer4_out);
    }
}

// hard
void hard_process(nnet::stream<layer4_out_packet> &layer4_out, nnet::stream<layer5_out_packet> &layer5_out) {
    NNET_INTERVAL(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        NNET_REGISTER layer4_out_packet::value_type layer4_out_elements_[3];
        NNET_REGISTER layer5_out_packet::value_type layer5_out_elements_[3];
        nnet::read_packet<layer4_out_packet>(layer4_out, layer4_out_elements_);
        nnet::hard_sigmoid<layer4_out_packet::value_type, layer5_out_packet::value_type, hard_sigmoid_config5>(layer4_out_elements_, layer5_out_elements_, 0.1999969482421875, 0.50);
        nnet::write_packet<layer5_out_packet>(layer5_out_elements_, layer5_out);
    }
}

// prelu
void prelu_process(nnet::stream<layer5_out_packet> &layer5_out, nnet::stream<layer6_out_packet> &layer6_out) {
    NNET_REGISTER layer5_out_packet::value_type layer5_out_elements_[6];
    NNET_REGISTER layer6_out_packet::value_type layer6_out_elements_[6];
    nnet::read_stream<layer5_out_packet, 6>(layer5_out, layer5_out_elements_);
    nnet::prelu<layer5_out_packet::value_type, layer6_out_packet::value_type, prelu_config6>(layer5_out_elements_, layer6_out_elements_, a6);
    nnet::write_stream<layer6_out_packet, 6>(layer6_out_elements_, layer6_out);
}

// legacy
void legacy_process(nnet::stream<layer6_out_packet> &layer6_out, nnet::stream<layer7_out_packet> &layer7_out) {
    NNET_INTERVAL(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        NNET_REGISTER layer6_out_packet::value_type layer6_out_elements_[3];
        NNET_REGISTER layer7_out_packet::value_type layer7_out_elements_[3];
        nnet::read_packet<layer6_out_packet>(layer6_out, layer6_out_elements_);
        nnet::softmax_legacy<layer6_out_packet::value_type, layer7_out_packet::value_type, softmax_config7>(layer6_out_elements_, layer7_out_elements_, exp_table7, inv_table7);
        nnet::write_packet<layer7_out_packet>(layer7_out_elements_, layer7_out);
    }
}

void tanh_task() {
    nnet::stream<x_packet> x;
    nnet::stream<layer2_out_packet> layer2_out;
    // tanh
    tanh_process(x, layer2_out);
}

void elu_task() {
    nnet::stream<layer2_out_packet> layer2_out;
    nnet::stream<layer3_out_packet> layer3_out;
    // elu
    elu_process(layer2_out, layer3_out);
}

void leaky_task() {
    nnet::stream<layer3_out_packet> layer3_out;
    nnet::stream<layer4_out_packet> layer4_out;
    // leaky
    leaky_process(layer3_out, layer4_out);
}

void hard_task() {
    nnet::stream<layer4_out_packet> layer4_out;
    nnet::stream<layer5_out_packet> layer5_out;
    // hard
    hard_process(layer4_out, layer5_out);
}

void prelu_task() {
    nnet::stream<layer5_out_packet> layer5_out;
    nnet::stream<layer6_out_packet> layer6_out;
    // prelu
    prelu_process(layer5_out, layer6_out);
}

void legacy_task() {
    nnet::stream<layer7_out_packet> layer7_out;
    nnet::stream<layer6_out_packet> layer6_out;
    // legacy
    legacy_process(layer6_out, layer7_out);
}

void functions_stream() {
#ifndef __SYNTHESIS__
    static bool loaded_weights = false;
    if (!loaded_weights) {
        loaded_weights = true;
        nnet::load_weights_from_txt<prelu_param_t, 6>(a6, "a6.txt");
    }
#endif
    nnet::task<tanh_task> tanh_task_sequence_;
    nnet::task<elu_task> elu_task_sequence_;
    nnet::task<leaky_task> leaky_task_sequence_;
    nnet::task<hard_task> hard_task_sequence_;
    nnet::task<prelu_task> prelu_task_sequence_;
    nnet::task<legacy_task> legacy_task_sequence_;
    tanh_task_sequence_.async();
    elu_task_sequence_.async();
    leaky_task_sequence_.async();
    hard_task_sequence_.async();
    prelu_task_sequence_.async();
    legacy_task_sequence_.async();
}

void functions_stream_arrays(nnet::stream<x_packet> &x, nnet::stream<layer7_out_packet> &layer7_out) {
    nnet::run_kernel<functions_stream, 1>(x, layer7_out);
}
