#ifndef LATENCY_STREAM_H_
#define LATENCY_STREAM_H_

#include "defines.h"

void latency_stream(hls::FIFO<input_t> &x, hls::FIFO<result_t> &layer5_out);

#endif
