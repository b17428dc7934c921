#ifndef CONVOLUTIONS_H_
#define CONVOLUTIONS_H_

#include "defines.h"

void convolutions_arrays(nnet::stream<inp_packet> &inp, nnet::stream<layer10_out_packet> &layer10_out);

#endif
