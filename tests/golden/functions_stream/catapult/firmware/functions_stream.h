#ifndef FUNCTIONS_STREAM_H_
#define FUNCTIONS_STREAM_H_

#include "defines.h"

void CCS_BLOCK(functions_stream)(ac_channel<input_t> &x, ac_channel<layer7_t> &layer7_out);

#endif
