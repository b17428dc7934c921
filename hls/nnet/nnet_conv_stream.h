#ifndef NNET_CONV_STREAM_H_
#define NNET_CONV_STREAM_H_

// Convolutions that read pixels from a stream and keep the lines a window needs.

#include "nnet_conv.h"
#include "nnet_stream.h"

namespace nnet {

/// Whether an input lies under the tap of a window that is `distance` inputs behind the first, along one axis.
template <unsigned STRIDE, unsigned OUT> bool is_under_tap(unsigned position, unsigned distance) {
    #pragma HLS INLINE
    const unsigned first = position - distance;
    return position >= distance && first % STRIDE == 0 && first / STRIDE < OUT;
}

/// A convolution without zeros around its input: a packet is a pixel, and a pixel of the output follows the last pixel of
/// its window.
template <class data_T, class res_T, typename CONFIG_T>
void conv_stream(stream<data_T> &data, stream<res_T> &res,
                 const typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
                 const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
    typedef typename data_T::value_type x_T;
    typedef typename res_T::value_type y_T;
    static_assert(data_T::size == CONFIG_T::n_chan, "a packet is a pixel of the input");
    static_assert(res_T::size == CONFIG_T::n_out, "a packet is a pixel of the output");
    constexpr unsigned n_chan = CONFIG_T::n_chan;
    constexpr unsigned n_rows = (CONFIG_T::filt_height - 1) * CONFIG_T::dilation_height + 1;
    constexpr unsigned reach = (CONFIG_T::filt_width - 1) * CONFIG_T::dilation_width + 1;
    // Of a single line only what the window spans is kept.
    constexpr unsigned n_columns = n_rows == 1 ? reach : CONFIG_T::in_width;

    x_T lines[n_rows * n_columns][n_chan];
    #pragma HLS ARRAY_PARTITION variable=lines complete dim=2
    x_T window[CONFIG_T::filt_height * CONFIG_T::filt_width * n_chan];
    #pragma HLS ARRAY_PARTITION variable=window complete
    y_T results[CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=results complete

    for (unsigned row = 0; row < CONFIG_T::in_height; row++) {
        for (unsigned column = 0; column < CONFIG_T::in_width; column++) {
            read_packet(data, lines[row % n_rows * n_columns + column % n_columns]);
            if (!is_under_tap<CONFIG_T::stride_height, CONFIG_T::out_height>(row, n_rows - 1) ||
                !is_under_tap<CONFIG_T::stride_width, CONFIG_T::out_width>(column, reach - 1))
                continue;
            for (unsigned i = 0; i < CONFIG_T::filt_height; i++) {
                const unsigned y = (row + 1 - n_rows + i * CONFIG_T::dilation_height) % n_rows;
                for (unsigned j = 0; j < CONFIG_T::filt_width; j++) {
                    const unsigned x = (column + 1 - reach + j * CONFIG_T::dilation_width) % n_columns;
                    for (unsigned c = 0; c < n_chan; c++)
                        window[(i * CONFIG_T::filt_width + j) * n_chan + c] = lines[y * n_columns + x][c];
                }
            }
            window_product<CONFIG_T::product_kind, x_T, y_T, CONFIG_T>::apply(window, results, weights, biases);
            write_packet(results, res);
        }
    }
}

} // namespace nnet

#endif
