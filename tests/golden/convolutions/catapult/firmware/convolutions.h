#ifndef CONVOLUTIONS_H_
#define CONVOLUTIONS_H_

#include "defines.h"

void CCS_BLOCK(convolutions)(ac_channel<input_t> &inp, ac_channel<result_t> &layer10_out);

#endif
