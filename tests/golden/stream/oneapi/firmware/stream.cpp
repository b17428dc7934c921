#include "stream.h"
#include "parameters.h"

// relu1
void relu1_process(nnet::stream<layer9_cpy1_packet> &layer9_cpy1, nnet::stream<layer2_out_packet> &layer2_out) {
    NNET_INTERVAL(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        NNET_REGISTER layer9_cpy1_packet::value_type layer9_cpy1_elements_[3];
        NNET_REGISTER layer2_out_packet::value_type layer2_out_elements_[3];
        nnet::read_packet<layer9_cpy1_packet>(layer9_cpy1, layer9_cpy1_elements_);
        nnet::relu<layer9_cpy1_packet::value_type, layer2_out_packet::value_type, relu_config2>(layer9_cpy1_elements_, layer2_out_elements_);
        nnet::write_packet<layer2_out_packet>(layer2_out_elements_, layer2_out);
    }
}

// tanh1
void tanh1_process(nnet::stream<layer9_cpy2_packet> &layer9_cpy2, nnet::stream<layer3_out_packet> &layer3_out) {
    NNET_INTERVAL(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        NNET_REGISTER layer9_cpy2_packet::value_type layer9_cpy2_elements_[3];
        NNET_REGISTER layer3_out_packet::value_type layer3_out_elements_[3];
        nnet::read_packet<layer9_cpy2_packet>(layer9_cpy2, layer9_cpy2_elements_);
        nnet::tanh<layer9_cpy2_packet::value_type, layer3_out_packet::value_type, tanh_config3>(layer9_cpy2_elements_, layer3_out_elements_, tanh_table3);
        nnet::write_packet<layer3_out_packet>(layer3_out_elements_, layer3_out);
    }
}

// most
void most_process(
    nnet::stream<layer10_cpy1_packet> &layer10_cpy1,
    nnet::stream<layer11_cpy1_packet> &layer11_cpy1,
    nnet::stream<layer4_out_packet> &layer4_out
) {
    NNET_INTERVAL(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        NNET_REGISTER layer10_cpy1_packet::value_type layer10_cpy1_elements_[3];
        NNET_REGISTER layer11_cpy1_packet::value_type layer11_cpy1_elements_[3];
        NNET_REGISTER layer4_out_packet::value_type layer4_out_elements_[3];
        nnet::read_packet<layer10_cpy1_packet>(layer10_cpy1, layer10_cpy1_elements_);
        nnet::read_packet<layer11_cpy1_packet>(layer11_cpy1, layer11_cpy1_elements_);
        nnet::maximum<layer10_cpy1_packet::value_type, layer11_cpy1_packet::value_type, layer4_out_packet::value_type, config4>(layer10_cpy1_elements_, layer11_cpy1_elements_, layer4_out_elements_);
        nnet::write_packet<layer4_out_packet>(layer4_out_elements_, layer4_out);
    }
}

// least
void least_process(
    nnet::stream<layer10_cpy2_packet> &layer10_cpy2,
    nnet::stream<layer11_cpy2_packet> &layer11_cpy2,
    nnet::stream<layer5_out_packet> &layer5_out
) {
    NNET_INTERVAL(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        NNET_REGISTER layer10_cpy2_packet::value_type layer10_cpy2_elements_[3];
        NNET_REGISTER layer11_cpy2_packet::value_type layer11_cpy2_elements_[3];
        NNET_REGISTER layer5_out_packet::value_type layer5_out_elements_[3];
        nnet::read_packet<layer10_cpy2_packet>(layer10_cpy2, layer10_cpy2_elements_);
        nnet::read_packet<layer11_cpy2_packet>(layer11_cpy2, layer11_cpy2_elements_);
        nnet::minimum<layer10_cpy2_packet::value_type, layer11_cpy2_packet::value_type, layer5_out_packet::value_type, config5>(layer10_cpy2_elements_, layer11_cpy2_elements_, layer5_out_elements_);
        nnet::write_packet<layer5_out_packet>(layer5_out_elements_, layer5_out);
    }
}

// rest
void rest_process(
    nnet::stream<layer4_out_packet> &layer4_out,
    nnet::stream<layer5_out_packet> &layer5_out,
    nnet::stream<layer6_out_packet> &layer6_out
) {
    NNET_INTERVAL(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        NNET_REGISTER layer4_out_packet::value_type layer4_out_elements_[3];
        NNET_REGISTER layer5_out_packet::value_type layer5_out_elements_[3];
        NNET_REGISTER layer6_out_packet::value_type layer6_out_elements_[3];
        nnet::read_packet<layer4_out_packet>(layer4_out, layer4_out_elements_);
        nnet::read_packet<layer5_out_packet>(layer5_out, layer5_out_elements_);
        nnet::subtract<layer4_out_packet::value_type, layer5_out_packet::value_type, layer6_out_packet::value_type, config6>(layer4_out_elements_, layer5_out_elements_, layer6_out_elements_);
        nnet::write_packet<layer6_out_packet>(layer6_out_elements_, layer6_out);
    }
}

