#ifndef NNET_POOLING_H_
#define NNET_POOLING_H_

// The largest element or the average of windows of an image, channel by channel; a line is an image of height 1.
// Elements outside of the image do not take part.

#include "nnet_common.h"

namespace nnet {

/// How the elements of a window come together: as they are, assigned to `accum_t` first, or then also as a balanced
/// tree, which takes windows without padding.
enum pool_order { pool_direct, pool_assigned, pool_tree };

struct pooling_config {
    static const unsigned in_height = 1;
    static const unsigned out_height = 1;
    static const unsigned pool_height = 1;
    static const unsigned stride_height = 1;
    static const unsigned pad_top = 0;
    static const unsigned pad_bottom = 0;
    static const unsigned pad_left = 0;
    static const unsigned pad_right = 0;
    static const unsigned order = pool_direct;
    // Whether an average divides by the size of the window, even where that reaches beyond the image.
    static const unsigned count_pad = 0;
    // Whether a window that reaches beyond the image also holds the number whose top bit alone is set.
    static const unsigned pad_top_bit = 0;
    // Whether an average divides the unsigned number of the bit pattern of the sum.
    static const unsigned divide_pattern = 0;
    // Axes of the window by whose extents a result is multiplied, divided by the number of elements inside of the image.
    static const unsigned n_scaled_axes = 0;
    static const unsigned reuse_factor = 1;
};

/// How many of `N` conditions hold.
template <unsigned N> unsigned count(const bool *conditions) {
    #pragma HLS INLINE
    unsigned n = 0;
    for (unsigned i = 0; i < N; i++) {
        #pragma HLS UNROLL
        n += conditions[i] ? 1 : 0;
    }
    return n;
}

/// A partial sum with another element.
template <typename CONFIG_T, class data_T>
typename CONFIG_T::accum_t add_to_pool(const typename CONFIG_T::accum_t &sum, const data_T &x) {
    #pragma HLS INLINE
    typedef typename CONFIG_T::accum_t accum_t;
    if (CONFIG_T::order == pool_direct)
        return static_cast<accum_t>(sum + x);
    return static_cast<accum_t>(sum + static_cast<accum_t>(x));
}

/// A sum divided by a number of elements, toward zero.
template <typename CONFIG_T>
typename CONFIG_T::accum_t divide_pool(const typename CONFIG_T::accum_t &sum, unsigned n) {
    #pragma HLS INLINE
    typedef typename CONFIG_T::accum_t accum_t;
    const uint<32> divisor = n;
    if (CONFIG_T::divide_pattern) {
        return static_cast<accum_t>(pattern_of(sum) / divisor);
    }
    return static_cast<accum_t>(quotient(sum, divisor));
}

/// The largest of the elements of a window that are inside of the image.
template <typename CONFIG_T> struct pool_max {
    template <class data_T>
    static typename CONFIG_T::accum_t reduce(const data_T *window, const bool *is_inside) {
        #pragma HLS INLINE
        constexpr unsigned size = CONFIG_T::pool_height * CONFIG_T::pool_width;
        typedef typename CONFIG_T::accum_t accum_t;
        data_T largest = static_cast<data_T>(0);
        accum_t assigned = static_cast<accum_t>(0);
        bool is_empty = true;
        for (unsigned i = 0; i < size; i++) {
            #pragma HLS UNROLL
            const accum_t x = static_cast<accum_t>(window[i]);
            if (is_inside[i] && (is_empty || largest < window[i]))
                largest = window[i];
            if (is_inside[i] && (is_empty || assigned < x))
                assigned = x;
            is_empty = is_empty && !is_inside[i];
        }
        if (CONFIG_T::pad_top_bit && count<size>(is_inside) < size) {
            data_T outside = static_cast<data_T>(0);
            outside[width_of<data_T>::value - 1] = 1;
            if (largest < outside)
                largest = outside;
        }
        return CONFIG_T::order == pool_direct ? static_cast<accum_t>(largest) : assigned;
    }
};

/// The average of the elements of a window that are inside of the image, which are all of them for a tree.
template <typename CONFIG_T> struct pool_average {
    template <class data_T>
    static typename CONFIG_T::accum_t reduce(const data_T *window, const bool *is_inside) {
        #pragma HLS INLINE
        constexpr unsigned size = CONFIG_T::pool_height * CONFIG_T::pool_width;
        typedef typename CONFIG_T::accum_t accum_t;
        accum_t sum = static_cast<accum_t>(0);
        if (CONFIG_T::order == pool_tree) {
            accum_t x[size];
            #pragma HLS ARRAY_PARTITION variable=x complete
            for (unsigned i = 0; i < size; i++) {
                #pragma HLS UNROLL
                x[i] = static_cast<accum_t>(window[i]);
            }
            sum = tree<accum_t, size, op_add<accum_t>>::reduce(x, op_add<accum_t>());
        } else {
            for (unsigned i = 0; i < size; i++) {
                #pragma HLS UNROLL
                if (is_inside[i])
                    sum = add_to_pool<CONFIG_T>(sum, window[i]);
            }
        }
        return divide_pool<CONFIG_T>(sum, CONFIG_T::count_pad ? size : count<size>(is_inside));
    }
};

/// A result of a window of which `n` elements are inside of the image, scaled by extents in the type of the elements.
template <unsigned AXES> struct pool_scale {
    template <class data_T, class res_T, typename CONFIG_T> static res_T of(const res_T &x, unsigned) {
        #pragma HLS INLINE
        return x;
    }
};

template <> struct pool_scale<1> {
    template <class data_T, class res_T, typename CONFIG_T> static res_T of(const res_T &x, unsigned n) {
        #pragma HLS INLINE
        const uint<32> divisor = n;
        return static_cast<res_T>(x * (static_cast<data_T>(CONFIG_T::pool_width) / divisor));
    }
};

template <> struct pool_scale<2> {
    template <class data_T, class res_T, typename CONFIG_T> static res_T of(const res_T &x, unsigned n) {
        #pragma HLS INLINE
        const uint<32> divisor = n;
        const data_T height = static_cast<data_T>(CONFIG_T::pool_height);
        const data_T width = static_cast<data_T>(CONFIG_T::pool_width);
        return static_cast<res_T>(x * ((height * width) / divisor));
    }
};

/// `FUNCTION` of every window.
template <class FUNCTION, class data_T, class res_T, typename CONFIG_T>
void pool_image(const data_T data[CONFIG_T::in_height * CONFIG_T::in_width * CONFIG_T::n_chan],
                res_T res[CONFIG_T::out_height * CONFIG_T::out_width * CONFIG_T::n_chan]) {
    #pragma HLS INLINE
    constexpr unsigned size = CONFIG_T::pool_height * CONFIG_T::pool_width;
    for (unsigned i = 0; i < CONFIG_T::out_height; i++) {
        for (unsigned j = 0; j < CONFIG_T::out_width; j++) {
            for (unsigned c = 0; c < CONFIG_T::n_chan; c++) {
                data_T window[size];
                bool is_inside[size];
                #pragma HLS ARRAY_PARTITION variable=window complete
                #pragma HLS ARRAY_PARTITION variable=is_inside complete
                for (unsigned k = 0; k < size; k++) {
                    #pragma HLS UNROLL
                    // Above and before the image the difference is beyond its size.
                    const unsigned row = i * CONFIG_T::stride_height + k / CONFIG_T::pool_width - CONFIG_T::pad_top;
                    const unsigned column = j * CONFIG_T::stride_width + k % CONFIG_T::pool_width - CONFIG_T::pad_left;
                    is_inside[k] = row < CONFIG_T::in_height && column < CONFIG_T::in_width;
                    window[k] = is_inside[k] ? data[(row * CONFIG_T::in_width + column) * CONFIG_T::n_chan + c]
                                             : static_cast<data_T>(0);
                }
                const res_T pooled = static_cast<res_T>(FUNCTION::reduce(window, is_inside));
                res[(i * CONFIG_T::out_width + j) * CONFIG_T::n_chan + c] =
                    pool_scale<CONFIG_T::n_scaled_axes>::template of<data_T, res_T, CONFIG_T>(pooled,
                                                                                              count<size>(is_inside));
            }
        }
    }
}

template <class data_T, class res_T, typename CONFIG_T>
void max_pooling(const data_T data[CONFIG_T::in_height * CONFIG_T::in_width * CONFIG_T::n_chan],
                 res_T res[CONFIG_T::out_height * CONFIG_T::out_width * CONFIG_T::n_chan]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    pool_image<pool_max<CONFIG_T>, data_T, res_T, CONFIG_T>(data, res);
}

template <class data_T, class res_T, typename CONFIG_T>
void average_pooling(const data_T data[CONFIG_T::in_height * CONFIG_T::in_width * CONFIG_T::n_chan],
                     res_T res[CONFIG_T::out_height * CONFIG_T::out_width * CONFIG_T::n_chan]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    pool_image<pool_average<CONFIG_T>, data_T, res_T, CONFIG_T>(data, res);
}

} // namespace nnet

#endif
