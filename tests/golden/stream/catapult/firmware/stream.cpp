#include "stream.h"
#include "parameters.h"

// clone_inp
#pragma hls_design block
void clone_inp_process(ac_channel<input_t> &inp, ac_channel<input_t> &layer9_cpy1, ac_channel<input_t> &layer9_cpy2) {
    nnet::clone_stream<input_t, input_t, input_t, 2>(inp, layer9_cpy1, layer9_cpy2);
}

// relu1
#pragma hls_design block
void relu1_process(ac_channel<input_t> &layer9_cpy1, ac_channel<layer2_t> &layer2_out) {
    #pragma hls_pipeline_init_interval 1
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma hls_resource layer9_cpy1_elements_:rsc variables="layer9_cpy1_elements_" map_to_module="[Register]"
        input_t::value_type layer9_cpy1_elements_[3];
        #pragma hls_resource layer2_out_elements_:rsc variables="layer2_out_elements_" map_to_module="[Register]"
        layer2_t::value_type layer2_out_elements_[3];
        nnet::read_packet<input_t>(layer9_cpy1, layer9_cpy1_elements_);
        nnet::relu<input_t::value_type, layer2_t::value_type, relu_config2>(layer9_cpy1_elements_, layer2_out_elements_);
        nnet::write_packet<layer2_t>(layer2_out_elements_, layer2_out);
    }
}

// clone_relu1
#pragma hls_design block
void clone_relu1_process(
    ac_channel<layer2_t> &layer2_out,
    ac_channel<layer2_t> &layer10_cpy1,
    ac_channel<layer2_t> &layer10_cpy1_rest
) {
    nnet::clone_stream<layer2_t, layer2_t, layer2_t, 2>(layer2_out, layer10_cpy1, layer10_cpy1_rest);
}

// clone_relu1
#pragma hls_design block
void clone_relu1_process_2(
    ac_channel<layer2_t> &layer10_cpy1_rest,
    ac_channel<layer2_t> &layer10_cpy2,
    ac_channel<layer2_t> &layer10_cpy3
) {
    nnet::clone_stream<layer2_t, layer2_t, layer2_t, 2>(layer10_cpy1_rest, layer10_cpy2, layer10_cpy3);
}

// tanh1
#pragma hls_design block
void tanh1_process(ac_channel<input_t> &layer9_cpy2, ac_channel<layer3_t> &layer3_out) {
    #pragma hls_pipeline_init_interval 1
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma hls_resource layer9_cpy2_elements_:rsc variables="layer9_cpy2_elements_" map_to_module="[Register]"
        input_t::value_type layer9_cpy2_elements_[3];
        #pragma hls_resource layer3_out_elements_:rsc variables="layer3_out_elements_" map_to_module="[Register]"
        layer3_t::value_type layer3_out_elements_[3];
        nnet::read_packet<input_t>(layer9_cpy2, layer9_cpy2_elements_);
        nnet::tanh<input_t::value_type, layer3_t::value_type, tanh_config3>(layer9_cpy2_elements_, layer3_out_elements_, tanh_table3);
        nnet::write_packet<layer3_t>(layer3_out_elements_, layer3_out);
    }
}

// clone_tanh1
#pragma hls_design block
void clone_tanh1_process(
    ac_channel<layer3_t> &layer3_out,
    ac_channel<layer3_t> &layer11_cpy1,
    ac_channel<layer3_t> &layer11_cpy1_rest
) {
    nnet::clone_stream<layer3_t, layer3_t, layer3_t, 2>(layer3_out, layer11_cpy1, layer11_cpy1_rest);
}

// clone_tanh1
#pragma hls_design block
void clone_tanh1_process_2(
    ac_channel<layer3_t> &layer11_cpy1_rest,
    ac_channel<layer3_t> &layer11_cpy2,
    ac_channel<layer3_t> &layer11_cpy3
) {
    nnet::clone_stream<layer3_t, layer3_t, layer3_t, 2>(layer11_cpy1_rest, layer11_cpy2, layer11_cpy3);
}

// most
#pragma hls_design block
void most_process(
    ac_channel<layer2_t> &layer10_cpy1,
    ac_channel<layer3_t> &layer11_cpy1,
    ac_channel<most_result_t> &layer4_out
) {
    #pragma hls_pipeline_init_interval 1
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma hls_resource layer10_cpy1_elements_:rsc variables="layer10_cpy1_elements_" map_to_module="[Register]"
        layer2_t::value_type layer10_cpy1_elements_[3];
        #pragma hls_resource layer11_cpy1_elements_:rsc variables="layer11_cpy1_elements_" map_to_module="[Register]"
        layer3_t::value_type layer11_cpy1_elements_[3];
        #pragma hls_resource layer4_out_elements_:rsc variables="layer4_out_elements_" map_to_module="[Register]"
        most_result_t::value_type layer4_out_elements_[3];
        nnet::read_packet<layer2_t>(layer10_cpy1, layer10_cpy1_elements_);
        nnet::read_packet<layer3_t>(layer11_cpy1, layer11_cpy1_elements_);
        nnet::maximum<layer2_t::value_type, layer3_t::value_type, most_result_t::value_type, config4>(layer10_cpy1_elements_, layer11_cpy1_elements_, layer4_out_elements_);
        nnet::write_packet<most_result_t>(layer4_out_elements_, layer4_out);
    }
}