// product
void product_process(
    nnet::stream<layer12_cpy1_packet> &layer12_cpy1,
    nnet::stream<layer10_cpy3_packet> &layer10_cpy3,
    nnet::stream<layer7_out_packet> &layer7_out
) {
    NNET_INTERVAL(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        NNET_REGISTER layer12_cpy1_packet::value_type layer12_cpy1_elements_[3];
        NNET_REGISTER layer10_cpy3_packet::value_type layer10_cpy3_elements_[3];
        NNET_REGISTER layer7_out_packet::value_type layer7_out_elements_[3];
        nnet::read_packet<layer12_cpy1_packet>(layer12_cpy1, layer12_cpy1_elements_);
        nnet::read_packet<layer10_cpy3_packet>(layer10_cpy3, layer10_cpy3_elements_);
        nnet::multiply<layer12_cpy1_packet::value_type, layer10_cpy3_packet::value_type, layer7_out_packet::value_type, config7>(layer12_cpy1_elements_, layer10_cpy3_elements_, layer7_out_elements_);
        nnet::write_packet<layer7_out_packet>(layer7_out_elements_, layer7_out);
    }
}

// mean
void mean_process(
    nnet::stream<layer12_cpy2_packet> &layer12_cpy2,
    nnet::stream<layer11_cpy3_packet> &layer11_cpy3,
    nnet::stream<layer8_out_packet> &layer8_out
) {
    NNET_INTERVAL(1)
    for (unsigned packet = 0; packet < 2; packet++) {
        NNET_REGISTER layer12_cpy2_packet::value_type layer12_cpy2_elements_[3];
        NNET_REGISTER layer11_cpy3_packet::value_type layer11_cpy3_elements_[3];
        NNET_REGISTER layer8_out_packet::value_type layer8_out_elements_[3];
        nnet::read_packet<layer12_cpy2_packet>(layer12_cpy2, layer12_cpy2_elements_);
        nnet::read_packet<layer11_cpy3_packet>(layer11_cpy3, layer11_cpy3_elements_);
        nnet::average<layer12_cpy2_packet::value_type, layer11_cpy3_packet::value_type, layer8_out_packet::value_type, config8>(layer12_cpy2_elements_, layer11_cpy3_elements_, layer8_out_elements_);
        nnet::write_packet<layer8_out_packet>(layer8_out_elements_, layer8_out);
    }
}

void clone_inp_task() {
    nnet::stream<inp_packet> inp;
    nnet::stream<layer9_cpy1_packet> layer9_cpy1;
    nnet::stream<layer9_cpy2_packet> layer9_cpy2;
    // clone_inp
    nnet::clone_stream<inp_packet, layer9_cpy1_packet, layer9_cpy2_packet, 2>(inp, layer9_cpy1, layer9_cpy2);
}

void relu1_task() {
    nnet::stream<layer9_cpy1_packet> layer9_cpy1;
    nnet::stream<layer2_out_packet> layer2_out;
    // relu1
    relu1_process(layer9_cpy1, layer2_out);
}

void clone_relu1_task() {
    nnet::stream<layer2_out_packet> layer2_out;
    nnet::stream<layer10_cpy1_packet> layer10_cpy1;
    nnet::stream<layer10_cpy1_rest_packet> layer10_cpy1_rest;
    // clone_relu1
    nnet::clone_stream<layer2_out_packet, layer10_cpy1_packet, layer10_cpy1_rest_packet, 2>(layer2_out, layer10_cpy1, layer10_cpy1_rest);
}

void clone_relu1_task_2() {
    nnet::stream<layer10_cpy2_packet> layer10_cpy2;
    nnet::stream<layer10_cpy3_packet> layer10_cpy3;
    nnet::stream<layer10_cpy1_rest_packet> layer10_cpy1_rest;
    // clone_relu1
    nnet::clone_stream<layer10_cpy1_rest_packet, layer10_cpy2_packet, layer10_cpy3_packet, 2>(layer10_cpy1_rest, layer10_cpy2, layer10_cpy3);
}

void tanh1_task() {
    nnet::stream<layer9_cpy2_packet> layer9_cpy2;
    nnet::stream<layer3_out_packet> layer3_out;
    // tanh1
    tanh1_process(layer9_cpy2, layer3_out);
}

