// Shape: [3, 3]
// Range: -1.935546875 to 0.937500000
// Zeros: 0

#ifndef W9_H_
#define W9_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

#ifndef __SYNTHESIS__
model_default_t w9[9];
#else
model_default_t w9[9] = {0.656250000, -1.935546875, -0.095703125, 0.937500000, -0.244140625, -0.830078125, 0.361328125,
    0.248046875, 0.250000000};
#endif

#endif