// least
#pragma hls_design block
void least_process(
    ac_channel<layer2_t> &layer10_cpy2,
    ac_channel<layer3_t> &layer11_cpy2,
    ac_channel<least_result_t> &layer5_out
) {
    #pragma hls_pipeline_init_interval 1
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma hls_resource layer10_cpy2_elements_:rsc variables="layer10_cpy2_elements_" map_to_module="[Register]"
        layer2_t::value_type layer10_cpy2_elements_[3];
        #pragma hls_resource layer11_cpy2_elements_:rsc variables="layer11_cpy2_elements_" map_to_module="[Register]"
        layer3_t::value_type layer11_cpy2_elements_[3];
        #pragma hls_resource layer5_out_elements_:rsc variables="layer5_out_elements_" map_to_module="[Register]"
        least_result_t::value_type layer5_out_elements_[3];
        nnet::read_packet<layer2_t>(layer10_cpy2, layer10_cpy2_elements_);
        nnet::read_packet<layer3_t>(layer11_cpy2, layer11_cpy2_elements_);
        nnet::minimum<layer2_t::value_type, layer3_t::value_type, least_result_t::value_type, config5>(layer10_cpy2_elements_, layer11_cpy2_elements_, layer5_out_elements_);
        nnet::write_packet<least_result_t>(layer5_out_elements_, layer5_out);
    }
}

// rest
#pragma hls_design block
void rest_process(
    ac_channel<most_result_t> &layer4_out,
    ac_channel<least_result_t> &layer5_out,
    ac_channel<rest_result_t> &layer6_out
) {
    #pragma hls_pipeline_init_interval 1
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma hls_resource layer4_out_elements_:rsc variables="layer4_out_elements_" map_to_module="[Register]"
        most_result_t::value_type layer4_out_elements_[3];
        #pragma hls_resource layer5_out_elements_:rsc variables="layer5_out_elements_" map_to_module="[Register]"
        least_result_t::value_type layer5_out_elements_[3];
        #pragma hls_resource layer6_out_elements_:rsc variables="layer6_out_elements_" map_to_module="[Register]"
        rest_result_t::value_type layer6_out_elements_[3];
        nnet::read_packet<most_result_t>(layer4_out, layer4_out_elements_);
        nnet::read_packet<least_result_t>(layer5_out, layer5_out_elements_);
        nnet::subtract<most_result_t::value_type, least_result_t::value_type, rest_result_t::value_type, config6>(layer4_out_elements_, layer5_out_elements_, layer6_out_elements_);
        nnet::write_packet<rest_result_t>(layer6_out_elements_, layer6_out);
    }
}

// clone_rest
#pragma hls_design block
void clone_rest_process(
    ac_channel<rest_result_t> &layer6_out,
    ac_channel<rest_result_t> &layer12_cpy1,
    ac_channel<rest_result_t> &layer12_cpy2
) {
    nnet::clone_stream<rest_result_t, rest_result_t, rest_result_t, 2>(layer6_out, layer12_cpy1, layer12_cpy2);
}

// product
#pragma hls_design block
void product_process(
    ac_channel<rest_result_t> &layer12_cpy1,
    ac_channel<layer2_t> &layer10_cpy3,
    ac_channel<product_result_t> &layer7_out
) {
    #pragma hls_pipeline_init_interval 1
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma hls_resource layer12_cpy1_elements_:rsc variables="layer12_cpy1_elements_" map_to_module="[Register]"
        rest_result_t::value_type layer12_cpy1_elements_[3];
        #pragma hls_resource layer10_cpy3_elements_:rsc variables="layer10_cpy3_elements_" map_to_module="[Register]"
        layer2_t::value_type layer10_cpy3_elements_[3];
        #pragma hls_resource layer7_out_elements_:rsc variables="layer7_out_elements_" map_to_module="[Register]"
        product_result_t::value_type layer7_out_elements_[3];
        nnet::read_packet<rest_result_t>(layer12_cpy1, layer12_cpy1_elements_);
        nnet::read_packet<layer2_t>(layer10_cpy3, layer10_cpy3_elements_);
        nnet::multiply<rest_result_t::value_type, layer2_t::value_type, product_result_t::value_type, config7>(layer12_cpy1_elements_, layer10_cpy3_elements_, layer7_out_elements_);
        nnet::write_packet<product_result_t>(layer7_out_elements_, layer7_out);
    }
}

