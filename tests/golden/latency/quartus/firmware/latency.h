#ifndef LATENCY_H_
#define LATENCY_H_

#include "defines.h"

struct input_data {
    input_t x[3];
};

struct output_data {
    result_t layer5_out[3];
};

component output_data latency(input_data inputs);

void latency_arrays(input_t x[3], result_t layer5_out[3]);

#endif
