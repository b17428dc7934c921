#ifndef NNET_COMMON_H_
#define NNET_COMMON_H_

// What several kernels share: sizes known at compile time, balanced trees and positions in tables.

#include "nnet_types.h"

namespace nnet {

enum io_type { io_parallel = 0, io_stream };
enum strategy { latency, resource, resource_unrolled };

/// The quotient of two sizes, rounded up.
constexpr unsigned div_roundup(unsigned n, unsigned d) { return n / d + (n % d != 0); }

constexpr unsigned min_of(unsigned a, unsigned b) { return a < b ? a : b; }

/// The bits that tell `x` things apart, at least 1.
constexpr unsigned ceillog2(unsigned x) { return x <= 2 ? 1 : 1 + ceillog2((x + 1) / 2); }

/// The largest power of two below `x`, which is at least 2.
constexpr unsigned power_of_2_below(unsigned x) { return x <= 2 ? 1 : 2 * power_of_2_below((x + 1) / 2); }

template <class T> struct op_add {
    T operator()(const T &a, const T &b) const { return static_cast<T>(a + b); }
};

template <class T> struct op_max {
    T operator()(const T &a, const T &b) const { return a >= b ? a : b; }
};

/// A balanced tree over `N` elements; every node of it has type `T`. Its left half is the larger one.
template <class T, unsigned N, class Op> struct tree {
    static T reduce(const T *x, Op op) {
        #pragma HLS INLINE
        constexpr unsigned left = power_of_2_below(N);
        return op(tree<T, left, Op>::reduce(x, op), tree<T, N - left, Op>::reduce(x + left, op));
    }
};

template <class T, class Op> struct tree<T, 1, Op> {
    static T reduce(const T *x, Op) {
        #pragma HLS INLINE
        return x[0];
    }
};

/// The position of `x` in a table of `SIZE` entries over `RANGE`, downwards when that is negative, whose entry `OFFSET`
/// stands for 0: `x * SIZE / RANGE` toward zero plus `OFFSET`, limited to the table.
///
/// The limits are tested on the quotient itself, whatever its width, so that the conversion to an integer cannot
/// overflow. With `peer_numbers` it does, into 32 bits, and then an unsigned position takes a negative one for a huge one.
template <typename CONFIG_T, unsigned SIZE, int RANGE, unsigned OFFSET, bool UNSIGNED, class T>
unsigned table_position(const T &x) {
    #pragma HLS INLINE
    const auto p = quotient(x * SIZE, RANGE);
    if (CONFIG_T::peer_numbers) {
        const unsigned wrapped = static_cast<unsigned>(toward_zero(p)) + OFFSET;
        if (!UNSIGNED && static_cast<int>(wrapped) < 0)
            return 0;
        return min_of(wrapped, SIZE - 1);
    }
    if (p <= -static_cast<int>(OFFSET))
        return 0;
    if (p >= static_cast<int>(SIZE - 1 - OFFSET))
        return SIZE - 1;
    return static_cast<unsigned>(toward_zero(p) + static_cast<int>(OFFSET));
}

/// The position of `x` in a table of `SIZE` entries over `RANGE`, whose middle entry stands for 0, rounded down and limited
/// to the table.
template <unsigned SIZE, unsigned RANGE, class T> int floored_position(const T &x) {
    #pragma HLS INLINE
    const int middle = SIZE / 2;
    const int last = SIZE - 1;
    const int per_unit = SIZE / RANGE;
    const auto p = x * per_unit;
    if (p >= last - middle)
        return last;
    if (p <= -middle)
        return 0;
    return toward_zero(p) - (p < toward_zero(p) ? 1 : 0) + middle;
}

/// The top bits of the bit pattern of `x`, as many as tell `SIZE` table entries apart.
template <unsigned SIZE, class T> unsigned pattern_position(const T &x) {
    #pragma HLS INLINE
    const uint<width_of<T>::value> bits = pattern_of(x) >> (width_of<T>::value - ceillog2(SIZE));
    return to_index(bits);
}

} // namespace nnet

#endif
