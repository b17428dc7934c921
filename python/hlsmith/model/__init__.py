"""Converted models."""

from hlsmith.model import flow, layers, optimizer, profiling, types
from hlsmith.model.graph import HLSConfig, ModelGraph
from hlsmith.model.multi_graph import MultiModelGraph, to_multi_model_graph

__all__ = [
    'HLSConfig',
    'ModelGraph',
    'MultiModelGraph',
    'flow',
    'layers',
    'optimizer',
    'profiling',
    'to_multi_model_graph',
    'types',
]
