#ifndef NNET_HARD_ACTIVATION_H_
#define NNET_HARD_ACTIVATION_H_

// Stand-ins of sigmoid, tanh and silu from a straight line: `z = slope * x + shift` is exact, limited to [0, 1].

#include "nnet_activation.h"

namespace nnet {

/// What `z` becomes above 1. With `peer_numbers` it stays in the type of `z`, whose grid may be coarser than 1.
template <typename CONFIG_T, class Z, class res_T> void above_one(const Z &z, bool doubled, res_T &res) {
    #pragma HLS INLINE
    Z one = z;
    one = 1;
    if (!CONFIG_T::peer_numbers)
        res = static_cast<res_T>(1);
    else if (doubled)
        res = static_cast<res_T>(one + one - 1);
    else
        res = static_cast<res_T>(one);
}

template <class data_T, class res_T, typename CONFIG_T>
void hard_sigmoid(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                  const typename CONFIG_T::slope_t slope, const typename CONFIG_T::shift_t shift) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        const auto z = slope * data[i] + shift;
        if (z > 1)
            above_one<CONFIG_T>(z, false, res[i]);
        else if (z < 0)
            res[i] = static_cast<res_T>(0);
        else
            res[i] = static_cast<res_T>(z);
    }
}

template <class data_T, class res_T, typename CONFIG_T>
void hard_tanh(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
               const typename CONFIG_T::slope_t slope, const typename CONFIG_T::shift_t shift) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        const auto z = slope * data[i] + shift;
        if (z > 1)
            above_one<CONFIG_T>(z, true, res[i]);
        else if (z < 0)
            res[i] = static_cast<res_T>(-1);
        else
            res[i] = static_cast<res_T>(z + z - 1);
    }
}

/// The argument times `z`.
template <class data_T, class res_T, typename CONFIG_T>
void hard_silu(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
               const typename CONFIG_T::slope_t slope, const typename CONFIG_T::shift_t shift) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        const auto z = slope * data[i] + shift;
        if (z > 1)
            res[i] = static_cast<res_T>(data[i]);
        else if (z < 0)
            res[i] = static_cast<res_T>(0);
        else
            res[i] = static_cast<res_T>(data[i] * z);
    }
}

} // namespace nnet

#endif
