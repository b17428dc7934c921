"""Starting configurations and helpers."""

from hlsmith._unavailable import unavailable
from hlsmith.utils.config import (
    config_from_keras_model,
    config_from_onnx_model,
    config_from_pytorch_model,
    create_config,
)

fetch_example_list = unavailable(
    __name__, 'fetch_example_list', 'use the models below examples/models of the hlsmith repository'
)
fetch_example_model = unavailable(
    __name__, 'fetch_example_model', 'use the models below examples/models of the hlsmith repository'
)
plot_model = unavailable(
    __name__,
    'plot_model',
    'list the layers with `hls_model.get_layers()`, or on the command line with `hlsmith inspect`',
)

__all__ = [
    'config_from_keras_model',
    'config_from_onnx_model',
    'config_from_pytorch_model',
    'create_config',
    'fetch_example_list',
    'fetch_example_model',
    'plot_model',
]
