#ifndef LATENCY_H_
#define LATENCY_H_

#include "defines.h"

void latency(hls::FIFO<nnet::array<input_t,3>> &x_port_, hls::FIFO<nnet::array<result_t,3>> &layer5_out_port_);

void latency_arrays(input_t x[3], result_t layer5_out[3]);

#endif
