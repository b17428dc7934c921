// Shape: [9]
// Range: -0.347656250 to 0.218750000
// Zeros: 1

#ifndef B3_H_
#define B3_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

#ifndef __SYNTHESIS__
model_default_t b3[9];
#else
model_default_t b3[9] = {0.091796875, -0.167968750, -0.177734375, 0.039062500, 0.044921875, -0.347656250, 0.000000000,
    0.218750000, -0.271484375};
#endif

#endif
