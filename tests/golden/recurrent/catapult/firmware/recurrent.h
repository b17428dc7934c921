#ifndef RECURRENT_H_
#define RECURRENT_H_

#include "defines.h"

void CCS_BLOCK(recurrent)(input_t inp[12], result_t layer7_out[2]);

#endif