void clone_tanh1_task() {
    nnet::stream<layer3_out_packet> layer3_out;
    nnet::stream<layer11_cpy1_packet> layer11_cpy1;
    nnet::stream<layer11_cpy1_rest_packet> layer11_cpy1_rest;
    // clone_tanh1
    nnet::clone_stream<layer3_out_packet, layer11_cpy1_packet, layer11_cpy1_rest_packet, 2>(layer3_out, layer11_cpy1, layer11_cpy1_rest);
}

void clone_tanh1_task_2() {
    nnet::stream<layer11_cpy2_packet> layer11_cpy2;
    nnet::stream<layer11_cpy3_packet> layer11_cpy3;
    nnet::stream<layer11_cpy1_rest_packet> layer11_cpy1_rest;
    // clone_tanh1
    nnet::clone_stream<layer11_cpy1_rest_packet, layer11_cpy2_packet, layer11_cpy3_packet, 2>(layer11_cpy1_rest, layer11_cpy2, layer11_cpy3);
}

void most_task() {
    nnet::stream<layer10_cpy1_packet> layer10_cpy1;
    nnet::stream<layer11_cpy1_packet> layer11_cpy1;
    nnet::stream<layer4_out_packet> layer4_out;
    // most
    most_process(layer10_cpy1, layer11_cpy1, layer4_out);
}

void least_task() {
    nnet::stream<layer10_cpy2_packet> layer10_cpy2;
    nnet::stream<layer11_cpy2_packet> layer11_cpy2;
    nnet::stream<layer5_out_packet> layer5_out;
    // least
    least_process(layer10_cpy2, layer11_cpy2, layer5_out);
}

void rest_task() {
    nnet::stream<layer4_out_packet> layer4_out;
    nnet::stream<layer5_out_packet> layer5_out;
    nnet::stream<layer6_out_packet> layer6_out;
    // rest
    rest_process(layer4_out, layer5_out, layer6_out);
#ifndef __SYNTHESIS__
    nnet::save_layer_output<layer6_out_packet, 6>(layer6_out, "rest", "rest_output.log");
#endif
}

void clone_rest_task() {
    nnet::stream<layer6_out_packet> layer6_out;
    nnet::stream<layer12_cpy1_packet> layer12_cpy1;
    nnet::stream<layer12_cpy2_packet> layer12_cpy2;
    // clone_rest
    nnet::clone_stream<layer6_out_packet, layer12_cpy1_packet, layer12_cpy2_packet, 2>(layer6_out, layer12_cpy1, layer12_cpy2);
}

void product_task() {
    nnet::stream<layer7_out_packet> layer7_out;
    nnet::stream<layer10_cpy3_packet> layer10_cpy3;
    nnet::stream<layer12_cpy1_packet> layer12_cpy1;
    // product
    product_process(layer12_cpy1, layer10_cpy3, layer7_out);
}

void mean_task() {
    nnet::stream<layer8_out_packet> layer8_out;
    nnet::stream<layer11_cpy3_packet> layer11_cpy3;
    nnet::stream<layer12_cpy2_packet> layer12_cpy2;
    // mean
    mean_process(layer12_cpy2, layer11_cpy3, layer8_out);
}

void stream() {
    nnet::task<clone_inp_task> clone_inp_task_sequence_;
    nnet::task<relu1_task> relu1_task_sequence_;
    nnet::task<clone_relu1_task> clone_relu1_task_sequence_;
    nnet::task<clone_relu1_task_2> clone_relu1_task_2_sequence_;
    nnet::task<tanh1_task> tanh1_task_sequence_;
    nnet::task<clone_tanh1_task> clone_tanh1_task_sequence_;
    nnet::task<clone_tanh1_task_2> clone_tanh1_task_2_sequence_;
    nnet::task<most_task> most_task_sequence_;
    nnet::task<least_task> least_task_sequence_;
    nnet::task<rest_task> rest_task_sequence_;
    nnet::task<clone_rest_task> clone_rest_task_sequence_;
    nnet::task<product_task> product_task_sequence_;
    nnet::task<mean_task> mean_task_sequence_;
    clone_inp_task_sequence_.async();
    relu1_task_sequence_.async();
    clone_relu1_task_sequence_.async();
    clone_relu1_task_2_sequence_.async();
    tanh1_task_sequence_.async();
    clone_tanh1_task_sequence_.async();
    clone_tanh1_task_2_sequence_.async();
    most_task_sequence_.async();
    least_task_sequence_.async();
    rest_task_sequence_.async();
    clone_rest_task_sequence_.async();
    product_task_sequence_.async();
    mean_task_sequence_.async();
}

void stream_arrays(
    nnet::stream<inp_packet> &inp,
    nnet::stream<layer7_out_packet> &layer7_out,
    nnet::stream<layer8_out_packet> &layer8_out
) {
    nnet::run_kernel<stream, 1>(inp, layer7_out, layer8_out);
}
