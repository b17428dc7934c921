#ifndef PARAMETERS_H_
#define PARAMETERS_H_

#include "defines.h"

#include "nnet_utils/nnet_constants.h"
#include "nnet_utils/nnet_helpers.h"
#include "nnet_utils/nnet_activation.h"
#include "nnet_utils/nnet_dense.h"
#include "nnet_utils/nnet_softmax.h"

#include "weights/w2.h"
#include "weights/b2.h"
#include "weights/w4.h"
#include "weights/b4.h"
#include "tables/exp_table5.h"
#include "tables/inv_table5.h"

// fc1
struct config2 : nnet::dense_config {
    static const unsigned n_in = 3;
    static const unsigned n_out = 4;
    static const unsigned strategy = nnet::latency;
    static const unsigned reuse_factor = 1;
    static const unsigned n_zeros = 1;
    static const unsigned multiplier_limit = 11;
    typedef fc1_accum_t accum_t;
    typedef fc1_bias_t bias_t;
    typedef fc1_weight_t weight_t;
};

// relu1
struct relu_config3 : nnet::activ_config {
    static const unsigned n_in = 4;
    static const unsigned reuse_factor = 1;
};

// fc2
struct config4 : nnet::dense_config {
    static const unsigned n_in = 4;
    static const unsigned n_out = 3;
    static const unsigned strategy = nnet::latency;
    static const unsigned reuse_factor = 2;
    static const unsigned n_zeros = 1;
    static const unsigned multiplier_limit = 6;
    typedef model_default_t accum_t;
    typedef bias4_t bias_t;
    typedef model_default_t weight_t;
};

// softmax
struct softmax_config5 : nnet::activ_config {
    static const unsigned n_in = 3;
    static const unsigned reuse_factor = 1;
    static const unsigned n_outer = 1;
    static const unsigned n_slice = 3;
    static const unsigned n_inner = 1;
    static const unsigned exp_table_size = 32;
    static const unsigned inv_table_size = 32;
    typedef layer5_exp_table_t exp_table_t;
    typedef layer5_inv_table_t inv_table_t;
    typedef layer5_inv_inp_t inv_inp_t;
    typedef layer5_accum_t accum_t;
    typedef layer5_inp_norm_t inp_norm_t;
};

#endif
