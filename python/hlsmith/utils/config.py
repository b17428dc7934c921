"""Starting configurations."""

from __future__ import annotations

import operator
import sys
from typing import Any

from hlsmith import _core
from hlsmith._keras import import_model
from hlsmith._onnx import import_onnx_model
from hlsmith._torch import import_module


class ConfigDict(dict[str, Any]):
    """The settings of model and layers: a dictionary, equal to any dictionary of the same items.

    The one thing it adds: without an item ``HLSConfig`` of its own, ``config['HLSConfig']`` is the dictionary itself,
    so that code runs which expects the settings one level down.
    """

    def __missing__(self, key: str) -> ConfigDict:
        if key == 'HLSConfig':
            return self
        raise KeyError(key)

    def copy(self) -> ConfigDict:
        """Return a shallow copy."""
        return type(self)(self)

    def __or__(self, other: dict[str, Any]) -> ConfigDict:  # type: ignore[override]
        return type(self)({**self, **other})


def _register_yaml() -> None:
    """Let PyYAML, where it is installed, write a ConfigDict like any dictionary."""
    try:
        import yaml  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        return
    for dumper in (yaml.SafeDumper, yaml.Dumper, getattr(yaml, 'CSafeDumper', None), getattr(yaml, 'CDumper', None)):
        if dumper is not None:
            dumper.add_representer(ConfigDict, lambda dumper, config: dumper.represent_dict(config.items()))


def config_from_keras_model(
    model: Any,
    granularity: str = 'model',
    backend: str | None = None,
    default_precision: str = 'fixed<16,6>',
    default_reuse_factor: int = 1,
    max_precision: str | None = None,
) -> ConfigDict:
    """Make a starting configuration of a Keras model.

    Parameters
    ----------
    model : keras.Model, tf.keras.Model, str or os.PathLike
        The model, of Keras 2 or Keras 3, or the path of a ``.keras``, ``.h5`` or ``.json`` file.
    granularity : {'model', 'type', 'name'}
        One set of values for the model, and also one for each class of layers, or one for each layer.
    backend : str, optional
        ``Vivado`` or ``Vitis``; with it the dictionary also has the attributes that depend on the target.
    default_precision : str
        Precision of everything not set otherwise, such as ``fixed<16,6>``.
    default_reuse_factor : int
        How many products share one multiplier, at least 1.
    max_precision : str, optional
        Widest precision that is derived automatically.

    Returns
    -------
    ConfigDict
        A dictionary with ``Model`` and, by granularity, ``LayerType`` or ``LayerName``.

    Raises
    ------
    HlsmithError
        If the model cannot be imported or an argument is not valid.
    """
    return _starting_config(
        import_model(model), granularity, backend, default_precision, default_reuse_factor, max_precision
    )


def config_from_onnx_model(
    model: Any,
    granularity: str = 'name',
    backend: str | None = None,
    default_precision: str = 'fixed<16,6>',
    default_reuse_factor: int = 1,
    max_precision: str | None = None,
) -> ConfigDict:
    """Make a starting configuration of an ONNX model.

    Parameters
    ----------
    model : onnx.ModelProto, qonnx ModelWrapper, str or os.PathLike
        The model with its constants inside, or the path of an ``.onnx`` file.
    granularity, backend, default_precision, default_reuse_factor, max_precision
        As of ``config_from_keras_model``.

    Returns
    -------
    ConfigDict
        A dictionary with ``Model`` and, by granularity, ``LayerType`` or ``LayerName``.

    Raises
    ------
    HlsmithError
        If the model cannot be imported or an argument is not valid.
    """
    return _starting_config(
        import_onnx_model(model), granularity, backend, default_precision, default_reuse_factor, max_precision
    )


def _starting_config(
    imported: _core.Imported,
    granularity: str,
    backend: str | None,
    default_precision: str,
    default_reuse_factor: int,
    max_precision: str | None,
) -> ConfigDict:
    config = _core.config_from_model(
        imported,
        _text(granularity, 'granularity'),
        None if backend is None else _text(backend, 'backend'),
        _precision(default_precision, 'default_precision'),
        _count(default_reuse_factor, 'default_reuse_factor'),
        None if max_precision is None else _precision(max_precision, 'max_precision'),
    )
    _register_yaml()
    return ConfigDict(config)


