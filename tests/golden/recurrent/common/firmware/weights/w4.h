// Shape: [3, 2]
// Range: -0.957031250 to 0.140625000
// Zeros: 0

#ifndef W4_H_
#define W4_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

#ifndef __SYNTHESIS__
model_default_t w4[6];
#else
model_default_t w4[6] = {0.140625000, -0.505859375, 0.093750000, -0.402343750, -0.957031250, -0.375000000};
#endif

#endif
