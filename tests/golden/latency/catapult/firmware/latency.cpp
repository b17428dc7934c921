#include "latency.h"
#include "parameters.h"

#pragma hls_design top
#pragma hls_pipeline_init_interval 1
#pragma hls_resource x:rsc variables="x" map_to_module="ccs_ioport.ccs_in_wait"
#pragma hls_resource layer5_out:rsc variables="layer5_out" map_to_module="ccs_ioport.ccs_out_wait"
void CCS_BLOCK(latency)(input_t x[3], result_t layer5_out[3]) {
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

    #pragma hls_resource layer2_out:rsc variables="layer2_out" map_to_module="[Register]"
    layer2_t layer2_out[4];

    // fc1
    nnet::dense_latency<input_t, layer2_t, config2>(x, layer2_out, w2, b2);

    #pragma hls_resource layer3_out:rsc variables="layer3_out" map_to_module="[Register]"
    layer3_t layer3_out[4];

    // relu1
    nnet::relu<layer2_t, layer3_t, relu_config3>(layer2_out, layer3_out);

    #pragma hls_resource layer4_out:rsc variables="layer4_out" map_to_module="[Register]"
    layer4_t layer4_out[3];

    // fc2
    nnet::dense_latency<layer3_t, layer4_t, config4>(layer3_out, layer4_out, w4, b4);

    // softmax
    nnet::softmax_stable<layer4_t, result_t, softmax_config5>(layer4_out, layer5_out, exp_table5, inv_table5);
}
