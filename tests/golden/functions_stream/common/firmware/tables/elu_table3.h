// Shape: [8]
// Range: -1.00000000 to 0.00000000
// Zeros: 1

#ifndef ELU_TABLE3_H_
#define ELU_TABLE3_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

NNET_CONSTANTS(elu_table_t, elu_table3, 8, 0.00000000, -0.63281250, -0.86718750, -0.95312500, -0.98437500, -0.99609375,
    -1.00000000, -1.00000000)

#endif
