#ifndef SHARED_H_
#define SHARED_H_

#include "defines.h"

namespace outer {
namespace inner {

void CCS_BLOCK(shared)(
    input_t left[4],
    input2_t right[4],
    layer5_t layer5_out[4],
    layer6_t layer6_out[2],
    layer7_t layer7_out[2],
    layer3_t layer3_out[2]
);

} // namespace inner
} // namespace outer

#endif
