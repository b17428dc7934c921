#include "convolutions.h"
#include "parameters.h"

// c1_relu
void c1_relu_process(nnet::stream<layer2_out_packet> &layer2_out, nnet::stream<layer3_out_packet> &layer3_out) {
    NNET_INTERVAL(1)
    for (unsigned packet = 0; packet < 16; packet++) {
        NNET_REGISTER layer2_out_packet::value_type layer2_out_elements_[2];
        NNET_REGISTER layer3_out_packet::value_type layer3_out_elements_[2];
        nnet::read_packet<layer2_out_packet>(layer2_out, layer2_out_elements_);
        nnet::relu<layer2_out_packet::value_type, layer3_out_packet::value_type, relu_config3>(layer2_out_elements_, layer3_out_elements_);
        nnet::write_packet<layer3_out_packet>(layer3_out_elements_, layer3_out);
    }
}

// bn2
void bn2_process(nnet::stream<layer5_out_packet> &layer5_out, nnet::stream<layer6_out_packet> &layer6_out) {
    NNET_INTERVAL(1)
    for (unsigned packet = 0; packet < 4; packet++) {
        NNET_REGISTER layer5_out_packet::value_type layer5_out_elements_[3];
        NNET_REGISTER layer6_out_packet::value_type layer6_out_elements_[3];
        nnet::read_packet<layer5_out_packet>(layer5_out, layer5_out_elements_);
        nnet::normalize<layer5_out_packet::value_type, layer6_out_packet::value_type, config6>(layer5_out_elements_, layer6_out_elements_, s6, b6);
        nnet::write_packet<layer6_out_packet>(layer6_out_elements_, layer6_out);
    }
}

// relu2
void relu2_process(nnet::stream<layer6_out_packet> &layer6_out, nnet::stream<layer7_out_packet> &layer7_out) {
    NNET_INTERVAL(1)
    for (unsigned packet = 0; packet < 4; packet++) {
        NNET_REGISTER layer6_out_packet::value_type layer6_out_elements_[3];
        NNET_REGISTER layer7_out_packet::value_type layer7_out_elements_[3];
        nnet::read_packet<layer6_out_packet>(layer6_out, layer6_out_elements_);
        nnet::relu<layer6_out_packet::value_type, layer7_out_packet::value_type, relu_config7>(layer6_out_elements_, layer7_out_elements_);
        nnet::write_packet<layer7_out_packet>(layer7_out_elements_, layer7_out);
    }
}

// fc
void fc_process(nnet::stream<layer8_out_packet> &layer8_out, nnet::stream<layer9_out_packet> &layer9_out) {
    NNET_REGISTER layer8_out_packet::value_type layer8_out_elements_[3];
    NNET_REGISTER layer9_out_packet::value_type layer9_out_elements_[3];
    nnet::read_stream<layer8_out_packet, 3>(layer8_out, layer8_out_elements_);
    nnet::dense_resource_within_inputs<layer8_out_packet::value_type, layer9_out_packet::value_type, config9>(layer8_out_elements_, layer9_out_elements_, w9, b9);
    nnet::write_stream<layer9_out_packet, 3>(layer9_out_elements_, layer9_out);
}

// fc_softmax
void fc_softmax_process(nnet::stream<layer9_out_packet> &layer9_out, nnet::stream<layer10_out_packet> &layer10_out) {
    NNET_INTERVAL(1)
    for (unsigned packet = 0; packet < 1; packet++) {
        NNET_REGISTER layer9_out_packet::value_type layer9_out_elements_[3];
        NNET_REGISTER layer10_out_packet::value_type layer10_out_elements_[3];
        nnet::read_packet<layer9_out_packet>(layer9_out, layer9_out_elements_);
        nnet::softmax_stable<layer9_out_packet::value_type, layer10_out_packet::value_type, softmax_config10>(layer9_out_elements_, layer10_out_elements_, exp_table10, inv_table10);
        nnet::write_packet<layer10_out_packet>(layer10_out_elements_, layer10_out);
    }
}

