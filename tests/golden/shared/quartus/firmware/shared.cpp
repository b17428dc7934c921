#include "shared.h"
#include "parameters.h"

namespace outer {
namespace inner {

static void shared_layers(
    input_t left[4],
    input2_t right[4],
    layer5_t layer5_out[4],
    layer6_t layer6_out[2],
    layer7_t layer7_out[2],
    layer3_t layer3_out[2]
) {
#ifndef __SYNTHESIS__
    static bool loaded_weights = false;
    if (!loaded_weights) {
        loaded_weights = true;
        nnet::load_weights_from_txt<w3_t, 8>(w3, "w3.txt");
        nnet::load_weights_from_txt<b3_t, 2>(b3, "b3.txt");
        nnet::load_weights_from_txt<w5_t, 16>(w5, "w5.txt");
        nnet::load_weights_from_txt<b3_t, 4>(b5, "b5.txt");
        nnet::load_weights_from_txt<w6_t, 4>(w6, "w6.txt");
        nnet::load_weights_from_txt<b6_t, 2>(b6, "b6.txt");
        nnet::load_weights_from_txt<s7_t, 2>(s7, "s7.txt");
        nnet::load_weights_from_txt<b7_t, 2>(b7, "b7.txt");
    }
#endif

    hls_register layer3_t layer3_out_2[2];

    // within
    nnet::dense_resource_within_inputs<input_t, layer3_t, config3>(left, layer3_out_2, w3, b3);

    // layer3_out_2 to the output
    nnet::linear<layer3_t, layer3_t, copy_config_layer3_out>(layer3_out_2, layer3_out);
#ifndef __SYNTHESIS__
    nnet::save_layer_output<layer3_t, 2>(layer3_out_2, "within", "within_output.log");
#endif

    // beyond
    nnet::dense_resource_beyond_inputs<input2_t, layer5_t, config5>(right, layer5_out, w5, b5);

    // unrolled
    nnet::dense_resource_unrolled<layer3_t, layer6_t, config6>(layer3_out_2, layer6_out, w6, b6);
#ifndef __SYNTHESIS__
    nnet::save_layer_output<layer6_t, 2>(layer6_out, "unrolled", "unrolled_output.log");
#endif

    // bn
    nnet::normalize<layer3_t, layer7_t, config7>(layer3_out_2, layer7_out, s7, b7);
}

hls_scheduler_target_fmax_mhz(200)
hls_component_ii(8)
component output_data shared(input_data inputs) {
    output_data outputs;
    shared_layers(inputs.left, inputs.right, outputs.layer5_out, outputs.layer6_out, outputs.layer7_out, outputs.layer3_out);
    return outputs;
}

void shared_arrays(
    input_t left[4],
    input2_t right[4],
    layer5_t layer5_out[4],
    layer6_t layer6_out[2],
    layer7_t layer7_out[2],
    layer3_t layer3_out[2]
) {
    input_data inputs;
    nnet::copy_elements<input_t, 4>(left, inputs.left);
    nnet::copy_elements<input2_t, 4>(right, inputs.right);
    output_data outputs = shared(inputs);
    nnet::copy_elements<layer5_t, 4>(outputs.layer5_out, layer5_out);
    nnet::copy_elements<layer6_t, 2>(outputs.layer6_out, layer6_out);
    nnet::copy_elements<layer7_t, 2>(outputs.layer7_out, layer7_out);
    nnet::copy_elements<layer3_t, 2>(outputs.layer3_out, layer3_out);
}

} // namespace inner
} // namespace outer
