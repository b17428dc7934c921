#ifndef NNET_DENSE_H_
#define NNET_DENSE_H_

// Fully connected layer. Each product and each partial sum is assigned to `accum_t`, the sum to the result type.
//
// The kernels differ in what is shared in time and in the order of the sums, which matters when `accum_t` saturates.

#include "nnet_common.h"

namespace nnet {

struct dense_config {
    static const unsigned io_type = io_parallel;
    static const unsigned strategy = latency;
    static const unsigned reuse_factor = 1;
    static const unsigned n_zeros = 0;
    // Whether sums start from 0, and products and at last the bias are added to them exactly; for `dense_latency`.
    static const unsigned adds_exactly = 0;
};

/// A pipeline that starts every `reuse_factor` cycles. Weights are in the order (input, output); every output sums its
/// inputs in order, from the bias.
template <class data_T, class res_T, typename CONFIG_T>
void dense_latency(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
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
        acc[j] = CONFIG_T::adds_exactly ? static_cast<accum_t>(0) : static_cast<accum_t>(biases[j]);
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        for (unsigned j = 0; j < CONFIG_T::n_out; j++)
            acc[j] = CONFIG_T::adds_exactly
                         ? static_cast<accum_t>(acc[j] + data[i] * weights[i * CONFIG_T::n_out + j])
                         : static_cast<accum_t>(acc[j] + static_cast<accum_t>(data[i] * weights[i * CONFIG_T::n_out + j]));
    }
    for (unsigned j = 0; j < CONFIG_T::n_out; j++)
        res[j] = static_cast<res_T>(CONFIG_T::adds_exactly ? static_cast<accum_t>(acc[j] + biases[j]) : acc[j]);
}

/// A loop of `reuse_factor` steps over weights in memory, for a reuse factor that divides `n_in`. Weights are in the
/// order (output, input); every output sums the inputs 0, RF, 2 RF, .., then 1, RF + 1, .. and so on, from the bias.
template <class data_T, class res_T, typename CONFIG_T>
void dense_resource_within_inputs(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
                                  const typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
                                  const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
    constexpr unsigned n_multipliers = CONFIG_T::n_in * CONFIG_T::n_out / CONFIG_T::reuse_factor;
    static_assert(CONFIG_T::n_in % CONFIG_T::reuse_factor == 0, "the reuse factor divides the number of inputs");

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
            const unsigned first = m * CONFIG_T::reuse_factor;
            const data_T x = data[first % CONFIG_T::n_in + step];
            acc[first / CONFIG_T::n_in] += static_cast<accum_t>(x * weights[first + step]);
        }
    }
    for (unsigned j = 0; j < CONFIG_T::n_out; j++) {
        #pragma HLS UNROLL
        res[j] = static_cast<res_T>(acc[j]);
    }
}

/// As `dense_resource_within_inputs`, for a reuse factor that is a multiple of `n_in` and divides `n_in * n_out`: each
/// multiplier serves several outputs one after the other, and every output sums its inputs in order.
template <class data_T, class res_T, typename CONFIG_T>
void dense_resource_beyond_inputs(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
                                  const typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
                                  const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
    constexpr unsigned n_multipliers = CONFIG_T::n_in * CONFIG_T::n_out / CONFIG_T::reuse_factor;
    constexpr unsigned outputs_per_multiplier = CONFIG_T::reuse_factor / CONFIG_T::n_in;
    static_assert(CONFIG_T::reuse_factor % CONFIG_T::n_in == 0, "the reuse factor is a multiple of the number of inputs");
    static_assert(CONFIG_T::n_out % outputs_per_multiplier == 0, "the reuse factor divides the number of weights");

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
    unsigned input = 0;
    unsigned output = 0;
    for (unsigned step = 0; step < CONFIG_T::reuse_factor; step++) {
        #pragma HLS PIPELINE II=1 rewind
        const data_T x = data[input];
        for (unsigned m = 0; m < n_multipliers; m++) {
            #pragma HLS UNROLL
            acc[m * outputs_per_multiplier + output] +=
                static_cast<accum_t>(x * weights[m * CONFIG_T::reuse_factor + step]);
        }
        if (input + 1 == CONFIG_T::n_in) {
            input = 0;
            output++;
        } else {
            input++;
        }
    }
    for (unsigned j = 0; j < CONFIG_T::n_out; j++) {
        #pragma HLS UNROLL
        res[j] = static_cast<res_T>(acc[j]);
    }
}

/// The sums of `dense_resource_within_inputs` and `dense_resource_beyond_inputs` written out as one pipeline that starts
/// every `reuse_factor` cycles; a product with a zero weight is left out.
template <class data_T, class res_T, typename CONFIG_T>
void dense_resource_unrolled(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
                             const typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
                             const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
    constexpr unsigned n_multipliers = CONFIG_T::n_in * CONFIG_T::n_out / CONFIG_T::reuse_factor;

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
        for (unsigned m = 0; m < n_multipliers; m++) {
            const unsigned k = m * CONFIG_T::reuse_factor + step;
            if (weights[k] != 0)
                acc[k / CONFIG_T::n_in] += static_cast<accum_t>(data[k % CONFIG_T::n_in] * weights[k]);
        }
    }
    for (unsigned j = 0; j < CONFIG_T::n_out; j++)
        res[j] = static_cast<res_T>(acc[j]);
}

/// The kernel of a strategy; `BEYOND` says whether the reuse factor exceeds the inputs.
template <unsigned STRATEGY, bool BEYOND> struct dense_kernel {
    template <class data_T, class res_T, typename CONFIG_T>
    static void run(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
                    const typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
                    const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
        #pragma HLS INLINE
        dense_latency<data_T, res_T, CONFIG_T>(data, res, weights, biases);
    }
};

template <> struct dense_kernel<resource, false> {
    template <class data_T, class res_T, typename CONFIG_T>
    static void run(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
                    const typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
                    const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
        #pragma HLS INLINE
        dense_resource_within_inputs<data_T, res_T, CONFIG_T>(data, res, weights, biases);
    }
};

template <> struct dense_kernel<resource, true> {
    template <class data_T, class res_T, typename CONFIG_T>
    static void run(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
                    const typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
                    const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
        #pragma HLS INLINE
        dense_resource_beyond_inputs<data_T, res_T, CONFIG_T>(data, res, weights, biases);
    }
};

template <bool BEYOND> struct dense_kernel<resource_unrolled, BEYOND> {
    template <class data_T, class res_T, typename CONFIG_T>
    static void run(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
                    const typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
                    const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
        #pragma HLS INLINE
        dense_resource_unrolled<data_T, res_T, CONFIG_T>(data, res, weights, biases);
    }
};

/// The product that the configuration asks for, inside another kernel.
template <class data_T, class res_T, typename CONFIG_T>
void dense(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
           const typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
           const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
    #pragma HLS INLINE
    dense_kernel<CONFIG_T::strategy, (CONFIG_T::reuse_factor > CONFIG_T::n_in)>::template run<data_T, res_T, CONFIG_T>(
        data, res, weights, biases);
}

} // namespace nnet

#endif
