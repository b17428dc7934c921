#ifndef RECURRENT_AXI_H_
#define RECURRENT_AXI_H_

#include "defines.h"
#include "nnet_utils/nnet_axi.h"

extern "C" {

void recurrent_axi(const ap_uint<32> *axi_in, ap_uint<32> *axi_out, unsigned n_samples);

} // extern "C"

#endif
