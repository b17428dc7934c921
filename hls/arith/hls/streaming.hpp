// hls::FIFO of SmartHLS. It holds as many elements as its constructor says, as in hardware.

#ifndef HLSMITH_ARITH_HLS_STREAMING_HPP_
#define HLSMITH_ARITH_HLS_STREAMING_HPP_

#include "../hlsmith_arith/fifo.h"

#include <cstdio>
#include <cstdlib>

namespace hls {

template <class T, bool pack = false> class FIFO {
  public:
    explicit FIFO(unsigned depth = 2) : depth_(depth) {}

    void setDepth(unsigned depth) { depth_ = depth; }
    bool empty() const { return queue_.empty(); }
    bool full() const { return queue_.size() >= depth_; }

    // Reading while empty and writing while full end the program, where hardware would wait.
    T read() {
        check(!empty(), "read while empty");
        return queue_.pop();
    }
    void write(const T &v) {
        check(!full(), "written while full");
        queue_.push(v);
    }

  private:
    static void check(bool holds, const char *what) {
        if (!holds) {
            std::fprintf(stderr, "ERROR: a FIFO is %s; the hardware would wait.\n", what);
            std::exit(1);
        }
    }

    unsigned depth_;
    hlsmith_arith::fifo<T> queue_;
};

} // namespace hls

#endif
