#ifndef LATENCY_STREAM_H_
#define LATENCY_STREAM_H_

#include "defines.h"

void latency_stream(hls::stream<input_t> &x, hls::stream<result_t> &layer5_out);

#endif
