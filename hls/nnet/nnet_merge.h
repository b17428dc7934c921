#ifndef NNET_MERGE_H_
#define NNET_MERGE_H_

// Functions of two tensors: element by element, their scalar product, and one tensor behind the other.

#include "nnet_axes.h"
#include "nnet_common.h"

namespace nnet {

struct merge_config {
    static const unsigned io_type = io_parallel;
    static const unsigned divisor = 2;
    static const unsigned reuse_factor = 1;
};

template <class res_T, typename CONFIG_T> struct merge_add {
    template <class left_T, class right_T> static res_T of(const left_T &left, const right_T &right) {
        #pragma HLS INLINE
        return static_cast<res_T>(left + right);
    }
};

template <class res_T, typename CONFIG_T> struct merge_subtract {
    template <class left_T, class right_T> static res_T of(const left_T &left, const right_T &right) {
        #pragma HLS INLINE
        return static_cast<res_T>(left - right);
    }
};

template <class res_T, typename CONFIG_T> struct merge_multiply {
    template <class left_T, class right_T> static res_T of(const left_T &left, const right_T &right) {
        #pragma HLS INLINE
        return static_cast<res_T>(left * right);
    }
};

/// The sum divided by `divisor`, assigned once. A divisor that is no power of two leaves the quotient toward zero with a
/// bit more than the result has, and half a unit more where something is left over: no rounding tells that from the exact
/// quotient.
template <class res_T, typename CONFIG_T> struct merge_average {
    template <class left_T, class right_T> static res_T of(const left_T &left, const right_T &right) {
        #pragma HLS INLINE
        const ufixed<1, 1> one = 1;
        const auto sum = (left + right) * one;
        return divided(sum, bit<(CONFIG_T::divisor & (CONFIG_T::divisor - 1)) == 0>());
    }

  private:
    template <bool VALUE> struct bit {};

    template <class T> static res_T divided(const T &sum, bit<true>) {
        #pragma HLS INLINE
        const ufixed<2, 2 - static_cast<int>(ceillog2(CONFIG_T::divisor))> part = 1.0 / CONFIG_T::divisor;
        return static_cast<res_T>(sum * part);
    }

    template <class T> static res_T divided(const T &sum, bit<false>) {
        #pragma HLS INLINE
        constexpr int fraction = width_of<T>::value - integer_bits<T>::value;
        constexpr int missing = width_of<res_T>::value - integer_bits<res_T>::value + 1 - fraction;
        constexpr int left = missing > 0 ? missing : 0;
        constexpr int width = width_of<T>::value + left + 1;
        const fixed<width, integer_bits<T>::value + 1> fine = sum;
        const integer<width> dividend = from_pattern<integer<width>>(pattern_of(fine));
        const uint<32> divisor = CONFIG_T::divisor;
        const integer<width> quotient = dividend / divisor;
        const integer<width + 33> rest = dividend - quotient * divisor;
        const integer<width + 1> twice = quotient * 2 + (rest > 0 ? 1 : rest < 0 ? -1 : 0);
        return static_cast<res_T>(from_pattern<fixed<width + 1, integer_bits<T>::value + 1>>(pattern_of(twice)));
    }
};

/// Whether one number is below another, by the sign of their exact difference: operands of different signedness have no
/// common type to be compared in.
template <class left_T, class right_T> bool is_below(const left_T &left, const right_T &right) {
    #pragma HLS INLINE
    return left - right < 0;
}

template <class res_T, typename CONFIG_T> struct merge_maximum {
    template <class left_T, class right_T> static res_T of(const left_T &left, const right_T &right) {
        #pragma HLS INLINE
        return is_below(left, right) ? static_cast<res_T>(right) : static_cast<res_T>(left);
    }
};

template <class res_T, typename CONFIG_T> struct merge_minimum {
    template <class left_T, class right_T> static res_T of(const left_T &left, const right_T &right) {
        #pragma HLS INLINE
        return is_below(left, right) ? static_cast<res_T>(left) : static_cast<res_T>(right);
    }
};

template <class left_T, class right_T, class res_T, typename CONFIG_T>
void add(const left_T left[CONFIG_T::n_elem], const right_T right[CONFIG_T::n_elem], res_T res[CONFIG_T::n_elem]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_elem; i++)
        res[i] = merge_add<res_T, CONFIG_T>::of(left[i], right[i]);
}

template <class left_T, class right_T, class res_T, typename CONFIG_T>
void subtract(const left_T left[CONFIG_T::n_elem], const right_T right[CONFIG_T::n_elem], res_T res[CONFIG_T::n_elem]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_elem; i++)
        res[i] = merge_subtract<res_T, CONFIG_T>::of(left[i], right[i]);
}

template <class left_T, class right_T, class res_T, typename CONFIG_T>
void multiply(const left_T left[CONFIG_T::n_elem], const right_T right[CONFIG_T::n_elem], res_T res[CONFIG_T::n_elem]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_elem; i++)
        res[i] = merge_multiply<res_T, CONFIG_T>::of(left[i], right[i]);
}

template <class left_T, class right_T, class res_T, typename CONFIG_T>
void average(const left_T left[CONFIG_T::n_elem], const right_T right[CONFIG_T::n_elem], res_T res[CONFIG_T::n_elem]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_elem; i++)
        res[i] = merge_average<res_T, CONFIG_T>::of(left[i], right[i]);
}

