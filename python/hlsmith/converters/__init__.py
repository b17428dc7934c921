"""Conversion of trained models."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from hlsmith import _core
from hlsmith._keras import import_model, is_keras_model
from hlsmith._onnx import import_onnx_model, is_onnx_model
from hlsmith._torch import import_module, is_torch_model
from hlsmith._unavailable import unavailable
from hlsmith.extensions import _registry, registered_classes
from hlsmith.model.graph import ModelGraph
from hlsmith.utils.config import create_config


def convert_from_keras_model(
    model: Any,
    output_dir: str = 'my-hls-test',
    project_name: str = 'myproject',
    input_data_tb: str | None = None,
    output_data_tb: str | None = None,
    backend: str = 'Vivado',
    hls_config: dict[str, Any] | None = None,
    bit_exact: bool | None = None,
    allow_da_fallback: bool = True,
    allow_v2_fallback: bool = True,
    **kwargs: Any,
) -> ModelGraph:
    """Convert a Keras model.

    Nothing is written; see ``ModelGraph.write``.

    Parameters
    ----------
    model : keras.Model, tf.keras.Model, str or os.PathLike
        The model, of Keras 2 or Keras 3, or the path of a ``.keras``, ``.h5`` or ``.json`` file.
    output_dir : str
        Folder the project is written to.
    project_name : str
        Name of the project and of its top function, a C identifier.
    input_data_tb, output_data_tb : str, optional
        Inputs of the test bench and the outputs it expects, ``.npy`` or ``.dat`` files.
    backend : {'Vivado', 'Vitis'}
        Tool the project is made for, in any letter case.
    hls_config : dict, optional
        Settings of model and layers, see ``hlsmith.utils.config_from_keras_model``; they may also stand one level down,
        under ``HLSConfig``.  It is not changed.
    bit_exact : bool, optional
        Whether automatic types are as narrow as every result allows that the trained constants can give; None for models
        with quantizers only.
    allow_da_fallback, allow_v2_fallback : bool
        Accepted from hls4ml; without effect.
    **kwargs
        ``part``, ``board``, ``clock_period`` (ns), ``clock_uncertainty`` (such as ``'12.5%'``), ``io_type``
        (``'io_parallel'``), ``namespace``, ``write_weights_txt``, ``write_tar``, ``tb_output_stream``,
        ``write_emulation_constants``, ``version``; for oneAPI ``hyperopt_handshake``; for Libero
        ``fpga_family`` and ``smarthls_path``; for Catapult ``tech``, ``asiclibs`` and ``fifo``.

    Returns
    -------
    ModelGraph
        The converted model.

    Raises
    ------
    HlsmithError
        With every problem of model and configuration that is found.

    Warns
    -----
    HlsmithWarning
        About what the conversion did differently from what the configuration says.
    """
    more = {'bit_exact': bit_exact, 'allow_da_fallback': allow_da_fallback, 'allow_v2_fallback': allow_v2_fallback}
    options = _options(output_dir, project_name, input_data_tb, output_data_tb, backend, **more, **kwargs)
    return ModelGraph(_converted(import_model(model), options, hls_config))


def convert_from_onnx_model(
    model: Any,
    output_dir: str = 'my-hls-test',
    project_name: str = 'myproject',
    input_data_tb: str | None = None,
    output_data_tb: str | None = None,
    backend: str = 'Vivado',
    hls_config: dict[str, Any] | None = None,
    bit_exact: bool | None = None,
    **kwargs: Any,
) -> ModelGraph:
    """Convert an ONNX model; QONNX ones as well.

    Nothing is written; see ``ModelGraph.write``.

    Parameters
    ----------
    model : onnx.ModelProto, qonnx ModelWrapper, str or os.PathLike
        The model with its constants inside, or the path of an ``.onnx`` file.  It need not be cleaned up, nor be brought
        to tensors with the channels last.
    output_dir, project_name, input_data_tb, output_data_tb, backend, hls_config, bit_exact, **kwargs
        As of ``convert_from_keras_model``; for the starting settings see ``hlsmith.utils.config_from_onnx_model``.

    Returns
    -------
    ModelGraph
        The converted model.

    Raises
    ------
    HlsmithError
        With every problem of model and configuration that is found.

    Warns
    -----
    HlsmithWarning
        About what the conversion did differently from what the configuration says.
    """
    options = _options(output_dir, project_name, input_data_tb, output_data_tb, backend, bit_exact=bit_exact, **kwargs)
    return ModelGraph(_converted(import_onnx_model(model), options, hls_config))


def _options(
    output_dir: Any, project_name: Any, input_data_tb: Any, output_data_tb: Any, backend: Any, **more: Any
) -> dict[str, Any]:
    """Return the options of a project by their names."""
    return {
        'output_dir': output_dir,
        'project_name': project_name,
        'input_data_tb': input_data_tb,
        'output_data_tb': output_data_tb,
        'backend': backend,
        **more,
    }


def _converted(imported: _core.Imported, options: dict[str, Any], hls_config: dict[str, Any] | None) -> _core.Model:
    if hls_config is None:
        hls_config = {}
    elif isinstance(hls_config, dict) and list(hls_config) == ['HLSConfig']:
        hls_config = hls_config['HLSConfig']
    return _core.Model.convert_with(imported, options, hls_config)


def _with_shape_second(convert: Callable[..., ModelGraph]) -> Callable[..., ModelGraph]:
    """Let the shape of the inputs stand behind the model, as in older versions of hls4ml."""

    @functools.wraps(convert)
    def converted(model: Any, *arguments: Any, **options: Any) -> ModelGraph:
        if arguments and isinstance(arguments[0], (list, tuple)):
            options['input_shape'], *rest = arguments
            arguments = tuple(rest)
        return convert(model, *arguments, **options)

    return converted


@_with_shape_second
def convert_from_pytorch_model(
    model: Any,
    output_dir: str = 'my-hls-test',
    project_name: str = 'myproject',
    input_data_tb: str | None = None,
    output_data_tb: str | None = None,
    backend: str = 'Vivado',
    hls_config: dict[str, Any] | None = None,
    input_shape: Any = None,
    **kwargs: Any,
) -> ModelGraph:
    """Convert a PyTorch model.

    The model is exported in evaluation mode; nothing is written, see ``ModelGraph.write``.

    Parameters
    ----------
    model : torch.nn.Module, str or os.PathLike
        The model, or the path of a ``.pt2`` file that ``torch.export.save`` wrote.
    output_dir, project_name, input_data_tb, output_data_tb, backend
        As for ``convert_from_keras_model``.
    hls_config : dict, optional
        Settings of model and layers, see ``hlsmith.utils.config_from_pytorch_model``; its ``InputShape`` is the shape of
        the inputs, and ``Model`` may have ``ChannelsLastConversion`` and ``TransposeOutputs``.  It is not changed.
    input_shape : tuple of int, or list of them, optional
        The shape of the inputs, where ``hls_config`` does not have it.  It may also stand directly behind the model.
    **kwargs
        As for ``convert_from_keras_model``.

    Returns
    -------
    ModelGraph
        The converted model.

    Raises
    ------
    HlsmithError
        With every problem of model and configuration that is found.

    Warns
    -----
    HlsmithWarning
        About what the conversion did differently from what the configuration says.
    """
    options = _options(output_dir, project_name, input_data_tb, output_data_tb, backend, **kwargs)
    settings = dict(hls_config or {})
    shape = settings.pop('InputShape', None)
    settings.pop('PytorchModel', None)
    if list(settings) == ['HLSConfig']:
        settings = settings['HLSConfig']
    imported = _imported_module(model, input_shape if shape is None else shape, settings)
    return ModelGraph(_converted(imported, options, settings))


def _imported_module(model: Any, input_shape: Any, hls_config: Any) -> _core.Imported:
    """Import a PyTorch model with the order of axes of a configuration."""
    settings = hls_config.get('Model') if isinstance(hls_config, dict) else None
    settings = settings if isinstance(settings, dict) else {}
    conversion = settings.get('ChannelsLastConversion', 'full')
    return import_module(model, input_shape, conversion, settings.get('TransposeOutputs', False))


def pytorch_to_hls(config: dict[str, Any]) -> ModelGraph:
    """Convert the PyTorch model of a configuration; as ``convert_from_config``."""
    return convert_from_config(config)


def onnx_to_hls(config: dict[str, Any]) -> ModelGraph:
    """Convert the ONNX model of a configuration; as ``convert_from_config``."""
    return convert_from_config(config)


def convert_from_config(config: Any) -> ModelGraph:
    """Convert the model that a configuration names.

    Parameters
    ----------
    config : str, os.PathLike or dict
        The path of a YAML file, or the configuration as a dictionary.  It names the model under ``OnnxModel``,
        ``PytorchModel`` or ``KerasModel`` (a path; in a dictionary also a live model), ``KerasH5``, or ``KerasJson`` with
        ``KerasH5``.  Paths in it are relative to the current folder.  A live model of PyTorch needs ``InputShape``.

    Returns
    -------
    ModelGraph
        The converted model.

    Raises
    ------
    HlsmithError
        With every problem of file, model and configuration that is found.

    Warns
    -----
    HlsmithWarning
        About what the conversion did differently from what the configuration says.
    """
    if not isinstance(config, dict):
        config = parse_yaml_config(config)
    if isinstance(config, dict) and is_onnx_model(config.get('OnnxModel')):
        without_model = {key: value for key, value in config.items() if key != 'OnnxModel'}
        return ModelGraph(_core.Model.convert(import_onnx_model(config['OnnxModel']), without_model))
    module = config.get('PytorchModel') if isinstance(config, dict) else None
    if is_torch_model(module):
        without_model = {key: value for key, value in config.items() if key not in ('PytorchModel', 'InputShape')}
        imported = _imported_module(module, config.get('InputShape'), config.get('HLSConfig', config))
        return ModelGraph(_core.Model.convert(imported, without_model))
    model = config.get('KerasModel') if isinstance(config, dict) else None
    if is_keras_model(model):
        without_model = {key: value for key, value in config.items() if key != 'KerasModel'}
        return ModelGraph(_core.Model.convert(import_model(model), without_model))
    return ModelGraph(_core.Model.from_config(_registry, config))


def parse_yaml_config(config_file: Any) -> dict[str, Any]:
    """Read a configuration file.

    Parameters
    ----------
    config_file : str or os.PathLike
        A YAML file; the tag ``!keras_model`` gives the path of a model.

    Returns
    -------
    dict
        The configuration.

    Raises
    ------
    HlsmithError
        If the file cannot be read, with the place of the error.
    """
    if not isinstance(config_file, str) and not hasattr(config_file, '__fspath__'):
        raise _core.make_error(
            'HS0901',
            ('argument', 'config'),
            'this is no configuration',
            found=f'an object of type {type(config_file).__qualname__}',
            expected='a dictionary or the path of a YAML file',
        )
    return _core.read_config(config_file)


def get_supported_keras_layers() -> list[str]:
    """Return the names of the Keras layer classes that can be converted, sorted, then those of extensions."""
    return [*_core.supported_keras_layers(), *registered_classes()]


def get_supported_onnx_layers() -> list[str]:
    """Return the names of the ONNX operators that can be converted, sorted."""
    return _core.supported_onnx_operators()


def get_supported_pytorch_layers() -> list[str]:
    """Return the operators of exported PyTorch programs that can be converted, sorted."""
    return _core.supported_torch_operators()


_EXTEND = 'register the layer with `hlsmith.extensions.register`'

convert_from_symbolic_expression = unavailable(
    __name__, 'convert_from_symbolic_expression', 'write the expression as layers of a Keras model'
)
link_existing_project = unavailable(
    __name__, 'link_existing_project', 'convert again with `convert_from_config("<project>/hls4ml_config.yml")`'
)
load_saved_model = unavailable(
    __name__, 'load_saved_model', 'convert again with `convert_from_config("<project>/hls4ml_config.yml")`'
)
register_keras_v2_layer_handler = unavailable(__name__, 'register_keras_v2_layer_handler', _EXTEND)
register_onnx_layer_handler = unavailable(__name__, 'register_onnx_layer_handler', _EXTEND)
register_pytorch_layer_handler = unavailable(__name__, 'register_pytorch_layer_handler', _EXTEND)

__all__ = [
    'convert_from_config',
    'convert_from_keras_model',
    'convert_from_onnx_model',
    'convert_from_pytorch_model',
    'convert_from_symbolic_expression',
    'create_config',
    'get_supported_keras_layers',
    'get_supported_onnx_layers',
    'get_supported_pytorch_layers',
    'link_existing_project',
    'load_saved_model',
    'onnx_to_hls',
    'parse_yaml_config',
    'pytorch_to_hls',
    'register_keras_v2_layer_handler',
    'register_onnx_layer_handler',
    'register_pytorch_layer_handler',
]
