// Shape: [3]
// Range: -0.119140625 to 0.207031250
// Zeros: 0

#ifndef B9_H_
#define B9_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

#ifndef __SYNTHESIS__
model_default_t b9[3];
#else
model_default_t b9[3] = {-0.042968750, -0.119140625, 0.207031250};
#endif

#endif
