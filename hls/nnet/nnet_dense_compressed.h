#ifndef NNET_DENSE_COMPRESSED_H_
#define NNET_DENSE_COMPRESSED_H_

// Fully connected layer whose weights are stored without their zeros, each with the number of its input and its output.

#include "nnet_dense.h"

namespace nnet {

/// A loop of `reuse_factor` steps over weights in memory, whose number is a multiple of that. Every output sums its
/// products of the first step, then those of the second and so on, from the bias.
template <class data_T, class res_T, typename CONFIG_T>
void dense_compressed(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
                      const typename CONFIG_T::weight_t weights[CONFIG_T::n_kept_weights],
                      const typename CONFIG_T::bias_t biases[CONFIG_T::n_out],
                      const typename CONFIG_T::row_t rows[CONFIG_T::n_kept_weights],
                      const typename CONFIG_T::column_t columns[CONFIG_T::n_kept_weights]) {
    constexpr unsigned n_multipliers = CONFIG_T::n_kept_weights / CONFIG_T::reuse_factor;
    static_assert(CONFIG_T::n_kept_weights % CONFIG_T::reuse_factor == 0, "the reuse factor divides the weights");

    #pragma HLS FUNCTION_INSTANTIATE variable=weights,biases,rows,columns
    #pragma HLS ARRAY_RESHAPE variable=weights block factor=n_multipliers
    #pragma HLS ARRAY_RESHAPE variable=rows block factor=n_multipliers
    #pragma HLS ARRAY_RESHAPE variable=columns block factor=n_multipliers
    #pragma HLS ARRAY_PARTITION variable=biases complete

    typedef typename CONFIG_T::accum_t accum_t;
    accum_t acc[CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=acc complete

    for (unsigned j = 0; j < CONFIG_T::n_out; j++) {
        #pragma HLS UNROLL
        acc[j] = static_cast<accum_t>(biases[j]);
    }
    for (unsigned step = 0; step < CONFIG_T::reuse_factor; step++) {
        #pragma HLS PIPELINE II=1 rewind
        for (unsigned m = 0; m < n_multipliers; m++) {
            #pragma HLS UNROLL
            const unsigned k = m * CONFIG_T::reuse_factor + step;
            acc[to_index(columns[k])] += static_cast<accum_t>(data[to_index(rows[k])] * weights[k]);
        }
    }
    for (unsigned j = 0; j < CONFIG_T::n_out; j++) {
        #pragma HLS UNROLL
        res[j] = static_cast<res_T>(acc[j]);
    }
}

} // namespace nnet

#endif
