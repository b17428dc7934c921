// Shape: [9]
// Range: -0.328125000 to 0.037109375
// Zeros: 1

#ifndef BR3_H_
#define BR3_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

#ifndef __SYNTHESIS__
model_default_t br3[9];
#else
model_default_t br3[9] = {-0.025390625, 0.033203125, -0.322265625, -0.287109375, -0.201171875, 0.000000000,
    -0.328125000, -0.316406250, 0.037109375};
#endif

#endif
