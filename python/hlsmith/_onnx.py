"""Live ONNX models, handed to the importer as bytes and without importing ONNX."""

from __future__ import annotations

from typing import Any

from hlsmith import _core


def import_onnx_model(model: Any) -> _core.Imported:
    """Import an ONNX model.

    Parameters
    ----------
    model : onnx.ModelProto, qonnx ModelWrapper, str or os.PathLike
        A model with its constants inside, or the path of an ``.onnx`` file, which may have constants in further files of
        its folder.

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
        if model == '':
            raise _core.make_error('HS0901', ('argument', 'model'), 'the path is empty')
        return _core.Imported.load_onnx(model)
    if isinstance(model, _core.Imported):
        return model
    proto = getattr(model, 'model', model)
    if not is_onnx_model(proto):
        kind = type(model)
        raise _core.make_error(
            'HS0901',
            ('argument', 'model'),
            'this is no ONNX model',
            found=f'an object of type {kind.__module__}.{kind.__qualname__}',
            expected='a ModelProto, or the path of an .onnx file',
        )
    return _core.Imported.from_onnx_bytes(proto.SerializeToString())


def is_onnx_model(model: object) -> bool:
    """Tell whether the object is a live ONNX model."""
    return callable(getattr(model, 'SerializeToString', None)) and hasattr(model, 'opset_import')
