// The parts of SYCL that projects of hls4ml for oneAPI name, for g++: kernels and tasks run at once, one after the
// other, and pipes hold any number of packets. Arithmetic types are those of the headers beside it.

#ifndef SYCL_HOST_HPP_
#define SYCL_HOST_HPP_

#include <ac_fixed.h>
#include <ac_int.h>

#include <cstdint>
#include <cstdlib>
#include <deque>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#define SYCL_EXTERNAL

namespace sycl {

using exception_list = std::vector<std::exception_ptr>;
using exception = std::runtime_error;

namespace property::queue {
struct enable_profiling {};
} // namespace property::queue

class queue {
  public:
    template <class... ARGUMENTS> explicit queue(const ARGUMENTS &...) {}
    template <class NAME = void, class KERNEL> queue &single_task(KERNEL kernel) {
        kernel();
        return *this;
    }
    void wait() {}
};

namespace ext::oneapi::experimental {
struct properties_tag {};
template <class... PROPERTIES> struct properties {
    constexpr properties(PROPERTIES...) {}
    constexpr properties() {}
};
} // namespace ext::oneapi::experimental

namespace ext::intel {
struct selector {};
inline constexpr selector fpga_emulator_selector_v{};
} // namespace ext::intel

namespace ext::intel::experimental {

template <int N = 0> struct latency_property {};
template <int N> inline constexpr latency_property<N> ready_latency{};
template <int N = 0> inline constexpr latency_property<N> bits_per_symbol{};
template <int N = 0> inline constexpr latency_property<N> uses_valid{};
template <int N = 0> inline constexpr latency_property<N> first_symbol_in_high_order_bits{};
template <class... ANY> struct interface_property {};
template <class... ANY> inline constexpr interface_property<ANY...> streaming_interface{};
template <class... ANY> inline constexpr interface_property<ANY...> pipelined{};

template <class NAME, class T, std::int32_t CAPACITY = 0, class PROPERTIES = void, class... REST> class pipe {
  public:
    static T read() {
        if (packets().empty()) {
            std::cerr << "a pipe is read while empty" << std::endl;
            std::abort();
        }
        T packet = packets().front();
        packets().pop_front();
        return packet;
    }
    static T read(bool &is_there) {
        is_there = !packets().empty();
        return is_there ? read() : T();
    }
    static T read(queue &) { return read(); }
    static void write(const T &packet) { packets().push_back(packet); }
    static void write(queue &, const T &packet) { write(packet); }

  private:
    static std::deque<T> &packets() {
        static std::deque<T> all;
        return all;
    }
};

/// Runs a task when it is called.
template <auto &FUNCTION, std::uint32_t = 1, std::uint32_t = 1> class task_sequence {
  public:
    template <class... ARGUMENTS> void async(ARGUMENTS &&...arguments) {
        FUNCTION(std::forward<ARGUMENTS>(arguments)...);
    }
    void get() {}
};

} // namespace ext::intel::experimental

} // namespace sycl

#endif
