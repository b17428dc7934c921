"""Trained neural networks to FPGA firmware, exact to the last bit.

The package has the module paths, functions and keywords of hls4ml, so that code written for it runs with::

    import hlsmith as hls4ml

Nothing here imports a framework; NumPy is imported when the first array is needed.
"""

from hlsmith import _core, backends, converters, extensions, model, report, utils
from hlsmith.errors import Diagnostic, HlsmithError, HlsmithUnavailableError, HlsmithWarning

__version__: str = _core.__version__
version_tuple: tuple[int | str, ...] = tuple(int(part) if part.isdigit() else part for part in __version__.split('.'))

__all__ = [
    'Diagnostic',
    'HlsmithError',
    'HlsmithUnavailableError',
    'HlsmithWarning',
    '__version__',
    'backends',
    'converters',
    'extensions',
    'model',
    'report',
    'utils',
    'version_tuple',
]
