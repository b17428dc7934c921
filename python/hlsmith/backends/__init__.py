"""The tools that projects can be made for, and how to add one."""

from __future__ import annotations

import importlib.metadata
import warnings
from typing import Any

from hlsmith import _core
from hlsmith.errors import HlsmithWarning

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: The group of entry points that name functions which register backends.
ENTRY_POINTS = 'hlsmith.backends'


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
        base = _core.backend_base(self.name).lower()
        return [name for name, _, _ in _core.available_flows() if name.startswith(f'{base}:')]

    def get_default_flow(self) -> str:
        """Return the name of the flow that runs when the configuration names none."""
        return f'{_core.backend_base(self.name).lower()}:ip'

    @staticmethod
    def get_valid_reuse_factors(n_in: int, n_out: int) -> list[int]:
        """Return the reuse factors that a matrix product of `n_in` by `n_out` can have, ascending."""
        return _core.valid_reuse_factors(n_in, n_out)

    @staticmethod
    def get_closest_reuse_factor(valid_rf: list[int], chosen_rf: float) -> int | None:
        """Return the reuse factor of a list that is closest to the wanted one; None when the list is empty."""
        return _core.closest_reuse_factor(valid_rf, chosen_rf)


class BackendPlugin(Backend):
    """A backend from outside: one of hlsmith's own under another name, with what differs.

    Numbers, streams, directives and kernels are those of the base, so that prediction holds for it in every bit.  A
    subclass sets attributes and overrides methods where it differs.

    Attributes
    ----------
    base : str
        The backend that it builds on.
    part : str, optional
        The part when none is given; None for that of the base.
    clock_period : float, optional
        The clock period in ns when none is given.
    clock_uncertainty : float, optional
        The clock uncertainty in percent of the period when none is given.
    """

    base: str = 'Vitis'
    part: str | None = None
    clock_period: float | None = None
    clock_uncertainty: float | None = None

    def __init__(self) -> None:
        super().__init__(type(self).__name__)

    def refuse(self, layers: Sequence[tuple[str, str]], settings: Mapping[str, Any]) -> list[str]:
        """Return a sentence for each thing that it cannot do.

        Parameters
        ----------
        layers : sequence of (str, str)
            Name and class of each layer of the converted model.
        settings : mapping
            ``project_name``, ``part``, ``clock_period``, ``clock_uncertainty`` and ``io_type``.
        """
        return []

    def files(self, present: Sequence[str], settings: Mapping[str, Any]) -> Mapping[str, str | bytes]:
        """Return files to add to a project, or to replace, by their path from its folder.

        Parameters
        ----------
        present : sequence of str
            The paths of the files of the base.
        settings : mapping
            As of ``refuse``.
        """
        return {}

    def programs(self, steps: Sequence[str]) -> list[list[str]] | None:
        """Return the programs, each with its arguments, that ``build`` runs in the folder of the project.

        Parameters
        ----------
        steps : sequence of str
            The chosen steps of ``build`` behind the check with g++, such as ``synth``.

        Returns
        -------
        list of list of str, or None
            None for the programs of the base.
        """
        return None


class _Calls:
    """The methods of a plug-in with what the library takes."""

    def __init__(self, plugin: BackendPlugin) -> None:
        self.plugin = plugin

    def refuse(self, layers: Any, settings: Any) -> list[str]:
        return [str(message) for message in self.plugin.refuse(layers, settings)]

    def files(self, present: Any, settings: Any) -> dict[str, bytes]:
        files = self.plugin.files(present, settings)
        return {str(path): text.encode() if isinstance(text, str) else bytes(text) for path, text in files.items()}

    def programs(self, steps: Any) -> list[list[str]] | None:
        calls = self.plugin.programs(steps)
        return None if calls is None else [[str(word) for word in call] for call in calls]


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


def register_backend(name: str, backend_cls: type[BackendPlugin]) -> None:
    """Add a backend from outside.

    An installed package does so by an entry point of the group ``hlsmith.backends``: a function that is called with this
    one when hlsmith is imported.

    Parameters
    ----------
    name : str
        Its name: letters, digits and ``_``, and in no letter case that of a backend.
    backend_cls : subclass of BackendPlugin
        What it does; an instance is made at once.

    Raises
    ------
    HlsmithError
        If the name cannot be one or is taken, there is no such base, or the class is of another kind.
    """
    if not (isinstance(backend_cls, type) and issubclass(backend_cls, BackendPlugin)):
        raise _core.make_error(
            'HS0901',
            ('argument', 'backend_cls'),
            'the class is no backend for hlsmith',
            found=repr(backend_cls),
            expected='a subclass of hlsmith.backends.BackendPlugin',
        )
    plugin = backend_cls()
    plugin.name = name
    _core.register_target(name, plugin.base, _Calls(plugin), plugin.part, plugin.clock_period, plugin.clock_uncertainty)
    _BACKENDS[name.lower()] = plugin


def _load_plugins() -> None:
    """Let installed packages register their backends; one that fails is named in a warning and left out."""
    for entry in importlib.metadata.entry_points(group=ENTRY_POINTS):
        try:
            entry.load()(register_backend)
        except Exception as error:  # noqa: BLE001
            subject, message = ('place', entry.value), 'the backends of an installed package cannot be registered'
            remark = _core.make_error('HS0408', subject, message, found=str(error)).diagnostics[0]
            warnings.warn(HlsmithWarning(remark), stacklevel=2)


_load_plugins()

__all__ = [
    'Backend',
    'BackendPlugin',
    'get_available_backends',
    'get_backend',
    'register_backend',
]
