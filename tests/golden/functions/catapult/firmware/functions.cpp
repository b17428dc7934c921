#include "functions.h"
#include "parameters.h"

#pragma hls_design top
#pragma hls_pipeline_init_interval 2
#pragma hls_resource x:rsc variables="x" map_to_module="ccs_ioport.ccs_in_wait"
#pragma hls_resource layer7_out:rsc variables="layer7_out" map_to_module="ccs_ioport.ccs_out_wait"
void CCS_BLOCK(functions)(input_t x[6], layer7_t layer7_out[6]) {
    #pragma hls_resource layer2_out:rsc variables="layer2_out" map_to_module="[Register]"
    layer2_t layer2_out[6];

    // tanh
    nnet::tanh<input_t, layer2_t, tanh_config2>(x, layer2_out, tanh_table2);

    #pragma hls_resource layer3_out:rsc variables="layer3_out" map_to_module="[Register]"
    layer3_t layer3_out[6];

    // elu
    nnet::elu<layer2_t, layer3_t, elu_config3>(layer2_out, layer3_out, 0.69921875, elu_table3);

    #pragma hls_resource layer4_out:rsc variables="layer4_out" map_to_module="[Register]"
    layer4_t layer4_out[6];

    // leaky
    nnet::leaky_relu<layer3_t, layer4_t, leaky_relu_config4>(layer3_out, layer4_out, 0.298828125);

    #pragma hls_resource layer5_out:rsc variables="layer5_out" map_to_module="[Register]"
    layer5_t layer5_out[6];

    // hard
    nnet::hard_sigmoid<layer4_t, layer5_t, hard_sigmoid_config5>(layer4_out, layer5_out, 0.1999969482421875, 0.50);

    #pragma hls_resource layer6_out:rsc variables="layer6_out" map_to_module="[Register]"
    layer6_t layer6_out[6];

    // prelu
    nnet::prelu<layer5_t, layer6_t, prelu_config6>(layer5_out, layer6_out, a6);

    // legacy
    nnet::softmax_legacy<layer6_t, layer7_t, softmax_config7>(layer6_out, layer7_out, exp_table7, inv_table7);
}
