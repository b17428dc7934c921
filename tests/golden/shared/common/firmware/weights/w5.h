// Shape: [4, 4]
// Range: -4 to 3
// Zeros: 4

#ifndef W5_H_
#define W5_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

namespace outer {
namespace inner {

#ifndef __SYNTHESIS__
w5_t w5[16];
#else
w5_t w5[16] = {1.0, 0.0, 1.0, -1.0, -2.0, 1.0, 1.0, -1.0, 3.0, 2.0, 0.0, 3.0, 0.0, -4.0, 0.0, 2.0};
#endif

} // namespace inner
} // namespace outer

#endif
