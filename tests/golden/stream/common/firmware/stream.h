#ifndef STREAM_H_
#define STREAM_H_

#include "defines.h"

void stream(
    hls::stream<input_t> &inp,
    hls::stream<product_result_t> &layer7_out,
    hls::stream<mean_result_t> &layer8_out
);

#endif
