#include "shared.h"
#include "parameters.h"

namespace outer {
namespace inner {

void shared(
    hls::FIFO<nnet::array<input_t,4>> &left_port_,
    hls::FIFO<nnet::array<input2_t,4>> &right_port_,
    hls::FIFO<nnet::array<layer5_t,4>> &layer5_out_port_,
    hls::FIFO<nnet::array<layer6_t,2>> &layer6_out_port_,
    hls::FIFO<nnet::array<layer7_t,2>> &layer7_out_port_,
    hls::FIFO<nnet::array<layer3_t,2>> &layer3_out_port_
) {
    #pragma HLS function top
    #pragma HLS function dataflow
    #pragma HLS interface control type(simple)
    #pragma HLS interface argument(left_port_) type(simple)
    #pragma HLS interface argument(right_port_) type(simple)
    #pragma HLS interface argument(layer5_out_port_) type(simple)
    #pragma HLS interface argument(layer6_out_port_) type(simple)
    #pragma HLS interface argument(layer7_out_port_) type(simple)
    #pragma HLS interface argument(layer3_out_port_) type(simple)

    #pragma HLS memory partition variable(left) type(complete) dim(0)
    input_t left[4];
    #pragma HLS memory partition variable(right) type(complete) dim(0)
    input2_t right[4];
    #pragma HLS memory partition variable(layer5_out) type(complete) dim(0)
    layer5_t layer5_out[4];
    #pragma HLS memory partition variable(layer6_out) type(complete) dim(0)
    layer6_t layer6_out[2];
    #pragma HLS memory partition variable(layer7_out) type(complete) dim(0)
    layer7_t layer7_out[2];
    #pragma HLS memory partition variable(layer3_out) type(complete) dim(0)
    layer3_t layer3_out[2];
    nnet::read_packet<nnet::array<input_t,4>>(left_port_, left);
    nnet::read_packet<nnet::array<input2_t,4>>(right_port_, right);

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

    #pragma HLS memory partition variable(layer3_out_2) type(complete) dim(0)
    layer3_t layer3_out_2[2];

    // within
    nnet::dense_resource_within_inputs<input_t, layer3_t, config3>(left, layer3_out_2, w3, b3);

    #pragma HLS memory partition variable(layer3_out_2_cpy) type(complete) dim(0)
    layer3_t layer3_out_2_cpy[2];

    #pragma HLS memory partition variable(layer3_out_2_cpy_2) type(complete) dim(0)
    layer3_t layer3_out_2_cpy_2[2];

    // layer3_out_2 for two
    nnet::copy_for_two<layer3_t, 2>(layer3_out_2, layer3_out_2_cpy, layer3_out_2_cpy_2);

    #pragma HLS memory partition variable(layer3_out_2_cpy_3) type(complete) dim(0)
    layer3_t layer3_out_2_cpy_3[2];

    #pragma HLS memory partition variable(layer3_out_2_cpy_4) type(complete) dim(0)
    layer3_t layer3_out_2_cpy_4[2];

    // layer3_out_2 for two
    nnet::copy_for_two<layer3_t, 2>(layer3_out_2_cpy_2, layer3_out_2_cpy_3, layer3_out_2_cpy_4);

    // layer3_out_2 to the output
    nnet::linear<layer3_t, layer3_t, copy_config_layer3_out>(layer3_out_2_cpy_4, layer3_out);
#ifndef __SYNTHESIS__
    nnet::save_layer_output<layer3_t, 2>(layer3_out_2, "within", "within_output.log");
#endif

    // beyond
    nnet::dense_resource_beyond_inputs<input2_t, layer5_t, config5>(right, layer5_out, w5, b5);

    // unrolled
    nnet::dense_resource_unrolled<layer3_t, layer6_t, config6>(layer3_out_2_cpy, layer6_out, w6, b6);
#ifndef __SYNTHESIS__
    nnet::save_layer_output<layer6_t, 2>(layer6_out, "unrolled", "unrolled_output.log");
#endif

    // bn
    nnet::normalize<layer3_t, layer7_t, config7>(layer3_out_2_cpy_3, layer7_out, s7, b7);

    nnet::write_packet<nnet::array<layer5_t,4>>(layer5_out, layer5_out_port_);
    nnet::write_packet<nnet::array<layer6_t,2>>(layer6_out, layer6_out_port_);
    nnet::write_packet<nnet::array<layer7_t,2>>(layer7_out, layer7_out_port_);
    nnet::write_packet<nnet::array<layer3_t,2>>(layer3_out, layer3_out_port_);
}

void shared_arrays(
    input_t left[4],
    input2_t right[4],
    layer5_t layer5_out[4],
    layer6_t layer6_out[2],
    layer7_t layer7_out[2],
    layer3_t layer3_out[2]
) {
    hls::FIFO<nnet::array<input_t,4>> left_port_(1);
    hls::FIFO<nnet::array<input2_t,4>> right_port_(1);
    hls::FIFO<nnet::array<layer5_t,4>> layer5_out_port_(1);
    hls::FIFO<nnet::array<layer6_t,2>> layer6_out_port_(1);
    hls::FIFO<nnet::array<layer7_t,2>> layer7_out_port_(1);
    hls::FIFO<nnet::array<layer3_t,2>> layer3_out_port_(1);
    nnet::write_packet<nnet::array<input_t,4>>(left, left_port_);
    nnet::write_packet<nnet::array<input2_t,4>>(right, right_port_);
    shared(left_port_, right_port_, layer5_out_port_, layer6_out_port_, layer7_out_port_, layer3_out_port_);
    nnet::read_packet<nnet::array<layer5_t,4>>(layer5_out_port_, layer5_out);
    nnet::read_packet<nnet::array<layer6_t,2>>(layer6_out_port_, layer6_out);
    nnet::read_packet<nnet::array<layer7_t,2>>(layer7_out_port_, layer7_out);
    nnet::read_packet<nnet::array<layer3_t,2>>(layer3_out_port_, layer3_out);
}

} // namespace inner
} // namespace outer
