// Shape: [3, 4]
// Range: -2.000000 to 1.984375
// Zeros: 1

#ifndef W2_H_
#define W2_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

#ifndef __SYNTHESIS__
fc1_weight_t w2[12];
#else
fc1_weight_t w2[12] = {0.500000, -1.250000, 0.000000, 0.015625, 1.984375, -2.000000, 1.984375, 0.093750, 0.203125,
    0.296875, -0.406250, -0.015625};
#endif

#endif
