#include "functions_stream.h"
#include "parameters.h"

// tanh
#pragma hls_design block
void tanh_process(ac_channel<input_t> &x, ac_channel<layer2_t> &layer2_out) {
    #pragma hls_pipeline_init_interval 1
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma hls_resource x_elements_:rsc variables="x_elements_" map_to_module="[Register]"
        input_t::value_type x_elements_[3];
        #pragma hls_resource layer2_out_elements_:rsc variables="layer2_out_elements_" map_to_module="[Register]"
        layer2_t::value_type layer2_out_elements_[3];
        nnet::read_packet<input_t>(x, x_elements_);
        nnet::tanh<input_t::value_type, layer2_t::value_type, tanh_config2>(x_elements_, layer2_out_elements_, tanh_table2);
        nnet::write_packet<layer2_t>(layer2_out_elements_, layer2_out);
    }
}

// elu
#pragma hls_design block
void elu_process(ac_channel<layer2_t> &layer2_out, ac_channel<layer3_t> &layer3_out) {
    #pragma hls_pipeline_init_interval 1
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma hls_resource layer2_out_elements_:rsc variables="layer2_out_elements_" map_to_module="[Register]"
        layer2_t::value_type layer2_out_elements_[3];
        #pragma hls_resource layer3_out_elements_:rsc variables="layer3_out_elements_" map_to_module="[Register]"
        layer3_t::value_type layer3_out_elements_[3];
        nnet::read_packet<layer2_t>(layer2_out, layer2_out_elements_);
        nnet::elu<layer2_t::value_type, layer3_t::value_type, elu_config3>(layer2_out_elements_, layer3_out_elements_, 0.69921875, elu_table3);
        nnet::write_packet<layer3_t>(layer3_out_elements_, layer3_out);
    }
}

// leaky
#pragma hls_design block
void leaky_process(ac_channel<layer3_t> &layer3_out, ac_channel<layer4_t> &layer4_out) {
    #pragma hls_pipeline_init_interval 1
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma hls_resource layer3_out_elements_:rsc variables="layer3_out_elements_" map_to_module="[Register]"
        layer3_t::value_type layer3_out_elements_[3];
        #pragma hls_resource layer4_out_elements_:rsc variables="layer4_out_elements_" map_to_module="[Register]"
        layer4_t::value_type layer4_out_elements_[3];
        nnet::read_packet<layer3_t>(layer3_out, layer3_out_elements_);
        nnet::leaky_relu<layer3_t::value_type, layer4_t::value_type, leaky_relu_config4>(layer3_out_elements_, layer4_out_elements_, 0.298828125);
        nnet::write_packet<layer4_t>(layer4_out_elements_, layer4_out);
    }
}

// hard
#pragma hls_design block
void hard_process(ac_channel<layer4_t> &layer4_out, ac_channel<layer5_t> &layer5_out) {
    #pragma hls_pipeline_init_interval 1
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma hls_resource layer4_out_elements_:rsc variables="layer4_out_elements_" map_to_module="[Register]"
        layer4_t::value_type layer4_out_elements_[3];
        #pragma hls_resource layer5_out_elements_:rsc variables="layer5_out_elements_" map_to_module="[Register]"
        layer5_t::value_type layer5_out_elements_[3];
        nnet::read_packet<layer4_t>(layer4_out, layer4_out_elements_);
        nnet::hard_sigmoid<layer4_t::value_type, layer5_t::value_type, hard_sigmoid_config5>(layer4_out_elements_, layer5_out_elements_, 0.1999969482421875, 0.50);
        nnet::write_packet<layer5_t>(layer5_out_elements_, layer5_out);
    }
}

// prelu
#pragma hls_design block
void prelu_process(ac_channel<layer5_t> &layer5_out, ac_channel<layer6_t> &layer6_out) {
    #pragma hls_resource layer5_out_elements_:rsc variables="layer5_out_elements_" map_to_module="[Register]"
    layer5_t::value_type layer5_out_elements_[6];
    #pragma hls_resource layer6_out_elements_:rsc variables="layer6_out_elements_" map_to_module="[Register]"
    layer6_t::value_type layer6_out_elements_[6];
    nnet::read_stream<layer5_t, 6>(layer5_out, layer5_out_elements_);
    nnet::prelu<layer5_t::value_type, layer6_t::value_type, prelu_config6>(layer5_out_elements_, layer6_out_elements_, a6);
    nnet::write_stream<layer6_t, 6>(layer6_out_elements_, layer6_out);
}

// legacy
#pragma hls_design block
void legacy_process(ac_channel<layer6_t> &layer6_out, ac_channel<layer7_t> &layer7_out) {
    #pragma hls_pipeline_init_interval 1
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma hls_resource layer6_out_elements_:rsc variables="layer6_out_elements_" map_to_module="[Register]"
        layer6_t::value_type layer6_out_elements_[3];
        #pragma hls_resource layer7_out_elements_:rsc variables="layer7_out_elements_" map_to_module="[Register]"
        layer7_t::value_type layer7_out_elements_[3];
        nnet::read_packet<layer6_t>(layer6_out, layer6_out_elements_);
        nnet::softmax_legacy<layer6_t::value_type, layer7_t::value_type, softmax_config7>(layer6_out_elements_, layer7_out_elements_, exp_table7, inv_table7);
        nnet::write_packet<layer7_t>(layer7_out_elements_, layer7_out);
    }
}

#pragma hls_design top
#pragma hls_resource x:rsc variables="x" map_to_module="ccs_ioport.ccs_in_wait"
#pragma hls_resource layer7_out:rsc variables="layer7_out" map_to_module="ccs_ioport.ccs_out_wait"
void CCS_BLOCK(functions_stream)(ac_channel<input_t> &x, ac_channel<layer7_t> &layer7_out) {
#ifndef __SYNTHESIS__
    static bool loaded_weights = false;
    if (!loaded_weights) {
        loaded_weights = true;
        nnet::load_weights_from_txt<prelu_param_t, 6>(a6, "a6.txt");
    }
#endif

    static ac_channel<layer2_t> layer2_out;

    // tanh
    tanh_process(x, layer2_out);

    static ac_channel<layer3_t> layer3_out;

    // elu
    elu_process(layer2_out, layer3_out);

    static ac_channel<layer4_t> layer4_out;

    // leaky
    leaky_process(layer3_out, layer4_out);

    static ac_channel<layer5_t> layer5_out;

    // hard
    hard_process(layer4_out, layer5_out);

    static ac_channel<layer6_t> layer6_out;

    // prelu
    prelu_process(layer5_out, layer6_out);

    // legacy
    legacy_process(layer6_out, layer7_out);
}
