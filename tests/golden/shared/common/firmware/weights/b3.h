// Shape: [2]
// Range: -0.50000 to 0.50000
// Zeros: 0

#ifndef B3_H_
#define B3_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

namespace outer {
namespace inner {

#ifndef __SYNTHESIS__
b3_t b3[2];
#else
b3_t b3[2] = {0.50000, -0.50000};
#endif

} // namespace inner
} // namespace outer

#endif
