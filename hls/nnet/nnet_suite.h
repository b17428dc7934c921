#ifndef NNET_SUITE_H_
#define NNET_SUITE_H_

// A program of many models: each case reads samples of doubles in the byte order of the machine from the standard input
// and writes the bit patterns of its results as hexadecimal digits, one sample a line.

#include <cstdio>

#include "nnet_helpers.h"

namespace nnet {

/// Reads `SIZE` numbers and assigns them; false at the end of the input.
template <class T, unsigned SIZE, small_negatives RULE = as_assigned> bool read_sample(T *data) {
    double values[SIZE];
    if (std::fread(values, sizeof(double), SIZE, stdin) != SIZE)
        return false;
    from_numbers<double, T, SIZE, RULE>(values, data);
    return true;
}

template <class T, unsigned SIZE> void write_result(const T *data) {
    for (unsigned i = 0; i < SIZE; i++) {
        write_pattern(std::cout, data[i]);
        std::cout << " ";
    }
}

/// As for an array: all elements of a tensor.
template <class packet_T, unsigned SIZE, small_negatives RULE = as_assigned>
bool read_sample(stream<packet_T> &data) {
    typedef typename packet_T::value_type element_T;
    std::vector<element_T> elements(SIZE);
    if (!read_sample<element_T, SIZE, RULE>(elements.data()))
        return false;
    write_stream<packet_T, SIZE>(elements.data(), data);
    return true;
}

template <class packet_T, unsigned SIZE> void write_result(stream<packet_T> &data) {
    typedef typename packet_T::value_type element_T;
    std::vector<element_T> elements(SIZE);
    read_stream<packet_T, SIZE>(data, elements.data());
    write_result<element_T, SIZE>(elements.data());
}

inline void end_sample() { std::cout << "\n"; }

/// Whether the program was called for this case.
inline bool is_case(int argc, char **argv, const char *name) { return argc == 2 && std::strcmp(argv[1], name) == 0; }

inline int unknown_case() {
    std::cerr << "ERROR: name one case of this program" << std::endl;
    return 2;
}

} // namespace nnet

#endif
