#ifndef NNET_ACTIVATION_H_
#define NNET_ACTIVATION_H_

// Element-wise functions without parameters.

#include "nnet_common.h"

namespace nnet {

struct activ_config {
    static const unsigned io_type = io_parallel;
    static const unsigned reuse_factor = 1;
    /// 1 for the numbers of hls4ml 1.3 where its arithmetic overflows.
    static const unsigned peer_numbers = 0;
    /// 1 for those of a streaming design of hls4ml 1.3, which differ for some functions.
    static const unsigned peer_streams = 0;
    /// 1 for a scale of the type of the result.
    static const unsigned scales_in_result = 0;
    /// 1 where a table is indexed by the difference from the maximum, which is not positive.
    static const unsigned negative_distances = 0;
    /// Whether the index of differences in a softmax is rounded down.
    static const unsigned floors_index = 0;
    /// Whether the sign of 0 is negative.
    static const unsigned low_at_zero = 0;
    /// Slices of a softmax behind which a causal mask begins anew, 0 without one.
    static const unsigned n_causal = 0;
};

/// Assigns every element to the result type.
template <class data_T, class res_T, typename CONFIG_T>
void linear(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {
    #pragma HLS PIPELINE
    for (unsigned i = 0; i < CONFIG_T::n_in; i++)
        res[i] = static_cast<res_T>(data[i]);
}

template <class data_T, class res_T, typename CONFIG_T>
void relu(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {
    #pragma HLS PIPELINE
    for (unsigned i = 0; i < CONFIG_T::n_in; i++)
        res[i] = data[i] > 0 ? static_cast<res_T>(data[i]) : static_cast<res_T>(0);
}

template <class data_T, class res_T, typename CONFIG_T>
void relu6(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {
    #pragma HLS PIPELINE
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        if (data[i] < 0)
            res[i] = static_cast<res_T>(0);
        else if (data[i] > 6)
            res[i] = static_cast<res_T>(6);
        else
            res[i] = static_cast<res_T>(data[i]);
    }
}

/// 1 from 0 on, with `low_at_zero` above 0, else -1, for which 0 stands in a result of one unsigned bit.
template <class data_T, class res_T, typename CONFIG_T>
void binary_tanh(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {
    #pragma HLS PIPELINE
    const res_T low = CONFIG_T::has_zero_low ? static_cast<res_T>(0) : static_cast<res_T>(-1);
    for (unsigned i = 0; i < CONFIG_T::n_in; i++)
        res[i] = data[i] < 0 || (CONFIG_T::low_at_zero && data[i] == 0) ? low : static_cast<res_T>(1);
}

/// 1 above 1/2, 0 above -1/2, else -1. With `peer_numbers` the argument is doubled in its own type; with `peer_streams`
/// the thresholds are 1 and -1.
template <class data_T, class res_T, typename CONFIG_T>
void ternary_tanh(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {
    #pragma HLS PIPELINE
    const uint<2> two = 2;
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        const data_T number = CONFIG_T::peer_streams ? data[i] : static_cast<data_T>(two * data[i]);
        if (CONFIG_T::peer_numbers ? number > 1 : two * data[i] > 1)
            res[i] = static_cast<res_T>(1);
        else if (CONFIG_T::peer_numbers ? number > -1 : two * data[i] > -1)
            res[i] = static_cast<res_T>(0);
        else
            res[i] = static_cast<res_T>(-1);
    }
}

/// 0 from -1/2 to 1/2, elsewhere the argument.
template <class data_T, class res_T, typename CONFIG_T>
void hard_shrink(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {
    #pragma HLS PIPELINE
    const fixed<2, 1> half = 0.5;
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        const bool is_outside = data[i] - half > 0 || data[i] + half < 0;
        res[i] = is_outside ? static_cast<res_T>(data[i]) : static_cast<res_T>(0);
    }
}

/// 0 from -1/2 to 1/2, elsewhere the argument moved by 1/2 toward 0.
template <class data_T, class res_T, typename CONFIG_T>
void soft_shrink(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {
    #pragma HLS PIPELINE
    const fixed<2, 1> half = 0.5;
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        if (data[i] - half > 0)
            res[i] = static_cast<res_T>(data[i] - half);
        else if (data[i] + half < 0)
            res[i] = static_cast<res_T>(data[i] + half);
        else
            res[i] = static_cast<res_T>(0);
    }
}

/// Reads every element from a table over [-RANGE / 2, RANGE / 2).
template <int RANGE, class data_T, class res_T, typename CONFIG_T>
void centered_table(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                    const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        const unsigned position =
            table_position<CONFIG_T, CONFIG_T::table_size, RANGE, CONFIG_T::table_size / 2, false>(data[i]);
        res[i] = static_cast<res_T>(table[position]);
    }
}

template <class data_T, class res_T, typename CONFIG_T>
void sigmoid(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
             const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    centered_table<16, data_T, res_T, CONFIG_T>(data, res, table);
}

template <class data_T, class res_T, typename CONFIG_T>
void tanh(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
          const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    centered_table<8, data_T, res_T, CONFIG_T>(data, res, table);
}

template <class data_T, class res_T, typename CONFIG_T>
void softplus(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
              const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    centered_table<16, data_T, res_T, CONFIG_T>(data, res, table);
}

template <class data_T, class res_T, typename CONFIG_T>
void softsign(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
              const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    centered_table<16, data_T, res_T, CONFIG_T>(data, res, table);
}

template <class data_T, class res_T, typename CONFIG_T>
void exponential(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                 const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    centered_table<16, data_T, res_T, CONFIG_T>(data, res, table);
}

template <class data_T, class res_T, typename CONFIG_T>
void gaussian(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
              const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    centered_table<8, data_T, res_T, CONFIG_T>(data, res, table);
}

struct whole {
    template <class T> static T of(const T &x) { return x; }
};

struct positive_part {
    template <class T> static T of(const T &x) { return x > 0 ? x : static_cast<T>(0); }
};

struct negative_part {
    template <class T> static T of(const T &x) { return x < 0 ? x : static_cast<T>(0); }
};

/// Adds to a part of every element an entry of a table over [-table_range / 2, table_range / 2).
template <class PART, class data_T, class res_T, typename CONFIG_T>
void part_plus_table(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                     const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        const unsigned position = table_position<CONFIG_T, CONFIG_T::table_size, static_cast<int>(CONFIG_T::table_range),
                                                 CONFIG_T::table_size / 2, false>(data[i]);
        res[i] = static_cast<res_T>(PART::of(data[i]) + table[position]);
    }
}

template <class data_T, class res_T, typename CONFIG_T>
void whole_plus_table(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                      const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    part_plus_table<whole, data_T, res_T, CONFIG_T>(data, res, table);
}

template <class data_T, class res_T, typename CONFIG_T>
void positive_part_plus_table(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                              const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    part_plus_table<positive_part, data_T, res_T, CONFIG_T>(data, res, table);
}

template <class data_T, class res_T, typename CONFIG_T>
void negative_part_plus_table(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                              const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    part_plus_table<negative_part, data_T, res_T, CONFIG_T>(data, res, table);
}

/// Reads every element from a table over [-table_range / 2, table_range / 2), at a position that is rounded down.
template <class data_T, class res_T, typename CONFIG_T>
void floored_table(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                   const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_in; i++)
        res[i] = static_cast<res_T>(table[floored_position<CONFIG_T::table_size, CONFIG_T::table_range>(data[i])]);
}

/// The result for the magnitude of every element: one of the first half of the table, which is for negative elements, or
/// one of the second half. The magnitude has the type of the elements.
template <class data_T, class res_T, typename CONFIG_T>
void mirrored_table(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                    const typename CONFIG_T::table_t table[2 * CONFIG_T::table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        const bool is_mirrored = data[i] < 0 || (CONFIG_T::mirrors_zero && data[i] == 0);
        const data_T magnitude = is_mirrored ? static_cast<data_T>(-data[i]) : static_cast<data_T>(data[i]);
        const unsigned position =
            table_position<CONFIG_T, CONFIG_T::table_size, static_cast<int>(CONFIG_T::table_range), 0, false>(magnitude);
        res[i] = static_cast<res_T>(table[is_mirrored ? position : CONFIG_T::table_size + position]);
    }
}

/// The negative side is read from a table over (-8, 0].
template <class data_T, class res_T, typename CONFIG_T>
void selu(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
          const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    const ufixed<16, 1> lambda = 1.0507009873554805;
    const data_T lambda_of_streams = 1.0507009873554805;
    const res_T lambda_of_results = 1.0507009873554805;
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        if (data[i] >= 0 && CONFIG_T::peer_streams)
            res[i] = static_cast<res_T>(lambda_of_streams * data[i]);
        else if (data[i] >= 0 && CONFIG_T::scales_in_result)
            res[i] = static_cast<res_T>(lambda_of_results * data[i]);
        else if (data[i] >= 0)
            res[i] = static_cast<res_T>(lambda * data[i]);
        else
            res[i] = static_cast<res_T>(table[table_position<CONFIG_T, CONFIG_T::table_size, -8, 0, false>(data[i])]);
    }
}

} // namespace nnet

#endif
