// A first-in first-out queue without bound, the store of streams and channels.

#ifndef HLSMITH_ARITH_FIFO_H_
#define HLSMITH_ARITH_FIFO_H_

namespace hlsmith_arith {

// A ring of default-constructed elements that doubles when full.
template <class T> class fifo {
  public:
    fifo() = default;
    fifo(const fifo &) = delete;
    fifo &operator=(const fifo &) = delete;
    ~fifo() { delete[] ring_; }

    bool empty() const { return size_ == 0; }
    unsigned size() const { return size_; }

    void push(const T &v) {
        if (size_ == capacity_)
            grow();
        ring_[(first_ + size_) & (capacity_ - 1)] = v;
        ++size_;
    }
    // Needs an element.
    T pop() {
        const T v = ring_[first_];
        first_ = (first_ + 1) & (capacity_ - 1);
        --size_;
        return v;
    }
    // The element at a position from the front; needs that many.
    const T &peek(unsigned position) const { return ring_[(first_ + position) & (capacity_ - 1)]; }

  private:
    void grow() {
        const unsigned capacity = capacity_ ? 2 * capacity_ : 16;
        T *ring = new T[capacity];
        for (unsigned i = 0; i < size_; ++i)
            ring[i] = peek(i);
        delete[] ring_;
        ring_ = ring;
        first_ = 0;
        capacity_ = capacity;
    }

    T *ring_ = nullptr;
    unsigned first_ = 0, size_ = 0, capacity_ = 0;
};

} // namespace hlsmith_arith

#endif
