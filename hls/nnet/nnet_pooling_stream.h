#ifndef NNET_POOLING_STREAM_H_
#define NNET_POOLING_STREAM_H_

// Poolings of streams of pixels: windows over the last rows of an image, and images as one window.

#include "nnet_pooling.h"
#include "nnet_stream.h"

namespace nnet {

/// Whether a position of the image with its padding is one of the image itself.
template <typename CONFIG_T> bool is_in_image(unsigned row, unsigned column) {
    #pragma HLS INLINE
    // Above and before the image the difference is beyond its size.
    return row - CONFIG_T::pad_top < CONFIG_T::in_height && column - CONFIG_T::pad_left < CONFIG_T::in_width;
}

/// `FUNCTION` of the window that ends at a position.
template <class FUNCTION, class data_T, class res_T, typename CONFIG_T>
res_T pool_pixel(const data_T window[CONFIG_T::pool_height][CONFIG_T::pool_width], unsigned row, unsigned column) {
    #pragma HLS INLINE
    typedef typename data_T::value_type x_T;
    typedef typename res_T::value_type y_T;
    constexpr unsigned size = CONFIG_T::pool_height * CONFIG_T::pool_width;
    res_T result;
    for (unsigned c = 0; c < CONFIG_T::n_chan; c++) {
        #pragma HLS UNROLL
        x_T x[size];
        bool is_inside[size];
        #pragma HLS ARRAY_PARTITION variable=x complete
        #pragma HLS ARRAY_PARTITION variable=is_inside complete
        for (unsigned k = 0; k < size; k++) {
            #pragma HLS UNROLL
            const unsigned down = k / CONFIG_T::pool_width;
            const unsigned right = k % CONFIG_T::pool_width;
            x[k] = window[down][right][c];
            is_inside[k] = is_in_image<CONFIG_T>(row + 1 + down - CONFIG_T::pool_height,
                                                 column + 1 + right - CONFIG_T::pool_width);
        }
        result[c] = static_cast<y_T>(FUNCTION::reduce(x, is_inside));
    }
    return result;
}

/// `FUNCTION` of every window, as soon as its last pixel is there. Rows and columns outside of the image pass through the
/// window as well, without a pixel.
template <class FUNCTION, class data_T, class res_T, typename CONFIG_T>
void pool_pixels(stream<data_T> &data, stream<res_T> &res) {
    #pragma HLS INLINE
    typedef typename data_T::value_type x_T;
    constexpr unsigned pool_height = CONFIG_T::pool_height;
    constexpr unsigned pool_width = CONFIG_T::pool_width;
    constexpr unsigned height = CONFIG_T::pad_top + CONFIG_T::in_height + CONFIG_T::pad_bottom;
    constexpr unsigned width = CONFIG_T::pad_left + CONFIG_T::in_width + CONFIG_T::pad_right;
    // The rows above the present one, the oldest first, and the window itself.
    data_T lines[pool_height][width];
    data_T window[pool_height][pool_width];
    #pragma HLS ARRAY_PARTITION variable=lines complete dim=1
    #pragma HLS ARRAY_PARTITION variable=window complete dim=0
    // Rows and columns until the next window ends.
    unsigned rows_left = pool_height - 1;
    for (unsigned row = 0; row < height; row++) {
        unsigned columns_left = pool_width - 1;
        for (unsigned column = 0; column < width; column++) {
            #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
            #pragma HLS LOOP_FLATTEN
            data_T pixel;
            for (unsigned c = 0; c < CONFIG_T::n_chan; c++)
                pixel[c] = static_cast<x_T>(0);
            if (is_in_image<CONFIG_T>(row, column))
                pixel = data.read();
            for (unsigned i = 0; i < pool_height; i++) {
                #pragma HLS UNROLL
                for (unsigned j = 0; j + 1 < pool_width; j++) {
                    #pragma HLS UNROLL
                    window[i][j] = window[i][j + 1];
                }
                window[i][pool_width - 1] = i + 1 < pool_height ? lines[i + 1][column] : pixel;
            }
            for (unsigned i = 1; i < pool_height; i++) {
                #pragma HLS UNROLL
                lines[i][column] = window[i][pool_width - 1];
            }
            if (rows_left == 0 && columns_left == 0)
                res.write(pool_pixel<FUNCTION, data_T, res_T, CONFIG_T>(window, row, column));
            columns_left = columns_left == 0 ? CONFIG_T::stride_width - 1 : columns_left - 1;
        }
        rows_left = rows_left == 0 ? CONFIG_T::stride_height - 1 : rows_left - 1;
    }
}

template <class data_T, class res_T, typename CONFIG_T>
void max_pooling_stream(stream<data_T> &data, stream<res_T> &res) {
    pool_pixels<pool_max<CONFIG_T>, data_T, res_T, CONFIG_T>(data, res);
}

template <class data_T, class res_T, typename CONFIG_T>
void average_pooling_stream(stream<data_T> &data, stream<res_T> &res) {
    pool_pixels<pool_average<CONFIG_T>, data_T, res_T, CONFIG_T>(data, res);
}

/// The largest element of each channel of an image.
template <class data_T, class res_T, typename CONFIG_T>
void global_max_pooling_stream(stream<data_T> &data, stream<res_T> &res) {
    typedef typename CONFIG_T::accum_t accum_t;
    data_T largest;
    accum_t assigned[CONFIG_T::n_chan];
    #pragma HLS ARRAY_PARTITION variable=assigned complete
    for (unsigned i = 0; i < CONFIG_T::in_height * CONFIG_T::in_width; i++) {
        #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
        const data_T pixel = data.read();
        for (unsigned c = 0; c < CONFIG_T::n_chan; c++) {
            #pragma HLS UNROLL
            const accum_t x = static_cast<accum_t>(pixel[c]);
            if (i == 0 || largest[c] < pixel[c])
                largest[c] = pixel[c];
            if (i == 0 || assigned[c] < x)
                assigned[c] = x;
        }
    }
    res_T result;
    for (unsigned c = 0; c < CONFIG_T::n_chan; c++) {
        #pragma HLS UNROLL
        const accum_t y = CONFIG_T::order == pool_direct ? static_cast<accum_t>(largest[c]) : assigned[c];
        result[c] = static_cast<typename res_T::value_type>(y);
    }
    res.write(result);
}

/// The average of each channel of an image.
template <class data_T, class res_T, typename CONFIG_T>
void global_average_pooling_stream(stream<data_T> &data, stream<res_T> &res) {
    typedef typename CONFIG_T::accum_t accum_t;
    accum_t sum[CONFIG_T::n_chan];
    #pragma HLS ARRAY_PARTITION variable=sum complete
    for (unsigned c = 0; c < CONFIG_T::n_chan; c++) {
        #pragma HLS UNROLL
        sum[c] = static_cast<accum_t>(0);
    }
    for (unsigned i = 0; i < CONFIG_T::in_height * CONFIG_T::in_width; i++) {
        #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
        const data_T pixel = data.read();
        for (unsigned c = 0; c < CONFIG_T::n_chan; c++) {
            #pragma HLS UNROLL
            sum[c] = add_to_pool<CONFIG_T>(sum[c], pixel[c]);
        }
    }
    res_T result;
    for (unsigned c = 0; c < CONFIG_T::n_chan; c++) {
        #pragma HLS UNROLL
        const accum_t y = divide_pool<CONFIG_T>(sum[c], CONFIG_T::in_height * CONFIG_T::in_width);
        result[c] = static_cast<typename res_T::value_type>(y);
    }
    res.write(result);
}

} // namespace nnet

#endif
