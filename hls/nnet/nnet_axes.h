#ifndef NNET_AXES_H_
#define NNET_AXES_H_

// Elements read in another order, or several times: the place of an element from its position in the result.

namespace nnet {

/// An axis of the result: its extent, and how far its elements lie apart in the source; 0 repeats one element.
template <unsigned EXTENT, unsigned STRIDE> struct axis {
    static const unsigned extent = EXTENT;
    static const unsigned stride = STRIDE;
};

/// The axes of the result in C order, the outermost first.
template <class... AXES> struct axes;

template <> struct axes<> {
    static const unsigned n_elem = 1;
    static constexpr unsigned place(unsigned) { return 0; }
};

template <class FIRST, class... REST> struct axes<FIRST, REST...> {
    static const unsigned n_elem = FIRST::extent * axes<REST...>::n_elem;
    /// The place in the source of element `i` of the result.
    static constexpr unsigned place(unsigned i) {
        return i / axes<REST...>::n_elem * FIRST::stride + axes<REST...>::place(i % axes<REST...>::n_elem);
    }
};

struct gather_config {
    static const unsigned reuse_factor = 1;
};

/// `n_out` elements, each the one of `n_in` that stands at its place along the axes.
template <class data_T, class res_T, typename CONFIG_T>
void gather(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_out; i++)
        res[i] = static_cast<res_T>(data[CONFIG_T::source::place(i)]);
}

} // namespace nnet

#endif
