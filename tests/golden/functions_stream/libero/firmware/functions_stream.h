#ifndef FUNCTIONS_STREAM_H_
#define FUNCTIONS_STREAM_H_

#include "defines.h"

void functions_stream(hls::FIFO<input_t> &x, hls::FIFO<layer7_t> &layer7_out);

#endif
