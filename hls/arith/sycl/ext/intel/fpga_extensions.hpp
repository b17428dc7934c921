// Devices, pipes and properties of kernels for FPGAs, for software simulation. Pipes are queues without bound.

#ifndef HLSMITH_ARITH_SYCL_FPGA_EXTENSIONS_HPP_
#define HLSMITH_ARITH_SYCL_FPGA_EXTENSIONS_HPP_

#include "../../sycl.hpp"

namespace sycl::ext::intel {

inline constexpr struct {
} fpga_selector_v, fpga_simulator_selector_v, fpga_emulator_selector_v;

namespace experimental {

template <int INTERVAL = -1> inline constexpr int pipelined = INTERVAL;
template <int OPTION = 0> inline constexpr int streaming_interface = OPTION;

// A queue for each identity, as kernels see it and as programs see it.
template <class IDENTITY, class T, int MIN_CAPACITY = 0, class... PROPERTIES> class pipe {
  public:
    static T read() { return hlsmith_arith::await_element(elements()); }
    static T read(queue &) { return read(); }
    static void write(const T &v) { elements().push(v); }
    static void write(queue &, const T &v) { write(v); }

  private:
    static hlsmith_arith::fifo<T> &elements() {
        static hlsmith_arith::fifo<T> elements;
        return elements;
    }
};

} // namespace experimental

} // namespace sycl::ext::intel

#endif
