"""Layers of your own: how they are imported, what they compute, and their C++.

What is registered here belongs to the running program.  A model file can name such a layer, and never brings its code.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from hlsmith import _core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np

#: What this program has registered.
_registry = _core.Extensions()


class Layer(NamedTuple):
    """What an extension makes of a layer.

    Attributes
    ----------
    shape : tuple of int
        Shape of the output, without the batch dimension.
    values : mapping
        What computation and kernel need to know, by name: integers, floats, booleans and lists of integers.
    weights : mapping
        The weights by what they are, in the order of the arguments of the kernel.
    """

    shape: Sequence[int]
    values: Mapping[str, Any] = {}
    weights: Mapping[str, np.ndarray] = {}


class Kernel(NamedTuple):
    """The C++ of an extension.

    Attributes
    ----------
    header : str
        Name of the header in the project's folder ``firmware/nnet_utils``, such as ``nnet_reverse.h``.
    text : str
        The text of the header.
    function : str
        Name of the function in the namespace ``nnet``.
    """

    header: str
    text: str
    function: str


def register(
    name: str,
    classes: str | Sequence[str],
    *,
    convert: Callable[..., Layer],
    compute: Callable[..., np.ndarray],
    kernel: Kernel | None = None,
    variables: Callable[..., Mapping[str, Sequence[int]]] | None = None,
    result: str = 'default',
) -> None:
    """Register an extension.

    Parameters
    ----------
    name : str
        Its name, a C identifier.
    classes : str or sequence of str
        The class names of the Keras layers it is for.
    convert : callable
        ``convert(config, input_shapes, arrays)`` gives a `Layer`; `config` is what ``get_config()`` of the layer gave,
        `arrays` are the values of its variables.
    compute : callable
        ``compute(inputs, weights, values)`` gives the results as an array of float64 with the samples first; `inputs` are
        arrays of shape ``(n_samples, n)``, and every number in them is exact.  It has to be deterministic.  The results
        are assigned to the result type by its rounding and overflow.
    kernel : Kernel, optional
        The C++; without it the model can be imported, but not converted.
    variables : callable, optional
        ``variables(config, input_shapes)`` gives names and shapes of all variables of the layer, in the order of
        ``get_weights()``.
    result : str
        The type of an automatic result: ``default`` for that of the configuration, ``input``, or a precision.

    Raises
    ------
    HlsmithError
        If a name cannot be used or is registered already, or hlsmith imports a class itself.
    """
    import numpy as np

    def converted(config: Any, shapes: Any, arrays: Any) -> tuple[Any, Any, Any]:
        layer = Layer(*convert(config, shapes, arrays))
        weights = {role: _exact(np, array) for role, array in layer.weights.items()}
        return [int(extent) for extent in layer.shape], dict(layer.values), weights

    def named(config: Any, shapes: Any) -> dict[str, list[int]]:
        return {role: [int(extent) for extent in shape] for role, shape in variables(config, shapes).items()}

    def computed(inputs: Any, weights: Any, values: Any) -> np.ndarray:
        results = np.asarray(compute(inputs, weights, values))
        if results.dtype != np.float64:
            raise TypeError(f'the results are {results.dtype}, not float64')
        return np.require(results, requirements='C')

    _registry.register(
        name,
        [classes] if isinstance(classes, str) else list(classes),
        None if variables is None else named,
        converted,
        computed,
        None if kernel is None else tuple(kernel),
        result,
    )


def registered_classes() -> list[str]:
    """Return the class names of layers that have an extension."""
    return _registry.classes()


def _exact(np: Any, array: Any) -> np.ndarray:
    array = np.asarray(array)
    if array.dtype not in (np.float32, np.float64):
        array = array.astype(np.float64)
    return np.require(array, requirements='C')


__all__ = ['Kernel', 'Layer', 'register', 'registered_classes']
