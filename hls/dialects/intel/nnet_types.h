#ifndef NNET_TYPES_H_
#define NNET_TYPES_H_

// What the kernels call numbers and streams, in the words of Intel HLS.

#ifdef HLS_SYNTHESIS
#define __SYNTHESIS__
#endif

#include "HLS/hls.h"

#include "HLS/ac_fixed.h"
#include "HLS/ac_int.h"

#include "nnet_ac_types.h"
#include "nnet_depth.h"

namespace nnet {

/// A FIFO between processes. All have the depth of the deepest, since depths are a part of types here.
template <class T> using stream = ihc::stream<T, ihc::buffer<fifo_depth>>;

/// Moves `N` packets from a stream or port to another.
template <unsigned N, class from_T, class to_T> void forward_packets(from_T &from, to_T &to) {
    for (unsigned i = 0; i < N; i++)
        to.write(from.read());
}

/// Copies `N` elements of an array.
template <class T, unsigned N> void copy_elements(const T *from, T *to) {
    for (unsigned i = 0; i < N; i++)
        to[i] = from[i];
}

} // namespace nnet

#endif
