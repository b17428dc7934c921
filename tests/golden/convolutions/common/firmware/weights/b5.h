// Shape: [3]
// Range: -0.267578125 to 0.082031250
// Zeros: 1

#ifndef B5_H_
#define B5_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

#ifndef __SYNTHESIS__
model_default_t b5[3];
#else
model_default_t b5[3] = {0.082031250, -0.267578125, 0.000000000};
#endif

#endif
