#ifndef RECURRENT_H_
#define RECURRENT_H_

#include "defines.h"

void recurrent_arrays(input_t inp[12], result_t layer7_out[2]);

#endif
