// Shape: [2, 4]
// Range: -1.9375 to 1.9375
// Zeros: 1

#ifndef W3_H_
#define W3_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

namespace outer {
namespace inner {

#ifndef __SYNTHESIS__
w3_t w3[8];
#else
w3_t w3[8] = {0.5000, 0.0000, 1.9375, 1.9375, -1.2500, 0.7500, -1.9375, 0.1250};
#endif

} // namespace inner
} // namespace outer

#endif
