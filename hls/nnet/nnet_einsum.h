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

/// Gathers the inputs of a row: the terms of each group of filters after each other.
template <class data_T, typename CONFIG_T>
void read_row(const data_T data[CONFIG_T::n_in], unsigned row, data_T window[CONFIG_T::window_axes::n_elem]) {
    #pragma HLS INLINE
    const unsigned first = CONFIG_T::row_axes::place(row);
    for (unsigned i = 0; i < CONFIG_T::window_axes::n_elem; i++) {
        #pragma HLS UNROLL
        window[i] = data[first + CONFIG_T::window_axes::place(i)];
    }
}

/// The results of a row: a loop of `reuse_factor` steps over weights in memory, for a reuse factor that divides `n_terms`,
/// or is a multiple of it and divides the products of a row. A row is the part of the input that lies under the axes that
/// the weights do not have; its filters are the axes of the weights that the result has, those of input and weights first.
///
/// Weights are in the order (multiplier, step). A multiplier serves one of several terms that a filter sums in a step, or
/// several filters one after the other; either way every filter sums its terms in order.
template <class data_T, class res_T, typename CONFIG_T>
void einsum_row_resource(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
                         const typename CONFIG_T::weight_t weights[CONFIG_T::n_weights],
                         const typename CONFIG_T::bias_t biases[CONFIG_T::n_biases], unsigned row) {
    constexpr unsigned n_filters = CONFIG_T::filter_results::n_elem;
    constexpr unsigned n_multipliers = CONFIG_T::n_weights / CONFIG_T::reuse_factor;
    constexpr bool is_within = CONFIG_T::reuse_factor < CONFIG_T::n_terms;
    constexpr unsigned filters_per_multiplier = is_within ? 1 : CONFIG_T::reuse_factor / CONFIG_T::n_terms;
    static_assert((is_within ? CONFIG_T::n_terms % CONFIG_T::reuse_factor : CONFIG_T::reuse_factor % CONFIG_T::n_terms) == 0,
                  "the reuse factor divides the terms of a filter or is a multiple of them");
    static_assert(n_filters % filters_per_multiplier == 0, "the reuse factor divides the number of weights");

    #pragma HLS FUNCTION_INSTANTIATE variable=weights,biases
    #pragma HLS ARRAY_RESHAPE variable=weights block factor=n_multipliers
    #pragma HLS ARRAY_PARTITION variable=biases complete

    typedef typename CONFIG_T::accum_t accum_t;
    data_T window[CONFIG_T::window_axes::n_elem];
    #pragma HLS ARRAY_PARTITION variable=window complete
    accum_t acc[n_filters];
    #pragma HLS ARRAY_PARTITION variable=acc complete

    const unsigned first_result = CONFIG_T::row_results::place(row);
    read_row<data_T, CONFIG_T>(data, row, window);
    for (unsigned j = 0; j < n_filters; j++) {
        #pragma HLS UNROLL
        const unsigned result = first_result + CONFIG_T::filter_results::place(j);
        acc[j] = static_cast<accum_t>(biases[CONFIG_T::bias_axes::place(result)]);
    }
    unsigned term = 0;
    unsigned turn = 0;
    for (unsigned step = 0; step < CONFIG_T::reuse_factor; step++) {
        #pragma HLS PIPELINE II=1 rewind
        for (unsigned m = 0; m < n_multipliers; m++) {
            #pragma HLS UNROLL
            const unsigned filter = m / CONFIG_T::terms_per_step * filters_per_multiplier + turn;
            const data_T x =
                window[filter / CONFIG_T::n_columns * CONFIG_T::n_terms + term + m % CONFIG_T::terms_per_step];
            acc[filter] += static_cast<accum_t>(x * weights[m * CONFIG_T::reuse_factor + step]);
        }
        term += CONFIG_T::terms_per_step;
        if (term == CONFIG_T::n_terms) {
            term = 0;
            turn++;
        }
    }
    for (unsigned j = 0; j < n_filters; j++) {
        #pragma HLS UNROLL
        res[first_result + CONFIG_T::filter_results::place(j)] = static_cast<res_T>(acc[j]);
    }
}

