#ifndef NNET_RECURRENT_H_
#define NNET_RECURRENT_H_

// Recurrent layers. With `x` the input of a step and `h` the result of the step before, a step starts from
// `a = x * weights + biases` and `b = h * recurrent weights + recurrent biases`, whose elements are of `accum_t`. The
// states are of the type of the results.

#include "nnet_activation.h"
#include "nnet_dense.h"
#include "nnet_hard_activation.h"
#include "nnet_parametrized_activation.h"

namespace nnet {

enum recurrent_cell { simple_rnn_cell, lstm_cell, gru_cell, gru_reset_before_cell };
enum cell_function_name {
    elu_function,
    exponential_function,
    hard_shrink_function,
    hard_sigmoid_function,
    hard_silu_function,
    hard_tanh_function,
    leaky_relu_function,
    linear_function,
    mirrored_table_function,
    negative_part_plus_table_function,
    positive_part_plus_table_function,
    relu_function,
    relu6_function,
    selu_function,
    sigmoid_function,
    soft_shrink_function,
    softplus_function,
    softsign_function,
    tanh_function,
    whole_plus_table_function
};
enum merge_name { merge_concat, merge_sum, merge_mul, merge_ave };

struct recurrent_config {
    static const unsigned io_type = io_parallel;
    static const unsigned reuse_factor = 1;
    /// How many blocks compute the steps: a single one, which keeps the states, or one for each step.
    static const unsigned n_blocks = 1;
    /// Whether the last step is computed first.
    static const bool backward = false;
    /// Whether the results stand in the order of the steps, instead of that of their computation.
    static const bool aligned = false;
    static const bool return_sequences = false;
    /// Whether a step assigns the states it reads to `read_t`, and from it to their own type again.
    static const bool rounds_states = false;
    /// Whether a sample starts from the last states of the sample before.
    static const bool stateful = false;
    /// 1 where the terms of the memory of an LSTM are assigned to `accum_t` before they are added.
    static const unsigned assigns_terms = 0;
    /// 1 for the numbers of hls4ml 1.3, which starts from states of 0 whatever it is given.
    static const unsigned peer_numbers = 0;
};

struct bidirectional_config {
    static const unsigned io_type = io_parallel;
    static const unsigned reuse_factor = 1;
};

/// A function inside a layer, of `n_in` elements. `constants` is its table, slope and shift of a piecewise-linear
/// function, its parameter, or without meaning.
template <unsigned FUNCTION> struct cell_function;

/// Specialises `cell_function` for a function with a table.
#define NNET_CELL_TABLE(NAME)                                                                                          \
    template <> struct cell_function<NAME##_function> {                                                                \
        template <class data_T, class res_T, typename CONFIG_T>                                                        \
        static void run(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],                                  \
                        const typename CONFIG_T::table_t constants[CONFIG_T::table_size]) {                            \
            NAME<data_T, res_T, CONFIG_T>(data, res, constants);                                                       \
        }                                                                                                              \
    };

/// Specialises `cell_function` for a function without constants.
#define NNET_CELL_PLAIN(NAME)                                                                                          \
    template <> struct cell_function<NAME##_function> {                                                                \
        template <class data_T, class res_T, typename CONFIG_T>                                                        \
        static void run(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],                                  \
                        const typename CONFIG_T::table_t[CONFIG_T::table_size]) {                                      \
            NAME<data_T, res_T, CONFIG_T>(data, res);                                                                  \
        }                                                                                                              \
    };

/// Specialises `cell_function` for a piecewise-linear function.
#define NNET_CELL_HARD(NAME)                                                                                           \
    template <> struct cell_function<NAME##_function> {                                                                \
        template <class data_T, class res_T, typename CONFIG_T>                                                        \
        static void run(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],                                  \
                        const typename CONFIG_T::table_t constants[CONFIG_T::table_size]) {                            \
            NAME<data_T, res_T, CONFIG_T>(data, res, constants[0], constants[1]);                                      \
        }                                                                                                              \
    };

NNET_CELL_HARD(hard_sigmoid)
NNET_CELL_HARD(hard_silu)
NNET_CELL_HARD(hard_tanh)
NNET_CELL_PLAIN(hard_shrink)
NNET_CELL_PLAIN(linear)
NNET_CELL_PLAIN(relu)
NNET_CELL_PLAIN(relu6)
NNET_CELL_PLAIN(soft_shrink)
NNET_CELL_TABLE(exponential)
NNET_CELL_TABLE(negative_part_plus_table)
NNET_CELL_TABLE(positive_part_plus_table)
NNET_CELL_TABLE(selu)
NNET_CELL_TABLE(sigmoid)
NNET_CELL_TABLE(softplus)
NNET_CELL_TABLE(softsign)
NNET_CELL_TABLE(tanh)
NNET_CELL_TABLE(whole_plus_table)

