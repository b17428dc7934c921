"""Write small models of layers that hls4ml cannot compute, with what Keras computes for them in floating point.

    python tests/reference/keras_convolutions/make.py

Needs Keras 3 with TensorFlow. Each case is `<name>.keras` and `<name>.json` with the numbers of two samples.
"""

import json
import pathlib

import keras
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
LAYERS = keras.layers
CASES = {
    'conv1d_causal_dilated': ((9, 2), LAYERS.Conv1D(3, 3, padding='causal', dilation_rate=2)),
    'conv1d_causal_strided': ((9, 2), LAYERS.Conv1D(2, 4, padding='causal', strides=2)),
    'conv1d_grouped': ((7, 4), LAYERS.Conv1D(6, 3, groups=2, padding='same')),
    'conv1d_transposed_same': ((5, 3), LAYERS.Conv1DTranspose(2, 4, strides=3, padding='same')),
    'conv1d_transposed_short': ((5, 3), LAYERS.Conv1DTranspose(2, 2, strides=3)),
    'conv1d_transposed_valid': ((5, 3), LAYERS.Conv1DTranspose(2, 4, strides=2)),
    'conv2d_dilated': ((7, 8, 2), LAYERS.Conv2D(3, (2, 3), dilation_rate=(2, 3))),
    'conv2d_dilated_same': ((7, 6, 2), LAYERS.Conv2D(2, 3, dilation_rate=2, padding='same')),
    'conv2d_grouped': ((5, 6, 6), LAYERS.Conv2D(3, (2, 3), groups=3, strides=2)),
    'conv2d_transposed_dilated': ((3, 4, 2), LAYERS.Conv2DTranspose(2, 3, dilation_rate=2)),
    'conv2d_transposed_padded': ((3, 4, 2), LAYERS.Conv2DTranspose(2, 3, strides=2, padding='same', output_padding=1)),
    'conv2d_transposed_same': ((3, 4, 2), LAYERS.Conv2DTranspose(3, (3, 2), strides=(2, 3), padding='same')),
    'conv2d_transposed_valid': ((3, 4, 2), LAYERS.Conv2DTranspose(3, (3, 2), strides=(2, 1))),
    'dense_rank4': ((2, 3, 2, 3), LAYERS.Dense(4)),
    'depthwise1d': ((8, 3), LAYERS.DepthwiseConv1D(3, depth_multiplier=2, strides=2, padding='same')),
    'depthwise2d': ((6, 5, 2), LAYERS.DepthwiseConv2D((3, 2), depth_multiplier=3)),
    'separable1d': ((8, 3), LAYERS.SeparableConv1D(4, 3, depth_multiplier=2, dilation_rate=2)),
    'separable2d': ((6, 7, 2), LAYERS.SeparableConv2D(3, 3, strides=2, padding='same', depth_multiplier=2)),
}

for seed, (name, (shape, layer)) in enumerate(sorted(CASES.items())):
    random = np.random.default_rng(seed)
    inputs = keras.Input(shape, name='inp')
    model = keras.Model(inputs, layer(inputs), name='model')
    model.set_weights([random.uniform(-1, 1, weight.shape).astype('float32') for weight in model.get_weights()])
    samples = random.uniform(-1, 1, (2, *shape)).astype('float32')
    outputs = np.asarray(model(samples))
    model.save(HERE / f'{name}.keras')
    record = {'x': samples.ravel().tolist(), 'shape': list(outputs.shape[1:]), 'y': outputs.ravel().tolist()}
    (HERE / f'{name}.json').write_text(json.dumps(record) + '\n')
