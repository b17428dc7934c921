// Shape: [2]
// Range: -0.75000 to 1.50000
// Zeros: 0

#ifndef S7_H_
#define S7_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

namespace outer {
namespace inner {

#ifndef __SYNTHESIS__
s7_t s7[2];
#else
s7_t s7[2] = {1.50000, -0.75000};
#endif

} // namespace inner
} // namespace outer

#endif
