#ifndef NNET_TYPES_H_
#define NNET_TYPES_H_

// What the kernels call numbers and streams, in the words of SYCL for the FPGAs of Intel, and how a program runs a design.

#include <sycl/sycl.hpp>

#include <sycl/ext/intel/ac_types/ac_fixed.hpp>
#include <sycl/ext/intel/ac_types/ac_int.hpp>
#include <sycl/ext/intel/experimental/task_sequence.hpp>
#include <sycl/ext/intel/fpga_extensions.hpp>

// The compiler reads every file once for the host and once for the device. Hardware is made of what the device sees.
#ifdef __SYCL_DEVICE_ONLY__
#define __SYNTHESIS__
#endif

// So are the programs around the hardware.
#define NNET_WITH_PROGRAMS

// Other compilers than those for SYCL warn about attributes that they do not know.
#ifdef SYCL_LANGUAGE_VERSION
#define NNET_INTERVAL(n) [[intel::initiation_interval(n)]]
#define NNET_REGISTER [[intel::fpga_register]]
#else
#define NNET_INTERVAL(n)
#define NNET_REGISTER
#endif

// Variables of functions do not outlive a call.
#define NNET_WITHOUT_STATICS

#include "nnet_ac_types.h"

namespace nnet {

/// The device that programs run designs on.
inline sycl::queue &device() {
#if defined(FPGA_HARDWARE)
    static sycl::queue queue(sycl::ext::intel::fpga_selector_v);
#elif defined(FPGA_SIMULATOR)
    static sycl::queue queue(sycl::ext::intel::fpga_simulator_selector_v);
#else
    static sycl::queue queue(sycl::ext::intel::fpga_emulator_selector_v);
#endif
    return queue;
}

/// The identity of the pipe that a type of packets belongs to, and how many packets it holds at least.
template <class IDENTITY, unsigned DEPTH> struct pipe_of {
    template <class packet_T> using type = sycl::ext::intel::experimental::pipe<IDENTITY, packet_T, DEPTH>;
};

/// A pipe. Each has a type of packets of its own, so that its kernels know it by that; an object has no state.
template <class packet_T> class stream {
    typedef typename packet_T::pipe_type::template type<packet_T> pipe;

  public:
    packet_T read() const {
#ifdef __SYCL_DEVICE_ONLY__
        return pipe::read();
#else
        return pipe::read(device());
#endif
    }

    void write(const packet_T &packet) const {
#ifdef __SYCL_DEVICE_ONLY__
        pipe::write(packet);
#else
        pipe::write(device(), packet);
#endif
    }
};

/// A function that runs beside the others of a kernel; at the end of its life it waits for that.
template <auto &FUNCTION> using task = sycl::ext::intel::experimental::task_sequence<FUNCTION>;

/// A design as a kernel that starts on a signal, every `INTERVAL` cycles.
template <auto &DESIGN, int INTERVAL> struct kernel {
    auto get(sycl::ext::oneapi::experimental::properties_tag) const {
        return sycl::ext::oneapi::experimental::properties{sycl::ext::intel::experimental::streaming_interface<>,
                                                           sycl::ext::intel::experimental::pipelined<INTERVAL>};
    }

    void operator()() const { DESIGN(); }
};

/// Runs a design, whose inputs wait in its ports, to its end.
template <auto &DESIGN, int INTERVAL, class... PORTS> void run_kernel(const PORTS &...) {
    device().single_task(kernel<DESIGN, INTERVAL>()).wait();
}

} // namespace nnet

#endif
