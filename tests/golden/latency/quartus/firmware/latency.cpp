#include "latency.h"
#include "parameters.h"

static void latency_layers(input_t x[3], result_t layer5_out[3]) {
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

    hls_register layer2_t layer2_out[4];

    // fc1
    nnet::dense_latency<input_t, layer2_t, config2>(x, layer2_out, w2, b2);

    hls_register layer3_t layer3_out[4];

    // relu1
    nnet::relu<layer2_t, layer3_t, relu_config3>(layer2_out, layer3_out);

    hls_register layer4_t layer4_out[3];

    // fc2
    nnet::dense_latency<layer3_t, layer4_t, config4>(layer3_out, layer4_out, w4, b4);

    // softmax
    nnet::softmax_stable<layer4_t, result_t, softmax_config5>(layer4_out, layer5_out, exp_table5, inv_table5);
}

hls_scheduler_target_fmax_mhz(200)
hls_component_ii(2)
component output_data latency(input_data inputs) {
    output_data outputs;
    latency_layers(inputs.x, outputs.layer5_out);
    return outputs;
}

void latency_arrays(input_t x[3], result_t layer5_out[3]) {
    input_data inputs;
    nnet::copy_elements<input_t, 3>(x, inputs.x);
    output_data outputs = latency(inputs);
    nnet::copy_elements<result_t, 3>(outputs.layer5_out, layer5_out);
}
