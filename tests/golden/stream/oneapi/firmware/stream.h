#ifndef STREAM_H_
#define STREAM_H_

#include "defines.h"

void stream_arrays(
    nnet::stream<inp_packet> &inp,
    nnet::stream<layer7_out_packet> &layer7_out,
    nnet::stream<layer8_out_packet> &layer8_out
);

#endif
