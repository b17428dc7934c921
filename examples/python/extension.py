"""A layer of one's own: how it is imported, what it computes, and its C++, checked against each other.

    python examples/python/extension.py [FOLDER]

Needs hlsmith and NumPy; the model is a file, so no Keras is needed.
"""

import pathlib
import sys
import tempfile

import numpy as np

import hlsmith

SQUARE = """
#ifndef NNET_SQUARE_H_
#define NNET_SQUARE_H_

namespace nnet {

/// gain * x * x + offset
template <class data_T, class res_T, typename CONFIG_T>
void square(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
            const typename CONFIG_T::gain_t gain[CONFIG_T::n_in]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    const ap_ufixed<8, 0> offset = CONFIG_T::offset;
    for (unsigned i = 0; i < CONFIG_T::n_in; i++)
        res[i] = static_cast<res_T>(gain[i] * (data[i] * data[i]) + offset);
}

} // namespace nnet

#endif
"""


def convert(config, input_shapes, arrays):
    (gain,) = arrays
    return hlsmith.extensions.Layer(input_shapes[0], values={'offset': config['offset']}, weights={'gain': gain})


def compute(inputs, weights, values):
    (x,) = inputs
    return weights['gain'] * x**2 + values['offset']


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()
    hlsmith.extensions.register(
        'square',
        'Square',
        variables=lambda config, input_shapes: {'gain': input_shapes[0]},
        convert=convert,
        compute=compute,
        kernel=hlsmith.extensions.Kernel('nnet_square.h', SQUARE, 'square'),
    )
    model = pathlib.Path(__file__).resolve().parents[1] / 'extensions' / 'square.keras'
    config = hlsmith.utils.config_from_keras_model(model, granularity='name', backend='Vitis')
    config['LayerName']['square']['Precision'] = {'gain': 'fixed<8,2>', 'result': 'fixed<18,8,RND,SAT>'}
    hls_model = hlsmith.converters.convert_from_keras_model(
        model, hls_config=config, backend='Vitis', io_type='io_stream', output_dir=folder
    )
    x = np.random.default_rng(0).normal(size=(1000, 4)).astype(np.float32)
    print(hls_model.predict(x).mean(axis=0))

    # The project with the kernel above, compiled with g++ and run, must agree in every bit.
    hls_model.build(csim=True, synth=False)


if __name__ == '__main__':
    main()
