#include "latency_stream.h"
#include "parameters.h"

// fc1
#pragma hls_design block
void fc1_process(ac_channel<input_t> &x, ac_channel<layer2_t> &layer2_out) {
    #pragma hls_resource x_elements_:rsc variables="x_elements_" map_to_module="[Register]"
    input_t::value_type x_elements_[3];
    #pragma hls_resource layer2_out_elements_:rsc variables="layer2_out_elements_" map_to_module="[Register]"
    layer2_t::value_type layer2_out_elements_[4];
    nnet::read_stream<input_t, 3>(x, x_elements_);
    nnet::dense_latency<input_t::value_type, layer2_t::value_type, config2>(x_elements_, layer2_out_elements_, w2, b2);
    nnet::write_stream<layer2_t, 4>(layer2_out_elements_, layer2_out);
}

// relu1
#pragma hls_design block
void relu1_process(ac_channel<layer2_t> &layer2_out, ac_channel<layer3_t> &layer3_out) {
    #pragma hls_pipeline_init_interval 1
    for (unsigned packet = 0; packet < 1; packet++) {
        #pragma hls_resource layer2_out_elements_:rsc variables="layer2_out_elements_" map_to_module="[Register]"
        layer2_t::value_type layer2_out_elements_[4];
        #pragma hls_resource layer3_out_elements_:rsc variables="layer3_out_elements_" map_to_module="[Register]"
        layer3_t::value_type layer3_out_elements_[4];
        nnet::read_packet<layer2_t>(layer2_out, layer2_out_elements_);
        nnet::relu<layer2_t::value_type, layer3_t::value_type, relu_config3>(layer2_out_elements_, layer3_out_elements_);
        nnet::write_packet<layer3_t>(layer3_out_elements_, layer3_out);
    }
}

// fc2
#pragma hls_design block
void fc2_process(ac_channel<layer3_t> &layer3_out, ac_channel<layer4_t> &layer4_out) {
    #pragma hls_resource layer3_out_elements_:rsc variables="layer3_out_elements_" map_to_module="[Register]"
    layer3_t::value_type layer3_out_elements_[4];
    #pragma hls_resource layer4_out_elements_:rsc variables="layer4_out_elements_" map_to_module="[Register]"
    layer4_t::value_type layer4_out_elements_[3];
    nnet::read_stream<layer3_t, 4>(layer3_out, layer3_out_elements_);
    nnet::dense_latency<layer3_t::value_type, layer4_t::value_type, config4>(layer3_out_elements_, layer4_out_elements_, w4, b4);
    nnet::write_stream<layer4_t, 3>(layer4_out_elements_, layer4_out);
}

// softmax
#pragma hls_design block
void softmax_process(ac_channel<layer4_t> &layer4_out, ac_channel<result_t> &layer5_out) {
    #pragma hls_pipeline_init_interval 1
    for (unsigned packet = 0; packet < 1; packet++) {
        #pragma hls_resource layer4_out_elements_:rsc variables="layer4_out_elements_" map_to_module="[Register]"
        layer4_t::value_type layer4_out_elements_[3];
        #pragma hls_resource layer5_out_elements_:rsc variables="layer5_out_elements_" map_to_module="[Register]"
        result_t::value_type layer5_out_elements_[3];
        nnet::read_packet<layer4_t>(layer4_out, layer4_out_elements_);
        nnet::softmax_stable<layer4_t::value_type, result_t::value_type, softmax_config5>(layer4_out_elements_, layer5_out_elements_, exp_table5, inv_table5);
        nnet::write_packet<result_t>(layer5_out_elements_, layer5_out);
    }
}

#pragma hls_design top
#pragma hls_resource x:rsc variables="x" map_to_module="ccs_ioport.ccs_in_wait"
#pragma hls_resource layer5_out:rsc variables="layer5_out" map_to_module="ccs_ioport.ccs_out_wait"
void CCS_BLOCK(latency_stream)(ac_channel<input_t> &x, ac_channel<result_t> &layer5_out) {
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

    static ac_channel<layer2_t> layer2_out;

    // fc1
    fc1_process(x, layer2_out);

    static ac_channel<layer3_t> layer3_out;

    // relu1
    relu1_process(layer2_out, layer3_out);

    static ac_channel<layer4_t> layer4_out;

    // fc2
    fc2_process(layer3_out, layer4_out);

    // softmax
    softmax_process(layer4_out, layer5_out);
}
