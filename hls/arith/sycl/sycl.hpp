// Queues and kernels of SYCL for software simulation: a kernel runs when something waits for it or reads what it writes.

#ifndef HLSMITH_ARITH_SYCL_SYCL_HPP_
#define HLSMITH_ARITH_SYCL_SYCL_HPP_

#include "../hlsmith_arith/tasks.h"

namespace sycl {

class event {
  public:
    void wait() const { hlsmith_arith::run_all_tasks(); }
};

class queue {
  public:
    template <class SELECTOR> explicit queue(const SELECTOR &) {}

    // A kernel without state.
    template <class KERNEL> event single_task(const KERNEL &) {
        hlsmith_arith::launched_tasks().push([] { KERNEL()(); });
        return event();
    }
    void wait() { event().wait(); }
};

namespace ext::oneapi::experimental {

struct properties_tag {};

template <class... PROPERTIES> struct properties {
    constexpr explicit properties(const PROPERTIES &...) {}
};

} // namespace ext::oneapi::experimental

} // namespace sycl

#endif