// mean
#pragma hls_design block
void mean_process(
    ac_channel<rest_result_t> &layer12_cpy2,
    ac_channel<layer3_t> &layer11_cpy3,
    ac_channel<mean_result_t> &layer8_out
) {
    #pragma hls_pipeline_init_interval 1
    for (unsigned packet = 0; packet < 2; packet++) {
        #pragma hls_resource layer12_cpy2_elements_:rsc variables="layer12_cpy2_elements_" map_to_module="[Register]"
        rest_result_t::value_type layer12_cpy2_elements_[3];
        #pragma hls_resource layer11_cpy3_elements_:rsc variables="layer11_cpy3_elements_" map_to_module="[Register]"
        layer3_t::value_type layer11_cpy3_elements_[3];
        #pragma hls_resource layer8_out_elements_:rsc variables="layer8_out_elements_" map_to_module="[Register]"
        mean_result_t::value_type layer8_out_elements_[3];
        nnet::read_packet<rest_result_t>(layer12_cpy2, layer12_cpy2_elements_);
        nnet::read_packet<layer3_t>(layer11_cpy3, layer11_cpy3_elements_);
        nnet::average<rest_result_t::value_type, layer3_t::value_type, mean_result_t::value_type, config8>(layer12_cpy2_elements_, layer11_cpy3_elements_, layer8_out_elements_);
        nnet::write_packet<mean_result_t>(layer8_out_elements_, layer8_out);
    }
}

#pragma hls_design top
#pragma hls_resource inp:rsc variables="inp" map_to_module="ccs_ioport.ccs_in_wait"
#pragma hls_resource layer7_out:rsc variables="layer7_out" map_to_module="ccs_ioport.ccs_out_wait"
#pragma hls_resource layer8_out:rsc variables="layer8_out" map_to_module="ccs_ioport.ccs_out_wait"
void CCS_BLOCK(stream)(
    ac_channel<input_t> &inp,
    ac_channel<product_result_t> &layer7_out,
    ac_channel<mean_result_t> &layer8_out
) {
    static ac_channel<input_t> layer9_cpy1;

    static ac_channel<input_t> layer9_cpy2;

    // clone_inp
    clone_inp_process(inp, layer9_cpy1, layer9_cpy2);

    static ac_channel<layer2_t> layer2_out;

    // relu1
    relu1_process(layer9_cpy1, layer2_out);

    static ac_channel<layer2_t> layer10_cpy1;

    static ac_channel<layer2_t> layer10_cpy2;

    static ac_channel<layer2_t> layer10_cpy3;

    static ac_channel<layer2_t> layer10_cpy1_rest;

    // clone_relu1
    clone_relu1_process(layer2_out, layer10_cpy1, layer10_cpy1_rest);

    // clone_relu1
    clone_relu1_process_2(layer10_cpy1_rest, layer10_cpy2, layer10_cpy3);

    static ac_channel<layer3_t> layer3_out;

    // tanh1
    tanh1_process(layer9_cpy2, layer3_out);

    static ac_channel<layer3_t> layer11_cpy1;

    static ac_channel<layer3_t> layer11_cpy2;

    static ac_channel<layer3_t> layer11_cpy3;

    static ac_channel<layer3_t> layer11_cpy1_rest;

    // clone_tanh1
    clone_tanh1_process(layer3_out, layer11_cpy1, layer11_cpy1_rest);

    // clone_tanh1
    clone_tanh1_process_2(layer11_cpy1_rest, layer11_cpy2, layer11_cpy3);

    static ac_channel<most_result_t> layer4_out;

    // most
    most_process(layer10_cpy1, layer11_cpy1, layer4_out);

    static ac_channel<least_result_t> layer5_out;

    // least
    least_process(layer10_cpy2, layer11_cpy2, layer5_out);

    static ac_channel<rest_result_t> layer6_out;

    // rest
    rest_process(layer4_out, layer5_out, layer6_out);
#ifndef __SYNTHESIS__
    nnet::save_layer_output<rest_result_t, 6>(layer6_out, "rest", "rest_output.log");
#endif

    static ac_channel<rest_result_t> layer12_cpy1;

    static ac_channel<rest_result_t> layer12_cpy2;

    // clone_rest
    clone_rest_process(layer6_out, layer12_cpy1, layer12_cpy2);

    // product
    product_process(layer12_cpy1, layer10_cpy3, layer7_out);

    // mean
    mean_process(layer12_cpy2, layer11_cpy3, layer8_out);
}
