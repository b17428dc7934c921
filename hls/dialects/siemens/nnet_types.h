#ifndef NNET_TYPES_H_
#define NNET_TYPES_H_

// What the kernels call numbers and streams, in the words of Catapult.

#include "ac_channel.h"
#include "ac_fixed.h"
#include "ac_int.h"

#include "mc_scverify.h"

#include "nnet_ac_types.h"

namespace nnet {

/// A FIFO between blocks.
template <class T> using stream = ac_channel<T>;

} // namespace nnet

#endif