#undef NNET_CELL_HARD
#undef NNET_CELL_PLAIN
#undef NNET_CELL_TABLE

/// With the parameter 1.
template <> struct cell_function<elu_function> {
    template <class data_T, class res_T, typename CONFIG_T>
    static void run(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                    const typename CONFIG_T::table_t constants[CONFIG_T::table_size]) {
        elu<data_T, res_T, CONFIG_T>(data, res, static_cast<typename CONFIG_T::param_t>(1), constants);
    }
};

/// Half of the constants are for negative arguments.
template <typename CONFIG_T> struct half_table : CONFIG_T {
    static const unsigned table_size = CONFIG_T::table_size / 2;
};

template <> struct cell_function<mirrored_table_function> {
    template <class data_T, class res_T, typename CONFIG_T>
    static void run(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                    const typename CONFIG_T::table_t constants[CONFIG_T::table_size]) {
        mirrored_table<data_T, res_T, half_table<CONFIG_T>>(data, res, constants);
    }
};

/// The constant is the slope.
template <> struct cell_function<leaky_relu_function> {
    template <class data_T, class res_T, typename CONFIG_T>
    static void run(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                    const typename CONFIG_T::table_t constants[CONFIG_T::table_size]) {
        leaky_relu<data_T, res_T, CONFIG_T>(data, res, constants[0]);
    }
};

/// The function that a configuration names.
template <class data_T, class res_T, typename CONFIG_T>
void apply_cell_function(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                         const typename CONFIG_T::table_t constants[CONFIG_T::table_size]) {
    #pragma HLS INLINE
    cell_function<CONFIG_T::function>::template run<data_T, res_T, CONFIG_T>(data, res, constants);
}

/// `accum_t(a + b)` of the elements of a block, the first `BLOCK * n_out` before it.
template <unsigned BLOCK, typename CONFIG_T, class accum_T>
void add_block(const accum_T *a, const accum_T *b, accum_T sums[CONFIG_T::n_out]) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < CONFIG_T::n_out; i++) {
        #pragma HLS UNROLL
        sums[i] = static_cast<accum_T>(a[BLOCK * CONFIG_T::n_out + i] + b[BLOCK * CONFIG_T::n_out + i]);
    }
}

/// The parameters for the weights of a scan, whose names get a prefix. Weights of a candidate are read only by a cell
/// that applies its reset gate before the product.
#define NNET_CELL_WEIGHTS(SCAN, PREFIX)                                                                                \
    const typename SCAN::input_product::weight_t                                                                       \
        PREFIX##weights[SCAN::input_product::n_in * SCAN::input_product::n_out],                                       \
        const typename SCAN::input_product::bias_t PREFIX##biases[SCAN::input_product::n_out],                         \
        const typename SCAN::recurrent_product::weight_t                                                               \
            PREFIX##recurrent_weights[SCAN::recurrent_product::n_in * SCAN::recurrent_product::n_out],                 \
        const typename SCAN::recurrent_product::bias_t PREFIX##recurrent_biases[SCAN::recurrent_product::n_out],       \
        const typename SCAN::candidate_product::weight_t                                                               \
            PREFIX##candidate_weights[SCAN::candidate_product::n_in * SCAN::candidate_product::n_out],                 \
        const typename SCAN::candidate_product::bias_t PREFIX##candidate_biases[SCAN::candidate_product::n_out]

/// The parameters for the constants of the functions of a scan.
#define NNET_CELL_TABLES(SCAN)                                                                                         \
    const typename SCAN::activation_config::table_t activation_constants[SCAN::activation_config::table_size],         \
        const typename SCAN::gate_config::table_t gate_constants[SCAN::gate_config::table_size]

/// What a step reads of the states.
template <bool ROUNDS> struct state_reader {
    template <class state_T, typename CONFIG_T> static void run(state_T *) {}
};

template <> struct state_reader<true> {
    template <class state_T, typename CONFIG_T> static void run(state_T *states) {
        #pragma HLS INLINE
        for (unsigned i = 0; i < CONFIG_T::n_states * CONFIG_T::n_out; i++) {
            #pragma HLS UNROLL
            states[i] = static_cast<state_T>(static_cast<typename CONFIG_T::read_t>(states[i]));
        }
    }
};

/// A step: replaces the states, `h` and then `s`, by the next ones.
template <unsigned CELL> struct recurrent_step;

