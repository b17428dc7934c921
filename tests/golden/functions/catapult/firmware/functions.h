#ifndef FUNCTIONS_H_
#define FUNCTIONS_H_

#include "defines.h"

void CCS_BLOCK(functions)(input_t x[6], layer7_t layer7_out[6]);

#endif
