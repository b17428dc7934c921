#include "functions.h"
#include "parameters.h"

static void functions_layers(input_t x[6], layer7_t layer7_out[6]) {
    hls_register layer2_t layer2_out[6];

    // tanh
    nnet::tanh<input_t, layer2_t, tanh_config2>(x, layer2_out, tanh_table2);

    hls_register layer3_t layer3_out[6];

    // elu
    nnet::elu<layer2_t, layer3_t, elu_config3>(layer2_out, layer3_out, 0.69921875, elu_table3);

    hls_register layer4_t layer4_out[6];

    // leaky
    nnet::leaky_relu<layer3_t, layer4_t, leaky_relu_config4>(layer3_out, layer4_out, 0.298828125);

    hls_register layer5_t layer5_out[6];

    // hard
    nnet::hard_sigmoid<layer4_t, layer5_t, hard_sigmoid_config5>(layer4_out, layer5_out, 0.1999969482421875, 0.50);

    hls_register layer6_t layer6_out[6];

    // prelu
    nnet::prelu<layer5_t, layer6_t, prelu_config6>(layer5_out, layer6_out, a6);

    // legacy
    nnet::softmax_legacy<layer6_t, layer7_t, softmax_config7>(layer6_out, layer7_out, exp_table7, inv_table7);
}

hls_scheduler_target_fmax_mhz(200)
hls_component_ii(2)
component output_data functions(input_data inputs) {
    output_data outputs;
    functions_layers(inputs.x, outputs.layer7_out);
    return outputs;
}

void functions_arrays(input_t x[6], layer7_t layer7_out[6]) {
    input_data inputs;
    nnet::copy_elements<input_t, 6>(x, inputs.x);
    output_data outputs = functions(inputs);
    nnet::copy_elements<layer7_t, 6>(outputs.layer7_out, layer7_out);
}
