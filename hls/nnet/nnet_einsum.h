#ifndef NNET_EINSUM_H_
#define NNET_EINSUM_H_

// Sums of products of two arrays over axes that the result does not have. Where an element of the result begins in both
// arrays, and how far a term of its sum lies from there, is given by axes.

#include "nnet_axes.h"
#include "nnet_common.h"

namespace nnet {

struct einsum_config {
    static const unsigned io_type = io_parallel;
    static const unsigned reuse_factor = 1;
};

/// Products are exact; the sum is assigned to `accum_t` after each of them.
template <class left_T, class right_T, class res_T, typename CONFIG_T>
void einsum(const left_T left[CONFIG_T::n_in], const right_T right[CONFIG_T::n_right], res_T res[CONFIG_T::n_out]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    #pragma HLS ALLOCATION operation instances=mul limit=CONFIG_T::multiplier_limit
    typedef typename CONFIG_T::accum_t accum_t;
    for (unsigned i = 0; i < CONFIG_T::n_out; i++) {
        const unsigned first = CONFIG_T::left_axes::place(i);
        const unsigned other = CONFIG_T::right_axes::place(i);
        accum_t sum = 0;
        for (unsigned k = 0; k < CONFIG_T::left_terms::n_elem; k++)
            sum += left[first + CONFIG_T::left_terms::place(k)] * right[other + CONFIG_T::right_terms::place(k)];
        res[i] = static_cast<res_T>(sum);
    }
}

/// As `einsum` with constants; each product is assigned to `accum_t` as well, and sums begin with a bias.
template <class data_T, class res_T, typename CONFIG_T>
void einsum_dense(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
                  const typename CONFIG_T::weight_t weights[CONFIG_T::n_weights],
                  const typename CONFIG_T::bias_t biases[CONFIG_T::n_biases]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=weights,biases
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    #pragma HLS ARRAY_PARTITION variable=weights complete
    #pragma HLS ARRAY_PARTITION variable=biases complete
    #pragma HLS ALLOCATION operation instances=mul limit=CONFIG_T::multiplier_limit
    typedef typename CONFIG_T::accum_t accum_t;
    for (unsigned i = 0; i < CONFIG_T::n_out; i++) {
        const unsigned first = CONFIG_T::left_axes::place(i);
        const unsigned other = CONFIG_T::right_axes::place(i);
        accum_t sum = static_cast<accum_t>(biases[CONFIG_T::bias_axes::place(i)]);
        for (unsigned k = 0; k < CONFIG_T::left_terms::n_elem; k++)
            sum += static_cast<accum_t>(data[first + CONFIG_T::left_terms::place(k)] *
                                        weights[other + CONFIG_T::right_terms::place(k)]);
        res[i] = static_cast<res_T>(sum);
    }
}

} // namespace nnet

#endif