/// `h = act(accum_t(a + b))`.
template <> struct recurrent_step<simple_rnn_cell> {
    template <class data_T, class state_T, typename CONFIG_T>
    static void run(const data_T x[CONFIG_T::n_in], state_T states[CONFIG_T::n_out],
                    NNET_CELL_WEIGHTS(CONFIG_T, ), NNET_CELL_TABLES(CONFIG_T)) {
        #pragma HLS INLINE
        (void)candidate_weights;
        (void)candidate_biases;
        (void)gate_constants;
        typedef typename CONFIG_T::accum_t accum_t;
        typedef typename CONFIG_T::activation_t activation_t;
        accum_t a[CONFIG_T::n_out];
        accum_t b[CONFIG_T::n_out];
        accum_t sums[CONFIG_T::n_out];
        activation_t results[CONFIG_T::n_out];
        #pragma HLS ARRAY_PARTITION variable=a complete
        #pragma HLS ARRAY_PARTITION variable=b complete
        #pragma HLS ARRAY_PARTITION variable=sums complete
        #pragma HLS ARRAY_PARTITION variable=results complete
        state_reader<CONFIG_T::rounds_states>::template run<state_T, CONFIG_T>(states);
        dense<data_T, accum_t, typename CONFIG_T::input_product>(x, a, weights, biases);
        dense<state_T, accum_t, typename CONFIG_T::recurrent_product>(states, b, recurrent_weights, recurrent_biases);
        add_block<0, CONFIG_T>(a, b, sums);
        apply_cell_function<accum_t, activation_t, typename CONFIG_T::activation_config>(sums, results,
                                                                                    activation_constants);
        for (unsigned i = 0; i < CONFIG_T::n_out; i++) {
            #pragma HLS UNROLL
            states[i] = static_cast<state_T>(results[i]);
        }
    }
};

/// With blocks `i`, `f`, `c` and `o`: `s = act(c) * gate(i) + s * gate(f)` and `h = gate(o) * act(s)`.
template <> struct recurrent_step<lstm_cell> {
    template <class data_T, class state_T, typename CONFIG_T>
    static void run(const data_T x[CONFIG_T::n_in], state_T states[2 * CONFIG_T::n_out],
                    NNET_CELL_WEIGHTS(CONFIG_T, ), NNET_CELL_TABLES(CONFIG_T)) {
        #pragma HLS INLINE
        (void)candidate_weights;
        (void)candidate_biases;
        typedef typename CONFIG_T::accum_t accum_t;
        typedef typename CONFIG_T::activation_t activation_t;
        typedef typename CONFIG_T::gate_t gate_t;
        constexpr unsigned n = CONFIG_T::n_out;
        state_T h[n];
        state_T s[n];
        accum_t a[4 * n];
        accum_t b[4 * n];
        accum_t sums[4][n];
        gate_t input[n];
        gate_t forget[n];
        activation_t entering[n];
        gate_t output[n];
        activation_t shown[n];
        #pragma HLS ARRAY_PARTITION variable=h complete
        #pragma HLS ARRAY_PARTITION variable=s complete
        #pragma HLS ARRAY_PARTITION variable=a complete
        #pragma HLS ARRAY_PARTITION variable=b complete
        #pragma HLS ARRAY_PARTITION variable=sums complete dim=0
        #pragma HLS ARRAY_PARTITION variable=input complete
        #pragma HLS ARRAY_PARTITION variable=forget complete
        #pragma HLS ARRAY_PARTITION variable=entering complete
        #pragma HLS ARRAY_PARTITION variable=output complete
        #pragma HLS ARRAY_PARTITION variable=shown complete
        state_reader<CONFIG_T::rounds_states>::template run<state_T, CONFIG_T>(states);
        for (unsigned i = 0; i < n; i++) {
            #pragma HLS UNROLL
            h[i] = states[i];
        }
        dense<data_T, accum_t, typename CONFIG_T::input_product>(x, a, weights, biases);
        dense<state_T, accum_t, typename CONFIG_T::recurrent_product>(h, b, recurrent_weights, recurrent_biases);
        add_block<0, CONFIG_T>(a, b, sums[0]);
        add_block<1, CONFIG_T>(a, b, sums[1]);
        add_block<2, CONFIG_T>(a, b, sums[2]);
        add_block<3, CONFIG_T>(a, b, sums[3]);
        apply_cell_function<accum_t, gate_t, typename CONFIG_T::gate_config>(sums[0], input, gate_constants);
        apply_cell_function<accum_t, gate_t, typename CONFIG_T::gate_config>(sums[1], forget, gate_constants);
        apply_cell_function<accum_t, activation_t, typename CONFIG_T::activation_config>(sums[2], entering,
                                                                                    activation_constants);
        apply_cell_function<accum_t, gate_t, typename CONFIG_T::gate_config>(sums[3], output, gate_constants);
        for (unsigned i = 0; i < n; i++) {
            #pragma HLS UNROLL
            s[i] = CONFIG_T::assigns_terms
                       ? static_cast<state_T>(static_cast<accum_t>(entering[i] * input[i]) +
                                              static_cast<accum_t>(states[n + i] * forget[i]))
                       : static_cast<state_T>(entering[i] * input[i] + states[n + i] * forget[i]);
        }
        apply_cell_function<state_T, activation_t, typename CONFIG_T::activation_config>(s, shown, activation_constants);
        for (unsigned i = 0; i < n; i++) {
            #pragma HLS UNROLL
            states[i] = static_cast<state_T>(output[i] * shown[i]);
            states[n + i] = s[i];
        }
    }
};

