#ifndef PARAMETERS_H_
#define PARAMETERS_H_

#include "defines.h"

#include "nnet_utils/nnet_constants.h"
#include "nnet_utils/nnet_helpers.h"
#include "nnet_utils/nnet_activation.h"
#include "nnet_utils/nnet_merge.h"

#include "tables/tanh_table3.h"

// relu1
struct relu_config2 : nnet::activ_config {
    static const unsigned n_in = 3;
    static const unsigned reuse_factor = 1;
};

// tanh1
struct tanh_config3 : nnet::activ_config {
    static const unsigned n_in = 3;
    static const unsigned reuse_factor = 1;
    static const unsigned table_size = 1024;
    typedef tanh1_table_t table_t;
};

// most
struct config4 : nnet::merge_config {
    static const unsigned n_elem = 3;
    static const unsigned reuse_factor = 1;
};

// least
struct config5 : nnet::merge_config {
    static const unsigned n_elem = 3;
    static const unsigned reuse_factor = 1;
};

// rest
struct config6 : nnet::merge_config {
    static const unsigned n_elem = 3;
    static const unsigned reuse_factor = 1;
};

// product
struct config7 : nnet::merge_config {
    static const unsigned n_elem = 3;
    static const unsigned reuse_factor = 1;
};

// mean
struct config8 : nnet::merge_config {
    static const unsigned n_elem = 3;
    static const unsigned reuse_factor = 1;
};

#endif
