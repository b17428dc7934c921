// Shape: [2]
// Range: 0.126953125 to 0.312500000
// Zeros: 0

#ifndef B4_H_
#define B4_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

#ifndef __SYNTHESIS__
model_default_t b4[2];
#else
model_default_t b4[2] = {0.126953125, 0.312500000};
#endif

#endif
