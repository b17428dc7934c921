// Shape: [4, 3]
// Range: -2.0000000000 to 3.5000000000
// Zeros: 1

#ifndef W4_H_
#define W4_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

#ifndef __SYNTHESIS__
model_default_t w4[12];
#else
model_default_t w4[12] = {0.5000000000, -1.2500000000, 0.0000000000, 0.0078125000, 1.9843750000, -2.0000000000,
    3.5000000000, 0.0996093750, 0.1992187500, 0.2998046875, -0.4003906250, -0.0156250000};
#endif

#endif
