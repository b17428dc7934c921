"""Flows: named lists of passes."""

from __future__ import annotations

from typing import NamedTuple

from hlsmith import _core
from hlsmith._unavailable import unavailable


class Flow(NamedTuple):
    """A named list of passes: `name`, the passes `optimizers` in order, and the flows `requires` that run before."""

    name: str
    optimizers: list[str]
    requires: list[str]


def get_available_flows() -> list[str]:
    """Return the names of all flows."""
    return [name for name, _, _ in _core.available_flows()]


def get_flow(name: str) -> Flow:
    """Return a flow by name.

    Raises
    ------
    HlsmithError
        If there is no such flow.
    """
    for known, requires, optimizers in _core.available_flows():
        if known == name:
            return Flow(known, optimizers, requires)
    raise _core.make_error(
        'HS0501',
        ('argument', 'name'),
        'there is no such flow',
        found=str(name),
        expected=', '.join(get_available_flows()),
    )


_PASSES = 'select passes with `Flows`, `Optimizers` and `SkipOptimizers` in the configuration'
register_flow = unavailable(__name__, 'register_flow', _PASSES)
update_flow = unavailable(__name__, 'update_flow', _PASSES)

__all__ = [
    'Flow',
    'get_available_flows',
    'get_flow',
    'register_flow',
    'update_flow',
]
