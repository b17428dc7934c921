#ifndef NNET_LEVELS_H_
#define NNET_LEVELS_H_

// Levels by thresholds.

#include "nnet_activation.h"

namespace nnet {

/// 1 above `upper`, -1 up to `lower`, else 0.
template <class data_T, class res_T, typename CONFIG_T>
void ternary_levels(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                    const typename CONFIG_T::threshold_t lower, const typename CONFIG_T::threshold_t upper) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        if (data[i] > upper)
            res[i] = static_cast<res_T>(1);
        else if (data[i] > lower)
            res[i] = static_cast<res_T>(0);
        else
            res[i] = static_cast<res_T>(-1);
    }
}

/// The level whose index is the number of thresholds that an element reaches.
template <class data_T, class res_T, typename CONFIG_T>
void multi_threshold(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                     const typename CONFIG_T::threshold_t thresholds[CONFIG_T::n_thresholds],
                     const typename CONFIG_T::level_t levels[CONFIG_T::n_thresholds + 1]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=thresholds
    #pragma HLS FUNCTION_INSTANTIATE variable=levels
    #pragma HLS ARRAY_PARTITION variable=thresholds complete
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        unsigned level = 0;
        for (unsigned threshold = 0; threshold < CONFIG_T::n_thresholds; threshold++) {
            if (data[i] >= thresholds[threshold])
                level++;
        }
        res[i] = static_cast<res_T>(levels[level]);
    }
}

/// 1 above `upper` of a channel, -1 up to `lower`, else 0.
template <class data_T, class res_T, typename CONFIG_T>
void normalize_ternary(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                       const typename CONFIG_T::threshold_lo_t lower[CONFIG_T::n_filt],
                       const typename CONFIG_T::threshold_hi_t upper[CONFIG_T::n_filt]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    #pragma HLS ARRAY_PARTITION variable=lower complete
    #pragma HLS ARRAY_PARTITION variable=upper complete
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        const unsigned channel = i % CONFIG_T::n_filt;
        if (data[i] > upper[channel])
            res[i] = static_cast<res_T>(1);
        else if (data[i] > lower[channel])
            res[i] = static_cast<res_T>(0);
        else
            res[i] = static_cast<res_T>(-1);
    }
}

/// 1 from the threshold of a channel on, else -1.
template <class data_T, class res_T, typename CONFIG_T>
void normalize_binary(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                      const typename CONFIG_T::threshold_hi_t threshold[CONFIG_T::n_filt]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    #pragma HLS ARRAY_PARTITION variable=threshold complete
    for (unsigned i = 0; i < CONFIG_T::n_in; i++)
        res[i] = data[i] >= threshold[i % CONFIG_T::n_filt] ? static_cast<res_T>(1) : static_cast<res_T>(-1);
}

} // namespace nnet

#endif
