// Shape: [12]
// Range: -0.523437500 to 0.109375000
// Zeros: 1

#ifndef B2_H_
#define B2_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

#ifndef __SYNTHESIS__
model_default_t b2[12];
#else
model_default_t b2[12] = {0.072265625, -0.009765625, 0.000000000, -0.523437500, -0.085937500, -0.128906250, 0.042968750,
    -0.033203125, 0.109375000, 0.007812500, -0.078125000, -0.080078125};
#endif

#endif
