#ifndef NNET_CONSTANTS_H_
#define NNET_CONSTANTS_H_

// Constant arrays. Synthesis sees an initialised array and makes it a memory or folds it; simulation converts a plain
// array of numbers at start-up, since compilers are slow at thousands of constructor calls.

#ifdef __SYNTHESIS__

#define NNET_CONSTANTS(type, name, size, ...) const type name[size] = {__VA_ARGS__};

#else

#define NNET_CONSTANTS(type, name, size, ...)                                                                          \
    static const double name##_values_[size] = {__VA_ARGS__};                                                          \
    static const nnet::constants<type, size> name(name##_values_);

namespace nnet {

template <class T, unsigned N> class constants {
  public:
    explicit constants(const double values[N]) {
        for (unsigned i = 0; i < N; i++)
            elements[i] = values[i];
    }

    operator const T *() const { return elements; }

  private:
    T elements[N];
};

} // namespace nnet

#endif

#endif
