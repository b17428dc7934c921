// Shape: [2, 2]
// Range: -1.125000000 to 0.568359375
// Zeros: 0

#ifndef W6_H_
#define W6_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

#ifndef __SYNTHESIS__
model_default_t w6[4];
#else
model_default_t w6[4] = {-0.228515625, -1.125000000, 0.568359375, -0.867187500};
#endif

#endif