/// As `einsum_dense`, in `n_partitions` turns: the rows of a turn go through the loop over weights side by side.
template <class data_T, class res_T, typename CONFIG_T>
void einsum_dense_resource(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
                           const typename CONFIG_T::weight_t weights[CONFIG_T::n_weights],
                           const typename CONFIG_T::bias_t biases[CONFIG_T::n_biases]) {
    constexpr unsigned side_by_side = CONFIG_T::row_axes::n_elem / CONFIG_T::n_partitions;
    for (unsigned turn = 0; turn < CONFIG_T::n_partitions; turn++) {
        for (unsigned side = 0; side < side_by_side; side++) {
            #pragma HLS UNROLL
            einsum_row_resource<data_T, res_T, CONFIG_T>(data, res, weights, biases, turn * side_by_side + side);
        }
    }
}

/// The sums of `einsum_row_resource` written out; a product with a zero weight is left out.
template <class data_T, class res_T, typename CONFIG_T>
void einsum_row_unrolled(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
                         const typename CONFIG_T::weight_t weights[CONFIG_T::n_weights],
                         const typename CONFIG_T::bias_t biases[CONFIG_T::n_biases], unsigned row) {
    #pragma HLS INLINE
    constexpr unsigned n_filters = CONFIG_T::filter_results::n_elem;
    constexpr unsigned n_steps = CONFIG_T::n_terms / CONFIG_T::terms_per_step;
    typedef typename CONFIG_T::accum_t accum_t;
    data_T window[CONFIG_T::window_axes::n_elem];
    #pragma HLS ARRAY_PARTITION variable=window complete

    const unsigned first_result = CONFIG_T::row_results::place(row);
    read_row<data_T, CONFIG_T>(data, row, window);
    for (unsigned j = 0; j < n_filters; j++) {
        const unsigned result = first_result + CONFIG_T::filter_results::place(j);
        accum_t sum = static_cast<accum_t>(biases[CONFIG_T::bias_axes::place(result)]);
        for (unsigned k = 0; k < CONFIG_T::n_terms; k++) {
            const unsigned multiplier = j * CONFIG_T::terms_per_step + k % CONFIG_T::terms_per_step;
            const typename CONFIG_T::weight_t weight = weights[multiplier * n_steps + k / CONFIG_T::terms_per_step];
            if (weight != 0)
                sum += static_cast<accum_t>(window[j / CONFIG_T::n_columns * CONFIG_T::n_terms + k] * weight);
        }
        res[result] = static_cast<res_T>(sum);
    }
}

/// As `einsum_dense`, as one pipeline that takes the rows of the next of `n_partitions` turns every `reuse_factor` cycles.
template <class data_T, class res_T, typename CONFIG_T>
void einsum_dense_unrolled(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
                           const typename CONFIG_T::weight_t weights[CONFIG_T::n_weights],
                           const typename CONFIG_T::bias_t biases[CONFIG_T::n_biases]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=weights,biases
    #pragma HLS ARRAY_PARTITION variable=weights complete
    #pragma HLS ARRAY_PARTITION variable=biases complete
    constexpr unsigned side_by_side = CONFIG_T::row_axes::n_elem / CONFIG_T::n_partitions;
    for (unsigned turn = 0; turn < CONFIG_T::n_partitions; turn++) {
        #pragma HLS PIPELINE II=CONFIG_T::reuse_factor rewind
        #pragma HLS ALLOCATION operation instances=mul limit=CONFIG_T::multiplier_limit
        for (unsigned side = 0; side < side_by_side; side++) {
            #pragma HLS UNROLL
            einsum_row_unrolled<data_T, res_T, CONFIG_T>(data, res, weights, biases, turn * side_by_side + side);
        }
    }
}

} // namespace nnet

#endif
