"""Read-only views of the layers of a converted model."""

from __future__ import annotations

import types
from typing import Any

from hlsmith import _core
from hlsmith._unavailable import unavailable
from hlsmith.model.types import NamedType, TensorVariable, WeightVariable, named_type_from, tensor_from

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from hlsmith.model.graph import ModelGraph

# Attributes that hls4ml knows by another name.
_ALIASES = {'function': 'activation'}


class Layer:
    """A layer of a converted model.

    Attributes
    ----------
    model : ModelGraph
        The model it belongs to.
    name : str
        Name of the layer, as in the trained model.
    class_name : str
        Class of the layer in hlsmith, such as ``Dense``; the key of ``LayerType`` in a configuration.
    origin : str
        Class of the layer in the trained model, such as ``InputLayer``.
    index : int
        Number in order of creation, from 1.
    inputs : list of str
        Names of the layers whose outputs it reads.
    outputs : list of str
        Its name; one entry for each output.
    attributes : mapping
        Every attribute by name: numbers, words, lists, ``NamedType`` and ``WeightVariable``.
    weights : mapping of str to WeightVariable
        The trained constants by name, such as ``weight`` and ``bias``.
    types : mapping of str to NamedType
        The number types by name, such as ``result_t``, ``weight_t`` and ``accum_t``.
    """

    def __init__(self, model: ModelGraph, core: _core.Model, fields: dict[str, Any]) -> None:
        self.model = model
        self.name: str = fields['name']
        self.class_name: str = fields['class_name']
        self.origin: str = fields['origin']
        self.index: int = fields['index']
        self.inputs: list[str] = fields['producers']
        self.outputs: list[str] = [self.name] * len(fields['outputs'])
        self.__doc__ = fields['doc']
        self._inputs = [tensor_from(variable) for variable in fields['inputs']]
        self._outputs = [tensor_from(variable) for variable in fields['outputs']]
        attributes: dict[str, Any] = {'trace': fields['trace']}
        weights: dict[str, WeightVariable] = {}
        number_types: dict[str, NamedType] = {'result_t': self._outputs[0].type}
        for name, entry in fields['attributes'].items():
            value = entry['value']
            if entry['kind'] == 'type':
                value = number_types[name] = named_type_from(value)
            elif entry['kind'] in ('weight', 'weights'):
                # A layer of an extension has all its weights in one attribute.
                held = {name: value} if entry['kind'] == 'weight' else value
                for own, fields_of in held.items():
                    source = (core, self.name, own)
                    ty = named_type_from(fields_of['type'])
                    weights[own] = WeightVariable(fields_of['name'], fields_of['shape'], ty, source)
                    number_types[f'{own}_t'] = ty
                value = weights[name] if entry['kind'] == 'weight' else {own: weights[own] for own in held}
            attributes[name] = value
            if name in _ALIASES:
                attributes[_ALIASES[name]] = value
        self.attributes: Mapping[str, Any] = types.MappingProxyType({**attributes, **number_types})
        self.weights: Mapping[str, WeightVariable] = types.MappingProxyType(weights)
        self.types: Mapping[str, NamedType] = types.MappingProxyType(number_types)

    def get_attr(self, key: str, default: Any = None) -> Any:
        """Return an attribute by name, or `default` when the layer has no such attribute."""
        return self.attributes.get(key, default)

    def get_weights(self, var_name: str | None = None) -> Any:
        """Return the trained constants.

        Parameters
        ----------
        var_name : str, optional
            Name of one variable, such as ``weight``.

        Returns
        -------
        WeightVariable or values view of them

        Raises
        ------
        HlsmithError
            If the layer has no such variable.
        """
        if var_name is None:
            return self.weights.values()
        if var_name not in self.weights:
            raise _core.make_error(
                'HS0901',
                ('layer', self.name),
                'the layer has no such weights',
                found=str(var_name),
                expected=', '.join(self.weights) or 'no name, since the layer has no weights',
            )
        return self.weights[var_name]

    def get_input_variable(self, input_name: str | None = None) -> TensorVariable | None:
        """Return the variable it reads from the layer of a name, or the first one; None when there is none."""
        if input_name is None:
            return self._inputs[0] if self._inputs else None
        return dict(zip(self.inputs, self._inputs, strict=True)).get(input_name)

    def get_output_variable(self, output_name: str | None = None) -> TensorVariable:
        """Return the variable it makes."""
        return self._outputs[0]

    def get_input_node(self, input_name: str | None = None) -> Layer | None:
        """Return the layer of a name that it reads from, or the first one; None when there is none."""
        if input_name is None:
            return self.model.graph[self.inputs[0]] if self.inputs else None
        return self.model.graph[input_name] if input_name in self.inputs else None

    def get_output_nodes(self) -> list[Layer]:
        """Return the layers that read its output, in execution order."""
        return [layer for layer in self.model.get_layers() if self.name in layer.inputs]

    def __repr__(self) -> str:
        return f'<Layer {self.name} ({self.class_name})>'


register_layer = unavailable(__name__, 'register_layer', 'register the layer with `hlsmith.extensions.register`')

__all__ = [
    'Layer',
    'register_layer',
]
