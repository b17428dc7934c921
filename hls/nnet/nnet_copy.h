#ifndef NNET_COPY_H_
#define NNET_COPY_H_

// Copies for two readers: between processes, every array has one writer and one reader.

#include "nnet_common.h"

namespace nnet {

template <class T, unsigned N> void copy_for_two(const T data[N], T first[N], T second[N]) {
    #pragma HLS PIPELINE
    for (unsigned i = 0; i < N; i++) {
        first[i] = data[i];
        second[i] = data[i];
    }
}

} // namespace nnet

#endif
