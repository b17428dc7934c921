#ifndef NNET_PARAMETRIZED_ACTIVATION_H_
#define NNET_PARAMETRIZED_ACTIVATION_H_

// Element-wise functions with one parameter.

#include "nnet_activation.h"

namespace nnet {

template <class data_T, class res_T, typename CONFIG_T>
void leaky_relu(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                const typename CONFIG_T::param_t alpha) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_in; i++)
        res[i] = data[i] > 0 ? static_cast<res_T>(data[i]) : static_cast<res_T>(alpha * data[i]);
}

/// Arguments below the least number of the result type count as that number.
template <class data_T, class res_T, typename CONFIG_T>
void limited_leaky_relu(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                        const typename CONFIG_T::param_t alpha, const res_T least) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        if (data[i] > 0)
            res[i] = static_cast<res_T>(data[i]);
        // Operands of different signedness are compared by the sign of their exact difference.
        else if (data[i] - least < 0)
            res[i] = static_cast<res_T>(alpha * least);
        else
            res[i] = static_cast<res_T>(alpha * data[i]);
    }
}

template <class data_T, class res_T, typename CONFIG_T>
void thresholded_relu(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                      const typename CONFIG_T::param_t theta) {
    #pragma HLS PIPELINE
    for (unsigned i = 0; i < CONFIG_T::n_in; i++)
        res[i] = data[i] > theta ? static_cast<res_T>(data[i]) : static_cast<res_T>(0);
}

/// `max_value` from there on, the argument from `threshold` on, below that a line through the threshold.
template <class data_T, class res_T, typename CONFIG_T>
void bounded_relu(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                  const typename CONFIG_T::max_t max_value, const typename CONFIG_T::slope_t slope,
                  const typename CONFIG_T::threshold_t threshold) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        // Operands of different signedness are compared by the sign of their exact difference.
        if (CONFIG_T::is_bounded && data[i] - max_value >= 0)
            res[i] = static_cast<res_T>(max_value);
        else if (data[i] - threshold >= 0)
            res[i] = static_cast<res_T>(data[i]);
        else
            res[i] = static_cast<res_T>(slope * (data[i] - threshold));
    }
}

/// The exponential is read from a table over (-8, 0].
template <class data_T, class res_T, typename CONFIG_T>
void elu(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in], const typename CONFIG_T::param_t alpha,
         const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        if (data[i] >= 0)
            res[i] = static_cast<res_T>(data[i]);
        else
            res[i] = static_cast<res_T>(
                alpha * table[table_position<CONFIG_T, CONFIG_T::table_size, -8, 0, true>(data[i])]);
    }
}

} // namespace nnet

#endif
