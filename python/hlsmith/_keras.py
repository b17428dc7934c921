"""Live Keras models, handed to the importer without a file and without importing Keras."""

from __future__ import annotations

import sys
from typing import Any

from hlsmith import _core
from hlsmith.extensions import _registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    import numpy as np


def import_model(model: Any) -> _core.Imported:
    """Import a Keras model.

    Parameters
    ----------
    model : keras.Model, tf.keras.Model, str or os.PathLike
        A built model of Keras 2 or Keras 3 on any backend, or the path of a ``.keras``, ``.h5`` or ``.json`` file; a
        ``.json`` file has its weights in ``<stem>_weights.h5`` or ``<stem>.weights.h5`` beside it.

    Returns
    -------
    _core.Imported
        The model as trained.

    Raises
    ------
    HlsmithError
        If the object is no model, or for everything in it that is not supported.
    """
    if isinstance(model, str) or hasattr(model, '__fspath__'):
        return _core.Imported.load_keras(_registry, _path(model))
    if isinstance(model, _core.Imported):
        return model
    major = keras_major(model)
    if major is None:
        raise _not_a_model(model)
    if not getattr(model, 'built', True):
        raise _core.make_error(
            'HS0402',
            ('model', ''),
            'the model has no weights yet',
            remedy='build it first, as in `model.build(input_shape)`, or give its first layer an input shape',
        )
    if _has_layers_of(model, 'HGQ', besides=('FixedPointQuantizer', 'UnaryLUT')):
        model = _proxy(model)
    try:
        config = model.to_json()
    except NotImplementedError:
        raise _core.make_error(
            'HS0407',
            ('model', ''),
            'the model is defined by Python code and has no architecture to read',
            found=f'a subclass {type(model).__module__}.{type(model).__qualname__}',
            expected='a Sequential or functional model',
        ) from None
    if _has_layers_of(model, 'hgq'):
        return _through_archive(model)
    return _core.Imported.from_keras_parts(_registry, config, list(_weights(model, ())), major)


def is_keras_model(model: object) -> bool:
    """Tell whether the object is a live Keras model."""
    return keras_major(model) is not None


def keras_major(model: object) -> int | None:
    """Return the major version, 2 or 3, of the Keras that a model belongs to; None for other objects."""
    if not callable(getattr(model, 'to_json', None)) or not hasattr(model, 'layers'):
        return None
    for base in type(model).__mro__:
        root = base.__module__.partition('.')[0]
        if root in ('tensorflow', 'tf_keras'):
            # tf.keras up to 2.5 lived inside TensorFlow, and tf_keras is Keras 2 under a name of its own.
            return 2
        if root == 'keras':
            version = getattr(sys.modules.get('keras'), '__version__', '')
            return int(version.partition('.')[0]) if version[:1].isdigit() else None
    return None


def _has_layers_of(model: Any, package: str, besides: tuple[str, ...] = ()) -> bool:
    """Tell whether layers of a package are in a model: of HGQ2, `hgq`, or of HGQ, which are no proxies."""
    for layer in model.layers:
        kind = type(layer)
        if kind.__module__.partition('.')[0] == package and kind.__name__ not in besides:
            return True
        if hasattr(layer, 'layers') and hasattr(layer, 'to_json') and _has_layers_of(layer, package, besides):
            return True
    return False


# Most entries of a table that takes the place of a function of HGQ.
_TABLE_SIZE = 2048


def _proxy(model: Any) -> Any:
    """Make the proxy of a model of HGQ, with the ranges that the model has seen."""
    from HGQ import to_proxy_model

    try:
        return to_proxy_model(model, unary_lut_max_table_size=_TABLE_SIZE)
    except AssertionError as error:
        raise _core.make_error(
            'HS0402',
            ('model', ''),
            'HGQ makes no proxy of the model',
            found=str(error),
            remedy='run HGQ.trace_minmax(model, data) first',
        ) from error


def _through_archive(model: Any) -> _core.Imported:
    """Import a model from an archive that Keras writes, in which each variable stands under the name of its part."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / 'model.keras'
        model.save(path)
        return _core.Imported.load_keras(_registry, path)


def _path(path: str | os.PathLike[str]) -> str | os.PathLike[str]:
    if path == '':
        raise _core.make_error('HS0901', ('argument', 'model'), 'the path is empty')
    return path


def _not_a_model(model: object) -> Exception:
    kind = type(model)
    found = f'an object of type {kind.__module__}.{kind.__qualname__}'
    return _core.make_error(
        'HS0901',
        ('argument', 'model'),
        'this is no Keras model',
        found=found,
        expected='a Keras model, or the path of a .keras, .h5 or .json file',
    )


def _weights(model: Any, path: tuple[str, ...]) -> Iterator[tuple[list[str], str, np.ndarray]]:
    """Yield the arrays of all layers in order, those of nested models with their path."""
    for layer in model.layers:
        here = (*path, layer.name)
        inner = layer
        while type(inner).__name__ == 'TimeDistributed':
            inner = inner.layer
        if hasattr(inner, 'layers') and hasattr(inner, 'to_json'):
            yield from _weights(inner, here if inner is layer else (*here, inner.name))
        else:
            # The adaptive quantisers of QKeras have variables, and an own method that gives none.
            arrays = layer.get_weights() or [variable.numpy() for variable in layer.weights]
            for position, array in enumerate(arrays):
                yield list(here), str(position), _exact_array(array)


def _exact_array(array: np.ndarray) -> np.ndarray:
    """Widen an array to float32 or float64 without changing a value."""
    import numpy as np

    array = np.asarray(array)
    if array.dtype != np.float64:
        # float16 and bfloat16 fit float32; everything else that a layer holds fits float64.
        dtype = np.float32 if array.dtype == np.float32 or array.dtype.itemsize <= 2 else np.float64
        array = array.astype(dtype)
    return np.require(array, requirements='C')
