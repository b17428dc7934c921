"""Number types and variables of converted models."""

from __future__ import annotations

from typing import Any

from hlsmith import _core

TYPE_CHECKING = False
if TYPE_CHECKING:
    import numpy as np


class PrecisionType:
    """A number format; two are equal when they are of one kind and print the same.

    Attributes
    ----------
    width : int
        Bits in all; 0 while the precision is still automatic.
    signed : bool
        Whether it is two's complement.
    """

    width: int
    signed: bool
    _text: str

    def __init__(self, width: int, signed: bool, text: str) -> None:
        self.width = width
        self.signed = signed
        self._text = text

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f'<{type(self).__name__} {self._text}>'

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash((type(self), self._text))

    def __hlsmith_config__(self) -> str:
        return self._text


class FixedPrecisionType(PrecisionType):
    """Fixed point.

    Attributes
    ----------
    integer : int
        Bits left of the binary point, including the sign bit.
    fractional : int
        Bits right of the binary point.
    rounding_mode : str
        ``TRN``, ``TRN_ZERO``, ``RND``, ``RND_ZERO``, ``RND_INF``, ``RND_MIN_INF`` or ``RND_CONV``.
    saturation_mode : str
        ``WRAP``, ``SAT``, ``SAT_ZERO``, ``SAT_SYM`` or ``WRAP_SM``.
    saturation_bits : int
        Saturation bits of the wrapping modes.
    """

    def __init__(self, width: int, signed: bool, text: str, integer: int, modes: tuple[str, str, int]) -> None:
        super().__init__(width, signed, text)
        self.integer = integer
        self.fractional = width - integer
        self.rounding_mode, self.saturation_mode, self.saturation_bits = modes

    @property
    def min(self) -> float:
        """The smallest value, rounded to a float where it needs more bits."""
        if not self.signed:
            return 0.0
        lowest = 1 << (self.width - 1)
        symmetric = self.saturation_mode == 'SAT_SYM' and self.width > 1
        return _scaled(-(lowest - 1) if symmetric else -lowest, self.fractional)

    @property
    def max(self) -> float:
        """The largest value, rounded to a float where it needs more bits."""
        return _scaled((1 << (self.width - int(self.signed))) - 1, self.fractional)


class IntegerPrecisionType(FixedPrecisionType):
    """An integer, assigned with truncation toward zero and wrap-around."""

    def __init__(self, width: int, signed: bool, text: str) -> None:
        super().__init__(width, signed, text, width, ('TRN', 'WRAP', 0))


class XnorPrecisionType(IntegerPrecisionType):
    """One bit that stands for -1 and +1."""


class ExponentPrecisionType(PrecisionType):
    """A signed power of two, given by its exponent."""


class StandardFloatPrecisionType(PrecisionType):
    """Floating point in the IEEE layout.

    Attributes
    ----------
    exponent : int
        Bits of the exponent.
    """

    def __init__(self, width: int, signed: bool, text: str, exponent: int) -> None:
        super().__init__(width, signed, text)
        self.exponent = exponent


class UnspecifiedPrecisionType(PrecisionType):
    """A precision that is still to be derived."""


class NamedType:
    """A number format with the name it has in generated code.

    Attributes
    ----------
    name : str
        The name.
    precision : PrecisionType
        The format.
    """

    name: str
    precision: PrecisionType

    def __init__(self, name: str, precision: PrecisionType) -> None:
        self.name = name
        self.precision = precision

    def __str__(self) -> str:
        return str(self.precision)

    def __repr__(self) -> str:
        return f'<NamedType {self.name} {self.precision}>'

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.name, self.precision))


class TensorVariable:
    """A value that flows between layers.

    Attributes
    ----------
    name : str
        Name of the variable in generated code.
    shape : list of int
        Shape without the axis of samples.
    type : NamedType
        Type of the elements.
    """

    def __init__(self, name: str, shape: list[int], type: NamedType) -> None:
        self.name = name
        self.shape = shape
        self.type = type

    def size(self) -> int:
        """Return the number of elements of one sample."""
        return _product(self.shape)

    def __repr__(self) -> str:
        return f'<{type(self).__name__} {self.name} {self.shape} {self.type}>'


class WeightVariable:
    """Trained constants of a layer.

    Attributes
    ----------
    name : str
        Name of the variable in generated code.
    shape : list of int
        Shape of the array.
    type : NamedType
        Type that the constants are assigned to.
    """

    def __init__(self, name: str, shape: list[int], type: NamedType, source: tuple[_core.Model, str, str]) -> None:
        self.name = name
        self.shape = shape
        self.type = type
        self._source = source

    @property
    def data(self) -> np.ndarray:
        """A copy of the constants as trained, before they are assigned to `type`; shape `shape`."""
        model, layer, attribute = self._source
        return model.weight(layer, attribute)

    @property
    def nzeros(self) -> int:
        """Number of constants that are zero."""
        return int((self.data == 0).sum())

    def size(self) -> int:
        """Return the number of constants."""
        return _product(self.shape)

    def __repr__(self) -> str:
        return f'<WeightVariable {self.name} {self.shape} {self.type}>'


def parse_precision(text: str) -> PrecisionType:
    """Read a precision string.

    Parameters
    ----------
    text : str
        Such as ``ap_fixed<16,6,RND,SAT>``, ``uint<8>``, ``auto`` or ``float``.

    Raises
    ------
    HlsmithError
        If the text is no precision.
    """
    return precision_from(_core.parse_precision(text))


def precision_from(fields: dict[str, Any]) -> PrecisionType:
    """Make a precision from the fields that the extension module gives."""
    kind, text = fields['kind'], fields['text']
    if kind == 'auto':
        return UnspecifiedPrecisionType(0, True, text)
    width, signed = fields['width'], fields['signed']
    if kind == 'fixed':
        modes = (fields['rounding'], fields['saturation'], fields['saturation_bits'])
        return FixedPrecisionType(width, signed, text, fields['integer'], modes)
    if kind == 'float':
        return StandardFloatPrecisionType(width, signed, text, fields['exponent'])
    kinds = {'integer': IntegerPrecisionType, 'xnor': XnorPrecisionType, 'exponent': ExponentPrecisionType}
    return kinds[kind](width, signed, text)


def named_type_from(fields: dict[str, Any]) -> NamedType:
    """Make a named type from the fields that the extension module gives."""
    return NamedType(fields['name'], precision_from(fields['precision']))


def tensor_from(fields: dict[str, Any]) -> TensorVariable:
    """Make a variable from the fields that the extension module gives."""
    return TensorVariable(fields['name'], fields['shape'], named_type_from(fields['type']))


def _product(shape: list[int]) -> int:
    size = 1
    for extent in shape:
        size *= extent
    return size


def _scaled(raw: int, fractional: int) -> float:
    # Python divides integers of any size with one rounding.
    return raw / (1 << fractional) if fractional >= 0 else float(raw << -fractional)
