// Shape: [2]
// Range: 0 to 0
// Zeros: 2

#ifndef B6_H_
#define B6_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

namespace outer {
namespace inner {

#ifndef __SYNTHESIS__
b6_t b6[2];
#else
b6_t b6[2] = {0.0, 0.0};
#endif

} // namespace inner
} // namespace outer

#endif
