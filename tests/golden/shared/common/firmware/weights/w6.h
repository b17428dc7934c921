// Shape: [2, 2]
// Range: 0.0000 to 0.5000
// Zeros: 2

#ifndef W6_H_
#define W6_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

namespace outer {
namespace inner {

#ifndef __SYNTHESIS__
w6_t w6[4];
#else
w6_t w6[4] = {0.5000, 0.0000, 0.0000, 0.2500};
#endif

} // namespace inner
} // namespace outer

#endif
