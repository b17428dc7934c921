"""The tools that projects can be made for."""

from __future__ import annotations

from typing import Any

from hlsmith import _core
from hlsmith._unavailable import unavailable


class Backend:
    """A tool that projects can be made for.

    Attributes
    ----------
    name : str
        Its name, such as ``Vitis``.
    """

    name: str

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f'<Backend {self.name}>'

    def create_initial_config(self, **kwargs: Any) -> dict[str, Any]:
        """Return the part of a configuration that depends on the backend.

        Parameters
        ----------
        **kwargs
            Options as in ``hlsmith.utils.config.create_config``.

        Raises
        ------
        HlsmithError
            If an option does not exist.
        """
        config = _core.initial_config({**kwargs, 'backend': self.name})
        general = ('OutputDir', 'ProjectName', 'Backend', 'Version')
        return {key: value for key, value in config.items() if key not in general}

    def get_available_flows(self) -> list[str]:
        """Return the names of the flows of this backend."""
        return [name for name, _, _ in _core.available_flows() if name.startswith(f'{self.name.lower()}:')]

    def get_default_flow(self) -> str:
        """Return the name of the flow that runs when the configuration names none."""
        return f'{self.name.lower()}:ip'

    @staticmethod
    def get_valid_reuse_factors(n_in: int, n_out: int) -> list[int]:
        """Return the reuse factors that a matrix product of `n_in` by `n_out` can have, ascending."""
        return _core.valid_reuse_factors(n_in, n_out)

    @staticmethod
    def get_closest_reuse_factor(valid_rf: list[int], chosen_rf: float) -> int | None:
        """Return the reuse factor of a list that is closest to the wanted one; None when the list is empty."""
        return _core.closest_reuse_factor(valid_rf, chosen_rf)


_BACKENDS = {name.lower(): Backend(name) for name in _core.available_backends()}


def get_available_backends() -> list[str]:
    """Return the names of the backends, in lower case."""
    return list(_BACKENDS)


def get_backend(name: str) -> Backend:
    """Return a backend by name in any letter case.

    Raises
    ------
    HlsmithError
        If there is no such backend.
    """
    return _BACKENDS[_core.backend_name(name).lower()]


register_backend = unavailable(__name__, 'register_backend', 'use one of the backends of `get_available_backends()`')

__all__ = [
    'Backend',
    'get_available_backends',
    'get_backend',
    'register_backend',
]
