#ifndef LATENCY_STREAM_H_
#define LATENCY_STREAM_H_

#include "defines.h"

void latency_stream_arrays(nnet::stream<x_packet> &x, nnet::stream<layer5_out_packet> &layer5_out);

#endif
