"""Record the arithmetic of the vendor headers as tables under `tests/reference/fixed`.

Compiles C++ programs against the headers that the PyPI package hls4ml installs and writes what they compute. The
choice of types and values is seeded, so that a second run writes identical files.

Usage: record_fixed_reference.py [--headers <site-packages>/hls4ml/templates] [ap_convert ap_arithmetic ...]
"""

import argparse
import pathlib
import random
import struct
import sys

import fixed_tables as tables

SEED = 20230717
FLAGS = ["-std=c++17", "-O0", "-w", "-pipe"]

ROUNDINGS = ["TRN", "TRN_ZERO", "RND", "RND_ZERO", "RND_INF", "RND_MIN_INF", "RND_CONV"]
AP_OVERFLOWS = [("WRAP", 0), ("WRAP", 1), ("WRAP", 3), ("SAT", 0), ("SAT_ZERO", 0), ("SAT_SYM", 0), ("WRAP_SM", 0),
                ("WRAP_SM", 1)]
AC_OVERFLOWS = [("WRAP", 0), ("SAT", 0), ("SAT_ZERO", 0), ("SAT_SYM", 0)]

# (width, integer) pairs; small types dominate because most designs use them.
SMALL = [(1, 0), (1, 1), (2, 1), (2, -1), (3, 5), (4, 2), (7, 3), (7, -2), (8, 4), (8, 8), (8, 0), (8, -3), (8, 11),
         (12, 5), (16, 6), (16, 16), (16, -1), (18, 8), (24, 12)]
LARGE = [(31, 15), (32, 16), (33, 20), (32, -4), (53, 20), (53, 60), (63, 33), (64, 32), (64, 64), (64, 0), (65, 40),
         (65, 12), (100, 50), (128, 64), (128, 30), (129, 70), (200, 120), (512, 256), (1024, 500)]
WIDE_LIMIT = 130
C_TYPES = {"bool": (1, False), "int": (32, True), "unsigned": (32, False), "long": (64, True),
           "unsigned long": (64, False)}


class Format:
    """One type cell with its grid: `width` bits of which `integer` are left of the point."""

    def __init__(self, cell, width, integer, signed, rounding="TRN", overflow="WRAP"):
        self.cell, self.width, self.integer, self.signed = cell, width, integer, signed
        self.rounding, self.overflow = rounding, overflow

    @property
    def fraction(self):
        return self.width - self.integer

    @property
    def bounds(self):
        """Smallest and largest raw value."""
        if self.signed:
            return -(1 << self.width - 1), (1 << self.width - 1) - 1
        return 0, (1 << self.width) - 1

    def bits(self, raw):
        digits = (self.width + 3) // 4
        if self.cell in C_TYPES and self.cell != "bool":
            digits = self.width // 4
        return format(raw & (1 << self.width) - 1, f"0{digits}x")


def fixed(family, width, integer, signed, rounding="TRN", overflow="WRAP", saturation_bits=0):
    """A fixed-point type; default modes are left out of the cell."""
    default = (rounding, overflow, saturation_bits) == ("TRN", "WRAP", 0)
    if family == "ap":
        modes = "" if default else f" AP_{rounding} AP_{overflow} {saturation_bits}"
        cell = f"ap_{'' if signed else 'u'}fixed<{width} {integer}{modes}>"
    else:
        modes = "" if default else f" AC_{rounding} AC_{overflow}"
        cell = f"ac_fixed<{width} {integer} {'true' if signed else 'false'}{modes}>"
    return Format(cell, width, integer, signed, rounding, overflow)


def integer(family, width, signed):
    cell = f"ap_{'' if signed else 'u'}int<{width}>" if family == "ap" else \
        f"ac_int<{width} {'true' if signed else 'false'}>"
    return Format(cell, width, width, signed, "TRN_ZERO")


def c_type(name):
    width, signed = C_TYPES[name]
    return Format(name, width, width, signed)


def pick_pair(rng):
    return rng.choice(SMALL if rng.random() < 0.72 else LARGE)


def aborts(source, target):
    """Whether the ap_* header asserts instead of converting: it reads a bit beyond the source's sign."""
    return target.rounding != "TRN" and source.fraction - target.fraction > source.width


