#ifndef NNET_EMBEDDING_H_
#define NNET_EMBEDDING_H_

// Rows of a table, chosen by their number.

#include "nnet_common.h"

namespace nnet {

struct embedding_config {
    static const unsigned reuse_factor = 1;
};

/// The number of a row, limited to the rows that there are.
template <unsigned N_ROWS, class T> unsigned row_number(const T &x) {
    #pragma HLS INLINE
    if (x < 1)
        return 0;
    if (x >= static_cast<int>(N_ROWS - 1))
        return N_ROWS - 1;
    return to_index(x);
}

template <class data_T, class res_T, typename CONFIG_T>
void embedding(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in * CONFIG_T::n_out],
               const typename CONFIG_T::embeddings_t embeddings[CONFIG_T::vocab_size * CONFIG_T::n_out]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=embeddings
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        const unsigned row = row_number<CONFIG_T::vocab_size>(data[i]);
        for (unsigned j = 0; j < CONFIG_T::n_out; j++)
            res[i * CONFIG_T::n_out + j] = static_cast<res_T>(embeddings[row * CONFIG_T::n_out + j]);
    }
}

} // namespace nnet

#endif
