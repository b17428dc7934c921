"""Where the vendor headers compute something other than the exact rules say.

The tables show what the headers do; the arithmetic headers of this repository keep the exact rule. `exact` gives, for a
row in which a known deviation shows, its name and the row that the exact rule wants. It computes with fractions, so
that it shares nothing with the headers it judges.
"""

import fractions
import math
import struct

C_TYPES = {"bool": (1, False), "int": (32, True), "unsigned": (32, False), "long": (64, True),
           "unsigned long": (64, False), "long long": (64, True), "unsigned long long": (64, False)}


class Type:
    """A type cell: width, integer bits, sign and modes."""

    def __init__(self, cell):
        name, _, rest = cell.partition("<")
        arguments = rest.rstrip(">").split(" ")
        self.is_c = not rest
        self.pointed = "fixed" in name
        self.rounding, self.overflow = "TRN", "WRAP"
        if self.is_c:
            self.width, self.signed = C_TYPES[cell]
        else:
            self.width = int(arguments[0])
            self.signed = name in ("ap_fixed", "ap_int") or "true" in arguments
        self.integer = int(arguments[1]) if self.pointed else self.width
        modes = [argument[3:] for argument in arguments if argument[:3] in ("AP_", "AC_")]
        if modes:
            self.rounding, self.overflow = modes
        self.fraction = self.width - self.integer

    def value(self, bits):
        raw = int(bits, 16)
        if self.signed and raw >> self.width - 1:
            raw -= 1 << self.width
        return fractions.Fraction(raw) / fractions.Fraction(2) ** self.fraction

    def wrapped(self, raw):
        digits = self.width // 4 if self.is_c and self.width > 1 else (self.width + 3) // 4
        return format(raw & (1 << self.width) - 1, f"0{digits}x")


def toward_zero(value):
    return math.trunc(value)


def double(bits):
    return struct.unpack(">d", bytes.fromhex(bits))[0]


def double_bits(value):
    """The double nearest to a fraction, ties to even; infinite beyond the range."""
    try:
        nearest = float(value)
    except OverflowError:
        nearest = math.inf if value > 0 else -math.inf
    return struct.pack(">d", nearest).hex()


def tiny(kind, value):
    """A value of magnitude below half a least significant bit, assigned to a type without saturation bits."""
    raw = -1 if value < 0 and kind.rounding == "TRN" else 0
    if raw and not kind.signed and kind.overflow != "WRAP":
        raw = 0
    return kind.wrapped(raw)


def quotient(cells, left, right):
    """The row of an exact division: the type grows with the operands, the quotient is cut toward zero on its grid."""
    a, b = Type(cells[1]), Type(cells[2])
    width, integer, signed = b.signed + a.width + max(b.fraction, 0), b.signed + a.integer + b.fraction, \
        a.signed or b.signed
    if a.pointed or b.pointed:
        name = f"ap_{'' if signed else 'u'}fixed<{width} {integer}>"
    else:
        name = f"ap_{'' if signed else 'u'}int<{width}>"
    raw = toward_zero(left / right * fractions.Fraction(2) ** (width - integer))
    return [*cells[:3], name, *cells[4:6], Type(name).wrapped(raw)]


COMPARISONS = {
    "eq": lambda x, y: x == y, "ne": lambda x, y: x != y, "lt": lambda x, y: x < y, "le": lambda x, y: x <= y,
    "gt": lambda x, y: x > y, "ge": lambda x, y: x >= y,
}


def exact_unary(cells):
    operation, source, target, bits, recorded = cells
    family = "ac" if "ac_" in source + target else "ap"
    integer_target = target.startswith(("ap_int", "ap_uint")) or operation.startswith(("to_int", "to_uint"))
    if operation == "print" and Type(source).pointed and family == "ap":
        return "ties print rounded up, integer parts beyond six digits cut, grids coarser than 1 wrongly", \
            f"{float(Type(source).value(bits)):g}"
    if operation == "convert" and source == "double":
        value = double(bits)
        if integer_target and -0.5 < value < 0:
            return "a double between -0.5 and 0 becomes the ap_int 1", Type(target).wrapped(0)
        if family == "ac" and 0 < abs(value) < 2.0**-1022:
            return "a denormal double becomes 0 in ac types, whatever the rounding", tiny(Type(target), value)
        return None
    if source in ("double", "float"):
        return None
    kind = Type(source)
    value = kind.value(bits)
    if integer_target and family == "ap" and kind.integer <= 0 and value < 0:
        return "ap_fixed without integer bits becomes an integer toward minus infinity", \
            Type(target).wrapped(toward_zero(value))
    if operation == "to_double" and kind.width > 64 and family == "ap" and not kind.pointed:
        return "ap_int above 64 bits becomes the double of its low 64 bits", double_bits(value)
    if operation == "to_double" and kind.width > 64 and family == "ac":
        return "ac_fixed above 64 bits becomes a double word by word", double_bits(value)
    if operation == "to_float" and abs(value) >= 2**128:
        return "ap_fixed beyond the range of float becomes a finite number", \
            struct.pack(">f", math.inf if value > 0 else -math.inf).hex()
    return None


def exact_binary(cells):
    operation, source, source2, target, bits, bits2, _ = cells
    if "ac_" in source + source2:
        return None
    a, b = Type(source), Type(source2)
    left, right = a.value(bits), b.value(bits2)
    mixed = a.signed != b.signed and (left if a.signed else right) < 0
    if operation in COMPARISONS and mixed:
        return "a comparison takes a negative operand for an unsigned one when the other is unsigned and wider", \
            [*cells[:6], str(int(COMPARISONS[operation](left, right)))]
    if operation == "mod" and mixed:
        raw = int(left) - toward_zero(left / right) * int(right)
        return "a remainder of mixed signs takes both operands for unsigned ones", \
            [*cells[:6], Type(target).wrapped(raw)]
    if operation != "div":
        return None
    if a.is_c and b.pointed:
        return "a C integer divided by ap_fixed wraps into the type of the reversed quotient", \
            quotient(cells, left, right)
    if a.signed and int(bits, 16) == 1 << a.width - 1 and right == -1 / fractions.Fraction(2) ** b.fraction:
        return "the smallest value divided by the raw value -1 wraps around", quotient(cells, left, right)
    if a.width + max(b.fraction, 0) > 64 and b.width > 64:
        return "a quotient of more than 64 bits by more than 64 bits can be wrong in the low words", \
            quotient(cells, left, right)
    return None


def exact(row):
    """The name of the deviation that can show in a row and the row by the exact rule; None where there is none."""
    cells = row.split(",")
    if len(cells) == 7:
        found = exact_binary(cells)
        return found and (found[0], ",".join(found[1]))
    found = exact_unary(cells)
    return found and (found[0], ",".join([*cells[:4], found[1]]))
