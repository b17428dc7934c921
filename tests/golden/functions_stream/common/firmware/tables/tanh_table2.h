// Shape: [16]
// Range: -1.00000000 to 0.99609375
// Zeros: 1

#ifndef TANH_TABLE2_H_
#define TANH_TABLE2_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

NNET_CONSTANTS(tanh_table_t, tanh_table2, 16, -1.00000000, -1.00000000, -0.99609375, -0.98828125, -0.96484375,
    -0.90625000, -0.76171875, -0.46484375, 0.00000000, 0.46093750, 0.75781250, 0.90234375, 0.96093750, 0.98437500,
    0.99218750, 0.99609375)

#endif
