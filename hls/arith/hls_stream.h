// hls::stream for software simulation: a queue without bound.

#ifndef HLSMITH_ARITH_HLS_STREAM_H_
#define HLSMITH_ARITH_HLS_STREAM_H_

#include "hlsmith_arith/fifo.h"

#include <cstdio>

namespace hls {

// The depth is that of the hardware FIFO; in simulation a stream never fills up.
template <class T, int Depth = 0> class stream {
  public:
    using value_type = T;

    stream() = default;
    // The name shows in warnings; it must outlive the stream.
    explicit stream(const char *name) : name_(name) {}

    bool empty() const { return queue_.empty(); }
    bool full() const { return false; }
    unsigned size() const { return queue_.size(); }

    // Reading while empty warns and gives a default value, where hardware would wait.
    T read() {
        T v = T();
        read(v);
        return v;
    }
    void read(T &v) {
        if (!read_nb(v))
            std::fprintf(stderr, "WARNING: stream '%s' is read while empty; the hardware would wait.\n", name_);
    }
    // Whether there was an element; gives a default value if not.
    bool read_nb(T &v) {
        const bool some = !queue_.empty();
        v = some ? queue_.pop() : T();
        return some;
    }
    void write(const T &v) { queue_.push(v); }
    bool write_nb(const T &v) {
        queue_.push(v);
        return true;
    }
    void operator>>(T &v) { read(v); }
    void operator<<(const T &v) { write(v); }

  private:
    const char *name_ = "(unnamed)";
    hlsmith_arith::fifo<T> queue_;
};

} // namespace hls

#endif