template <class left_T, class right_T, class res_T, typename CONFIG_T>
void maximum(const left_T left[CONFIG_T::n_elem], const right_T right[CONFIG_T::n_elem], res_T res[CONFIG_T::n_elem]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_elem; i++)
        res[i] = merge_maximum<res_T, CONFIG_T>::of(left[i], right[i]);
}

template <class left_T, class right_T, class res_T, typename CONFIG_T>
void minimum(const left_T left[CONFIG_T::n_elem], const right_T right[CONFIG_T::n_elem], res_T res[CONFIG_T::n_elem]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_elem; i++)
        res[i] = merge_minimum<res_T, CONFIG_T>::of(left[i], right[i]);
}

/// The function `FUNCTION` over tensors of different shapes, whose elements are repeated along the axes `left_axes` and
/// `right_axes`.
template <template <class, typename> class FUNCTION, class left_T, class right_T, class res_T, typename CONFIG_T>
void merge_repeated(const left_T left[CONFIG_T::n_left], const right_T right[CONFIG_T::n_right],
                    res_T res[CONFIG_T::n_elem]) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < CONFIG_T::n_elem; i++)
        res[i] = FUNCTION<res_T, CONFIG_T>::of(left[CONFIG_T::left_axes::place(i)],
                                               right[CONFIG_T::right_axes::place(i)]);
}

template <class left_T, class right_T, class res_T, typename CONFIG_T>
void add_repeated(const left_T left[CONFIG_T::n_left], const right_T right[CONFIG_T::n_right],
                  res_T res[CONFIG_T::n_elem]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    merge_repeated<merge_add, left_T, right_T, res_T, CONFIG_T>(left, right, res);
}

template <class left_T, class right_T, class res_T, typename CONFIG_T>
void subtract_repeated(const left_T left[CONFIG_T::n_left], const right_T right[CONFIG_T::n_right],
                       res_T res[CONFIG_T::n_elem]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    merge_repeated<merge_subtract, left_T, right_T, res_T, CONFIG_T>(left, right, res);
}

template <class left_T, class right_T, class res_T, typename CONFIG_T>
void multiply_repeated(const left_T left[CONFIG_T::n_left], const right_T right[CONFIG_T::n_right],
                       res_T res[CONFIG_T::n_elem]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    merge_repeated<merge_multiply, left_T, right_T, res_T, CONFIG_T>(left, right, res);
}

template <class left_T, class right_T, class res_T, typename CONFIG_T>
void average_repeated(const left_T left[CONFIG_T::n_left], const right_T right[CONFIG_T::n_right],
                      res_T res[CONFIG_T::n_elem]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    merge_repeated<merge_average, left_T, right_T, res_T, CONFIG_T>(left, right, res);
}

template <class left_T, class right_T, class res_T, typename CONFIG_T>
void maximum_repeated(const left_T left[CONFIG_T::n_left], const right_T right[CONFIG_T::n_right],
                      res_T res[CONFIG_T::n_elem]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    merge_repeated<merge_maximum, left_T, right_T, res_T, CONFIG_T>(left, right, res);
}

template <class left_T, class right_T, class res_T, typename CONFIG_T>
void minimum_repeated(const left_T left[CONFIG_T::n_left], const right_T right[CONFIG_T::n_right],
                      res_T res[CONFIG_T::n_elem]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    merge_repeated<merge_minimum, left_T, right_T, res_T, CONFIG_T>(left, right, res);
}

struct dot_config {
    static const unsigned reuse_factor = 1;
};

/// The sum of the products.
template <class left_T, class right_T, class res_T, typename CONFIG_T>
void dot(const left_T left[CONFIG_T::n_in], const right_T right[CONFIG_T::n_in], res_T res[1]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    typedef typename CONFIG_T::accum_t accum_t;
    #pragma HLS ALLOCATION operation instances=mul limit=CONFIG_T::multiplier_limit
    accum_t sum = static_cast<accum_t>(0);
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        const accum_t product = static_cast<accum_t>(left[i] * right[i]);
        sum = static_cast<accum_t>(sum + product);
    }
    res[0] = static_cast<res_T>(sum);
}

/// `n_outer` times `n_left` elements of one tensor and then `n_right` of the other.
template <class left_T, class right_T, class res_T, typename CONFIG_T>
void concatenate(const left_T left[CONFIG_T::n_outer * CONFIG_T::n_left],
                 const right_T right[CONFIG_T::n_outer * CONFIG_T::n_right],
                 res_T res[CONFIG_T::n_outer * (CONFIG_T::n_left + CONFIG_T::n_right)]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_outer; i++) {
        res_T *run = res + i * (CONFIG_T::n_left + CONFIG_T::n_right);
        for (unsigned j = 0; j < CONFIG_T::n_left; j++)
            run[j] = static_cast<res_T>(left[i * CONFIG_T::n_left + j]);
        for (unsigned j = 0; j < CONFIG_T::n_right; j++)
            run[CONFIG_T::n_left + j] = static_cast<res_T>(right[i * CONFIG_T::n_right + j]);
    }
}

} // namespace nnet

#endif
