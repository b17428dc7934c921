#ifndef NNET_RECURRENT_STREAM_H_
#define NNET_RECURRENT_STREAM_H_

// Recurrent layers on streams: every packet is a step.

#include "nnet_recurrent.h"
#include "nnet_stream.h"

namespace nnet {

/// All steps in the order of the stream, from states of 0 or those that the layer has kept.
template <class data_T, class res_T, typename CONFIG_T>
void recurrent_stream(stream<data_T> &data, stream<res_T> &res, NNET_CELL_WEIGHTS(CONFIG_T, ),
                      NNET_CELL_TABLES(CONFIG_T)) {
    typedef typename data_T::value_type input_T;
    typedef typename res_T::value_type state_T;
    static_assert(data_T::size == CONFIG_T::n_in && res_T::size == CONFIG_T::n_out, "a packet is a step");
    static_assert(!CONFIG_T::backward, "the first step comes first");
    input_T x[CONFIG_T::n_in];
    state_T states[CONFIG_T::n_states * CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=x complete
    #pragma HLS ARRAY_PARTITION variable=states complete
    for (unsigned i = 0; i < CONFIG_T::n_states * CONFIG_T::n_out; i++) {
        #pragma HLS UNROLL
        states[i] = static_cast<state_T>(0);
    }
    if (CONFIG_T::stateful)
        keep_states<state_T, CONFIG_T>(false, states);
    for (unsigned step = 0; step < CONFIG_T::n_steps; step++) {
        read_packet(data, x);
        recurrent_static_step<input_T, state_T, CONFIG_T>(x, step == 0, states, weights, biases, recurrent_weights,
                                                          recurrent_biases, candidate_weights, candidate_biases,
                                                          activation_constants, gate_constants);
        if (CONFIG_T::return_sequences || step + 1 == CONFIG_T::n_steps)
            write_packet(states, res);
    }
    if (CONFIG_T::stateful)
        keep_states<state_T, CONFIG_T>(true, states);
}

} // namespace nnet

#endif
