#ifndef NNET_QUANTIZER_H_
#define NNET_QUANTIZER_H_

// Assignment of each element to a type of its own.

#include "nnet_common.h"

namespace nnet {

// The types of the elements of an array are a tree of the structs below: what `element_types` of a configuration is.

// As many elements without bits.
template <unsigned COUNT> struct zeros {
    static const unsigned size = COUNT;

    template <class data_T, class res_T> static void assign(const data_T *, res_T *res, unsigned start) {
        #pragma HLS INLINE
        for (unsigned i = 0; i < COUNT; i++) {
            #pragma HLS UNROLL
            res[start + i] = 0;
        }
    }
};

// As many elements of one type.
template <unsigned COUNT, class T> struct same {
    static const unsigned size = COUNT;

    template <class data_T, class res_T> static void assign(const data_T *data, res_T *res, unsigned start) {
        #pragma HLS INLINE
        for (unsigned i = 0; i < COUNT; i++) {
            #pragma HLS UNROLL
            const T element = data[start + i];
            res[start + i] = element;
        }
    }
};

// As many times the elements of a part.
template <unsigned COUNT, class PART> struct repeated {
    static const unsigned size = COUNT * PART::size;

    template <class data_T, class res_T> static void assign(const data_T *data, res_T *res, unsigned start) {
        #pragma HLS INLINE
        for (unsigned i = 0; i < COUNT; i++) {
            #pragma HLS UNROLL
            PART::assign(data, res, start + i * PART::size);
        }
    }
};

// The elements of two parts.
template <class LEFT, class RIGHT> struct followed {
    static const unsigned size = LEFT::size + RIGHT::size;

    template <class data_T, class res_T> static void assign(const data_T *data, res_T *res, unsigned start) {
        #pragma HLS INLINE
        LEFT::assign(data, res, start);
        RIGHT::assign(data, res, start + LEFT::size);
    }
};

struct quantizer_config {
    static const unsigned n_in = 1;
    typedef zeros<1> element_types;
};

template <class data_T, class res_T, typename CONFIG_T>
void fixed_point_quantizer(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {
    #pragma HLS PIPELINE
    CONFIG_T::element_types::assign(data, res, 0);
}

} // namespace nnet

#endif
