"""Samples of a prediction: from what a user gives to the arrays that the emulator takes."""

from __future__ import annotations

from typing import Any, NamedTuple

from hlsmith import _core
from hlsmith.model.types import TensorVariable

TYPE_CHECKING = False
if TYPE_CHECKING:
    import numpy as np


class Samples(NamedTuple):
    """C-contiguous arrays, one for each input and all float32 or all float64, and the number of samples."""

    arrays: list[np.ndarray]
    n_samples: int


def read(x: Any, variables: list[TensorVariable], any_shape: bool) -> Samples:
    """Check samples and bring them into the form of the emulator.

    Parameters
    ----------
    x : array_like, or list, tuple or dict of them
        As a user gives it, see ``ModelGraph.predict``.
    variables : list of TensorVariable
        The inputs of the model.
    any_shape : bool
        Take every shape whose number of elements is a multiple of that of one sample.

    Returns
    -------
    Samples
        The arrays, copied only where needed.

    Raises
    ------
    HlsmithError
        If something does not fit, with what would.
    """
    import numpy as np

    names = [variable.name for variable in variables]
    arrays = [_array(item, name) for item, name in zip(_items(x, variables), names, strict=True)]
    counts = [_n_samples(array, variable, any_shape) for array, variable in zip(arrays, variables, strict=True)]
    if len(set(counts)) > 1:
        found = ', '.join(f'{count} for {name}' for name, count in zip(names, counts, strict=True))
        raise _error('the inputs have different numbers of samples', found=found)
    dtype = np.float32 if all(array.dtype == np.float32 for array in arrays) else np.float64
    return Samples([np.require(array, dtype, 'C') for array in arrays], counts[0])


def threads(n_threads: int | None) -> int | None:
    """Check a number of threads.

    Parameters
    ----------
    n_threads : int or None
        As a user gives it.

    Returns
    -------
    int or None
        The number.

    Raises
    ------
    HlsmithError
        If it is not a whole number of at least 1.
    """
    is_whole = hasattr(n_threads, '__index__') and not isinstance(n_threads, bool)
    if n_threads is None or (is_whole and n_threads >= 1):
        return n_threads
    expected = 'a whole number of at least 1, or None for one of each processor'
    raise _error('this is no number of threads', 'n_threads', found=repr(n_threads), expected=expected)


def _items(x: Any, variables: list[TensorVariable]) -> list[Any]:
    """Sort what was given by inputs."""
    names = [variable.name for variable in variables]
    if isinstance(x, dict):
        if sorted(map(str, x)) != sorted(names):
            raise _error('the names are not those of the inputs', found=_listed(x), expected=_listed(names))
        return [x[name] for name in names]
    if len(variables) == 1:
        # One array in a list is the list form of one input, unless it reads as samples itself.
        is_wrapped = isinstance(x, (list, tuple)) and len(x) == 1 and getattr(x[0], 'ndim', 0) > len(variables[0].shape)
        return [x[0] if is_wrapped else x]
    if isinstance(x, (list, tuple)) and len(x) == len(variables):
        return list(x)
    expected = f'a list of {len(names)} arrays for {_listed(names)}, or a dictionary by these names'
    found = f'a {type(x).__name__}' + (f' of {len(x)}' if isinstance(x, (list, tuple)) else '')
    raise _error('the model has several inputs', found=found, expected=expected)


def _array(item: Any, name: str) -> np.ndarray:
    """Make an array of float32 or float64 without changing a value."""
    import numpy as np

    try:
        array = np.asarray(item)
    except ValueError as error:
        raise _error(f'the samples of input `{name}` are no array', found=str(error)) from None
    kind, itemsize = array.dtype.kind, array.dtype.itemsize
    if kind == 'f' and itemsize in (4, 8):
        return array.astype(array.dtype.newbyteorder('='), copy=False)
    if kind in 'bui' or (kind == 'f' and itemsize == 2):
        wide = array.astype(np.float64)
        # Beyond 2^53 not every integer fits float64.  The bound itself is left out, since 2^53 + 1 rounds to it.
        if itemsize < 8 or bool((np.abs(wide) < 2.0**53).all()):
            return wide
        raise _error(
            f'input `{name}` has integers that float64 cannot hold', expected='integers between -2**53 and 2**53'
        )
    raise _error(
        f'the samples of input `{name}` are of a type that cannot be used',
        found=str(array.dtype),
        expected='real numbers: float32, float64 or integers',
        remedy='convert them with `x.astype(numpy.float32)`',
    )


def _n_samples(array: np.ndarray, variable: TensorVariable, any_shape: bool) -> int:
    """Return the number of samples of an array, or refuse its shape."""
    shape, sample = array.shape, tuple(variable.shape)
    size = variable.size()
    if shape == sample:
        return 1
    if any_shape and size and array.size % size == 0:
        return array.size // size
    if shape and (shape[1:] in (sample, (size,)) or _without_ones(shape[1:]) == _without_ones(sample)):
        return int(shape[0])
    expected = ', '.join(map(str, sample))
    raise _error(
        f'the samples of input `{variable.name}` have another shape than the model',
        found=str(shape),
        expected=f'(n_samples, {expected})',
    )


def _without_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(extent for extent in shape if extent != 1)


def _listed(names: Any) -> str:
    return ', '.join(f'`{name}`' for name in names)


def _error(message: str, argument: str = 'x', **details: str) -> Exception:
    return _core.make_error('HS0601', ('argument', argument), message, **details)
