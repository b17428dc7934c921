#include "convolutions.h"
#include "parameters.h"

// c1
#pragma hls_design block
void c1_process(ac_channel<input_t> &inp, ac_channel<layer2_t> &layer2_out) {
    nnet::conv_stream<input_t, layer2_t, config2>(inp, layer2_out, w2, b2);
}

// c1_relu
#pragma hls_design block
void c1_relu_process(ac_channel<layer2_t> &layer2_out, ac_channel<layer3_t> &layer3_out) {
    #pragma hls_pipeline_init_interval 1
    for (unsigned packet = 0; packet < 16; packet++) {
        #pragma hls_resource layer2_out_elements_:rsc variables="layer2_out_elements_" map_to_module="[Register]"
        layer2_t::value_type layer2_out_elements_[2];
        #pragma hls_resource layer3_out_elements_:rsc variables="layer3_out_elements_" map_to_module="[Register]"
        layer3_t::value_type layer3_out_elements_[2];
        nnet::read_packet<layer2_t>(layer2_out, layer2_out_elements_);
        nnet::relu<layer2_t::value_type, layer3_t::value_type, relu_config3>(layer2_out_elements_, layer3_out_elements_);
        nnet::write_packet<layer3_t>(layer3_out_elements_, layer3_out);
    }
}

// p1
#pragma hls_design block
void p1_process(ac_channel<layer3_t> &layer3_out, ac_channel<layer4_t> &layer4_out) {
    nnet::max_pooling_stream<layer3_t, layer4_t, config4>(layer3_out, layer4_out);
}

// zp2d_c2
#pragma hls_design block
void zp2d_c2_process(ac_channel<layer4_t> &layer4_out, ac_channel<layer4_t> &layer11_out) {
    nnet::zero_padding_stream<layer4_t, layer4_t, config11>(layer4_out, layer11_out);
}

// c2
#pragma hls_design block
void c2_process(ac_channel<layer4_t> &layer11_out, ac_channel<layer5_t> &layer5_out) {
    nnet::conv_stream<layer4_t, layer5_t, config5>(layer11_out, layer5_out, w5, b5);
}

// bn2
#pragma hls_design block
void bn2_process(ac_channel<layer5_t> &layer5_out, ac_channel<layer6_t> &layer6_out) {
    #pragma hls_pipeline_init_interval 1
    for (unsigned packet = 0; packet < 4; packet++) {
        #pragma hls_resource layer5_out_elements_:rsc variables="layer5_out_elements_" map_to_module="[Register]"
        layer5_t::value_type layer5_out_elements_[3];
        #pragma hls_resource layer6_out_elements_:rsc variables="layer6_out_elements_" map_to_module="[Register]"
        layer6_t::value_type layer6_out_elements_[3];
        nnet::read_packet<layer5_t>(layer5_out, layer5_out_elements_);
        nnet::normalize<layer5_t::value_type, layer6_t::value_type, config6>(layer5_out_elements_, layer6_out_elements_, s6, b6);
        nnet::write_packet<layer6_t>(layer6_out_elements_, layer6_out);
    }
}

// relu2
#pragma hls_design block
void relu2_process(ac_channel<layer6_t> &layer6_out, ac_channel<layer7_t> &layer7_out) {
    #pragma hls_pipeline_init_interval 1
    for (unsigned packet = 0; packet < 4; packet++) {
        #pragma hls_resource layer6_out_elements_:rsc variables="layer6_out_elements_" map_to_module="[Register]"
        layer6_t::value_type layer6_out_elements_[3];
        #pragma hls_resource layer7_out_elements_:rsc variables="layer7_out_elements_" map_to_module="[Register]"
        layer7_t::value_type layer7_out_elements_[3];
        nnet::read_packet<layer6_t>(layer6_out, layer6_out_elements_);
        nnet::relu<layer6_t::value_type, layer7_t::value_type, relu_config7>(layer6_out_elements_, layer7_out_elements_);
        nnet::write_packet<layer7_t>(layer7_out_elements_, layer7_out);
    }
}

// mean
#pragma hls_design block
void mean_process(ac_channel<layer7_t> &layer7_out, ac_channel<layer8_t> &layer8_out) {
    nnet::global_average_pooling_stream<layer7_t, layer8_t, config8>(layer7_out, layer8_out);
}

// fc
#pragma hls_design block
void fc_process(ac_channel<layer8_t> &layer8_out, ac_channel<layer9_t> &layer9_out) {
    #pragma hls_resource layer8_out_elements_:rsc variables="layer8_out_elements_" map_to_module="[Register]"
    layer8_t::value_type layer8_out_elements_[3];
    #pragma hls_resource layer9_out_elements_:rsc variables="layer9_out_elements_" map_to_module="[Register]"
    layer9_t::value_type layer9_out_elements_[3];
    nnet::read_stream<layer8_t, 3>(layer8_out, layer8_out_elements_);
    nnet::dense_resource_within_inputs<layer8_t::value_type, layer9_t::value_type, config9>(layer8_out_elements_, layer9_out_elements_, w9, b9);
    nnet::write_stream<layer9_t, 3>(layer9_out_elements_, layer9_out);
}

// fc_softmax
#pragma hls_design block
void fc_softmax_process(ac_channel<layer9_t> &layer9_out, ac_channel<result_t> &layer10_out) {
    #pragma hls_pipeline_init_interval 1
    for (unsigned packet = 0; packet < 1; packet++) {
        #pragma hls_resource layer9_out_elements_:rsc variables="layer9_out_elements_" map_to_module="[Register]"
        layer9_t::value_type layer9_out_elements_[3];
        #pragma hls_resource layer10_out_elements_:rsc variables="layer10_out_elements_" map_to_module="[Register]"
        result_t::value_type layer10_out_elements_[3];
        nnet::read_packet<layer9_t>(layer9_out, layer9_out_elements_);
        nnet::softmax_stable<layer9_t::value_type, result_t::value_type, softmax_config10>(layer9_out_elements_, layer10_out_elements_, exp_table10, inv_table10);
        nnet::write_packet<result_t>(layer10_out_elements_, layer10_out);
    }
}

#pragma hls_design top
#pragma hls_resource inp:rsc variables="inp" map_to_module="ccs_ioport.ccs_in_wait"
#pragma hls_resource layer10_out:rsc variables="layer10_out" map_to_module="ccs_ioport.ccs_out_wait"
void CCS_BLOCK(convolutions)(ac_channel<input_t> &inp, ac_channel<result_t> &layer10_out) {
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

    static ac_channel<layer2_t> layer2_out;

    // c1
    c1_process(inp, layer2_out);

    static ac_channel<layer3_t> layer3_out;

    // c1_relu
    c1_relu_process(layer2_out, layer3_out);

    static ac_channel<layer4_t> layer4_out;

    // p1
    p1_process(layer3_out, layer4_out);

    static ac_channel<layer4_t> layer11_out;

    // zp2d_c2
    zp2d_c2_process(layer4_out, layer11_out);

    static ac_channel<layer5_t> layer5_out;

    // c2
    c2_process(layer11_out, layer5_out);

    static ac_channel<layer6_t> layer6_out;

    // bn2
    bn2_process(layer5_out, layer6_out);

    static ac_channel<layer7_t> layer7_out;

    // relu2
    relu2_process(layer6_out, layer7_out);

    static ac_channel<layer8_t> layer8_out;

    // mean
    mean_process(layer7_out, layer8_out);

    static ac_channel<layer9_t> layer9_out;

    // fc
    fc_process(layer8_out, layer9_out);

    // fc_softmax
    fc_softmax_process(layer9_out, layer10_out);
}
