"""Converted models."""

from hlsmith._unavailable import unavailable
from hlsmith.model import flow, layers, optimizer, profiling, types
from hlsmith.model.graph import HLSConfig, ModelGraph

to_multi_model_graph = unavailable(__name__, 'to_multi_model_graph', 'convert each part of the network on its own')

__all__ = [
    'HLSConfig',
    'ModelGraph',
    'flow',
    'layers',
    'optimizer',
    'profiling',
    'to_multi_model_graph',
    'types',
]
