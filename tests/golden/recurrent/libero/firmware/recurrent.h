#ifndef RECURRENT_H_
#define RECURRENT_H_

#include "defines.h"

void recurrent(hls::FIFO<nnet::array<input_t,12>> &inp_port_, hls::FIFO<nnet::array<result_t,2>> &layer7_out_port_);

void recurrent_arrays(input_t inp[12], result_t layer7_out[2]);

#endif
