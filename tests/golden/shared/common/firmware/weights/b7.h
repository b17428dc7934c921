// Shape: [2]
// Range: 0.25000 to 1.00000
// Zeros: 0

#ifndef B7_H_
#define B7_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

namespace outer {
namespace inner {

#ifndef __SYNTHESIS__
b7_t b7[2];
#else
b7_t b7[2] = {0.25000, 1.00000};
#endif

} // namespace inner
} // namespace outer

#endif
