#ifndef NNET_UNARY_LUT_H_
#define NNET_UNARY_LUT_H_

// Functions as tables of all arguments, one for all elements or several that take turns.

#include "nnet_activation.h"

namespace nnet {

template <class data_T, class res_T, typename CONFIG_T>
void unary_lut(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
               const typename CONFIG_T::table_t table[CONFIG_T::n_tables * CONFIG_T::table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=table
    #pragma HLS ARRAY_PARTITION variable=table block factor=CONFIG_T::n_tables
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        const typename CONFIG_T::index_t x = static_cast<typename CONFIG_T::index_t>(data[i]);
        const unsigned first = i % CONFIG_T::n_tables * CONFIG_T::table_size;
        res[i] = static_cast<res_T>(table[first + pattern_position<CONFIG_T::table_size>(x)]);
    }
}

} // namespace nnet

#endif
