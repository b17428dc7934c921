#ifndef STREAM_H_
#define STREAM_H_

#include "defines.h"

void stream(hls::FIFO<input_t> &inp, hls::FIFO<product_result_t> &layer7_out, hls::FIFO<mean_result_t> &layer8_out);

#endif
