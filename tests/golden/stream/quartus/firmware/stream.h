#ifndef STREAM_H_
#define STREAM_H_

#include "defines.h"

component void stream(
    ihc::stream_in<input_t> &inp_port_,
    ihc::stream_out<product_result_t> &layer7_out_port_,
    ihc::stream_out<mean_result_t> &layer8_out_port_
);

void stream_arrays(
    nnet::stream<input_t> &inp,
    nnet::stream<product_result_t> &layer7_out,
    nnet::stream<mean_result_t> &layer8_out
);

#endif
