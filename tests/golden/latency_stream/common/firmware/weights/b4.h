// Shape: [3]
// Range: 0 to 0
// Zeros: 3

#ifndef B4_H_
#define B4_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

#ifndef __SYNTHESIS__
bias4_t b4[3];
#else
bias4_t b4[3] = {0.0, 0.0, 0.0};
#endif

#endif
