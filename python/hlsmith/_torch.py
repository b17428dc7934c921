"""Live PyTorch models, exported and handed to the importer as the bytes of a file."""

from __future__ import annotations

import io
import sys
import warnings
from typing import Any

from hlsmith import _core

LAYOUTS = ('full', 'internal', 'off')


def import_module(
    model: Any, input_shape: Any, channels_last_conversion: str = 'full', transpose_outputs: bool = False
) -> _core.Imported:
    """Import a PyTorch model.

    Parameters
    ----------
    model : torch.nn.Module, str or os.PathLike
        A model, or the path of a ``.pt2`` file that ``torch.export.save`` wrote.
    input_shape : tuple of int, or list of them
        The shape of each input without the batch; None in front stands for the batch.  Not read for a file.
    channels_last_conversion : {'full', 'internal', 'off'}
        Order of axes at the ends of the model.
    transpose_outputs : bool
        Whether outputs have the axes in the order of the model.

    Returns
    -------
    _core.Imported
        The model as trained.

    Raises
    ------
    HlsmithError
        If the model cannot be exported, or for everything in it that is not supported.
    """
    if channels_last_conversion not in LAYOUTS:
        raise _core.make_error(
            'HS0901',
            ('argument', 'channels_last_conversion'),
            'the value cannot be used',
            found=repr(channels_last_conversion),
            expected=', '.join(LAYOUTS),
        )
    layouts = (channels_last_conversion, bool(transpose_outputs))
    if isinstance(model, str) or hasattr(model, '__fspath__'):
        return _core.Imported.load_torch(model, *layouts)
    if isinstance(model, _core.Imported):
        return model
    if not is_torch_model(model):
        kind = type(model)
        raise _core.make_error(
            'HS0901',
            ('argument', 'model'),
            'this is no PyTorch model',
            found=f'an object of type {kind.__module__}.{kind.__qualname__}',
            expected='a torch.nn.Module, or the path of a .pt2 file',
        )
    return _core.Imported.from_torch_bytes(_exported(model, _shapes(input_shape)), *layouts)


def is_torch_model(model: object) -> bool:
    """Tell whether the object is a live PyTorch model."""
    torch = sys.modules.get('torch')
    return torch is not None and isinstance(model, torch.nn.Module)


def _shapes(input_shape: Any) -> list[tuple[int, ...]]:
    """Return the shape of each input without the batch."""
    several = isinstance(input_shape, list) and bool(input_shape) and isinstance(input_shape[0], (tuple, list))
    shapes = []
    for shape in input_shape if several else [input_shape]:
        extents = tuple(shape) if isinstance(shape, (tuple, list)) else None
        if extents and extents[0] is None:
            extents = extents[1:]
        if not extents or not all(type(extent) is int and extent > 0 for extent in extents):
            raise _core.make_error(
                'HS0901',
                ('argument', 'input_shape'),
                'the shape of the input is not known',
                found=repr(input_shape),
                expected='a tuple of positive integers without the batch, or a list of them',
                remedy='give the shape of a sample, such as input_shape=(3, 32, 32)',
            )
        shapes.append(extents)
    return shapes


def _exported(model: Any, shapes: list[tuple[int, ...]]) -> bytes:
    """Export a model with a batch of any size and return the bytes of the file."""
    import torch

    floating = next((p for p in model.parameters() if p.is_floating_point()), None)
    device = 'cpu' if floating is None else floating.device
    kinds = [torch.float32 if floating is None else floating.dtype]
    if any(isinstance(module, torch.nn.Embedding) for module in model.modules()):
        kinds.insert(0, torch.int64)
    was_training = model.training
    model.eval()
    failure: Exception | None = None
    try:
        for kind in kinds:
            inputs = tuple(torch.zeros((2, *shape), dtype=kind, device=device) for shape in shapes)
            batches = tuple({0: torch.export.Dim('batch')} for _ in shapes)
            # A model that only takes a batch of one size is exported with one sample.
            for dynamic, arguments in ((batches, inputs), (None, tuple(x[:1] for x in inputs))):
                try:
                    with warnings.catch_warnings():
                        warnings.simplefilter('ignore')
                        program = torch.export.export(model, arguments, dynamic_shapes=dynamic)
                        data = io.BytesIO()
                        torch.export.save(program, data)
                    return data.getvalue()
                except Exception as error:  # noqa: BLE001, whatever the code of the model raises
                    failure = failure or error
    finally:
        model.train(was_training)
    text = str(failure).strip().splitlines()
    raise _core.make_error(
        'HS0403',
        ('model', ''),
        'PyTorch cannot export the model',
        found=f'{type(failure).__name__}: {text[0][:200] if text else ""}',
        expected='a model whose steps do not depend on the values of tensors, called with inputs of this shape',
        remedy='see that torch.export.export(model, example_inputs) works',
    ) from failure
