#ifndef LATENCY_H
#define LATENCY_H

#include "defines.h"

void latency(input_t x[3], result_t layer5_out[3]);

#endif
