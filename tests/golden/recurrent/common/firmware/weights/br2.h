// Shape: [12]
// Range: -0.404296875 to 0.251953125
// Zeros: 2

#ifndef BR2_H_
#define BR2_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

#ifndef __SYNTHESIS__
model_default_t br2[12];
#else
model_default_t br2[12] = {-0.404296875, 0.005859375, 0.000000000, -0.214843750, -0.394531250, -0.093750000,
    0.251953125, -0.248046875, 0.150390625, -0.070312500, 0.000000000, 0.068359375};
#endif

#endif
