#ifndef NNET_IMAGE_STREAM_H_
#define NNET_IMAGE_STREAM_H_

// Streams of pixels in another frame or another size, and packets sent several times.

#include "nnet_axes.h"
#include "nnet_image.h"
#include "nnet_stream.h"

namespace nnet {

/// A packet with each element assigned to another type.
template <class res_T, class data_T> res_T assigned_packet(const data_T &packet) {
    #pragma HLS INLINE
    res_T result;
    for (unsigned i = 0; i < res_T::size; i++) {
        #pragma HLS UNROLL
        result[i] = static_cast<typename res_T::value_type>(packet[i]);
    }
    return result;
}

/// The image with zeros around it; the next pixel is read ahead.
template <class data_T, class res_T, typename CONFIG_T>
void zero_padding_stream(stream<data_T> &data, stream<res_T> &res) {
    res_T zeros;
    for (unsigned c = 0; c < CONFIG_T::n_chan; c++) {
        #pragma HLS UNROLL
        zeros[c] = static_cast<typename res_T::value_type>(0);
    }
    data_T pixel = data.read();
    unsigned n_left = CONFIG_T::in_height * CONFIG_T::in_width - 1;
    for (unsigned i = 0; i < CONFIG_T::out_height; i++) {
        for (unsigned j = 0; j < CONFIG_T::out_width; j++) {
            #pragma HLS PIPELINE II=1
            // Above and before the image the difference is beyond its size.
            const bool is_inside =
                i - CONFIG_T::pad_top < CONFIG_T::in_height && j - CONFIG_T::pad_left < CONFIG_T::in_width;
            res.write(is_inside ? assigned_packet<res_T>(pixel) : zeros);
            if (is_inside && n_left > 0) {
                pixel = data.read();
                n_left--;
            }
        }
    }
}

/// A part of the image.
template <class data_T, class res_T, typename CONFIG_T>
void cropping_stream(stream<data_T> &data, stream<res_T> &res) {
    for (unsigned i = 0; i < CONFIG_T::in_height; i++) {
        for (unsigned j = 0; j < CONFIG_T::in_width; j++) {
            #pragma HLS PIPELINE II=1
            const data_T pixel = data.read();
            if (i - CONFIG_T::crop_top < CONFIG_T::out_height && j - CONFIG_T::crop_left < CONFIG_T::out_width)
                res.write(assigned_packet<res_T>(pixel));
        }
    }
}

/// The image with more or fewer pixels, each one of it: row by row, as often as the row stands in the result.
template <class data_T, class res_T, typename CONFIG_T>
void resize_nearest_stream(stream<data_T> &data, stream<res_T> &res) {
    data_T line[CONFIG_T::in_width];
    unsigned i = 0;
    for (unsigned row = 0; row < CONFIG_T::in_height; row++) {
        for (unsigned column = 0; column < CONFIG_T::in_width; column++) {
            #pragma HLS PIPELINE II=1
            line[column] = data.read();
        }
        for (; i * CONFIG_T::in_height < (row + 1) * CONFIG_T::out_height; i++) {
            for (unsigned j = 0; j < CONFIG_T::out_width; j++) {
                #pragma HLS PIPELINE II=1
                res.write(assigned_packet<res_T>(line[j * CONFIG_T::in_width / CONFIG_T::out_width]));
            }
        }
    }
}

/// The image with more or fewer pixels, each made of its four neighbours: the last two rows are kept, and a row of the
/// result follows as soon as both of its rows are there.
template <class data_T, class res_T, typename CONFIG_T>
void resize_bilinear_stream(stream<data_T> &data, stream<res_T> &res,
                            const typename CONFIG_T::row_share_t row_shares[CONFIG_T::out_height],
                            const typename CONFIG_T::column_share_t column_shares[CONFIG_T::out_width]) {
    data_T lines[2][CONFIG_T::in_width];
    #pragma HLS ARRAY_PARTITION variable=lines complete dim=1
    unsigned n_read = 0;
    for (unsigned i = 0; i < CONFIG_T::out_height; i++) {
        const unsigned row0 = lower_neighbour(i, CONFIG_T::in_height, CONFIG_T::out_height);
        const unsigned row1 = upper_neighbour(row0, CONFIG_T::in_height);
        for (; n_read <= row1; n_read++) {
            for (unsigned column = 0; column < CONFIG_T::in_width; column++) {
                #pragma HLS PIPELINE II=1
                lines[n_read % 2][column] = data.read();
            }
        }
        for (unsigned j = 0; j < CONFIG_T::out_width; j++) {
            #pragma HLS PIPELINE II=1
            const unsigned column0 = lower_neighbour(j, CONFIG_T::in_width, CONFIG_T::out_width);
            const unsigned column1 = upper_neighbour(column0, CONFIG_T::in_width);
            res_T packet;
            for (unsigned c = 0; c < CONFIG_T::n_chan; c++) {
                #pragma HLS UNROLL
                packet[c] = between<typename res_T::value_type>(
                    lines[row0 % 2][column0][c], lines[row0 % 2][column1][c], lines[row1 % 2][column0][c],
                    lines[row1 % 2][column1][c], row_shares[i], column_shares[j]);
            }
            res.write(packet);
        }
    }
    for (; n_read < CONFIG_T::in_height; n_read++) {
        for (unsigned column = 0; column < CONFIG_T::in_width; column++) {
            #pragma HLS PIPELINE II=1
            data.read();
        }
    }
}

/// The only packet `n_packets` times.
template <class data_T, class res_T, typename CONFIG_T>
void repeat_stream(stream<data_T> &data, stream<res_T> &res) {
    const res_T packet = assigned_packet<res_T>(data.read());
    for (unsigned i = 0; i < CONFIG_T::n_packets; i++) {
        #pragma HLS PIPELINE II=1
        res.write(packet);
    }
}

} // namespace nnet

#endif