/// `h = candidate * (1 - update) + h * update`.
template <class state_T, typename CONFIG_T, class activation_T, class gate_T>
void mix_candidate(const activation_T candidate[CONFIG_T::n_out], const gate_T update[CONFIG_T::n_out],
                   state_T states[CONFIG_T::n_out]) {
    #pragma HLS INLINE
    const ufixed<1, 1> one = 1;
    for (unsigned i = 0; i < CONFIG_T::n_out; i++) {
        #pragma HLS UNROLL
        states[i] = static_cast<state_T>(candidate[i] * (one - update[i]) + states[i] * update[i]);
    }
}

/// With blocks `z`, `r` and `c`: `update = gate(z)` and `candidate = act(accum_t(a + accum_t(gate(r) * b)))`.
template <> struct recurrent_step<gru_cell> {
    template <class data_T, class state_T, typename CONFIG_T>
    static void run(const data_T x[CONFIG_T::n_in], state_T states[CONFIG_T::n_out],
                    NNET_CELL_WEIGHTS(CONFIG_T, ), NNET_CELL_TABLES(CONFIG_T)) {
        #pragma HLS INLINE
        (void)candidate_weights;
        (void)candidate_biases;
        typedef typename CONFIG_T::accum_t accum_t;
        typedef typename CONFIG_T::activation_t activation_t;
        typedef typename CONFIG_T::gate_t gate_t;
        constexpr unsigned n = CONFIG_T::n_out;
        accum_t a[3 * n];
        accum_t b[3 * n];
        accum_t sums[3][n];
        gate_t update[n];
        gate_t reset[n];
        activation_t candidate[n];
        #pragma HLS ARRAY_PARTITION variable=a complete
        #pragma HLS ARRAY_PARTITION variable=b complete
        #pragma HLS ARRAY_PARTITION variable=sums complete dim=0
        #pragma HLS ARRAY_PARTITION variable=update complete
        #pragma HLS ARRAY_PARTITION variable=reset complete
        #pragma HLS ARRAY_PARTITION variable=candidate complete
        state_reader<CONFIG_T::rounds_states>::template run<state_T, CONFIG_T>(states);
        dense<data_T, accum_t, typename CONFIG_T::input_product>(x, a, weights, biases);
        dense<state_T, accum_t, typename CONFIG_T::recurrent_product>(states, b, recurrent_weights, recurrent_biases);
        add_block<0, CONFIG_T>(a, b, sums[0]);
        add_block<1, CONFIG_T>(a, b, sums[1]);
        apply_cell_function<accum_t, gate_t, typename CONFIG_T::gate_config>(sums[0], update, gate_constants);
        apply_cell_function<accum_t, gate_t, typename CONFIG_T::gate_config>(sums[1], reset, gate_constants);
        for (unsigned i = 0; i < n; i++) {
            #pragma HLS UNROLL
            const accum_t kept = static_cast<accum_t>(reset[i] * b[2 * n + i]);
            sums[2][i] = static_cast<accum_t>(a[2 * n + i] + kept);
        }
        apply_cell_function<accum_t, activation_t, typename CONFIG_T::activation_config>(sums[2], candidate,
                                                                                    activation_constants);
        mix_candidate<state_T, CONFIG_T>(candidate, update, states);
    }
};

