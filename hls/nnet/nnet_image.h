#ifndef NNET_IMAGE_H_
#define NNET_IMAGE_H_

// Images of `height` x `width` pixels of `n_chan` channels in another frame or another size; a line is an image of
// height 1.

#include "nnet_common.h"

namespace nnet {

struct image_config {
    static const unsigned in_height = 1;
    static const unsigned out_height = 1;
    static const unsigned pad_top = 0;
    static const unsigned pad_left = 0;
    static const unsigned crop_top = 0;
    static const unsigned crop_left = 0;
    static const unsigned reuse_factor = 1;
};

/// The image with zeros around it.
template <class data_T, class res_T, typename CONFIG_T>
void zero_padding(const data_T data[CONFIG_T::in_height * CONFIG_T::in_width * CONFIG_T::n_chan],
                  res_T res[CONFIG_T::out_height * CONFIG_T::out_width * CONFIG_T::n_chan]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::out_height; i++) {
        for (unsigned j = 0; j < CONFIG_T::out_width; j++) {
            // Above and before the image the difference is beyond its size.
            const unsigned row = i - CONFIG_T::pad_top;
            const unsigned column = j - CONFIG_T::pad_left;
            const bool is_inside = row < CONFIG_T::in_height && column < CONFIG_T::in_width;
            for (unsigned c = 0; c < CONFIG_T::n_chan; c++)
                res[(i * CONFIG_T::out_width + j) * CONFIG_T::n_chan + c] =
                    is_inside
                        ? static_cast<res_T>(data[(row * CONFIG_T::in_width + column) * CONFIG_T::n_chan + c])
                        : static_cast<res_T>(0);
        }
    }
}

/// A part of the image.
template <class data_T, class res_T, typename CONFIG_T>
void cropping(const data_T data[CONFIG_T::in_height * CONFIG_T::in_width * CONFIG_T::n_chan],
              res_T res[CONFIG_T::out_height * CONFIG_T::out_width * CONFIG_T::n_chan]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::out_height; i++) {
        for (unsigned j = 0; j < CONFIG_T::out_width; j++) {
            const unsigned pixel = (i + CONFIG_T::crop_top) * CONFIG_T::in_width + j + CONFIG_T::crop_left;
            for (unsigned c = 0; c < CONFIG_T::n_chan; c++)
                res[(i * CONFIG_T::out_width + j) * CONFIG_T::n_chan + c] =
                    static_cast<res_T>(data[pixel * CONFIG_T::n_chan + c]);
        }
    }
}

/// The image with more or fewer pixels, each one of it.
template <class data_T, class res_T, typename CONFIG_T>
void resize_nearest(const data_T data[CONFIG_T::in_height * CONFIG_T::in_width * CONFIG_T::n_chan],
                    res_T res[CONFIG_T::out_height * CONFIG_T::out_width * CONFIG_T::n_chan]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::out_height; i++) {
        const unsigned row = i * CONFIG_T::in_height / CONFIG_T::out_height;
        for (unsigned j = 0; j < CONFIG_T::out_width; j++) {
            const unsigned column = j * CONFIG_T::in_width / CONFIG_T::out_width;
            for (unsigned c = 0; c < CONFIG_T::n_chan; c++)
                res[(i * CONFIG_T::out_width + j) * CONFIG_T::n_chan + c] =
                    static_cast<res_T>(data[(row * CONFIG_T::in_width + column) * CONFIG_T::n_chan + c]);
        }
    }
}

/// The last of `n_in` rows or columns that is not behind the centre of row or column `i` of `n_out`, which lies at
/// `(2 i + 1) n_in / (2 n_out) - 1/2`; the first one where that is beyond.
inline unsigned lower_neighbour(unsigned i, unsigned n_in, unsigned n_out) {
    #pragma HLS INLINE
    const unsigned from_edge = (2 * i + 1) * n_in;
    return from_edge < n_out ? 0 : (from_edge - n_out) / (2 * n_out);
}

/// The one behind it; the last one has none.
inline unsigned upper_neighbour(unsigned lower, unsigned n_in) {
    #pragma HLS INLINE
    return lower + 1 < n_in ? lower + 1 : lower;
}

/// An element between those of four pixels, of which the lower right ones count by their shares, assigned once.
template <class res_T, class data_T, class row_T, class column_T>
res_T between(const data_T &x00, const data_T &x01, const data_T &x10, const data_T &x11, const row_T &down,
              const column_T &across) {
    #pragma HLS INLINE
    const auto upper = x00 + (x01 - x00) * across;
    const auto lower = x10 + (x11 - x10) * across;
    return static_cast<res_T>(upper + (lower - upper) * down);
}

/// The image with more or fewer pixels, each made of its four neighbours.
template <class data_T, class res_T, typename CONFIG_T>
void resize_bilinear(const data_T data[CONFIG_T::in_height * CONFIG_T::in_width * CONFIG_T::n_chan],
                     res_T res[CONFIG_T::out_height * CONFIG_T::out_width * CONFIG_T::n_chan],
                     const typename CONFIG_T::row_share_t row_shares[CONFIG_T::out_height],
                     const typename CONFIG_T::column_share_t column_shares[CONFIG_T::out_width]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::out_height; i++) {
        const unsigned row0 = lower_neighbour(i, CONFIG_T::in_height, CONFIG_T::out_height);
        const unsigned row1 = upper_neighbour(row0, CONFIG_T::in_height);
        for (unsigned j = 0; j < CONFIG_T::out_width; j++) {
            const unsigned column0 = lower_neighbour(j, CONFIG_T::in_width, CONFIG_T::out_width);
            const unsigned column1 = upper_neighbour(column0, CONFIG_T::in_width);
            for (unsigned c = 0; c < CONFIG_T::n_chan; c++) {
                const data_T &x00 = data[(row0 * CONFIG_T::in_width + column0) * CONFIG_T::n_chan + c];
                const data_T &x01 = data[(row0 * CONFIG_T::in_width + column1) * CONFIG_T::n_chan + c];
                const data_T &x10 = data[(row1 * CONFIG_T::in_width + column0) * CONFIG_T::n_chan + c];
                const data_T &x11 = data[(row1 * CONFIG_T::in_width + column1) * CONFIG_T::n_chan + c];
                res[(i * CONFIG_T::out_width + j) * CONFIG_T::n_chan + c] =
                    between<res_T>(x00, x01, x10, x11, row_shares[i], column_shares[j]);
            }
        }
    }
}

} // namespace nnet

#endif
