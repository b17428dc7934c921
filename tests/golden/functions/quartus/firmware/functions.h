#ifndef FUNCTIONS_H_
#define FUNCTIONS_H_

#include "defines.h"

struct input_data {
    input_t x[6];
};

struct output_data {
    layer7_t layer7_out[6];
};

component output_data functions(input_data inputs);

void functions_arrays(input_t x[6], layer7_t layer7_out[6]);

#endif