void c1_task() {
    nnet::stream<inp_packet> inp;
    nnet::stream<layer2_out_packet> layer2_out;
    // c1
    nnet::conv_stream<inp_packet, layer2_out_packet, config2>(inp, layer2_out, w2, b2);
}

void c1_relu_task() {
    nnet::stream<layer2_out_packet> layer2_out;
    nnet::stream<layer3_out_packet> layer3_out;
    // c1_relu
    c1_relu_process(layer2_out, layer3_out);
}

void p1_task() {
    nnet::stream<layer3_out_packet> layer3_out;
    nnet::stream<layer4_out_packet> layer4_out;
    // p1
    nnet::max_pooling_stream<layer3_out_packet, layer4_out_packet, config4>(layer3_out, layer4_out);
}

void zp2d_c2_task() {
    nnet::stream<layer4_out_packet> layer4_out;
    nnet::stream<layer11_out_packet> layer11_out;
    // zp2d_c2
    nnet::zero_padding_stream<layer4_out_packet, layer11_out_packet, config11>(layer4_out, layer11_out);
}

void c2_task() {
    nnet::stream<layer11_out_packet> layer11_out;
    nnet::stream<layer5_out_packet> layer5_out;
    // c2
    nnet::conv_stream<layer11_out_packet, layer5_out_packet, config5>(layer11_out, layer5_out, w5, b5);
}

void bn2_task() {
    nnet::stream<layer5_out_packet> layer5_out;
    nnet::stream<layer6_out_packet> layer6_out;
    // bn2
    bn2_process(layer5_out, layer6_out);
}

void relu2_task() {
    nnet::stream<layer6_out_packet> layer6_out;
    nnet::stream<layer7_out_packet> layer7_out;
    // relu2
    relu2_process(layer6_out, layer7_out);
}

void mean_task() {
    nnet::stream<layer7_out_packet> layer7_out;
    nnet::stream<layer8_out_packet> layer8_out;
    // mean
    nnet::global_average_pooling_stream<layer7_out_packet, layer8_out_packet, config8>(layer7_out, layer8_out);
}

void fc_task() {
    nnet::stream<layer8_out_packet> layer8_out;
    nnet::stream<layer9_out_packet> layer9_out;
    // fc
    fc_process(layer8_out, layer9_out);
}

void fc_softmax_task() {
    nnet::stream<layer10_out_packet> layer10_out;
    nnet::stream<layer9_out_packet> layer9_out;
    // fc_softmax
    fc_softmax_process(layer9_out, layer10_out);
}

void convolutions() {
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
    nnet::task<c1_task> c1_task_sequence_;
    nnet::task<c1_relu_task> c1_relu_task_sequence_;
    nnet::task<p1_task> p1_task_sequence_;
    nnet::task<zp2d_c2_task> zp2d_c2_task_sequence_;
    nnet::task<c2_task> c2_task_sequence_;
    nnet::task<bn2_task> bn2_task_sequence_;
    nnet::task<relu2_task> relu2_task_sequence_;
    nnet::task<mean_task> mean_task_sequence_;
    nnet::task<fc_task> fc_task_sequence_;
    nnet::task<fc_softmax_task> fc_softmax_task_sequence_;
    c1_task_sequence_.async();
    c1_relu_task_sequence_.async();
    p1_task_sequence_.async();
    zp2d_c2_task_sequence_.async();
    c2_task_sequence_.async();
    bn2_task_sequence_.async();
    relu2_task_sequence_.async();
    mean_task_sequence_.async();
    fc_task_sequence_.async();
    fc_softmax_task_sequence_.async();
}

void convolutions_arrays(nnet::stream<inp_packet> &inp, nnet::stream<layer10_out_packet> &layer10_out) {
    nnet::run_kernel<convolutions, 4>(inp, layer10_out);
}
