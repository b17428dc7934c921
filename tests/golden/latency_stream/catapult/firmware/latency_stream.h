#ifndef LATENCY_STREAM_H_
#define LATENCY_STREAM_H_

#include "defines.h"

void CCS_BLOCK(latency_stream)(ac_channel<input_t> &x, ac_channel<result_t> &layer5_out);

#endif
