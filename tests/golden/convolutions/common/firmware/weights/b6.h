// Shape: [3]
// Range: -0.373046875 to 2.552734375
// Zeros: 0

#ifndef B6_H_
#define B6_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

#ifndef __SYNTHESIS__
model_default_t b6[3];
#else
model_default_t b6[3] = {-0.373046875, 2.552734375, 0.437500000};
#endif

#endif
