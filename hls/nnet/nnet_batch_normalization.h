#ifndef NNET_BATCH_NORMALIZATION_H_
#define NNET_BATCH_NORMALIZATION_H_

// Scale and offset of each channel; product and sum are exact, the result is assigned once.

#include "nnet_common.h"

namespace nnet {

struct batchnorm_config {
    static const unsigned io_type = io_parallel;
    static const unsigned reuse_factor = 1;
    static const unsigned n_inner = 1;
};

/// An axis of `n_filt` channels with `n_inner` elements behind it.
template <class data_T, class res_T, typename CONFIG_T>
void normalize(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
               const typename CONFIG_T::scale_t scale[CONFIG_T::n_filt],
               const typename CONFIG_T::bias_t bias[CONFIG_T::n_filt]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=scale,bias
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    #pragma HLS ARRAY_PARTITION variable=scale complete
    #pragma HLS ARRAY_PARTITION variable=bias complete
    #pragma HLS ALLOCATION operation instances=mul limit=CONFIG_T::multiplier_limit

    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        const unsigned channel = i / CONFIG_T::n_inner % CONFIG_T::n_filt;
        res[i] = static_cast<res_T>(data[i] * scale[channel] + bias[channel]);
    }
}

} // namespace nnet

#endif
