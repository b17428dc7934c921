"""The Python examples of hls4ml's guide to the conversion, in its order, as a user types them one after another.

A stand-in for the guide's model has the layers `dense_1` and `dense_2` and 16 inputs, like its example of `predict`.
`EXAMPLES` maps the title of a section to its code and to what running it must give: None when it works, or text of the
error when it asks for something that is not there.
"""

FROM_KERAS = """
import hls4ml
import tensorflow as tf
# Load your trained model
model = tf.keras.models.load_model('my_model.h5')
# Create configuration
config = hls4ml.utils.config_from_keras_model(model)
# Convert to HLS
hls_model = hls4ml.converters.convert_from_keras_model(
    model,
    hls_config = config,
    output_dir = 'my-hls-test',
    backend = 'Vivado',
    io_type = 'io_parallel'
)
"""

FROM_PYTORCH = """
hls_model = hls4ml.converters.convert_from_pytorch_model(
    model,
    input_shape = (None, 16),
    output_dir = 'pytorch-hls-test',
    backend = 'Vivado',
    io_type = 'io_parallel'
)
"""

FROM_ONNX = """
hls_model = hls4ml.converters.convert_from_onnx_model(
    onnx_model,
    output_dir = 'onnx-hls-test',
    backend = 'Vivado',
    io_type = 'io_parallel'
)
"""

CREATING = """
config = hls4ml.utils.config_from_keras_model(
    model,
    granularity = 'name',  # 'model', 'type', or 'name'
    default_precision = 'fixed<16,6>',
    default_reuse_factor = 1
)
"""

IO_PARALLEL = """
hls_model = hls4ml.converters.convert_from_keras_model(
    model,
    hls_config = config,
    io_type = 'io_parallel',
    backend = 'Vivado'
)
"""

IO_STREAM = """
hls_model = hls4ml.converters.convert_from_keras_model(
    model,
    hls_config = config,
    io_type = 'io_stream',
    backend = 'Vivado'
)
"""

MODEL_LEVEL = """
config = {
    'Model': {
        'Precision': 'fixed<16,6>',
        'ReuseFactor': 1,
        'Strategy': 'Latency'
    }
}
"""

LAYER_TYPE = """
config = {
    'Model': {
        'Precision': 'fixed<16,6>',
        'ReuseFactor': 1
    },
    'LayerType': {
        'Dense': {
            'Precision': 'fixed<18,8>',
            'ReuseFactor': 2
        },
        'Activation': {
            'Precision': 'fixed<18,8>'
        }
    }
}
"""

LAYER_NAME = """
config = {
    'Model': {
        'Precision': 'fixed<16,6>',
        'ReuseFactor': 1
    },
    'LayerName': {
        'dense_1': {
            'Precision': 'fixed<32,16>',  # Higher precision for critical layer
            'ReuseFactor': 1,
            'Strategy': 'Latency'
        },
        'dense_2': {
            'Precision': 'fixed<12,4>',  # Lower precision for less critical layer
            'ReuseFactor': 8,  # Higher reuse to save resources
            'Strategy': 'Resource'
        }
    }
}
"""

TENSOR_PRECISION = """
config['LayerName']['dense_1'] = {
    'Precision': {
        'weight': 'fixed<8,4>',  # 8-bit weights
        'bias': 'fixed<16,8>',  # 16-bit biases
        'result': 'fixed<16,6>'  # 16-bit outputs
    }
}
"""

CONVOLUTION = """
config['LayerName']['conv2d_1'] = {
    'Strategy': 'Latency',  # Options: 'Latency', 'Resource', 'Resource_Unrolled'
    'ReuseFactor': 1
}
config['LayerName']['conv2d_1'] = {
    'ConvImplementation': 'LineBuffer',  # Options: 'LineBuffer', 'Encoded'
    'ParallelizationFactor': 1
}
"""

RECURRENT = """
config['LayerName']['lstm_1'] = {
    'ReuseFactor': 1,
    'RecurrentReuseFactor': 1,  # Separate reuse factor for recurrent weights
    'Static': True,  # Static (fixed timesteps) vs dynamic
    'TableSize': 1024  # LUT size for activation functions
}
"""

YAML = """
KerasH5: my_model.h5
OutputDir: my-hls-test
ProjectName: myproject
Part: xcvu13p-flga2577-2-e
ClockPeriod: 5
IOType: io_parallel
HLSConfig:
  Model:
    Precision: ap_fixed<16,6>
    ReuseFactor: 10
  LayerName:
    dense_1:
      Precision: ap_fixed<32,16>
      ReuseFactor: 1
    dense_2:
      Precision: ap_fixed<12,4>
      ReuseFactor: 8
"""

FROM_YAML = """
import hls4ml
hls_model = hls4ml.converters.convert_from_config('config.yml')
"""