def config_from_pytorch_model(
    model: Any,
    input_shape: Any,
    granularity: str = 'model',
    backend: str | None = None,
    default_precision: str = 'ap_fixed<16,6>',
    default_reuse_factor: int = 1,
    channels_last_conversion: str = 'full',
    transpose_outputs: bool = False,
    max_precision: str | None = None,
) -> ConfigDict:
    """Make a starting configuration of a PyTorch model.

    Parameters
    ----------
    model : torch.nn.Module, str or os.PathLike
        The model, or the path of a ``.pt2`` file that ``torch.export.save`` wrote.
    input_shape : tuple of int, or list of them
        The shape of each input without the batch; None in front stands for the batch.  Not read for a file.
    granularity : {'model', 'type', 'name'}
        One set of values for the model, and also one for each class of layers, or one for each layer.
    backend : str, optional
        ``Vivado`` or ``Vitis``; with it the dictionary also has the attributes that depend on the target.
    default_precision : str
        Precision of everything not set otherwise, such as ``fixed<16,6>``.
    default_reuse_factor : int
        How many products share one multiplier, at least 1.
    channels_last_conversion : {'full', 'internal', 'off'}
        Inputs have the axes in the order of the model, or with the channels last; with ``'off'`` the outputs have them in
        the order of the model as well.
    transpose_outputs : bool
        Whether outputs have the axes in the order of the model.
    max_precision : str, optional
        Widest precision that is derived automatically.

    Returns
    -------
    ConfigDict
        A dictionary with ``Model`` and, by granularity, ``LayerType`` or ``LayerName``; and with ``PytorchModel`` and
        ``InputShape``, from which ``convert_from_pytorch_model`` knows the shape.

    Raises
    ------
    HlsmithError
        If the model cannot be imported or an argument is not valid.
    """
    config = _core.config_from_model(
        import_module(model, input_shape, channels_last_conversion, transpose_outputs),
        _text(granularity, 'granularity'),
        None if backend is None else _text(backend, 'backend'),
        _precision(default_precision, 'default_precision'),
        _count(default_reuse_factor, 'default_reuse_factor'),
        None if max_precision is None else _precision(max_precision, 'max_precision'),
    )
    layouts = {'ChannelsLastConversion': channels_last_conversion, 'TransposeOutputs': bool(transpose_outputs)}
    settings = {}
    for key, value in config.pop('Model').items():
        settings[key] = value
        if key == 'ReuseFactor':
            settings.update(layouts)
    _register_yaml()
    return ConfigDict({'Model': settings, 'PytorchModel': model, 'InputShape': input_shape, **config})


def create_config(
    output_dir: str = 'my-hls-test',
    project_name: str = 'myproject',
    backend: str = 'Vivado',
    version: str = '1.0.0',
    **kwargs: Any,
) -> dict[str, Any]:
    """Make a configuration of the whole form, with the defaults of a backend and an empty ``HLSConfig``.

    Parameters
    ----------
    output_dir, project_name, backend, version
        ``OutputDir``, ``ProjectName``, ``Backend`` and ``Version``.
    **kwargs
        Further options: ``part``, ``clock_period`` (ns), ``clock_uncertainty`` (such as ``'12.5%'``), ``io_type``,
        ``namespace``, ``write_weights_txt``, ``write_tar``, ``tb_output_stream``, ``write_emulation_constants``.

    Returns
    -------
    dict
        The configuration, to be completed and given to ``hlsmith.converters.convert_from_config``.

    Raises
    ------
    HlsmithError
        If an option does not exist.
    """
    return _core.initial_config(
        {'output_dir': output_dir, 'project_name': project_name, 'backend': backend, 'version': version, **kwargs}
    )


def _text(value: object, argument: str) -> str:
    if isinstance(value, str):
        return value
    raise _wrong_type(value, argument, 'text')


def _precision(value: object, argument: str) -> str:
    # Precision objects print as the text that reads them back.
    types = sys.modules.get('hlsmith.model.types')
    if types is not None and isinstance(value, types.PrecisionType):
        return str(value)
    return _text(value, argument)


def _count(value: Any, argument: str) -> int:
    try:
        count = operator.index(value)
    except TypeError:
        count = -1
    if isinstance(value, bool) or not 1 <= count < 2**32:
        raise _wrong_type(value, argument, 'an integer of at least 1')
    return count


def _wrong_type(value: object, argument: str, expected: str) -> Exception:
    return _core.make_error(
        'HS0901', ('argument', argument), 'the value cannot be used', found=repr(value), expected=expected
    )
