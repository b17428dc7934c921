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

} // namespace nnet

#endif
