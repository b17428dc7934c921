#ifndef NNET_LAYER_NORMALIZATION_H_
#define NNET_LAYER_NORMALIZATION_H_

// Normalisation of slices of `n_slice` neighbouring elements by their mean and variance. The reciprocal root of the
// variance comes from a table; sums, means, differences and variances are of `accum_t`.

#include "nnet_common.h"

namespace nnet {

struct layer_normalization_config {
    static const unsigned io_type = io_parallel;
    static const unsigned reuse_factor = 1;
    /// 0 takes the mean for 0, so that the variance is the mean of the squares.
    static const unsigned is_centred = 1;
    /// 1 for the numbers of hls4ml 1.3 where its arithmetic overflows.
    static const unsigned peer_numbers = 0;
};

/// The root from a table over variances from 0 on; `factor` takes a variance to its position.
template <typename CONFIG_T> struct linear_root {
    typedef typename CONFIG_T::table_t root_t;
    typedef typename CONFIG_T::factor_t number_t;
    static root_t of(const typename CONFIG_T::accum_t &variance, const number_t &factor,
                     const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
        #pragma HLS INLINE
        const auto place = variance * factor;
        const int last = CONFIG_T::table_size - 1;
        int position = toward_zero(place);
        if (CONFIG_T::peer_numbers ? position < 0 : place <= 0)
            position = 0;
        else if (CONFIG_T::peer_numbers ? position > last : place >= last)
            position = last;
        return table[position];
    }
};

/// The root from a table over [1/4, 1): the variance plus `epsilon` is scaled by the power of 4 that takes it there, and
/// the root back by the power of 2.
template <typename CONFIG_T> struct scaled_root {
    typedef typename CONFIG_T::root_t root_t;
    typedef typename CONFIG_T::sum_t number_t;
    static root_t of(const typename CONFIG_T::accum_t &variance, const number_t &epsilon,
                     const typename CONFIG_T::table_t table[CONFIG_T::table_size]) {
        #pragma HLS INLINE
        const unsigned n_bits = width_of<number_t>::value;
        const number_t sum = variance < 0 ? epsilon : static_cast<number_t>(variance + epsilon);
        uint<width_of<number_t>::value> bits = pattern_of(sum);
        unsigned shift = 0;
        for (unsigned i = 0; i < n_bits / 2; i++) {
            #pragma HLS UNROLL
            if (bits >> (n_bits - 2) == 0) {
                bits <<= 2;
                shift++;
            }
        }
        bits >>= CONFIG_T::table_right;
        const root_t root = from_pattern<root_t>(pattern_of(table[to_index(bits) << CONFIG_T::table_left]));
        return root << shift;
    }
};

template <class ROOT, class data_T, class res_T, typename CONFIG_T>
void layer_normalize(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                     const typename CONFIG_T::scale_t scale[CONFIG_T::n_slice],
                     const typename CONFIG_T::bias_t bias[CONFIG_T::n_slice],
                     const typename CONFIG_T::table_t table[CONFIG_T::table_size],
                     const typename CONFIG_T::accum_t &reciprocal, const typename ROOT::number_t &number) {
    #pragma HLS INLINE
    typedef typename CONFIG_T::accum_t accum_t;
    for (unsigned first = 0; first < CONFIG_T::n_in; first += CONFIG_T::n_slice) {
        accum_t sum = 0;
        for (unsigned i = 0; i < CONFIG_T::n_slice; i++)
            sum += static_cast<accum_t>(data[first + i]);
        const accum_t mean = CONFIG_T::is_centred ? static_cast<accum_t>(sum * reciprocal) : static_cast<accum_t>(0);
        accum_t difference[CONFIG_T::n_slice];
        #pragma HLS ARRAY_PARTITION variable=difference complete
        accum_t squares = 0;
        for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
            difference[i] = static_cast<accum_t>(static_cast<accum_t>(data[first + i]) - mean);
            squares += static_cast<accum_t>(difference[i] * difference[i]);
        }
        const accum_t variance = static_cast<accum_t>(squares * reciprocal);
        const typename ROOT::root_t root = ROOT::of(variance, number, table);
        for (unsigned i = 0; i < CONFIG_T::n_slice; i++)
            res[first + i] = static_cast<res_T>(difference[i] * root * scale[i] + bias[i]);
    }
}

template <class data_T, class res_T, typename CONFIG_T>
void layer_normalize_linear(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                            const typename CONFIG_T::scale_t scale[CONFIG_T::n_slice],
                            const typename CONFIG_T::bias_t bias[CONFIG_T::n_slice],
                            const typename CONFIG_T::table_t table[CONFIG_T::table_size],
                            const typename CONFIG_T::accum_t reciprocal, const typename CONFIG_T::factor_t factor) {
    #pragma HLS FUNCTION_INSTANTIATE variable=scale,bias,table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    #pragma HLS ARRAY_PARTITION variable=scale complete
    #pragma HLS ARRAY_PARTITION variable=bias complete
    #pragma HLS ALLOCATION operation instances=mul limit=CONFIG_T::multiplier_limit
    layer_normalize<linear_root<CONFIG_T>, data_T, res_T, CONFIG_T>(data, res, scale, bias, table, reciprocal, factor);
}

template <class data_T, class res_T, typename CONFIG_T>
void layer_normalize_scaled(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                            const typename CONFIG_T::scale_t scale[CONFIG_T::n_slice],
                            const typename CONFIG_T::bias_t bias[CONFIG_T::n_slice],
                            const typename CONFIG_T::table_t table[CONFIG_T::table_size],
                            const typename CONFIG_T::accum_t reciprocal, const typename CONFIG_T::sum_t epsilon) {
    #pragma HLS FUNCTION_INSTANTIATE variable=scale,bias,table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    #pragma HLS ARRAY_PARTITION variable=scale complete
    #pragma HLS ARRAY_PARTITION variable=bias complete
    #pragma HLS ALLOCATION operation instances=mul limit=CONFIG_T::multiplier_limit
    layer_normalize<scaled_root<CONFIG_T>, data_T, res_T, CONFIG_T>(data, res, scale, bias, table, reciprocal, epsilon);
}

} // namespace nnet

#endif
