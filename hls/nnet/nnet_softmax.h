#ifndef NNET_SOFTMAX_H_
#define NNET_SOFTMAX_H_

// Normalised exponentials of slices: `n_in` elements are `n_outer` x `n_slice` x `n_inner`, each slice along the middle
// axis. Tables are made by the generator; the kernels only look them up.

#include "nnet_activation.h"

namespace nnet {

/// Computes `SLICE` of each slice, with the tables it needs. Of slice `i` behind the beginning of a causal mask the first
/// `i + 1` elements take part.
template <class SLICE, class data_T, class res_T, typename CONFIG_T, class... TABLES>
void for_each_slice(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in], const TABLES *...tables) {
    #pragma HLS INLINE
    for (unsigned outer = 0; outer < CONFIG_T::n_outer; outer++) {
        for (unsigned inner = 0; inner < CONFIG_T::n_inner; inner++) {
            const unsigned first = outer * CONFIG_T::n_slice * CONFIG_T::n_inner + inner;
            data_T x[CONFIG_T::n_slice];
            res_T y[CONFIG_T::n_slice];
            #pragma HLS ARRAY_PARTITION variable=x complete
            #pragma HLS ARRAY_PARTITION variable=y complete
            for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
                #pragma HLS UNROLL
                x[i] = data[first + i * CONFIG_T::n_inner];
            }
            const unsigned slice = outer * CONFIG_T::n_inner + inner;
            const unsigned row = CONFIG_T::n_causal ? slice % (CONFIG_T::n_causal + !CONFIG_T::n_causal) : 0;
            const unsigned n_own =
                CONFIG_T::n_causal && row + 1 < CONFIG_T::n_slice ? row + 1 : +CONFIG_T::n_slice;
            SLICE::compute(x, y, n_own, tables...);
            for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
                #pragma HLS UNROLL
                res[first + i * CONFIG_T::n_inner] = y[i];
            }
        }
    }
}

/// `e[i]` times the reciprocal of their sum.
template <class res_T, typename CONFIG_T>
void normalize_exponentials(const typename CONFIG_T::accum_t e[CONFIG_T::n_slice], res_T res[CONFIG_T::n_slice],
                            const typename CONFIG_T::inv_table_t inv_table[CONFIG_T::inv_table_size]) {
    #pragma HLS INLINE
    typedef typename CONFIG_T::accum_t accum_t;
    typedef op_add<accum_t> add;
    const typename CONFIG_T::inv_inp_t sum =
        static_cast<typename CONFIG_T::inv_inp_t>(tree<accum_t, CONFIG_T::n_slice, add>::reduce(e, add()));
    const typename CONFIG_T::inv_table_t reciprocal = inv_table[pattern_position<CONFIG_T::inv_table_size>(sum)];
    for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
        #pragma HLS UNROLL
        res[i] = static_cast<res_T>(e[i] * reciprocal);
    }
}

/// Exponentials of the distances from the maximum.
template <class data_T, class res_T, typename CONFIG_T> struct softmax_stable_slice {
    static void compute(const data_T data[CONFIG_T::n_slice], res_T res[CONFIG_T::n_slice],
                        const unsigned n_own,
                        const typename CONFIG_T::exp_table_t exp_table[CONFIG_T::exp_table_size],
                        const typename CONFIG_T::inv_table_t inv_table[CONFIG_T::inv_table_size]) {
        #pragma HLS INLINE
        typedef op_max<data_T> max;
        data_T own[CONFIG_T::n_slice];
        #pragma HLS ARRAY_PARTITION variable=own complete
        for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
            #pragma HLS UNROLL
            own[i] = i < n_own ? data[i] : data[0];
        }
        const data_T largest = tree<data_T, CONFIG_T::n_slice, max>::reduce(own, max());
        typename CONFIG_T::accum_t e[CONFIG_T::n_slice];
        #pragma HLS ARRAY_PARTITION variable=e complete
        for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
            #pragma HLS UNROLL
            typedef typename CONFIG_T::inp_norm_t norm_t;
            const norm_t distance = CONFIG_T::negative_distances ? static_cast<norm_t>(data[i] - largest)
                                                                 : static_cast<norm_t>(largest - data[i]);
            e[i] = i < n_own ? static_cast<typename CONFIG_T::accum_t>(
                                   exp_table[pattern_position<CONFIG_T::exp_table_size>(distance)])
                             : static_cast<typename CONFIG_T::accum_t>(0);
        }
        normalize_exponentials<res_T, CONFIG_T>(e, res, inv_table);
    }
};

