// Shape: [4]
// Range: -0.5000000000 to 0.5000000000
// Zeros: 1

#ifndef B2_H_
#define B2_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

#ifndef __SYNTHESIS__
fc1_bias_t b2[4];
#else
fc1_bias_t b2[4] = {0.5000000000, -0.5000000000, 0.2500000000, 0.0000000000};
#endif

#endif