def raw_values(rng, source, target, count):
    """Raw source values near ties and bounds of the target, at bounds of the source, and random ones."""
    low, high = source.bounds
    shift = source.fraction - target.fraction
    pool = [0, 1, -1, low, low + 1, high, high - 1]
    near = []
    goal_low, goal_high = target.bounds
    for grid in [0, 1, -1, 2, -2, 3, goal_low, goal_low - 1, goal_low + 1, goal_high, goal_high + 1, 2 * goal_high + 1,
                 2 * goal_high + 2, 3 * goal_high, 2 * goal_low - 1, rng.randint(2 * goal_low - 2, 2 * goal_high),
                 rng.randint(goal_low, goal_high), rng.randint(goal_low, goal_high)]:
        if shift > 0:
            half = 1 << shift - 1
            near += [(grid << shift) + delta for delta in (0, half, half - 1, half + 1, -1, 1, -half)]
        else:
            near.append(grid >> -shift)
    near = [value for value in near if low <= value <= high]
    pool = [value for value in pool if low <= value <= high]
    chosen = []
    for index in range(count):
        source_pool = near if near and index % 4 < 2 else pool if index % 4 == 2 else None
        value = rng.choice(source_pool) if source_pool else rng.randint(low, high) >> rng.choice([0, 0, 1, 3])
        if value not in chosen:
            chosen.append(value)
    return chosen


def double_bits(value):
    return format(struct.unpack("<Q", struct.pack("<d", value))[0], "016x")


def float_bits(value):
    try:
        return format(struct.unpack("<I", struct.pack("<f", value))[0], "08x")
    except OverflowError:
        return "7f7fffff"


def scaled(value, fraction):
    """value * 2^-fraction as a double, saturating to the largest finite one."""
    try:
        numerator, denominator = (value << max(-fraction, 0)), 1 << max(fraction, 0)
        return numerator / denominator
    except OverflowError:
        return 1.7976931348623157e308 if value > 0 else -1.7976931348623157e308


def real_values(rng, target, count, special):
    """Doubles near ties and bounds of the target, with special values where the header defines them."""
    low, high = target.bounds
    pool = []
    for grid in [0, 1, -1, low, low - 1, high, high + 1, rng.randint(2 * low - 2, 2 * high + 2), rng.randint(low, high),
                 rng.randint(low, high), 4 * high + 3]:
        for quarter in (0, 1, 2, 3, -1):
            pool.append(scaled(4 * grid + quarter, target.fraction + 2))
        pool.append(scaled(8 * grid + 4, target.fraction + 3) * (1 + rng.choice([-1, 1]) * 2.0**-40))
    extra = [0.0, -0.0, 5e-324, -5e-324, 1e300, -1e300, 0.1, -0.1, 1.7, -1.7]
    if special:
        extra += [float("inf"), -float("inf"), float("nan")]
    chosen = []
    for index in range(count):
        value = rng.choice(extra) if index % 5 == 4 else rng.choice(pool) if index % 5 < 3 else rng.gauss(0, 1) * \
            2.0 ** max(min(target.integer - 1, 900), -900)
        if value not in chosen:
            chosen.append(value)
    return chosen


def overflow_choices(family):
    return AP_OVERFLOWS if family == "ap" else AC_OVERFLOWS


def target_type(rng, family, rounding, overflow, saturation_bits, signed):
    while True:
        width, whole = pick_pair(rng)
        if width >= max(saturation_bits, 1) and width <= 1024:
            return fixed(family, width, whole, signed, rounding, overflow, saturation_bits)


