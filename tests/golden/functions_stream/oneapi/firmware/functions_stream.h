#ifndef FUNCTIONS_STREAM_H_
#define FUNCTIONS_STREAM_H_

#include "defines.h"

void functions_stream_arrays(nnet::stream<x_packet> &x, nnet::stream<layer7_out_packet> &layer7_out);

#endif
