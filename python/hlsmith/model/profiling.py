"""Profiling of precisions.

The plots of hls4ml are not available; ``ModelGraph.profile`` gives the extremes of every layer and the bits they need, and
``ModelGraph.trace`` all numbers.
"""

from hlsmith._unavailable import unavailable

_TRACE = 'compare `hls_model.trace(x)` with the outputs of the layers in Keras; `hls_model.profile(x)` has the bits they need'

compare = unavailable(__name__, 'compare', _TRACE)
get_ymodel_keras = unavailable(__name__, 'get_ymodel_keras', _TRACE)
numerical = unavailable(__name__, 'numerical', _TRACE)

__all__ = [
    'compare',
    'get_ymodel_keras',
    'numerical',
]