def conversion_groups(family):
    """Groups of the conversion table: every mode combination with several pairs of types."""
    rng = random.Random(f"{SEED} {family} convert")
    groups = {}

    def add(operation, source, target, rows):
        if rows:
            seen = groups.setdefault((operation, source.cell if isinstance(source, Format) else source,
                                      target.cell if isinstance(target, Format) else target), [])
            seen += [(row,) for row in rows if (row,) not in seen]

    # The header ends the program for unsigned types with sign-magnitude wrapping.
    modes = [(q, o, n, s) for q in ROUNDINGS for o, n in overflow_choices(family) for s in (True, False)
             if s or o != "WRAP_SM"]
    for rounding, overflow, saturation_bits, signed in modes:
        done = 0
        while done < (8 if family == "ap" else 9):
            target = target_type(rng, family, rounding, overflow, saturation_bits, signed)
            kind = rng.random()
            if kind < 0.8:
                width, whole = pick_pair(rng)
                # Half of the sources share the target's point region, so that rounding and overflow both happen.
                if rng.random() < 0.5:
                    whole = target.integer + rng.randint(0, 3)
                    width = min(max(whole + target.fraction + rng.randint(0, 5), 1), 1024)
                source = fixed(family, width, whole, rng.random() < 0.6)
            else:
                source = integer(family, pick_pair(rng)[0], rng.random() < 0.6)
            if family == "ap" and aborts(source, target):
                continue
            wide = max(source.width, target.width) > WIDE_LIMIT
            add("convert", source, target, [source.bits(v) for v in raw_values(rng, source, target, 4 if wide else 9)])
            done += 1
        for _ in range(2):
            target = target_type(rng, family, rounding, overflow, saturation_bits, signed)
            count = 4 if target.width > WIDE_LIMIT else 8
            add("convert", "double", target, [double_bits(v) for v in real_values(rng, target, count, family == "ap")])
        target = target_type(rng, family, rounding, overflow, saturation_bits, signed)
        add("convert", "float", target, [float_bits(v) for v in real_values(rng, target, 5, family == "ap")])
        for name in rng.sample(sorted(C_TYPES), 2):
            target = target_type(rng, family, rounding, overflow, saturation_bits, signed)
            source = c_type(name)
            if not (family == "ap" and aborts(source, target)):
                add("convert", source, target, [source.bits(v) for v in raw_values(rng, source, target, 5)])

    # Targets that are integers.
    for width in [1, 2, 7, 8, 16, 31, 32, 33, 53, 63, 64, 65, 100, 128, 200, 1024]:
        for signed in (True, False):
            target = integer(family, width, signed)
            for _ in range(2):
                source = integer(family, pick_pair(rng)[0], rng.random() < 0.6)
                add("convert", source, target, [source.bits(v) for v in raw_values(rng, source, target, 5)])
            reals = [v for v in real_values(rng, target, 8, False) if abs(v) < 2.0**62]
            add("convert", "double", target, [double_bits(v) for v in reals])
            name = rng.choice(sorted(C_TYPES))
            source = c_type(name)
            add("convert", source, target, [source.bits(v) for v in raw_values(rng, source, target, 5)])
            for _ in range(3):
                source = fixed(family, *pick_pair(rng), rng.random() < 0.7)
                rows = [source.bits(v) for v in raw_values(rng, source, target, 5)]
                if family == "ap":
                    add("convert", source, target, rows)
                else:
                    add("to_ac_int", source, "ac_int", rows)

    # Reading values out.
    readers = ["to_double", "to_int", "to_uint", "to_int64", "to_uint64"] + (["to_float"] if family == "ap" else [])
    for whole_type in (False, True):
        for operation in readers:
            for pair in SMALL[::3] + LARGE:
                signed = rng.random() < 0.6
                source = integer(family, pair[0], signed) if whole_type else fixed(family, *pair, signed)
                # The header has no such member for the first, and its members do not compile for the second.
                if operation == "to_float" and whole_type or \
                        family == "ac" and operation != "to_double" and not whole_type and pair[1] > 64:
                    continue
                probe = fixed(family, 24, min(pair[1], 24), True) if "float" in operation else \
                    fixed(family, 53, min(pair[1], 53), True) if "double" in operation else c_type("int")
                count = 3 if source.width > WIDE_LIMIT else 6
                add(operation, source, operation, [source.bits(v) for v in raw_values(rng, source, probe, count)])
    return groups


