// Shape: [2]
// Range: -0.228515625 to 0.169921875
// Zeros: 0

#ifndef B6_H_
#define B6_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

#ifndef __SYNTHESIS__
model_default_t b6[2];
#else
model_default_t b6[2] = {-0.228515625, 0.169921875};
#endif

#endif
