"""Functions of hls4ml that hlsmith does not have: they exist, and say so."""

from __future__ import annotations

from typing import NoReturn

from hlsmith import _core
from hlsmith.errors import UNAVAILABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def unavailable(module: str, name: str, remedy: str) -> Callable[..., NoReturn]:
    """Make a function that takes any arguments and raises.

    Parameters
    ----------
    module, name : str
        Where the function is, as in ``hlsmith.report`` and ``parse_vivado_report``.
    remedy : str
        What works instead.

    Returns
    -------
    function
        Raises HlsmithUnavailableError whenever it is called.
    """

    def function(*_args: object, **_kwargs: object) -> NoReturn:
        raise _core.make_error(
            UNAVAILABLE, ('place', f'{module}.{name}'), 'this function of hls4ml is not available', remedy=remedy
        )

    function.__name__ = function.__qualname__ = name
    function.__module__ = module
    function.__doc__ = f'Not available: raises HlsmithUnavailableError.  Instead, {remedy}.'
    return function
