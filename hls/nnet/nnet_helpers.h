#ifndef NNET_HELPERS_H_
#define NNET_HELPERS_H_

// Simulation only: weights from text files, conversion at the boundary of the model, recorded layer outputs.

// Some compilers read the programs around a design in synthesis as well, and leave them out by themselves.
#if !defined(__SYNTHESIS__) || defined(NNET_WITH_PROGRAMS)

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <locale>
#include <map>
#include <string>
#include <vector>

#include "nnet_stream.h"

#ifndef WEIGHTS_DIR
#define WEIGHTS_DIR "weights"
#endif

namespace nnet {

/// Whether layer outputs are recorded.
extern bool trace_enabled;
/// Where they are recorded, by layer name; null to append them to files in `tb_data` instead.
extern std::map<std::string, void *> *trace_outputs;
/// The size of a recorded element: that of `float` or of `double`.
extern std::size_t trace_type_size;

/// Reads exactly `SIZE` numbers, separated by commas; ends the program with a message when the file holds others.
template <class T, unsigned SIZE> void load_weights_from_txt(T *weights, const char *name) {
    const std::string path = std::string(WEIGHTS_DIR) + "/" + name;
    std::ifstream file(path.c_str());
    file.imbue(std::locale::classic());
    unsigned n_read = 0;
    double value;
    char comma;
    while (n_read < SIZE && file >> value) {
        weights[n_read++] = value;
        file >> comma;
    }
    if (n_read != SIZE || file) {
        std::cerr << "ERROR: " << path << " does not hold " << SIZE << " numbers" << std::endl;
        std::exit(1);
    }
}

/// The nearest `float` or `double`.
template <class T> void to_number(const T &from, float &to) { to = nearest_float(from); }
template <class T> void to_number(const T &from, double &to) { to = from.to_double(); }

/// What becomes of numbers between -0.5 and 0. The integers of the vendors' headers make 1 of them, which is right only for
/// designs that compute the numbers of hls4ml.
enum small_negatives { as_assigned, become_zero, become_one };

/// A number assigned to a type.
template <class T, small_negatives RULE> T from_number(double value) {
    if (RULE != as_assigned && -0.5 < value && value < 0)
        value = RULE == become_one ? 1 : 0;
    return static_cast<T>(value);
}

/// Assigns numbers to a type.
template <class number_T, class T, unsigned SIZE, small_negatives RULE = as_assigned>
void from_numbers(const number_T *from, T *to) {
    for (unsigned i = 0; i < SIZE; i++)
        to[i] = from_number<T, RULE>(from[i]);
}

/// The nearest numbers.
template <class number_T, class T, unsigned SIZE> void to_numbers(const T *from, number_T *to) {
    for (unsigned i = 0; i < SIZE; i++)
        to_number(from[i], to[i]);
}

/// As for an array: all elements of a tensor.
template <class number_T, class packet_T, unsigned SIZE, small_negatives RULE = as_assigned>
void from_numbers(const number_T *from, stream<packet_T> &to) {
    typedef typename packet_T::value_type element_T;
    std::vector<element_T> elements(SIZE);
    from_numbers<number_T, element_T, SIZE, RULE>(from, elements.data());
    write_stream<packet_T, SIZE>(elements.data(), to);
}

template <class number_T, class packet_T, unsigned SIZE>
void to_numbers(stream<packet_T> &from, number_T *to) {
    typedef typename packet_T::value_type element_T;
    std::vector<element_T> elements(SIZE);
    read_stream<packet_T, SIZE>(from, elements.data());
    to_numbers<number_T, element_T, SIZE>(elements.data(), to);
}

/// Records the output of a layer, if that is wanted.
template <class T, unsigned SIZE> void save_layer_output(const T *data, const char *layer, const char *file_name) {
    if (!trace_enabled)
        return;
    if (trace_outputs == NULL) {
        std::ofstream file((std::string("./tb_data/") + file_name).c_str(), std::ios::app);
        file.precision(17);
        for (unsigned i = 0; i < SIZE; i++)
            file << data[i].to_double() << " ";
        file << std::endl;
        return;
    }
    const std::map<std::string, void *>::const_iterator storage = trace_outputs->find(layer);
    if (storage == trace_outputs->end())
        return;
    if (trace_type_size == sizeof(float))
        to_numbers<float, T, SIZE>(data, static_cast<float *>(storage->second));
    else
        to_numbers<double, T, SIZE>(data, static_cast<double *>(storage->second));
}

/// As for an array; the stream keeps its packets.
template <class packet_T, unsigned SIZE>
void save_layer_output(stream<packet_T> &data, const char *layer, const char *file_name) {
    if (!trace_enabled)
        return;
    typedef typename packet_T::value_type element_T;
    std::vector<element_T> elements(SIZE);
    read_stream<packet_T, SIZE>(data, elements.data());
    write_stream<packet_T, SIZE>(elements.data(), data);
    save_layer_output<element_T, SIZE>(elements.data(), layer, file_name);
}

/// What is recorded of one layer.
struct trace_data {
    const char *name;
    void *data;
};

/// Makes room for the output of a layer.
inline void allocate_trace(const char *layer, std::size_t n_elements) {
    if (trace_outputs == NULL)
        trace_outputs = new std::map<std::string, void *>;
    void *&storage = (*trace_outputs)[layer];
    std::free(storage);
    storage = std::malloc(n_elements * trace_type_size);
}

inline void free_traces() {
    if (trace_outputs != NULL) {
        for (std::map<std::string, void *>::iterator i = trace_outputs->begin(); i != trace_outputs->end(); ++i)
            std::free(i->second);
    }
    delete trace_outputs;
    trace_outputs = NULL;
}

/// Lists what is recorded, sorted by layer name; there is room for all layers.
inline void collect_traces(trace_data *traces) {
    if (trace_outputs == NULL)
        return;
    for (std::map<std::string, void *>::iterator i = trace_outputs->begin(); i != trace_outputs->end(); ++i, ++traces) {
        traces->name = i->first.c_str();
        traces->data = i->second;
    }
}

/// Writes the bit pattern of a number as hexadecimal digits.
template <class T> void write_pattern(std::ostream &to, const T &x) {
    for (int low = (width_of<T>::value - 1) / 4 * 4; low >= 0; low -= 4) {
        const uint<width_of<T>::value> digits = pattern_of(x) >> low;
        to << "0123456789abcdef"[to_index(digits) & 15];
    }
}

} // namespace nnet

#endif

#endif
