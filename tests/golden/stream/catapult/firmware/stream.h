#ifndef STREAM_H_
#define STREAM_H_

#include "defines.h"

void CCS_BLOCK(stream)(
    ac_channel<input_t> &inp,
    ac_channel<product_result_t> &layer7_out,
    ac_channel<mean_result_t> &layer8_out
);

#endif
