// Components, streams and tasks of Intel HLS for software simulation.
//
// Streams are queues without bound. A launched task runs when something waits for it: when it is collected, or when a
// stream is read while empty.

#ifndef HLSMITH_ARITH_HLS_HLS_H_
#define HLSMITH_ARITH_HLS_HLS_H_

#include "../hlsmith_arith/tasks.h"

#define component
#define hls_component_ii(interval)
#define hls_scheduler_target_fmax_mhz(frequency)
#define hls_register

namespace ihc {

// Bounds the number of elements in a stream of the hardware.
template <int DEPTH> class buffer {};

namespace simulation {

template <class T> class queue {
  public:
    // Reading while empty warns and gives a default value, where hardware would wait.
    T read(bool = false) { return hlsmith_arith::await_element(elements_); }
    T tryRead(bool &success) {
        success = !elements_.empty();
        return success ? elements_.pop() : T();
    }
    void write(const T &v) { elements_.push(v); }
    bool tryWrite(const T &v) {
        elements_.push(v);
        return true;
    }

  private:
    hlsmith_arith::fifo<T> elements_;
};

} // namespace simulation

template <class T, class... OPTIONS> class stream : public simulation::queue<T> {};
template <class T, class... OPTIONS> class stream_in : public simulation::queue<T> {};
template <class T, class... OPTIONS> class stream_out : public simulation::queue<T> {};

template <void (*TASK)()> void launch() { hlsmith_arith::launched_tasks().push(TASK); }
template <void (*TASK)()> void collect() { hlsmith_arith::run_all_tasks(); }

} // namespace ihc

#endif
