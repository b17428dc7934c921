#ifndef FUNCTIONS_STREAM_H_
#define FUNCTIONS_STREAM_H_

#include "defines.h"

void functions_stream(hls::stream<input_t> &x, hls::stream<layer7_t> &layer7_out);

#endif
