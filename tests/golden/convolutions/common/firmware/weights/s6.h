// Shape: [3]
// Range: 0.673828125 to 2.267578125
// Zeros: 0

#ifndef S6_H_
#define S6_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

#ifndef __SYNTHESIS__
model_default_t s6[3];
#else
model_default_t s6[3] = {0.673828125, 2.267578125, 0.689453125};
#endif

#endif
