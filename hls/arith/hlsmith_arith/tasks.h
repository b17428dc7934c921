// Tasks that run beside each other in hardware, for software simulation: a launched task runs when something waits for it.

#ifndef HLSMITH_ARITH_TASKS_H_
#define HLSMITH_ARITH_TASKS_H_

#include "fifo.h"

#include <cstdio>

namespace hlsmith_arith {

using task = void (*)();

inline fifo<task> &launched_tasks() {
    static fifo<task> tasks;
    return tasks;
}

// Runs the task launched first; false when there is none.
inline bool run_next_task() {
    if (launched_tasks().empty())
        return false;
    launched_tasks().pop()();
    return true;
}

inline void run_all_tasks() {
    while (run_next_task())
        ;
}

// The next element, for which tasks run while there is none. Without tasks it warns and gives a default value, where
// hardware would wait.
template <class T> T await_element(fifo<T> &elements) {
    while (elements.empty() && run_next_task())
        ;
    if (elements.empty()) {
        std::fprintf(stderr, "WARNING: a stream is read while empty; the hardware would wait.\n");
        return T();
    }
    return elements.pop();
}

} // namespace hlsmith_arith

#endif