def arithmetic_groups(family):
    """Groups of the table of operators; the header reports every result type."""
    rng = random.Random(f"{SEED} {family} arithmetic")
    groups = {}

    def operand(whole, limit):
        while True:
            width, integer_bits = pick_pair(rng)
            if width <= limit:
                signed = rng.random() < 0.6
                return integer(family, width, signed) if whole else fixed(family, width, integer_bits, signed)

    def value(form):
        low, high = form.bounds
        return rng.choice([low, high, low + 1, high - 1, rng.randint(low, high), rng.randint(low, high),
                           rng.randint(low, high) >> rng.choice([1, 3, 6])]) if form.width > 1 else \
            rng.randint(low, high)

    def add(operation, a, b, count):
        seen = groups.setdefault((operation, a.cell, b.cell), [])
        for _ in range(count):
            x, y = value(a), value(b)
            if operation in ("div", "mod", "div_assign"):
                y = y or b.bounds[1] or -1
            row = (a.bits(x), b.bits(y))
            if row not in seen:
                seen.append(row)

    def count_for(*forms):
        return 3 if max(form.width for form in forms) > WIDE_LIMIT else 6

    compare = ["eq", "ne", "lt", "le", "gt", "ge"]
    for operation in ["add", "sub", "mul", "div"] + compare:
        for kind in range(46 if operation in ("add", "sub", "mul", "div") else 24):
            limit = 128 if operation in ("mul", "div") else 512
            a, b = operand(kind % 5 == 1, limit), operand(kind % 5 in (1, 2), limit)
            if kind % 5 == 3:
                b = c_type(rng.choice(sorted(C_TYPES)))
            elif kind % 5 == 4:
                a, b = c_type(rng.choice(sorted(C_TYPES))), a
            add(operation, a, b, count_for(a, b))
            if operation in compare:
                # Equal values in different formats.
                seen = groups[(operation, a.cell, b.cell)]
                seen += [row for row in [(a.bits(0), b.bits(0))] if row not in seen]
    for operation in ["mod", "and", "or", "xor"]:
        for kind in range(24):
            a, b = operand(True, 200), operand(True, 200)
            if kind % 4 == 3 and operation != "mod":
                b = c_type(rng.choice(["int", "unsigned", "long"]))
            add(operation, a, b, count_for(a, b))
    for kind in range(16):
        for operation in ("and", "or", "xor"):
            if kind < 8:
                a, b = operand(False, 128), operand(False, 128)
                add(operation, a, b, 4)
    for operation in ("shl", "shr"):
        for kind in range(30):
            a = operand(kind % 3 == 0, 512)
            b = c_type("int")
            seen = groups.setdefault((operation, a.cell, b.cell), [])
            for amount in [0, 1, -1, a.width - 1, a.width, a.width + 3, rng.randint(0, a.width),
                           -rng.randint(0, a.width)]:
                # The widths of integers bound the counts that the headers define.
                if kind % 3 == 0 and not 0 <= amount < a.width:
                    continue
                row = (a.bits(value(a)), b.bits(amount))
                if row not in seen:
                    seen.append(row)
    for operation in tables.ASSIGN:
        for kind in range(24):
            rounding, (overflow, bits) = rng.choice(ROUNDINGS), rng.choice(overflow_choices(family))
            signed = rng.random() < 0.7 or overflow == "WRAP_SM"
            a = target_type(rng, family, rounding, overflow, bits, signed)
            b = operand(kind % 4 == 1, 64)
            if kind % 4 == 2:
                b = c_type(rng.choice(["int", "unsigned"]))
            # The header converts the exact result, which must not reach its assertion.
            if a.width > 128 or a.integer > a.width or a.fraction < 0:
                continue
            add(operation, a, b, 6)
    return groups


def unary_groups(family):
    """Groups of negation, complement and printing."""
    rng = random.Random(f"{SEED} {family} unary")
    groups = {}
    for operation in ("neg", "not", "print"):
        for width, whole in SMALL + LARGE:
            for signed in (True, False):
                for source in (fixed(family, width, whole, signed), integer(family, width, signed)):
                    if operation == "print" and width > WIDE_LIMIT:
                        continue
                    probe = fixed(family, max(width // 2, 1), whole, signed)
                    rows = [source.bits(v) for v in raw_values(rng, source, probe, 3 if width > WIDE_LIMIT else 5)]
                    target = "text" if operation == "print" else operation
                    groups.setdefault((operation, source.cell, target), [(row,) for row in rows])
    return groups


PLANS = {
    f"{family}_{name}": (family, plan, header)
    for family in ("ap", "ac")
    for name, plan, header in (
        ("convert", conversion_groups, tables.UNARY_HEADER),
        ("arithmetic", arithmetic_groups, tables.BINARY_HEADER),
        ("unary", unary_groups, tables.UNARY_HEADER),
    )
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--headers", type=pathlib.Path, default=tables.REPOSITORY
                        / ".venv/keras3/lib/python3.11/site-packages/hls4ml/templates")
    parser.add_argument("tables", nargs="*", default=sorted(PLANS), help="tables to record; all by default")
    options = parser.parse_args()
    for name in options.tables:
        family, plan, header = PLANS[name]
        include = options.headers / ("vivado/ap_types" if family == "ap" else "quartus/ac_types")
        groups = plan(family)
        rows = tables.evaluate(family, groups, include, FLAGS, 150)
        expected = sum(len(operands) for operands in groups.values())
        if len(rows) != expected:
            raise RuntimeError(f"{name}: {len(rows)} rows, planned {expected}")
        path = tables.TABLES / f"{name}.csv"
        path.write_text(header + "\n" + "\n".join(rows) + "\n")
        print(f"{name}: {len(rows)} rows, {len(groups)} groups, {path.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
