#ifndef NNET_CONV_ENCODED_H_
#define NNET_CONV_ENCODED_H_

// Convolutions that read pixels from a stream and queue them for their windows.

#include "nnet_conv_stream.h"

namespace nnet {

/// The instruction for the inputs at a position of one axis: for each tap, whether they lie under it in some window. It
/// repeats with the stride between the first and the last window.
template <unsigned FILT, unsigned STRIDE, unsigned DILATION, unsigned OUT>
void decode_instruction(unsigned position, bool taps[FILT]) {
    #pragma HLS INLINE
    for (unsigned k = 0; k < FILT; k++) {
        #pragma HLS UNROLL
        taps[k] = is_under_tap<STRIDE, OUT>(position, k * DILATION);
    }
}

/// As `conv_stream`, with a queue of pixels for each tap in place of lines: a pixel enters the queues of the taps that lie
/// on it, and a window leaves them when its last pixel is there. Windows end in the order in which they begin, so that the
/// heads of the queues are one window. `queue_depth` is what waits at most under the first tap.
template <class data_T, class res_T, typename CONFIG_T>
void conv_encoded(stream<data_T> &data, stream<res_T> &res,
                  const typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
                  const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
    typedef typename data_T::value_type x_T;
    typedef typename res_T::value_type y_T;
    static_assert(data_T::size == CONFIG_T::n_chan, "a packet is a pixel of the input");
    static_assert(res_T::size == CONFIG_T::n_out, "a packet is a pixel of the output");
    constexpr unsigned filt_height = CONFIG_T::filt_height;
    constexpr unsigned filt_width = CONFIG_T::filt_width;
    constexpr unsigned n_taps = filt_height * filt_width;

    stream<data_T> queues[n_taps];
    #pragma HLS ARRAY_PARTITION variable=queues complete
    #pragma HLS STREAM variable=queues depth=CONFIG_T::queue_depth
    bool down[filt_height];
    #pragma HLS ARRAY_PARTITION variable=down complete
    bool right[filt_width];
    #pragma HLS ARRAY_PARTITION variable=right complete
    x_T window[n_taps * CONFIG_T::n_chan];
    #pragma HLS ARRAY_PARTITION variable=window complete
    y_T results[CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=results complete

    for (unsigned row = 0; row < CONFIG_T::in_height; row++) {
        decode_instruction<filt_height, CONFIG_T::stride_height, CONFIG_T::dilation_height, CONFIG_T::out_height>(row,
                                                                                                                  down);
        for (unsigned column = 0; column < CONFIG_T::in_width; column++) {
            decode_instruction<filt_width, CONFIG_T::stride_width, CONFIG_T::dilation_width, CONFIG_T::out_width>(column,
                                                                                                                  right);
            const data_T pixel = data.read();
            for (unsigned k = 0; k < n_taps; k++) {
                #pragma HLS UNROLL
                if (down[k / filt_width] && right[k % filt_width])
                    queues[k].write(pixel);
            }
            if (!down[filt_height - 1] || !right[filt_width - 1])
                continue;
            for (unsigned k = 0; k < n_taps; k++) {
                #pragma HLS UNROLL
                read_packet(queues[k], window + k * CONFIG_T::n_chan);
            }
            window_product<CONFIG_T::product_kind, x_T, y_T, CONFIG_T>::apply(window, results, weights, biases);
            write_packet(results, res);
        }
    }
}

} // namespace nnet

#endif
