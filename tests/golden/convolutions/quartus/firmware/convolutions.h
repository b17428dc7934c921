#ifndef CONVOLUTIONS_H_
#define CONVOLUTIONS_H_

#include "defines.h"

component void convolutions(ihc::stream_in<input_t> &inp_port_, ihc::stream_out<result_t> &layer10_out_port_);

void convolutions_arrays(nnet::stream<input_t> &inp, nnet::stream<result_t> &layer10_out);

#endif
