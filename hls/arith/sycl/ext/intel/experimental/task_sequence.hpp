// Tasks of kernels for software simulation.

#ifndef HLSMITH_ARITH_SYCL_TASK_SEQUENCE_HPP_
#define HLSMITH_ARITH_SYCL_TASK_SEQUENCE_HPP_

#include "../../../sycl.hpp"

namespace sycl::ext::intel::experimental {

// The end of its life waits for the task.
template <auto &FUNCTION> class task_sequence {
  public:
    task_sequence() = default;
    task_sequence(const task_sequence &) = delete;
    task_sequence &operator=(const task_sequence &) = delete;
    ~task_sequence() { get(); }

    void async() { hlsmith_arith::launched_tasks().push(FUNCTION); }
    void get() { hlsmith_arith::run_all_tasks(); }
};

} // namespace sycl::ext::intel::experimental

#endif
