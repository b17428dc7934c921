#ifndef NNET_MERGE_H_
#define NNET_MERGE_H_

// Functions of two tensors: element by element over equal shapes, and one tensor behind the other.

#include "nnet_common.h"

namespace nnet {

struct merge_config {
    static const unsigned io_type = io_parallel;
    static const unsigned reuse_factor = 1;
};

template <class left_T, class right_T, class res_T, typename CONFIG_T>
void add(const left_T left[CONFIG_T::n_elem], const right_T right[CONFIG_T::n_elem], res_T res[CONFIG_T::n_elem]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_elem; i++)
        res[i] = static_cast<res_T>(left[i] + right[i]);
}

template <class left_T, class right_T, class res_T, typename CONFIG_T>
void subtract(const left_T left[CONFIG_T::n_elem], const right_T right[CONFIG_T::n_elem],
              res_T res[CONFIG_T::n_elem]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_elem; i++)
        res[i] = static_cast<res_T>(left[i] - right[i]);
}

template <class left_T, class right_T, class res_T, typename CONFIG_T>
void multiply(const left_T left[CONFIG_T::n_elem], const right_T right[CONFIG_T::n_elem],
              res_T res[CONFIG_T::n_elem]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_elem; i++)
        res[i] = static_cast<res_T>(left[i] * right[i]);
}

/// Half of the exact sum, assigned once.
template <class left_T, class right_T, class res_T, typename CONFIG_T>
void average(const left_T left[CONFIG_T::n_elem], const right_T right[CONFIG_T::n_elem],
             res_T res[CONFIG_T::n_elem]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    const ap_ufixed<1, 0> half = 0.5;
    for (unsigned i = 0; i < CONFIG_T::n_elem; i++)
        res[i] = static_cast<res_T>((left[i] + right[i]) * half);
}

/// Whether one number is below another, by the sign of their exact difference: operands of different signedness have no
/// common type to be compared in.
template <class left_T, class right_T> bool is_below(const left_T &left, const right_T &right) {
    #pragma HLS INLINE
    return left - right < 0;
}

template <class left_T, class right_T, class res_T, typename CONFIG_T>
void maximum(const left_T left[CONFIG_T::n_elem], const right_T right[CONFIG_T::n_elem],
             res_T res[CONFIG_T::n_elem]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_elem; i++)
        res[i] = is_below(left[i], right[i]) ? static_cast<res_T>(right[i]) : static_cast<res_T>(left[i]);
}

template <class left_T, class right_T, class res_T, typename CONFIG_T>
void minimum(const left_T left[CONFIG_T::n_elem], const right_T right[CONFIG_T::n_elem],
             res_T res[CONFIG_T::n_elem]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_elem; i++)
        res[i] = is_below(left[i], right[i]) ? static_cast<res_T>(left[i]) : static_cast<res_T>(right[i]);
}

/// `n_outer` times `n_left` elements of one tensor and then `n_right` of the other.
template <class left_T, class right_T, class res_T, typename CONFIG_T>
void concatenate(const left_T left[CONFIG_T::n_outer * CONFIG_T::n_left],
                 const right_T right[CONFIG_T::n_outer * CONFIG_T::n_right],
                 res_T res[CONFIG_T::n_outer * (CONFIG_T::n_left + CONFIG_T::n_right)]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_outer; i++) {
        res_T *run = res + i * (CONFIG_T::n_left + CONFIG_T::n_right);
        for (unsigned j = 0; j < CONFIG_T::n_left; j++)
            run[j] = static_cast<res_T>(left[i * CONFIG_T::n_left + j]);
        for (unsigned j = 0; j < CONFIG_T::n_right; j++)
            run[CONFIG_T::n_left + j] = static_cast<res_T>(right[i * CONFIG_T::n_right + j]);
    }
}

} // namespace nnet

#endif
