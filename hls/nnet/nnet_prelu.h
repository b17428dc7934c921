#ifndef NNET_PRELU_H_
#define NNET_PRELU_H_

// Leaky rectifier with a slope for each element.

#include "nnet_activation.h"

namespace nnet {

template <class data_T, class res_T, typename CONFIG_T>
void prelu(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
           const typename CONFIG_T::param_t alpha[CONFIG_T::n_in]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=alpha
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    #pragma HLS ARRAY_PARTITION variable=alpha complete
    for (unsigned i = 0; i < CONFIG_T::n_in; i++)
        res[i] = data[i] > 0 ? static_cast<res_T>(data[i]) : static_cast<res_T>(alpha[i] * data[i]);
}

} // namespace nnet

#endif
