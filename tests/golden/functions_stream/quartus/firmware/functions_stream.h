#ifndef FUNCTIONS_STREAM_H_
#define FUNCTIONS_STREAM_H_

#include "defines.h"

component void functions_stream(ihc::stream_in<input_t> &x_port_, ihc::stream_out<layer7_t> &layer7_out_port_);

void functions_stream_arrays(nnet::stream<input_t> &x, nnet::stream<layer7_t> &layer7_out);

#endif
