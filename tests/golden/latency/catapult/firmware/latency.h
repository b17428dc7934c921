#ifndef LATENCY_H_
#define LATENCY_H_

#include "defines.h"

void CCS_BLOCK(latency)(input_t x[3], result_t layer5_out[3]);

#endif
