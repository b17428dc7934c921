#ifndef FUNCTIONS_H_
#define FUNCTIONS_H_

#include "defines.h"

void functions(hls::FIFO<nnet::array<input_t,6>> &x_port_, hls::FIFO<nnet::array<layer7_t,6>> &layer7_out_port_);

void functions_arrays(input_t x[6], layer7_t layer7_out[6]);

#endif
