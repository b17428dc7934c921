#ifndef FUNCTIONS_STREAM_AXI_H_
#define FUNCTIONS_STREAM_AXI_H_

#include "defines.h"
#include "nnet_utils/nnet_axi.h"

void functions_stream_axi(hls::stream<nnet::axi_word<32>> &axi_in, hls::stream<nnet::axi_word<32>> &axi_out);

#endif