template <class data_T, class res_T, typename CONFIG_T>
void softmax_stable(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                    const typename CONFIG_T::exp_table_t exp_table[CONFIG_T::exp_table_size],
                    const typename CONFIG_T::inv_table_t inv_table[CONFIG_T::inv_table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=exp_table,inv_table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    typedef softmax_stable_slice<data_T, res_T, CONFIG_T> slice;
    for_each_slice<slice, data_T, res_T, CONFIG_T>(data, res, exp_table, inv_table);
}

/// Exponentials of the elements themselves.
template <class data_T, class res_T, typename CONFIG_T> struct softmax_latency_slice {
    static void compute(const data_T data[CONFIG_T::n_slice], res_T res[CONFIG_T::n_slice],
                        const unsigned n_own,
                        const typename CONFIG_T::exp_table_t exp_table[CONFIG_T::exp_table_size],
                        const typename CONFIG_T::inv_table_t inv_table[CONFIG_T::inv_table_size]) {
        #pragma HLS INLINE
        typename CONFIG_T::accum_t e[CONFIG_T::n_slice];
        #pragma HLS ARRAY_PARTITION variable=e complete
        for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
            #pragma HLS UNROLL
            e[i] = i < n_own ? static_cast<typename CONFIG_T::accum_t>(
                                   exp_table[pattern_position<CONFIG_T::exp_table_size>(data[i])])
                             : static_cast<typename CONFIG_T::accum_t>(0);
        }
        normalize_exponentials<res_T, CONFIG_T>(e, res, inv_table);
    }
};

template <class data_T, class res_T, typename CONFIG_T>
void softmax_latency(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                     const typename CONFIG_T::exp_table_t exp_table[CONFIG_T::exp_table_size],
                     const typename CONFIG_T::inv_table_t inv_table[CONFIG_T::inv_table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=exp_table,inv_table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    typedef softmax_latency_slice<data_T, res_T, CONFIG_T> slice;
    for_each_slice<slice, data_T, res_T, CONFIG_T>(data, res, exp_table, inv_table);
}

/// Each result is the reciprocal of the sum of the exponentials of all differences to its element. The sum is of
/// `exp_table_t`; elements are assigned to `element_t` before they are subtracted.
template <class data_T, class res_T, typename CONFIG_T> struct softmax_legacy_slice {
    static void compute(const data_T data[CONFIG_T::n_slice], res_T res[CONFIG_T::n_slice],
                        const unsigned,
                        const typename CONFIG_T::exp_table_t exp_table[CONFIG_T::exp_table_size],
                        const typename CONFIG_T::inv_table_t inv_table[CONFIG_T::inv_table_size]) {
        #pragma HLS INLINE
        typedef typename CONFIG_T::exp_table_t sum_t;
        typename CONFIG_T::element_t x[CONFIG_T::n_slice];
        #pragma HLS ARRAY_PARTITION variable=x complete
        for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
            #pragma HLS UNROLL
            x[i] = static_cast<typename CONFIG_T::element_t>(data[i]);
        }
        for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
            #pragma HLS UNROLL
            sum_t sum = static_cast<sum_t>(0);
            for (unsigned j = 0; j < CONFIG_T::n_slice; j++) {
                #pragma HLS UNROLL
                if (i == j)
                    sum += 1;
                else
                    sum += exp_table[CONFIG_T::floors_index
                                         ? floored_position<CONFIG_T::exp_table_size, 16>(x[j] - x[i])
                                         : table_position<CONFIG_T, CONFIG_T::exp_table_size, 16,
                                                          CONFIG_T::exp_table_size / 2, false>(x[j] - x[i])];
            }
            const unsigned position = table_position<CONFIG_T, CONFIG_T::inv_table_size, 64, 0, false>(sum);
            res[i] = static_cast<res_T>(inv_table[position]);
        }
    }
};

template <class data_T, class res_T, typename CONFIG_T>
void softmax_legacy(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
                    const typename CONFIG_T::exp_table_t exp_table[CONFIG_T::exp_table_size],
                    const typename CONFIG_T::inv_table_t inv_table[CONFIG_T::inv_table_size]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=exp_table,inv_table
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    typedef softmax_legacy_slice<data_T, res_T, CONFIG_T> slice;
    for_each_slice<slice, data_T, res_T, CONFIG_T>(data, res, exp_table, inv_table);
}

/// 1 at the first maximum, 0 elsewhere.
template <class data_T, class res_T, typename CONFIG_T> struct softmax_argmax_slice {
    static void compute(const data_T data[CONFIG_T::n_slice], res_T res[CONFIG_T::n_slice], const unsigned) {
        #pragma HLS INLINE
        unsigned position = 0;
        data_T largest = data[0];
        for (unsigned i = 1; i < CONFIG_T::n_slice; i++) {
            #pragma HLS UNROLL
            if (data[i] > largest) {
                largest = data[i];
                position = i;
            }
        }
        for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
            #pragma HLS UNROLL
            res[i] = i == position ? static_cast<res_T>(1) : static_cast<res_T>(0);
        }
    }
};

template <class data_T, class res_T, typename CONFIG_T>
void softmax_argmax(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for_each_slice<softmax_argmax_slice<data_T, res_T, CONFIG_T>, data_T, res_T, CONFIG_T>(data, res);
}

} // namespace nnet

#endif