/// With blocks `z`, `r` and `c`: `update = gate(z)` and `candidate = act(accum_t(a + b))`, where `b` comes from
/// `gate(r) * h` of the type of the states.
template <> struct recurrent_step<gru_reset_before_cell> {
    template <class data_T, class state_T, typename CONFIG_T>
    static void run(const data_T x[CONFIG_T::n_in], state_T states[CONFIG_T::n_out],
                    NNET_CELL_WEIGHTS(CONFIG_T, ), NNET_CELL_TABLES(CONFIG_T)) {
        #pragma HLS INLINE
        typedef typename CONFIG_T::accum_t accum_t;
        typedef typename CONFIG_T::activation_t activation_t;
        typedef typename CONFIG_T::gate_t gate_t;
        constexpr unsigned n = CONFIG_T::n_out;
        accum_t a[3 * n];
        accum_t b[2 * n];
        accum_t of_reset[n];
        accum_t sums[3][n];
        gate_t update[n];
        gate_t reset[n];
        activation_t candidate[n];
        state_T kept[n];
        #pragma HLS ARRAY_PARTITION variable=a complete
        #pragma HLS ARRAY_PARTITION variable=b complete
        #pragma HLS ARRAY_PARTITION variable=of_reset complete
        #pragma HLS ARRAY_PARTITION variable=sums complete dim=0
        #pragma HLS ARRAY_PARTITION variable=update complete
        #pragma HLS ARRAY_PARTITION variable=reset complete
        #pragma HLS ARRAY_PARTITION variable=candidate complete
        #pragma HLS ARRAY_PARTITION variable=kept complete
        state_reader<CONFIG_T::rounds_states>::template run<state_T, CONFIG_T>(states);
        dense<data_T, accum_t, typename CONFIG_T::input_product>(x, a, weights, biases);
        dense<state_T, accum_t, typename CONFIG_T::recurrent_product>(states, b, recurrent_weights, recurrent_biases);
        add_block<0, CONFIG_T>(a, b, sums[0]);
        add_block<1, CONFIG_T>(a, b, sums[1]);
        apply_cell_function<accum_t, gate_t, typename CONFIG_T::gate_config>(sums[0], update, gate_constants);
        apply_cell_function<accum_t, gate_t, typename CONFIG_T::gate_config>(sums[1], reset, gate_constants);
        for (unsigned i = 0; i < n; i++) {
            #pragma HLS UNROLL
            kept[i] = static_cast<state_T>(reset[i] * states[i]);
        }
        dense<state_T, accum_t, typename CONFIG_T::candidate_product>(kept, of_reset, candidate_weights,
                                                                      candidate_biases);
        for (unsigned i = 0; i < n; i++) {
            #pragma HLS UNROLL
            sums[2][i] = static_cast<accum_t>(a[2 * n + i] + of_reset[i]);
        }
        apply_cell_function<accum_t, activation_t, typename CONFIG_T::activation_config>(sums[2], candidate,
                                                                                    activation_constants);
        mix_candidate<state_T, CONFIG_T>(candidate, update, states);
    }
};

