#ifndef NNET_STEPS_H_
#define NNET_STEPS_H_

// One step of a sequence at a time: the elements of a step follow each other.

#include "nnet_common.h"

namespace nnet {

/// The `SIZE` elements of a step.
template <class T, unsigned SIZE, unsigned N_STEPS> void read_step(const T from[N_STEPS * SIZE], unsigned step, T to[SIZE]) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < SIZE; i++) {
        #pragma HLS UNROLL
        to[i] = from[step * SIZE + i];
    }
}

/// A step of `SIZE` elements.
template <class T, unsigned SIZE, unsigned N_STEPS> void write_step(const T from[SIZE], unsigned step, T to[N_STEPS * SIZE]) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < SIZE; i++) {
        #pragma HLS UNROLL
        to[step * SIZE + i] = from[i];
    }
}

} // namespace nnet

#endif
