// Shape: [8]
// Range: 0.0000000000 to 0.1250000000
// Zeros: 1

#ifndef INV_TABLE7_H_
#define INV_TABLE7_H_

#include "../defines.h"
#include "../nnet_utils/nnet_constants.h"

NNET_CONSTANTS(layer7_table_t, inv_table7, 8, 0.0000000000, 0.1250000000, 0.0625000000, 0.0410156250, 0.0312500000,
    0.0244140625, 0.0205078125, 0.0175781250)

#endif
