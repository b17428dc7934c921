#ifndef SHARED_H_
#define SHARED_H_

#include "defines.h"

namespace outer {
namespace inner {

void shared(
    hls::FIFO<nnet::array<input_t,4>> &left_port_,
    hls::FIFO<nnet::array<input2_t,4>> &right_port_,
    hls::FIFO<nnet::array<layer5_t,4>> &layer5_out_port_,
    hls::FIFO<nnet::array<layer6_t,2>> &layer6_out_port_,
    hls::FIFO<nnet::array<layer7_t,2>> &layer7_out_port_,
    hls::FIFO<nnet::array<layer3_t,2>> &layer3_out_port_
);

void shared_arrays(
    input_t left[4],
    input2_t right[4],
    layer5_t layer5_out[4],
    layer6_t layer6_out[2],
    layer7_t layer7_out[2],
    layer3_t layer3_out[2]
);

} // namespace inner
} // namespace outer

#endif
