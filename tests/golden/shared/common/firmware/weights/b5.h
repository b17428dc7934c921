// Shape: [4]
// Range: 0.00000 to 3.00000
// Zeros: 1

#ifndef B5_H_
#define B5_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

namespace outer {
namespace inner {

#ifndef __SYNTHESIS__
b3_t b5[4];
#else
b3_t b5[4] = {0.00000, 1.00000, 2.00000, 3.00000};
#endif

} // namespace inner
} // namespace outer

#endif
