#ifndef CONVOLUTIONS_H_
#define CONVOLUTIONS_H_

#include "defines.h"

void convolutions(hls::stream<input_t> &inp, hls::stream<result_t> &layer10_out);

#endif
