#ifndef NNET_ACTIVATION_H_
#define NNET_ACTIVATION_H_

// Element-wise functions without parameters.

#include "nnet_common.h"

namespace nnet {

struct activ_config {
    static const unsigned io_type = io_parallel;
    static const unsigned reuse_factor = 1;
    /// 1 for the numbers of hls4ml 1.3 where its arithmetic overflows.
    static const unsigned peer_numbers = 0;
};

/// Assigns every element to the result type.
template <class data_T, class res_T, typename CONFIG_T>
void linear(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {
    #pragma HLS PIPELINE
    for (unsigned i = 0; i < CONFIG_T::n_in; i++)
        res[i] = static_cast<res_T>(data[i]);
}

template <class data_T, class res_T, typename CONFIG_T>
void relu(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {
    #pragma HLS PIPELINE
    for (unsigned i = 0; i < CONFIG_T::n_in; i++)
        res[i] = data[i] > 0 ? static_cast<res_T>(data[i]) : static_cast<res_T>(0);
}

template <class data_T, class res_T, typename CONFIG_T>
void relu6(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {
    #pragma HLS PIPELINE
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        if (data[i] < 0)
            res[i] = static_cast<res_T>(0);
        else if (data[i] > 6)
            res[i] = static_cast<res_T>(6);
        else
            res[i] = static_cast<res_T>(data[i]);
    }
}

/// Reads every element from a table over [-RANGE / 2, RANGE / 2).
template <int RANGE, class data_T, class res_T, typename CONFIG_T>
void centered_table(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                    const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        const unsigned position =
            table_position<CONFIG_T, CONFIG_T::table_size, RANGE, CONFIG_T::table_size / 2, false>(data[i]);
        res[i] = static_cast<res_T>(table[position]);
    }
}

template <class data_T, class res_T, typename CONFIG_T>
void sigmoid(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
             const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    centered_table<16, data_T, res_T, CONFIG_T>(data, res, table);
}

template <class data_T, class res_T, typename CONFIG_T>
void tanh(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
          const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    centered_table<8, data_T, res_T, CONFIG_T>(data, res, table);
}

template <class data_T, class res_T, typename CONFIG_T>
void softplus(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
              const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    centered_table<16, data_T, res_T, CONFIG_T>(data, res, table);
}

template <class data_T, class res_T, typename CONFIG_T>
void softsign(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
              const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    centered_table<16, data_T, res_T, CONFIG_T>(data, res, table);
}

/// The negative side is read from a table over (-8, 0].
template <class data_T, class res_T, typename CONFIG_T>
void selu(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
          const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    const ap_ufixed<16, 1> lambda = 1.0507009873554805;
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        if (data[i] >= 0)
            res[i] = static_cast<res_T>(lambda * data[i]);
        else
            res[i] = static_cast<res_T>(table[table_position<CONFIG_T, CONFIG_T::table_size, -8, 0, false>(data[i])]);
    }
}

} // namespace nnet

#endif
