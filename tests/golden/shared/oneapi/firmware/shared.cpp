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

    NNET_REGISTER layer3_t layer3_out_2[2];

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

void shared() {
    nnet::stream<left_packet> left_port_;
    nnet::stream<right_packet> right_port_;
    nnet::stream<layer5_out_packet> layer5_out_port_;
    nnet::stream<layer6_out_packet> layer6_out_port_;
    nnet::stream<layer7_out_packet> layer7_out_port_;
    nnet::stream<layer3_out_packet> layer3_out_port_;
    NNET_REGISTER input_t left[4];
    NNET_REGISTER input2_t right[4];
    NNET_REGISTER layer5_t layer5_out[4];
    NNET_REGISTER layer6_t layer6_out[2];
    NNET_REGISTER layer7_t layer7_out[2];
    NNET_REGISTER layer3_t layer3_out[2];
    nnet::read_packet<left_packet>(left_port_, left);
    nnet::read_packet<right_packet>(right_port_, right);
    shared_layers(left, right, layer5_out, layer6_out, layer7_out, layer3_out);
    nnet::write_packet<layer5_out_packet>(layer5_out, layer5_out_port_);
    nnet::write_packet<layer6_out_packet>(layer6_out, layer6_out_port_);
    nnet::write_packet<layer7_out_packet>(layer7_out, layer7_out_port_);
    nnet::write_packet<layer3_out_packet>(layer3_out, layer3_out_port_);
}

void shared_arrays(
    input_t left[4],
    input2_t right[4],
    layer5_t layer5_out[4],
    layer6_t layer6_out[2],
    layer7_t layer7_out[2],
    layer3_t layer3_out[2]
) {
    nnet::stream<left_packet> left_port_;
    nnet::stream<right_packet> right_port_;
    nnet::stream<layer5_out_packet> layer5_out_port_;
    nnet::stream<layer6_out_packet> layer6_out_port_;
    nnet::stream<layer7_out_packet> layer7_out_port_;
    nnet::stream<layer3_out_packet> layer3_out_port_;
    nnet::write_packet<left_packet>(left, left_port_);
    nnet::write_packet<right_packet>(right, right_port_);
    nnet::run_kernel<shared, 8>();
    nnet::read_packet<layer5_out_packet>(layer5_out_port_, layer5_out);
    nnet::read_packet<layer6_out_packet>(layer6_out_port_, layer6_out);
    nnet::read_packet<layer7_out_packet>(layer7_out_port_, layer7_out);
    nnet::read_packet<layer3_out_packet>(layer3_out_port_, layer3_out);
}

} // namespace inner
} // namespace outer
