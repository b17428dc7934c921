#ifndef CONVOLUTIONS_H_
#define CONVOLUTIONS_H_

#include "defines.h"

void convolutions(hls::FIFO<input_t> &inp, hls::FIFO<result_t> &layer10_out);

#endif
