// ac_channel for software simulation: a queue without bound.

#ifndef HLSMITH_ARITH_AC_CHANNEL_H_
#define HLSMITH_ARITH_AC_CHANNEL_H_

#include "hlsmith_arith/fifo.h"

#include <cstdio>
#include <cstdlib>

template <class T> class ac_channel {
  public:
    using element_type = T;

    ac_channel() = default;
    // A channel that starts with `count` default or equal elements.
    explicit ac_channel(int count) : ac_channel(count, T()) {}
    ac_channel(int count, const T &v) {
        for (int i = 0; i < count; ++i)
            write(v);
    }

    bool empty() const { return queue_.empty(); }
    unsigned size() const { return queue_.size(); }
    unsigned debug_size() const { return queue_.size(); }
    bool available(unsigned count) const { return queue_.size() >= count; }

    // Reading while empty ends the program, where hardware would wait.
    T read() {
        if (queue_.empty()) {
            std::fprintf(stderr, "ERROR: channel is read while empty; the hardware would wait.\n");
            std::abort();
        }
        return queue_.pop();
    }
    void read(T &v) { v = read(); }
    // Whether there was an element; leaves `v` alone if not.
    bool nb_read(T &v) {
        if (queue_.empty())
            return false;
        v = queue_.pop();
        return true;
    }
    void write(const T &v) { queue_.push(v); }
    bool nb_write(const T &v) {
        queue_.push(v);
        return true;
    }
    // The element at a position from the front; needs that many.
    const T &operator[](unsigned position) const { return queue_.peek(position); }

  private:
    hlsmith_arith::fifo<T> queue_;
};

#endif
