// Shape: [2]
// Range: -0.439453125 to 0.009765625
// Zeros: 0

#ifndef B2_H_
#define B2_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

#ifndef __SYNTHESIS__
model_default_t b2[2];
#else
model_default_t b2[2] = {-0.439453125, 0.009765625};
#endif

#endif
