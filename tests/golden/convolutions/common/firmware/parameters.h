#ifndef PARAMETERS_H_
#define PARAMETERS_H_

#include "defines.h"

#include "nnet_utils/nnet_constants.h"
#include "nnet_utils/nnet_helpers.h"
#include "nnet_utils/nnet_activation.h"
#include "nnet_utils/nnet_batch_normalization.h"
#include "nnet_utils/nnet_conv_stream.h"
#include "nnet_utils/nnet_dense.h"
#include "nnet_utils/nnet_image_stream.h"
#include "nnet_utils/nnet_pooling_stream.h"
#include "nnet_utils/nnet_softmax.h"

#include "weights/w2.h"
#include "weights/b2.h"
#include "weights/w5.h"
#include "weights/b5.h"
#include "weights/s6.h"
#include "weights/b6.h"
#include "weights/w9.h"
#include "weights/b9.h"
#include "tables/exp_table10.h"
#include "tables/inv_table10.h"

// c1
struct config2 : nnet::conv_config {
    static const unsigned n_chan = 1;
    static const unsigned in_height = 6;
    static const unsigned out_height = 4;
    static const unsigned filt_height = 3;
    static const unsigned stride_height = 1;
    static const unsigned dilation_height = 1;
    static const unsigned pad_top = 0;
    static const unsigned in_width = 6;
    static const unsigned out_width = 4;
    static const unsigned filt_width = 3;
    static const unsigned stride_width = 1;
    static const unsigned dilation_width = 1;
    static const unsigned pad_left = 0;
    static const unsigned n_groups = 1;
    static const unsigned is_transposed = 0;
    static const unsigned n_partitions = 16;
    static const unsigned n_in = 9;
    static const unsigned n_out = 2;
    static const unsigned strategy = nnet::resource;
    static const unsigned product_kind = nnet::within_inputs_product;
    static const unsigned reuse_factor = 3;
    static const unsigned n_zeros = 3;
    static const unsigned multiplier_limit = 6;
    typedef model_default_t accum_t;
    typedef model_default_t bias_t;
    typedef model_default_t weight_t;
};

// c1_relu
struct relu_config3 : nnet::activ_config {
    static const unsigned n_in = 2;
    static const unsigned reuse_factor = 4;
};

// p1
struct config4 : nnet::pooling_config {
    static const unsigned in_height = 4;
    static const unsigned in_width = 4;
    static const unsigned n_chan = 2;
    static const unsigned out_height = 2;
    static const unsigned out_width = 2;
    static const unsigned pool_height = 2;
    static const unsigned pool_width = 2;
    static const unsigned stride_height = 2;
    static const unsigned stride_width = 2;
    static const unsigned pad_top = 0;
    static const unsigned pad_bottom = 0;
    static const unsigned pad_left = 0;
    static const unsigned pad_right = 0;
    static const unsigned order = nnet::pool_direct;
    static const unsigned reuse_factor = 4;
    typedef model_default_t accum_t;
};

// zp2d_c2
struct config11 : nnet::image_config {
    static const unsigned in_height = 2;
    static const unsigned in_width = 2;
    static const unsigned n_chan = 2;
    static const unsigned out_height = 3;
    static const unsigned out_width = 3;
    static const unsigned pad_top = 0;
    static const unsigned pad_left = 0;
};

// c2
struct config5 : nnet::conv_config {
    static const unsigned n_chan = 2;
    static const unsigned in_height = 3;
    static const unsigned out_height = 2;
    static const unsigned filt_height = 2;
    static const unsigned stride_height = 1;
    static const unsigned dilation_height = 1;
    static const unsigned pad_top = 0;
    static const unsigned in_width = 3;
    static const unsigned out_width = 2;
    static const unsigned filt_width = 2;
    static const unsigned stride_width = 1;
    static const unsigned dilation_width = 1;
    static const unsigned pad_left = 0;
    static const unsigned n_groups = 1;
    static const unsigned is_transposed = 0;
    static const unsigned n_partitions = 4;
    static const unsigned n_in = 8;
    static const unsigned n_out = 3;
    static const unsigned strategy = nnet::resource;
    static const unsigned product_kind = nnet::within_inputs_product;
    static const unsigned reuse_factor = 4;
    static const unsigned n_zeros = 3;
    static const unsigned multiplier_limit = 6;
    typedef model_default_t accum_t;
    typedef model_default_t bias_t;
    typedef model_default_t weight_t;
};

// bn2
struct config6 : nnet::batchnorm_config {
    static const unsigned n_in = 3;
    static const unsigned n_filt = 3;
    static const unsigned reuse_factor = 4;
    static const unsigned multiplier_limit = 1;
    typedef model_default_t scale_t;
    typedef model_default_t bias_t;
};

// relu2
struct relu_config7 : nnet::activ_config {
    static const unsigned n_in = 3;
    static const unsigned reuse_factor = 4;
};

// mean
struct config8 : nnet::pooling_config {
    static const unsigned in_height = 2;
    static const unsigned in_width = 2;
    static const unsigned n_chan = 3;
    static const unsigned out_height = 1;
    static const unsigned out_width = 1;
    static const unsigned pool_height = 2;
    static const unsigned pool_width = 2;
    static const unsigned stride_height = 2;
    static const unsigned stride_width = 2;
    static const unsigned pad_top = 0;
    static const unsigned pad_bottom = 0;
    static const unsigned pad_left = 0;
    static const unsigned pad_right = 0;
    static const unsigned order = nnet::pool_direct;
    static const unsigned reuse_factor = 4;
    typedef model_default_t accum_t;
};

// fc
struct config9 : nnet::dense_config {
    static const unsigned n_in = 3;
    static const unsigned n_out = 3;
    static const unsigned strategy = nnet::resource;
    static const unsigned reuse_factor = 3;
    static const unsigned n_zeros = 0;
    static const unsigned multiplier_limit = 3;
    typedef model_default_t accum_t;
    typedef model_default_t bias_t;
    typedef model_default_t weight_t;
};

// fc_softmax
struct softmax_config10 : nnet::activ_config {
    static const unsigned n_in = 3;
    static const unsigned reuse_factor = 4;
    static const unsigned n_outer = 1;
    static const unsigned n_slice = 3;
    static const unsigned n_inner = 1;
    static const unsigned exp_table_size = 1024;
    static const unsigned inv_table_size = 1024;
    typedef fc_softmax_exp_table_t exp_table_t;
    typedef fc_softmax_inv_table_t inv_table_t;
    typedef fc_softmax_inv_inp_t inv_inp_t;
    typedef fc_softmax_accum_t accum_t;
    typedef fc_softmax_inp_norm_t inp_norm_t;
};

#endif
