#ifndef PARAMETERS_H_
#define PARAMETERS_H_

#include "defines.h"

#include "nnet_utils/nnet_constants.h"
#include "nnet_utils/nnet_helpers.h"
#include "nnet_utils/nnet_activation.h"
#include "nnet_utils/nnet_hard_activation.h"
#include "nnet_utils/nnet_parametrized_activation.h"
#include "nnet_utils/nnet_prelu.h"
#include "nnet_utils/nnet_softmax.h"

#include "weights/a6.h"
#include "tables/tanh_table2.h"
#include "tables/elu_table3.h"
#include "tables/exp_table7.h"
#include "tables/inv_table7.h"

// tanh
struct tanh_config2 : nnet::activ_config {
    static const unsigned n_in = 3;
    static const unsigned reuse_factor = 1;
    static const unsigned peer_numbers = 1;
    static const unsigned table_size = 16;
    typedef tanh_table_t table_t;
};

// elu
struct elu_config3 : nnet::activ_config {
    static const unsigned n_in = 3;
    static const unsigned reuse_factor = 1;
    static const unsigned peer_numbers = 1;
    typedef elu_param_t param_t;
    static const unsigned table_size = 8;
    typedef elu_table_t table_t;
};

// leaky
struct leaky_relu_config4 : nnet::activ_config {
    static const unsigned n_in = 3;
    static const unsigned reuse_factor = 1;
    static const unsigned peer_numbers = 1;
    typedef leaky_param_t param_t;
};

// hard
struct hard_sigmoid_config5 : nnet::activ_config {
    static const unsigned n_in = 3;
    static const unsigned reuse_factor = 1;
    static const unsigned peer_numbers = 1;
    typedef layer5_slope_t slope_t;
    typedef layer5_shift_t shift_t;
};

// prelu
struct prelu_config6 : nnet::activ_config {
    static const unsigned n_in = 6;
    static const unsigned reuse_factor = 1;
    static const unsigned peer_numbers = 1;
    typedef prelu_param_t param_t;
};

// legacy
struct softmax_config7 : nnet::activ_config {
    static const unsigned n_in = 3;
    static const unsigned reuse_factor = 1;
    static const unsigned peer_numbers = 1;
    static const unsigned n_outer = 1;
    static const unsigned n_slice = 3;
    static const unsigned n_inner = 1;
    static const unsigned exp_table_size = 16;
    static const unsigned inv_table_size = 8;
    typedef layer7_table_t exp_table_t;
    typedef layer7_table_t inv_table_t;
    typedef layer7_legacy_element_t element_t;
};

#endif
