#ifndef RECURRENT_H_
#define RECURRENT_H_

#include "defines.h"

struct input_data {
    input_t inp[12];
};

struct output_data {
    result_t layer7_out[2];
};

component output_data recurrent(input_data inputs);

void recurrent_arrays(input_t inp[12], result_t layer7_out[2]);

#endif
