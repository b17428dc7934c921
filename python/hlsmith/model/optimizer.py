"""Passes: rewrites of the graph."""

from __future__ import annotations

from hlsmith import _core
from hlsmith._unavailable import unavailable


def get_available_passes() -> list[str]:
    """Return the names of all passes, as `Optimizers` and `SkipOptimizers` of a configuration take them."""
    return [name for name, _ in _core.available_passes()]


_PASSES = 'select passes with `Flows`, `Optimizers` and `SkipOptimizers` in the configuration'
get_backend_passes = unavailable(__name__, 'get_backend_passes', 'use `get_available_passes()`')
_MODES = (
    'use `get_available_passes()`; in place of `output_rounding_saturation_mode` write the modes into `Precision` of the '
    'layers, as in `fixed<16,6,RND_CONV,SAT>`'
)
get_optimizer = unavailable(__name__, 'get_optimizer', _MODES)
layer_optimizer = unavailable(__name__, 'layer_optimizer', _PASSES)
model_optimizer = unavailable(__name__, 'model_optimizer', _PASSES)
optimize_model = unavailable(__name__, 'optimize_model', _PASSES)
optimizer_pass = unavailable(__name__, 'optimizer_pass', _PASSES)
register_pass = unavailable(__name__, 'register_pass', _PASSES)

__all__ = [
    'get_available_passes',
    'get_backend_passes',
    'get_optimizer',
    'layer_optimizer',
    'model_optimizer',
    'optimize_model',
    'optimizer_pass',
    'register_pass',
]
