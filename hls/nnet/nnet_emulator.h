#ifndef NNET_EMULATOR_H_
#define NNET_EMULATOR_H_

// Simulation only: the top function as a function of two tuples, for programs that hold many models.

#ifndef __SYNTHESIS__

#include <array>
#include <cstddef>
#include <tuple>

#include "nnet_types.h"

namespace nnet {

template <class T, std::size_t N> T *as_argument(std::array<T, N> &array) { return array.data(); }
template <class T> stream<T> &as_argument(stream<T> &stream) { return stream; }

/// An element of a tuple as the top function takes it.
template <std::size_t I, class tuple_T>
auto argument(tuple_T &tuple) -> decltype(as_argument(std::get<I>(tuple))) {
    return as_argument(std::get<I>(tuple));
}

} // namespace nnet

#endif

#endif
