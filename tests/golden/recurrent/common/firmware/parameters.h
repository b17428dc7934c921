#ifndef PARAMETERS_H_
#define PARAMETERS_H_

#include "defines.h"

#include "nnet_utils/nnet_constants.h"
#include "nnet_utils/nnet_helpers.h"
#include "nnet_utils/nnet_activation.h"
#include "nnet_utils/nnet_dense.h"
#include "nnet_utils/nnet_recurrent.h"
#include "nnet_utils/nnet_softmax.h"

#include "weights/w2.h"
#include "weights/b2.h"
#include "weights/wr2.h"
#include "weights/br2.h"
#include "weights/w3.h"
#include "weights/b3.h"
#include "weights/wr3.h"
#include "weights/br3.h"
#include "weights/w4.h"
#include "weights/b4.h"
#include "weights/w6.h"
#include "weights/b6.h"
#include "tables/tanh_table2.h"
#include "tables/recurrent_sigmoid_table2.h"
#include "tables/tanh_table3.h"
#include "tables/recurrent_sigmoid_table3.h"
#include "tables/exp_table7.h"
#include "tables/inv_table7.h"

// rnn1
struct input_config2 : nnet::dense_config {
    static const unsigned n_in = 3;
    static const unsigned n_out = 12;
    static const unsigned strategy = nnet::latency;
    static const unsigned reuse_factor = 2;
    static const unsigned n_zeros = 3;
    static const unsigned multiplier_limit = 17;
    typedef model_default_t accum_t;
    typedef model_default_t bias_t;
    typedef model_default_t weight_t;
};

// rnn1
struct recurrent_config2 : nnet::dense_config {
    static const unsigned n_in = 4;
    static const unsigned n_out = 12;
    static const unsigned strategy = nnet::latency;
    static const unsigned reuse_factor = 2;
    static const unsigned n_zeros = 12;
    static const unsigned multiplier_limit = 18;
    typedef model_default_t accum_t;
    typedef model_default_t bias_t;
    typedef model_default_t weight_t;
};

// rnn1
struct tanh_config2 : nnet::activ_config {
    static const unsigned reuse_factor = 2;
    static const unsigned n_in = 4;
    static const unsigned function = nnet::tanh_function;
    static const unsigned table_size = 1024;
    typedef rnn1_table_t table_t;
};

// rnn1
struct recurrent_sigmoid_config2 : nnet::activ_config {
    static const unsigned reuse_factor = 2;
    static const unsigned n_in = 4;
    static const unsigned function = nnet::sigmoid_function;
    static const unsigned table_size = 1024;
    typedef rnn1_table_t table_t;
};

// rnn1
struct config2 : nnet::recurrent_config {
    static const unsigned cell = nnet::gru_cell;
    static const unsigned n_in = 3;
    static const unsigned n_out = 4;
    static const unsigned n_states = 1;
    static const unsigned n_steps = 4;
    static const unsigned n_kept = 4;
    static const unsigned n_blocks = 1;
    static const unsigned return_sequences = 1;
    static const unsigned backward = 0;
    static const unsigned aligned = 0;
    static const unsigned reuse_factor = 2;
    typedef model_default_t accum_t;
    typedef model_default_t activation_t;
    typedef model_default_t gate_t;
    typedef input_config2 input_product;
    typedef recurrent_config2 recurrent_product;
    typedef recurrent_config2 candidate_product;
    typedef tanh_config2 activation_config;
    typedef recurrent_sigmoid_config2 gate_config;
};

// rnn2
struct input_config3 : nnet::dense_config {
    static const unsigned n_in = 4;
    static const unsigned n_out = 9;
    static const unsigned strategy = nnet::latency;
    static const unsigned reuse_factor = 2;
    static const unsigned n_zeros = 6;
    static const unsigned multiplier_limit = 15;
    typedef model_default_t accum_t;
    typedef model_default_t bias_t;
    typedef model_default_t weight_t;
};

// rnn2
struct recurrent_config3 : nnet::dense_config {
    static const unsigned n_in = 3;
    static const unsigned n_out = 9;
    static const unsigned strategy = nnet::latency;
    static const unsigned reuse_factor = 2;
    static const unsigned n_zeros = 7;
    static const unsigned multiplier_limit = 10;
    typedef model_default_t accum_t;
    typedef model_default_t bias_t;
    typedef model_default_t weight_t;
};

// rnn2
struct tanh_config3 : nnet::activ_config {
    static const unsigned reuse_factor = 2;
    static const unsigned n_in = 3;
    static const unsigned function = nnet::tanh_function;
    static const unsigned table_size = 1024;
    typedef rnn2_table_t table_t;
};

// rnn2
struct recurrent_sigmoid_config3 : nnet::activ_config {
    static const unsigned reuse_factor = 2;
    static const unsigned n_in = 3;
    static const unsigned function = nnet::sigmoid_function;
    static const unsigned table_size = 1024;
    typedef rnn2_table_t table_t;
};

// rnn2
struct config3 : nnet::recurrent_config {
    static const unsigned cell = nnet::gru_cell;
    static const unsigned n_in = 4;
    static const unsigned n_out = 3;
    static const unsigned n_states = 1;
    static const unsigned n_steps = 4;
    static const unsigned n_kept = 1;
    static const unsigned n_blocks = 1;
    static const unsigned return_sequences = 0;
    static const unsigned backward = 0;
    static const unsigned aligned = 0;
    static const unsigned reuse_factor = 2;
    typedef model_default_t accum_t;
    typedef model_default_t activation_t;
    typedef model_default_t gate_t;
    typedef input_config3 input_product;
    typedef recurrent_config3 recurrent_product;
    typedef recurrent_config3 candidate_product;
    typedef tanh_config3 activation_config;
    typedef recurrent_sigmoid_config3 gate_config;
};

// fc1
struct config4 : nnet::dense_config {
    static const unsigned n_in = 3;
    static const unsigned n_out = 2;
    static const unsigned strategy = nnet::latency;
    static const unsigned reuse_factor = 2;
    static const unsigned n_zeros = 0;
    static const unsigned multiplier_limit = 3;
    typedef model_default_t accum_t;
    typedef model_default_t bias_t;
    typedef model_default_t weight_t;
};

// fc1_relu
struct relu_config5 : nnet::activ_config {
    static const unsigned n_in = 2;
    static const unsigned reuse_factor = 2;
};

// fc2
struct config6 : nnet::dense_config {
    static const unsigned n_in = 2;
    static const unsigned n_out = 2;
    static const unsigned strategy = nnet::latency;
    static const unsigned reuse_factor = 2;
    static const unsigned n_zeros = 0;
    static const unsigned multiplier_limit = 2;
    typedef model_default_t accum_t;
    typedef model_default_t bias_t;
    typedef model_default_t weight_t;
};

// fc2_softmax
struct softmax_config7 : nnet::activ_config {
    static const unsigned n_in = 2;
    static const unsigned reuse_factor = 2;
    static const unsigned n_outer = 1;
    static const unsigned n_slice = 2;
    static const unsigned n_inner = 1;
    static const unsigned exp_table_size = 1024;
    static const unsigned inv_table_size = 1024;
    typedef fc2_softmax_exp_table_t exp_table_t;
    typedef fc2_softmax_inv_table_t inv_table_t;
    typedef fc2_softmax_inv_inp_t inv_inp_t;
    typedef fc2_softmax_accum_t accum_t;
    typedef fc2_softmax_inp_norm_t inp_norm_t;
};

#endif
