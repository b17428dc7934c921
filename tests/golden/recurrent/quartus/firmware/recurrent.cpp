#include "recurrent.h"
#include "parameters.h"

static void recurrent_layers(input_t inp[12], result_t layer7_out[2]) {
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

    hls_register layer2_t layer2_out[16];

    // rnn1
    nnet::recurrent<input_t, layer2_t, config2>(inp, layer2_out, w2, b2, wr2, br2, wr2, br2, tanh_table2, recurrent_sigmoid_table2);

    hls_register layer3_t layer3_out[3];

    // rnn2
    nnet::recurrent<layer2_t, layer3_t, config3>(layer2_out, layer3_out, w3, b3, wr3, br3, wr3, br3, tanh_table3, recurrent_sigmoid_table3);

    hls_register layer4_t layer4_out[2];

    // fc1
    nnet::dense_latency<layer3_t, layer4_t, config4>(layer3_out, layer4_out, w4, b4);

    hls_register layer5_t layer5_out[2];

    // fc1_relu
    nnet::relu<layer4_t, layer5_t, relu_config5>(layer4_out, layer5_out);

    hls_register layer6_t layer6_out[2];

    // fc2
    nnet::dense_latency<layer5_t, layer6_t, config6>(layer5_out, layer6_out, w6, b6);

    // fc2_softmax
    nnet::softmax_stable<layer6_t, result_t, softmax_config7>(layer6_out, layer7_out, exp_table7, inv_table7);
}

hls_scheduler_target_fmax_mhz(200)
hls_component_ii(2)
component output_data recurrent(input_data inputs) {
    output_data outputs;
    recurrent_layers(inputs.inp, outputs.layer7_out);
    return outputs;
}

void recurrent_arrays(input_t inp[12], result_t layer7_out[2]) {
    input_data inputs;
    nnet::copy_elements<input_t, 12>(inp, inputs.inp);
    output_data outputs = recurrent(inputs);
    nnet::copy_elements<result_t, 2>(outputs.layer7_out, layer7_out);
}
