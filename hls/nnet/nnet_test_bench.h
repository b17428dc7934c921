#ifndef NNET_TEST_BENCH_H_
#define NNET_TEST_BENCH_H_

// The test bench around the top function: samples in, results out, one sample a line.

#include <cmath>
#include <sstream>
#include <vector>

#include "nnet_helpers.h"

namespace nnet {

/// Feeds the rows of `tb_data/tb_input_features.dat` and writes each result to `<results>.log` as decimal numbers of 17
/// significant digits, exact for types of up to 53 bits, and to `<results>.hex` as bit patterns, exact for all types.
///
/// Without data, five samples of zeros are fed.
class test_bench {
  public:
    test_bench(const char *results, bool to_file, bool to_console)
        : to_console(to_console), features("tb_data/tb_input_features.dat"),
          predictions("tb_data/tb_output_predictions.dat"), has_data(features && predictions), n_samples(0), failed(false),
          largest_difference(0) {
        if (to_file) {
            log.open((std::string(results) + ".log").c_str());
            patterns.open((std::string(results) + ".hex").c_str());
            log.precision(17);
            failed = !log || !patterns;
            if (failed)
                std::cerr << "ERROR: cannot write " << results << ".log" << std::endl;
        }
        if (!has_data)
            std::cout << "INFO: no input data in tb_data, using five samples of zeros" << std::endl;
    }

    /// Goes to the next sample; false when there is none.
    bool next() {
        if (failed)
            return false;
        in.clear();
        expected.clear();
        n_taken = n_given = 0;
        if (has_data) {
            if (!read_row(features, in))
                return false;
            read_row(predictions, expected);
        } else if (n_samples == 5) {
            return false;
        }
        shown = to_console && n_samples % 5000 == 0;
        if (shown) {
            std::cout << "Processing input " << n_samples << std::endl << "Predictions" << std::endl;
            for (std::size_t i = 0; i < expected.size(); i++)
                std::cout << expected[i] << " ";
            std::cout << std::endl << "Quantized predictions" << std::endl;
        }
        n_samples++;
        return true;
    }

    /// The next `SIZE` elements of the sample.
    template <class T, unsigned SIZE, small_negatives RULE = as_assigned> void input(T data[SIZE]) {
        if (has_data && in.size() < n_taken + SIZE) {
            std::cerr << "ERROR: sample " << n_samples - 1 << " of tb_data/tb_input_features.dat has " << in.size()
                      << " numbers" << std::endl;
            failed = true;
        }
        for (unsigned i = 0; i < SIZE; i++, n_taken++)
            data[i] = from_number<T, RULE>(has_data && n_taken < in.size() ? in[n_taken] : 0.0f);
    }

    /// The next `SIZE` elements of the result.
    template <class T, unsigned SIZE> void output(const T data[SIZE]) {
        for (unsigned i = 0; i < SIZE; i++, n_given++) {
            const double value = data[i].to_double();
            if (log.is_open()) {
                log << value << " ";
                write_pattern(patterns, data[i]);
                patterns << " ";
            }
            if (shown)
                std::cout << value << " ";
            if (n_given < expected.size())
                largest_difference = std::fmax(largest_difference, std::fabs(value - expected[n_given]));
        }
        if (log.is_open()) {
            log << "\n";
            patterns << "\n";
        }
        if (shown)
            std::cout << std::endl;
    }

    /// As for an array: all elements of a tensor.
    template <class packet_T, unsigned SIZE, small_negatives RULE = as_assigned>
    void input(stream<packet_T> &data) {
        typedef typename packet_T::value_type element_T;
        std::vector<element_T> elements(SIZE);
        input<element_T, SIZE, RULE>(elements.data());
        write_stream<packet_T, SIZE>(elements.data(), data);
    }

    template <class packet_T, unsigned SIZE> void output(stream<packet_T> &data) {
        typedef typename packet_T::value_type element_T;
        std::vector<element_T> elements(SIZE);
        read_stream<packet_T, SIZE>(data, elements.data());
        output<element_T, SIZE>(elements.data());
    }

    /// The exit code of the test bench.
    int finish() {
        if (has_data)
            std::cout << "INFO: largest difference from the predictions: " << largest_difference << std::endl;
        return failed ? 1 : 0;
    }

  private:
    bool to_console;
    std::ifstream features;
    std::ifstream predictions;
    bool has_data;
    unsigned n_samples;
    bool failed;
    double largest_difference;
    std::ofstream log;
    std::ofstream patterns;
    std::vector<float> in;
    std::vector<float> expected;
    std::size_t n_taken;
    std::size_t n_given;
    bool shown;

    /// Numbers are `float`, as in training; false at the end of the file.
    static bool read_row(std::ifstream &file, std::vector<float> &row) {
        std::string line;
        if (!std::getline(file, line))
            return false;
        const char *text = line.c_str();
        for (;;) {
            char *end;
            const float value = std::strtof(text, &end);
            if (end == text)
                return !row.empty();
            row.push_back(value);
            text = end;
        }
    }
};

} // namespace nnet

#endif
