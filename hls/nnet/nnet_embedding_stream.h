#ifndef NNET_EMBEDDING_STREAM_H_
#define NNET_EMBEDDING_STREAM_H_

// Rows of a table as packets.

#include "nnet_embedding.h"
#include "nnet_stream.h"

namespace nnet {

template <class data_T, class res_T, typename CONFIG_T>
void embedding_stream(stream<data_T> &data, stream<res_T> &res,
                      const typename CONFIG_T::embeddings_t embeddings[CONFIG_T::vocab_size * CONFIG_T::n_out]) {
    static_assert(CONFIG_T::n_in % data_T::size == 0, "a tensor is a whole number of packets");
    for (unsigned i = 0; i < CONFIG_T::n_in / data_T::size; i++) {
        const data_T numbers = data.read();
        for (unsigned k = 0; k < data_T::size; k++) {
            #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
            const unsigned row = row_number<CONFIG_T::vocab_size>(numbers[k]);
            res_T packet;
            for (unsigned j = 0; j < CONFIG_T::n_out; j++) {
                #pragma HLS UNROLL
                packet[j] = static_cast<typename res_T::value_type>(embeddings[row * CONFIG_T::n_out + j]);
            }
            res.write(packet);
        }
    }
}

} // namespace nnet

#endif
