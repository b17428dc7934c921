// Shape: [2, 3]
// Range: -0.4062500 to 0.5000000
// Zeros: 1

#ifndef A6_H_
#define A6_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

NNET_CONSTANTS(prelu_param_t, a6, 6, 0.0937500, 0.5000000, 0.0000000, 0.2968750, -0.4062500, 0.5000000)

#endif