VIVADO = """
hls_model = hls4ml.converters.convert_from_keras_model(
    model,
    hls_config = config,
    backend = 'Vivado',
    board = 'pynq-z2',  # Or specify 'part' directly
    part = 'xc7z020clg400-1',  # FPGA part number
    clock_period = 5,  # Clock period in ns
    clock_uncertainty = '12.5%',  # Clock uncertainty
    io_type = 'io_parallel'
)
"""

QUARTUS = """
hls_model = hls4ml.converters.convert_from_keras_model(
    model,
    hls_config = config,
    backend = 'Quartus',
    part = 'Arria10',
    clock_period = 5,
    io_type = 'io_parallel'
)
"""

FLOWS = """
config['HLSConfig']['Flows'] = ['convert']  # Minimal conversion
"""

SKIP_OPTIMIZERS = """
config['HLSConfig']['SkipOptimizers'] = ['fuse_consecutive_batch_normalization']
"""

OPTIMIZERS = """
config['HLSConfig']['Optimizers'] = ['custom_optimizer_name']
"""

PREDICTION = """
import numpy as np
# Compile the model
hls_model.compile()
# Run prediction
X_test = np.random.rand(100, 16)
y_keras = model.predict(X_test)
y_hls = hls_model.predict(X_test)
# Check accuracy
np.testing.assert_allclose(y_hls, y_keras, rtol = 1e-2, atol = 0.01)
"""

C_SIMULATION = """
# Write the project
hls_model.write()
# Build with C simulation
hls_model.build(csim = True)
"""

CO_SIMULATION = """
# Build with synthesis and co-simulation
hls_model.build(csim = True, synth = True, cosim = True)
"""

QUICK = """
# Minimal config for quick testing
config = hls4ml.utils.config_from_keras_model(model)
hls_model = hls4ml.converters.convert_from_keras_model(
    model,
    hls_config = config,
    output_dir = 'quick-test'
)
hls_model.compile()
"""

CONSTRAINED = """
# Optimize for minimal resource usage
config = hls4ml.utils.config_from_keras_model(
    model,
    default_precision = 'fixed<8,3>',  # Lower precision
    default_reuse_factor = 32  # Higher reuse
)
config['Model']['Strategy'] = 'Resource'
"""

LOW_LATENCY = """
# Optimize for minimum latency
config = hls4ml.utils.config_from_keras_model(
    model,
    default_precision = 'fixed<16,6>',
    default_reuse_factor = 1  # Fully parallel
)
config['Model']['Strategy'] = 'Latency'
hls_model = hls4ml.converters.convert_from_keras_model(
    model,
    hls_config = config,
    io_type = 'io_parallel',
    backend = 'Vivado'
)
"""

PROFILING = """
hls4ml.model.profiling.numerical(keras_model, hls_model, X_test)
"""

# The default of 16 bits cuts off more than the tolerance of the example, from weights that are not trained.
ACCURATE = """
config = hls4ml.utils.config_from_keras_model(model, default_precision='fixed<24,8>')
import numpy
numpy.random.seed(0)
"""

# Title: code before the example, the example, and the error it gives, if any.
EXAMPLES = {
    'from Keras': ('', FROM_KERAS, None),
    'from PyTorch': ('', FROM_PYTORCH, 'this is no PyTorch model'),
    'from ONNX': ('onnx_model = object()', FROM_ONNX, 'this is no ONNX model'),
    'creating a configuration': ('', CREATING, None),
    'io_parallel': ('', IO_PARALLEL, None),
    'io_stream': ('', IO_STREAM, None),
    'model level': ('', MODEL_LEVEL + IO_PARALLEL, None),
    'layer types': ('', LAYER_TYPE + IO_PARALLEL, None),
    'layer names': ('', LAYER_NAME + IO_PARALLEL, None),
    'precision of tensors': (CREATING, TENSOR_PRECISION + IO_PARALLEL, None),
    'convolutions': (CREATING, CONVOLUTION, None),
    'layers that are not there': (CREATING + CONVOLUTION, IO_PARALLEL, 'conv2d_1'),
    'recurrent layers': (CREATING, RECURRENT, None),
    'YAML': ('', FROM_YAML, None),
    'Vivado': (CREATING, VIVADO, None),
    'Quartus': (CREATING, QUARTUS, None),
    'flows': (CREATING, FLOWS + IO_PARALLEL, None),
    'skipped optimizers': (CREATING, SKIP_OPTIMIZERS + IO_PARALLEL, None),
    'optimizers': (CREATING, OPTIMIZERS + IO_PARALLEL, 'custom_optimizer_name'),
    'prediction': (ACCURATE + IO_PARALLEL, PREDICTION, None),
    'C simulation': (FROM_KERAS, C_SIMULATION, 'vivado_hls'),
    'co-simulation': (FROM_KERAS, CO_SIMULATION, 'vivado_hls'),
    'quick conversion': ('', QUICK, None),
    'few resources': ('', CONSTRAINED + IO_PARALLEL, None),
    'low latency': ('', LOW_LATENCY, None),
    'profiling': (FROM_KERAS + 'keras_model = X_test = None', PROFILING, 'this function of hls4ml is not available'),
}
