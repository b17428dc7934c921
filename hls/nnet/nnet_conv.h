#ifndef NNET_CONV_H_
#define NNET_CONV_H_

// Convolutions over images; a line is an image of height 1. The inputs of each output pixel are gathered into a window, and
// the window is multiplied like the input of a fully connected layer.

#include "nnet_dense.h"

namespace nnet {

/// How the products of a window are computed: by a kernel of fully connected layers, or by groups of channels.
enum product_kind {
    latency_product,
    within_inputs_product,
    beyond_inputs_product,
    unrolled_product,
    grouped_latency_product,
    grouped_resource_product,
    grouped_unrolled_product
};

/// `n_in` products for each of the `n_out` outputs of a pixel. A group is a run of `n_chan / n_groups` channels that only
/// `n_out / n_groups` outputs read.
struct conv_config : dense_config {
    static const unsigned in_height = 1;
    static const unsigned out_height = 1;
    static const unsigned filt_height = 1;
    static const unsigned filt_width = 1;
    static const unsigned stride_height = 1;
    static const unsigned stride_width = 1;
    static const unsigned dilation_height = 1;
    static const unsigned dilation_width = 1;
    static const unsigned pad_top = 0;
    static const unsigned pad_left = 0;
    static const unsigned n_groups = 1;
    static const unsigned n_partitions = 1;
    static const unsigned is_transposed = 0;
    static const unsigned product_kind = latency_product;
};

/// The input that a tap lies on at an output, along one axis; negative or beyond the input where it lies on none.
template <unsigned STRIDE, unsigned DILATION, unsigned PAD, bool TRANSPOSED> int tap_position(unsigned output, unsigned tap) {
    #pragma HLS INLINE
    const int stride = STRIDE;
    const int position = output;
    const int offset = tap * DILATION;
    const int pad = PAD;
    if (TRANSPOSED) {
        const int distance = position + pad - offset;
        return distance % stride == 0 ? distance / stride : -1;
    }
    return position * stride + offset - pad;
}

/// Gathers the inputs of an output pixel, tap by tap; taps beside the image are zeros.
template <class data_T, typename CONFIG_T> void fill_window(const data_T *data, unsigned pixel, data_T *window) {
    #pragma HLS INLINE
    const bool transposed = CONFIG_T::is_transposed;
    const unsigned row = pixel / CONFIG_T::out_width;
    const unsigned column = pixel % CONFIG_T::out_width;
    for (unsigned i = 0; i < CONFIG_T::filt_height; i++) {
        const int y =
            tap_position<CONFIG_T::stride_height, CONFIG_T::dilation_height, CONFIG_T::pad_top, transposed>(row, i);
        for (unsigned j = 0; j < CONFIG_T::filt_width; j++) {
            const int x =
                tap_position<CONFIG_T::stride_width, CONFIG_T::dilation_width, CONFIG_T::pad_left, transposed>(column, j);
            const bool is_inside = y >= 0 && y < static_cast<int>(CONFIG_T::in_height) && x >= 0 &&
                                   x < static_cast<int>(CONFIG_T::in_width);
            for (unsigned c = 0; c < CONFIG_T::n_chan; c++) {
                data_T &to = window[(i * CONFIG_T::filt_width + j) * CONFIG_T::n_chan + c];
                if (is_inside)
                    to = data[(y * CONFIG_T::in_width + x) * CONFIG_T::n_chan + c];
                else
                    to = 0;
            }
        }
    }
}

/// The place in a window of the input that an output reads as its `i`th.
template <typename CONFIG_T> unsigned group_input(unsigned i, unsigned output) {
    #pragma HLS INLINE
    constexpr unsigned chan = CONFIG_T::n_chan / CONFIG_T::n_groups;
    constexpr unsigned filt = CONFIG_T::n_out / CONFIG_T::n_groups;
    return i / chan * CONFIG_T::n_chan + output / filt * chan + i % chan;
}

/// As `dense_latency`, with groups. Weights are in the order (input of the group, output).
template <class data_T, class res_T, typename CONFIG_T>
void grouped_latency(const data_T *window, res_T res[CONFIG_T::n_out],
                     const typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
                     const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=weights,biases
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    #pragma HLS ARRAY_PARTITION variable=weights complete
    #pragma HLS ARRAY_PARTITION variable=biases complete
    #pragma HLS ALLOCATION operation instances=mul limit=CONFIG_T::multiplier_limit

    typedef typename CONFIG_T::accum_t accum_t;
    accum_t acc[CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=acc complete

    for (unsigned j = 0; j < CONFIG_T::n_out; j++)
        acc[j] = static_cast<accum_t>(biases[j]);
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        for (unsigned j = 0; j < CONFIG_T::n_out; j++)
            acc[j] += static_cast<accum_t>(window[group_input<CONFIG_T>(i, j)] * weights[i * CONFIG_T::n_out + j]);
    }
    for (unsigned j = 0; j < CONFIG_T::n_out; j++)
        res[j] = static_cast<res_T>(acc[j]);
}

/// A loop of `reuse_factor` steps over weights in memory, for a reuse factor that divides their number. Weights are in the
/// order (input of the group, output), and step `s` takes the products `s`, `s + RF`, `s + 2 RF`, .. of this order.
template <class data_T, class res_T, typename CONFIG_T>
void grouped_resource(const data_T *window, res_T res[CONFIG_T::n_out],
                      const typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
                      const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
    constexpr unsigned n_multipliers = CONFIG_T::n_in * CONFIG_T::n_out / CONFIG_T::reuse_factor;
    static_assert(CONFIG_T::n_in * CONFIG_T::n_out % CONFIG_T::reuse_factor == 0,
                  "the reuse factor divides the number of products");

    #pragma HLS FUNCTION_INSTANTIATE variable=weights,biases
    #pragma HLS ARRAY_RESHAPE variable=weights block factor=n_multipliers
    #pragma HLS ARRAY_PARTITION variable=biases complete

    typedef typename CONFIG_T::accum_t accum_t;
    accum_t acc[CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=acc complete

    for (unsigned j = 0; j < CONFIG_T::n_out; j++) {
        #pragma HLS UNROLL
        acc[j] = static_cast<accum_t>(biases[j]);
    }
    for (unsigned step = 0; step < CONFIG_T::reuse_factor; step++) {
        #pragma HLS PIPELINE II=1 rewind
        for (unsigned m = 0; m < n_multipliers; m++) {
            #pragma HLS UNROLL
            const unsigned k = m * CONFIG_T::reuse_factor + step;
            const unsigned j = k % CONFIG_T::n_out;
            acc[j] += static_cast<accum_t>(window[group_input<CONFIG_T>(k / CONFIG_T::n_out, j)] * weights[k]);
        }
    }
    for (unsigned j = 0; j < CONFIG_T::n_out; j++) {
        #pragma HLS UNROLL
        res[j] = static_cast<res_T>(acc[j]);
    }
}

/// The sums of `grouped_resource` written out as one pipeline that starts every `reuse_factor` cycles; a product with a
/// zero weight is left out.
template <class data_T, class res_T, typename CONFIG_T>
void grouped_unrolled(const data_T *window, res_T res[CONFIG_T::n_out],
                      const typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
                      const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
    #pragma HLS FUNCTION_INSTANTIATE variable=weights,biases
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor rewind
    #pragma HLS ARRAY_PARTITION variable=weights complete
    #pragma HLS ARRAY_PARTITION variable=biases complete
    #pragma HLS ALLOCATION operation instances=mul limit=CONFIG_T::multiplier_limit

    typedef typename CONFIG_T::accum_t accum_t;
    accum_t acc[CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=acc complete

    for (unsigned j = 0; j < CONFIG_T::n_out; j++)
        acc[j] = static_cast<accum_t>(biases[j]);
    for (unsigned step = 0; step < CONFIG_T::reuse_factor; step++) {
        for (unsigned k = step; k < CONFIG_T::n_in * CONFIG_T::n_out; k += CONFIG_T::reuse_factor) {
            const unsigned j = k % CONFIG_T::n_out;
            if (weights[k] != 0)
                acc[j] += static_cast<accum_t>(window[group_input<CONFIG_T>(k / CONFIG_T::n_out, j)] * weights[k]);
        }
    }
    for (unsigned j = 0; j < CONFIG_T::n_out; j++)
        res[j] = static_cast<res_T>(acc[j]);
}

/// The kernel of a kind of products, instantiated for the chosen kind only.
template <unsigned KIND, class data_T, class res_T, typename CONFIG_T> struct window_product;

#define NNET_WINDOW_PRODUCT(KIND, KERNEL)                                                                               \
    template <class data_T, class res_T, typename CONFIG_T> struct window_product<KIND, data_T, res_T, CONFIG_T> {      \
        static void apply(const data_T *window, res_T *res, const typename CONFIG_T::weight_t *weights,                 \
                          const typename CONFIG_T::bias_t *biases) {                                                    \
            KERNEL<data_T, res_T, CONFIG_T>(window, res, weights, biases);                                              \
        }                                                                                                               \
    };
NNET_WINDOW_PRODUCT(latency_product, dense_latency)
NNET_WINDOW_PRODUCT(within_inputs_product, dense_resource_within_inputs)
NNET_WINDOW_PRODUCT(beyond_inputs_product, dense_resource_beyond_inputs)
NNET_WINDOW_PRODUCT(unrolled_product, dense_resource_unrolled)
NNET_WINDOW_PRODUCT(grouped_latency_product, grouped_latency)
NNET_WINDOW_PRODUCT(grouped_resource_product, grouped_resource)
NNET_WINDOW_PRODUCT(grouped_unrolled_product, grouped_unrolled)
#undef NNET_WINDOW_PRODUCT

/// The outputs of one pixel.
template <class data_T, class res_T, typename CONFIG_T>
void conv_pixel(const data_T *data, res_T *res, const typename CONFIG_T::weight_t *weights,
                const typename CONFIG_T::bias_t *biases, unsigned pixel) {
    #pragma HLS INLINE
    data_T window[CONFIG_T::filt_height * CONFIG_T::filt_width * CONFIG_T::n_chan];
    #pragma HLS ARRAY_PARTITION variable=window complete
    res_T results[CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=results complete

    fill_window<data_T, CONFIG_T>(data, pixel, window);
    window_product<CONFIG_T::product_kind, data_T, res_T, CONFIG_T>::apply(window, results, weights, biases);
    for (unsigned j = 0; j < CONFIG_T::n_out; j++) {
        #pragma HLS UNROLL
        res[pixel * CONFIG_T::n_out + j] = results[j];
    }
}

/// Pixels in `n_partitions` turns; a pipeline takes the next turn every `reuse_factor` cycles.
template <class data_T, class res_T, typename CONFIG_T>
void conv_latency(const data_T data[CONFIG_T::in_height * CONFIG_T::in_width * CONFIG_T::n_chan],
                  res_T res[CONFIG_T::out_height * CONFIG_T::out_width * CONFIG_T::n_out],
                  const typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
                  const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
    constexpr unsigned side_by_side = CONFIG_T::out_height * CONFIG_T::out_width / CONFIG_T::n_partitions;
    for (unsigned turn = 0; turn < CONFIG_T::n_partitions; turn++) {
        #pragma HLS PIPELINE II=CONFIG_T::reuse_factor rewind
        for (unsigned side = 0; side < side_by_side; side++) {
            #pragma HLS UNROLL
            conv_pixel<data_T, res_T, CONFIG_T>(data, res, weights, biases, turn * side_by_side + side);
        }
    }
}

/// As `conv_latency`, for products that loop over weights in memory: the pixels of a turn go through the loop together.
template <class data_T, class res_T, typename CONFIG_T>
void conv_resource(const data_T data[CONFIG_T::in_height * CONFIG_T::in_width * CONFIG_T::n_chan],
                   res_T res[CONFIG_T::out_height * CONFIG_T::out_width * CONFIG_T::n_out],
                   const typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
                   const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
    constexpr unsigned side_by_side = CONFIG_T::out_height * CONFIG_T::out_width / CONFIG_T::n_partitions;
    for (unsigned turn = 0; turn < CONFIG_T::n_partitions; turn++) {
        for (unsigned side = 0; side < side_by_side; side++) {
            #pragma HLS UNROLL
            conv_pixel<data_T, res_T, CONFIG_T>(data, res, weights, biases, turn * side_by_side + side);
        }
    }
}

} // namespace nnet

#endif
