#include "recurrent.h"
#include "parameters.h"

void recurrent(hls::FIFO<nnet::array<input_t,12>> &inp_port_, hls::FIFO<nnet::array<result_t,2>> &layer7_out_port_) {
    #pragma HLS function top
    #pragma HLS function pipeline II(2)
    #pragma HLS interface control type(simple)
    #pragma HLS interface argument(inp_port_) type(simple)
    #pragma HLS interface argument(layer7_out_port_) type(simple)

    #pragma HLS memory partition variable(inp) type(complete) dim(0)
    input_t inp[12];
    #pragma HLS memory partition variable(layer7_out) type(complete) dim(0)
    result_t layer7_out[2];
    nnet::read_packet<nnet::array<input_t,12>>(inp_port_, inp);

#ifndef __SYNTHESIS__
    static bool loaded_weights = false;
    if (!loaded_weights) {
        loaded_weights = true;
        nnet::load_weights_from_txt<model_default_t, 36>(w2, "w2.txt");
        nnet::load_weights_from_txt<model_default_t, 12>(b2, "b2.txt");
        nnet::load_weights_from_txt<model_default_t, 48>(wr2, "wr2.txt");
        nnet::load_weights_from_txt<model_default_t, 12>(br2, "br2.txt");
        nnet::load_weights_from_txt<model_default_t, 36>(w3, "w3.txt");
        nnet::load_weights_from_txt<model_default_t, 9>(b3, "b3.txt");
        nnet::load_weights_from_txt<model_default_t, 27>(wr3, "wr3.txt");
        nnet::load_weights_from_txt<model_default_t, 9>(br3, "br3.txt");
        nnet::load_weights_from_txt<model_default_t, 6>(w4, "w4.txt");
        nnet::load_weights_from_txt<model_default_t, 2>(b4, "b4.txt");
        nnet::load_weights_from_txt<model_default_t, 4>(w6, "w6.txt");
        nnet::load_weights_from_txt<model_default_t, 2>(b6, "b6.txt");
    }
#endif

    #pragma HLS memory partition variable(layer2_out) type(complete) dim(0)
    layer2_t layer2_out[16];

    // rnn1
    nnet::recurrent<input_t, layer2_t, config2>(inp, layer2_out, w2, b2, wr2, br2, wr2, br2, tanh_table2, recurrent_sigmoid_table2);

    #pragma HLS memory partition variable(layer3_out) type(complete) dim(0)
    layer3_t layer3_out[3];

    // rnn2
    nnet::recurrent<layer2_t, layer3_t, config3>(layer2_out, layer3_out, w3, b3, wr3, br3, wr3, br3, tanh_table3, recurrent_sigmoid_table3);

    #pragma HLS memory partition variable(layer4_out) type(complete) dim(0)
    layer4_t layer4_out[2];

    // fc1
    nnet::dense_latency<layer3_t, layer4_t, config4>(layer3_out, layer4_out, w4, b4);

    #pragma HLS memory partition variable(layer5_out) type(complete) dim(0)
    layer5_t layer5_out[2];

    // fc1_relu
    nnet::relu<layer4_t, layer5_t, relu_config5>(layer4_out, layer5_out);

    #pragma HLS memory partition variable(layer6_out) type(complete) dim(0)
    layer6_t layer6_out[2];

    // fc2
    nnet::dense_latency<layer5_t, layer6_t, config6>(layer5_out, layer6_out, w6, b6);

    // fc2_softmax
    nnet::softmax_stable<layer6_t, result_t, softmax_config7>(layer6_out, layer7_out, exp_table7, inv_table7);

    nnet::write_packet<nnet::array<result_t,2>>(layer7_out, layer7_out_port_);
}

void recurrent_arrays(input_t inp[12], result_t layer7_out[2]) {
    hls::FIFO<nnet::array<input_t,12>> inp_port_(1);
    hls::FIFO<nnet::array<result_t,2>> layer7_out_port_(1);
    nnet::write_packet<nnet::array<input_t,12>>(inp, inp_port_);
    recurrent(inp_port_, layer7_out_port_);
    nnet::read_packet<nnet::array<result_t,2>>(layer7_out_port_, layer7_out);
}
