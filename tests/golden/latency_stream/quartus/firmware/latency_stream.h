#ifndef LATENCY_STREAM_H_
#define LATENCY_STREAM_H_

#include "defines.h"

component void latency_stream(ihc::stream_in<input_t> &x_port_, ihc::stream_out<result_t> &layer5_out_port_);

void latency_stream_arrays(nnet::stream<input_t> &x, nnet::stream<result_t> &layer5_out);

#endif