/// A step of the block that keeps the states; the first step begins from those it is given.
template <class data_T, class state_T, typename CONFIG_T>
void recurrent_static_step(const data_T x[CONFIG_T::n_in], bool is_first,
                           state_T states[CONFIG_T::n_states * CONFIG_T::n_out],
                           NNET_CELL_WEIGHTS(CONFIG_T, ), NNET_CELL_TABLES(CONFIG_T)) {
#ifdef NNET_WITHOUT_STATICS
    (void)is_first;
    recurrent_step<CONFIG_T::cell>::template run<data_T, state_T, CONFIG_T>(
        x, states, weights, biases, recurrent_weights, recurrent_biases, candidate_weights, candidate_biases,
        activation_constants, gate_constants);
#else
    static state_T kept[CONFIG_T::n_states * CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=kept complete
    for (unsigned i = 0; i < CONFIG_T::n_states * CONFIG_T::n_out; i++) {
        #pragma HLS UNROLL
        if (is_first)
            kept[i] = states[i];
    }
    recurrent_step<CONFIG_T::cell>::template run<data_T, state_T, CONFIG_T>(
        x, kept, weights, biases, recurrent_weights, recurrent_biases, candidate_weights, candidate_biases,
        activation_constants, gate_constants);
    for (unsigned i = 0; i < CONFIG_T::n_states * CONFIG_T::n_out; i++) {
        #pragma HLS UNROLL
        states[i] = kept[i];
    }
#endif
}

#ifndef __SYNTHESIS__
/// How often a simulation has begun anew: layers that keep their states forget them when it grows.
inline unsigned long &n_resets() {
    static unsigned long n = 0;
    return n;
}

inline void reset_states() { n_resets()++; }
#endif

/// Takes the states that the sample before has left, or leaves those of this one. They are 0 behind a reset.
template <class state_T, typename CONFIG_T>
void keep_states(bool leaves, state_T states[CONFIG_T::n_states * CONFIG_T::n_out]) {
    #pragma HLS INLINE off
#ifdef NNET_WITHOUT_STATICS
    // No layer of such a target keeps its states.
    (void)leaves;
    (void)states;
#else
    static state_T kept[CONFIG_T::n_states * CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=kept complete
    #pragma HLS RESET variable=kept
#ifndef __SYNTHESIS__
    static unsigned long n_seen = 0;
    const bool is_anew = n_seen != n_resets();
    n_seen = n_resets();
#else
    const bool is_anew = false;
#endif
    for (unsigned i = 0; i < CONFIG_T::n_states * CONFIG_T::n_out; i++) {
        #pragma HLS UNROLL
        if (leaves)
            kept[i] = states[i];
        else
            states[i] = is_anew ? static_cast<state_T>(0) : kept[i];
    }
#endif
}

/// All steps, from states that become the last ones, or where the layer keeps them from those it has left. The results are those of every step or of the last one.
template <class data_T, class state_T, typename CONFIG_T>
void recurrent_scan(const data_T data[CONFIG_T::n_steps * CONFIG_T::n_in],
                    state_T results[CONFIG_T::n_kept * CONFIG_T::n_out],
                    state_T states[CONFIG_T::n_states * CONFIG_T::n_out],
                    NNET_CELL_WEIGHTS(CONFIG_T, ), NNET_CELL_TABLES(CONFIG_T)) {
    #pragma HLS INLINE
    data_T x[CONFIG_T::n_in];
    #pragma HLS ARRAY_PARTITION variable=x complete
    if (CONFIG_T::stateful)
        keep_states<state_T, CONFIG_T>(false, states);
    for (unsigned position = 0; position < CONFIG_T::n_steps; position++) {
        #pragma HLS UNROLL factor=CONFIG_T::n_blocks
        const unsigned step = CONFIG_T::backward ? CONFIG_T::n_steps - 1 - position : position;
        for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
            #pragma HLS UNROLL
            x[i] = data[step * CONFIG_T::n_in + i];
        }
        if (CONFIG_T::n_blocks == 1)
            recurrent_static_step<data_T, state_T, CONFIG_T>(
                x, position == 0, states, weights, biases, recurrent_weights, recurrent_biases, candidate_weights,
                candidate_biases, activation_constants, gate_constants);
        else
            recurrent_step<CONFIG_T::cell>::template run<data_T, state_T, CONFIG_T>(
                x, states, weights, biases, recurrent_weights, recurrent_biases, candidate_weights, candidate_biases,
                activation_constants, gate_constants);
        if (CONFIG_T::return_sequences || position + 1 == CONFIG_T::n_steps) {
            const unsigned place = !CONFIG_T::return_sequences ? 0 : CONFIG_T::aligned ? step : position;
            for (unsigned i = 0; i < CONFIG_T::n_out; i++) {
                #pragma HLS UNROLL
                results[place * CONFIG_T::n_out + i] = states[i];
            }
        }
    }
    if (CONFIG_T::stateful)
        keep_states<state_T, CONFIG_T>(true, states);
}

/// The state that a scan starts from.
template <typename CONFIG_T, class from_T, class to_T> void first_state(const from_T *from, to_T *to) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < CONFIG_T::n_out; i++) {
        #pragma HLS UNROLL
        to[i] = CONFIG_T::peer_numbers ? static_cast<to_T>(0) : static_cast<to_T>(from[i]);
    }
}

/// Assigns the elements of a state to another type.
template <typename CONFIG_T, class from_T, class to_T> void assign_state(const from_T *from, to_T *to) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < CONFIG_T::n_out; i++) {
        #pragma HLS UNROLL
        to[i] = static_cast<to_T>(from[i]);
    }
}

/// States of 0.
template <typename CONFIG_T, class res_T> void no_states(res_T states[CONFIG_T::n_states * CONFIG_T::n_out]) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < CONFIG_T::n_states * CONFIG_T::n_out; i++) {
        #pragma HLS UNROLL
        states[i] = static_cast<res_T>(0);
    }
}

