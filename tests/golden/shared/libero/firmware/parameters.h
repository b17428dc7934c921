#ifndef PARAMETERS_H_
#define PARAMETERS_H_

#include "defines.h"

#include "nnet_utils/nnet_constants.h"
#include "nnet_utils/nnet_helpers.h"
#include "nnet_utils/nnet_activation.h"
#include "nnet_utils/nnet_batch_normalization.h"
#include "nnet_utils/nnet_copy.h"
#include "nnet_utils/nnet_dense.h"

#include "weights/w3.h"
#include "weights/b3.h"
#include "weights/w5.h"
#include "weights/b5.h"
#include "weights/w6.h"
#include "weights/b6.h"
#include "weights/s7.h"
#include "weights/b7.h"

namespace outer {
namespace inner {

// within
struct config3 : nnet::dense_config {
    static const unsigned n_in = 4;
    static const unsigned n_out = 2;
    static const unsigned strategy = nnet::resource;
    static const unsigned reuse_factor = 2;
    static const unsigned n_zeros = 1;
    static const unsigned multiplier_limit = 4;
    typedef accum3_t accum_t;
    typedef b3_t bias_t;
    typedef w3_t weight_t;
};

// layer3_out_2 to the output
struct copy_config_layer3_out : nnet::activ_config {
    static const unsigned n_in = 2;
};

// beyond
struct config5 : nnet::dense_config {
    static const unsigned n_in = 4;
    static const unsigned n_out = 4;
    static const unsigned strategy = nnet::resource;
    static const unsigned reuse_factor = 8;
    static const unsigned n_zeros = 4;
    static const unsigned multiplier_limit = 2;
    typedef accum5_t accum_t;
    typedef b3_t bias_t;
    typedef w5_t weight_t;
};

// unrolled
struct config6 : nnet::dense_config {
    static const unsigned n_in = 2;
    static const unsigned n_out = 2;
    static const unsigned strategy = nnet::resource_unrolled;
    static const unsigned reuse_factor = 2;
    static const unsigned n_zeros = 2;
    static const unsigned multiplier_limit = 1;
    typedef accum6_t accum_t;
    typedef b6_t bias_t;
    typedef w6_t weight_t;
};

// bn
struct config7 : nnet::batchnorm_config {
    static const unsigned n_in = 2;
    static const unsigned n_filt = 2;
    static const unsigned reuse_factor = 1;
    static const unsigned multiplier_limit = 2;
    typedef s7_t scale_t;
    typedef b7_t bias_t;
};

} // namespace inner
} // namespace outer

#endif