/// All steps, from states of 0.
template <class data_T, class res_T, typename CONFIG_T>
void recurrent(const data_T data[CONFIG_T::n_steps * CONFIG_T::n_in],
               res_T res[CONFIG_T::n_kept * CONFIG_T::n_out],
               NNET_CELL_WEIGHTS(CONFIG_T, ),
               NNET_CELL_TABLES(CONFIG_T)) {
    res_T states[CONFIG_T::n_states * CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=states complete
    no_states<CONFIG_T>(states);
    recurrent_scan<data_T, res_T, CONFIG_T>(data, res, states, weights, biases, recurrent_weights, recurrent_biases,
                                            candidate_weights, candidate_biases, activation_constants, gate_constants);
}

/// All steps, from a given state.
template <class data_T, class first_h_T, class res_T, typename CONFIG_T>
void recurrent_from(const data_T data[CONFIG_T::n_steps * CONFIG_T::n_in],
                    const first_h_T first_h[CONFIG_T::n_out],
                    res_T res[CONFIG_T::n_kept * CONFIG_T::n_out],
                    NNET_CELL_WEIGHTS(CONFIG_T, ),
                    NNET_CELL_TABLES(CONFIG_T)) {
    res_T states[CONFIG_T::n_states * CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=states complete
    first_state<CONFIG_T>(first_h, states);
    recurrent_scan<data_T, res_T, CONFIG_T>(data, res, states, weights, biases, recurrent_weights, recurrent_biases,
                                            candidate_weights, candidate_biases, activation_constants, gate_constants);
}

/// All steps, from two given states.
template <class data_T, class first_h_T, class first_s_T, class res_T, typename CONFIG_T>
void recurrent_from(const data_T data[CONFIG_T::n_steps * CONFIG_T::n_in],
                    const first_h_T first_h[CONFIG_T::n_out],
                    const first_s_T first_s[CONFIG_T::n_out],
                    res_T res[CONFIG_T::n_kept * CONFIG_T::n_out],
                    NNET_CELL_WEIGHTS(CONFIG_T, ),
                    NNET_CELL_TABLES(CONFIG_T)) {
    res_T states[CONFIG_T::n_states * CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=states complete
    first_state<CONFIG_T>(first_h, states);
    first_state<CONFIG_T>(first_s, states + CONFIG_T::n_out);
    recurrent_scan<data_T, res_T, CONFIG_T>(data, res, states, weights, biases, recurrent_weights, recurrent_biases,
                                            candidate_weights, candidate_biases, activation_constants, gate_constants);
}

/// All steps, from states of 0; gives the last state.
template <class data_T, class res_T, class last_h_T, typename CONFIG_T>
void recurrent_to(const data_T data[CONFIG_T::n_steps * CONFIG_T::n_in],
                  res_T res[CONFIG_T::n_kept * CONFIG_T::n_out],
                  last_h_T last_h[CONFIG_T::n_out],
                  NNET_CELL_WEIGHTS(CONFIG_T, ),
                  NNET_CELL_TABLES(CONFIG_T)) {
    res_T states[CONFIG_T::n_states * CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=states complete
    no_states<CONFIG_T>(states);
    recurrent_scan<data_T, res_T, CONFIG_T>(data, res, states, weights, biases, recurrent_weights, recurrent_biases,
                                            candidate_weights, candidate_biases, activation_constants, gate_constants);
    assign_state<CONFIG_T>(states, last_h);
}

/// All steps, from states of 0; gives both last states.
template <class data_T, class res_T, class last_h_T, class last_s_T, typename CONFIG_T>
void recurrent_to(const data_T data[CONFIG_T::n_steps * CONFIG_T::n_in],
                  res_T res[CONFIG_T::n_kept * CONFIG_T::n_out],
                  last_h_T last_h[CONFIG_T::n_out],
                  last_s_T last_s[CONFIG_T::n_out],
                  NNET_CELL_WEIGHTS(CONFIG_T, ),
                  NNET_CELL_TABLES(CONFIG_T)) {
    res_T states[CONFIG_T::n_states * CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=states complete
    no_states<CONFIG_T>(states);
    recurrent_scan<data_T, res_T, CONFIG_T>(data, res, states, weights, biases, recurrent_weights, recurrent_biases,
                                            candidate_weights, candidate_biases, activation_constants, gate_constants);
    assign_state<CONFIG_T>(states, last_h);
    assign_state<CONFIG_T>(states + CONFIG_T::n_out, last_s);
}

/// All steps, from a given state; gives the last one.
template <class data_T, class first_h_T, class res_T, class last_h_T, typename CONFIG_T>
void recurrent_from_to(const data_T data[CONFIG_T::n_steps * CONFIG_T::n_in],
                       const first_h_T first_h[CONFIG_T::n_out],
                       res_T res[CONFIG_T::n_kept * CONFIG_T::n_out],
                       last_h_T last_h[CONFIG_T::n_out],
                       NNET_CELL_WEIGHTS(CONFIG_T, ),
                       NNET_CELL_TABLES(CONFIG_T)) {
    res_T states[CONFIG_T::n_states * CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=states complete
    first_state<CONFIG_T>(first_h, states);
    recurrent_scan<data_T, res_T, CONFIG_T>(data, res, states, weights, biases, recurrent_weights, recurrent_biases,
                                            candidate_weights, candidate_biases, activation_constants, gate_constants);
    assign_state<CONFIG_T>(states, last_h);
}

/// All steps, from two given states; gives the last ones.
template <class data_T, class first_h_T, class first_s_T, class res_T, class last_h_T, class last_s_T,
          typename CONFIG_T>
void recurrent_from_to(const data_T data[CONFIG_T::n_steps * CONFIG_T::n_in],
                       const first_h_T first_h[CONFIG_T::n_out],
                       const first_s_T first_s[CONFIG_T::n_out],
                       res_T res[CONFIG_T::n_kept * CONFIG_T::n_out],
                       last_h_T last_h[CONFIG_T::n_out],
                       last_s_T last_s[CONFIG_T::n_out],
                       NNET_CELL_WEIGHTS(CONFIG_T, ),
                       NNET_CELL_TABLES(CONFIG_T)) {
    res_T states[CONFIG_T::n_states * CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=states complete
    first_state<CONFIG_T>(first_h, states);
    first_state<CONFIG_T>(first_s, states + CONFIG_T::n_out);
    recurrent_scan<data_T, res_T, CONFIG_T>(data, res, states, weights, biases, recurrent_weights, recurrent_biases,
                                            candidate_weights, candidate_biases, activation_constants, gate_constants);
    assign_state<CONFIG_T>(states, last_h);
    assign_state<CONFIG_T>(states + CONFIG_T::n_out, last_s);
}

/// The element of both directions that `CONFIG_T::merge_mode` makes one.
template <class res_T, typename CONFIG_T> res_T merged(const res_T &forward, const res_T &backward) {
    #pragma HLS INLINE
    const ufixed<1, 0> half = 0.5;
    if (CONFIG_T::merge_mode == merge_mul)
        return static_cast<res_T>(forward * backward);
    if (CONFIG_T::merge_mode == merge_ave)
        return static_cast<res_T>((forward + backward) * half);
    return static_cast<res_T>(forward + backward);
}

/// A forward and a backward layer, joined step by step.
template <class data_T, class res_T, typename CONFIG_T>
void bidirectional(const data_T data[CONFIG_T::n_steps * CONFIG_T::n_in], res_T res[CONFIG_T::n_kept * CONFIG_T::n_out],
                   NNET_CELL_WEIGHTS(CONFIG_T::forward_scan, forward_),
                   NNET_CELL_WEIGHTS(CONFIG_T::backward_scan, backward_),
                   NNET_CELL_TABLES(CONFIG_T::forward_scan)) {
    typedef typename CONFIG_T::forward_scan forward_scan;
    typedef typename CONFIG_T::backward_scan backward_scan;
    res_T forward[forward_scan::n_kept * forward_scan::n_out];
    res_T backward[backward_scan::n_kept * backward_scan::n_out];
    #pragma HLS ARRAY_PARTITION variable=forward complete
    #pragma HLS ARRAY_PARTITION variable=backward complete
    recurrent<data_T, res_T, forward_scan>(data, forward, forward_weights, forward_biases, forward_recurrent_weights,
                                           forward_recurrent_biases, forward_candidate_weights,
                                           forward_candidate_biases, activation_constants, gate_constants);
    recurrent<data_T, res_T, backward_scan>(data, backward, backward_weights, backward_biases,
                                            backward_recurrent_weights, backward_recurrent_biases,
                                            backward_candidate_weights, backward_candidate_biases,
                                            activation_constants, gate_constants);
    for (unsigned step = 0; step < CONFIG_T::n_kept; step++) {
        #pragma HLS UNROLL
        for (unsigned i = 0; i < CONFIG_T::n_out; i++) {
            #pragma HLS UNROLL
            if (CONFIG_T::merge_mode != merge_concat)
                res[step * CONFIG_T::n_out + i] = merged<res_T, CONFIG_T>(
                    forward[step * forward_scan::n_out + i % forward_scan::n_out],
                    backward[step * backward_scan::n_out + i % backward_scan::n_out]);
            else if (i < forward_scan::n_out)
                res[step * CONFIG_T::n_out + i] = forward[step * forward_scan::n_out + i];
            else
                res[step * CONFIG_T::n_out + i] = backward[step * backward_scan::n_out + i - forward_scan::n_out];
        }
    }
}

} // namespace nnet

#endif
