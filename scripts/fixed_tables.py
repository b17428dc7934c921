"""Build and run C++ programs that evaluate rows of the fixed-point tables.

A row names an operation, its types and the raw bits of its operands. Rows of equal operation and types form a group;
each group becomes one call into the harness `fixed_tables.h`, and groups share translation units. The same programs
record the tables against the vendor headers and check the headers under `hls/arith` against the tables.
"""

import pathlib
import subprocess
import tempfile

HARNESS = pathlib.Path(__file__).resolve().parent
REPOSITORY = HARNESS.parent
TABLES = REPOSITORY / "tests" / "reference" / "fixed"

UNARY_HEADER = "operation,source_type,target_type,source_bits,expected_bits"
BINARY_HEADER = "operation,source_type,source2_type,target_type,source_bits,source2_bits,expected_bits"

# Operations whose target type the header decides, as C++ expressions over the operands x and y.
UNARY = {
    "neg": "-x",
    "not": "~x",
    "to_int": "x.to_int()",
    "to_uint": "x.to_uint()",
    "to_int64": "x.to_int64()",
    "to_uint64": "x.to_uint64()",
    "to_double": "x.to_double()",
    "to_float": "x.to_float()",
    "to_ac_int": "x.to_ac_int()",
}
BINARY = {
    "add": "x + y", "sub": "x - y", "mul": "x * y", "div": "x / y", "mod": "x % y",
    "and": "x & y", "or": "x | y", "xor": "x ^ y", "shl": "x << y", "shr": "x >> y",
    "eq": "x == y", "ne": "x != y", "lt": "x < y", "le": "x <= y", "gt": "x > y", "ge": "x >= y",
}
# Compound assignments; the target type is the type of the first operand.
ASSIGN = {
    "add_assign": "x += y", "sub_assign": "x -= y", "mul_assign": "x *= y", "div_assign": "x /= y",
}


def spelling(name):
    """The C++ spelling of a type cell, which separates template arguments by spaces."""
    return name.replace(" ", ",") if "<" in name else name


def is_binary(operation):
    return operation in BINARY or operation in ASSIGN


def call(group, rows, index):
    """The harness call of one group: `group` is (operation, types...), `rows` a list of tuples of operand bits."""
    operation = group[0]
    flat = ",".join(f'"{cell}"' for row in rows for cell in row)
    lines = [f"static const char *const rows{index}[] = {{{flat}}};", f"static void run{index}() {{"]
    if operation == "print":
        lines.append(f'  print<{spelling(group[1])}>("{group[1]}", rows{index}, {len(rows)});')
    elif is_binary(operation):
        a, b = group[1], group[2]
        if operation in ASSIGN:
            target, body, result = f'"{a}"', ASSIGN[operation] + "; return x;", f" -> {spelling(a)}"
        else:
            target, body, result = "nullptr", f"return {BINARY[operation]};", ""
        lines.append(
            f'  binary<{spelling(a)}, {spelling(b)}>("{operation}", "{a}", "{b}", {target}, rows{index}, {len(rows)},'
            f" []({spelling(a)} x, {spelling(b)} y){result} {{ {body} }});"
        )
    else:
        source = group[1]
        if operation == "convert":
            goal = group[2]
            target, body = f'"{goal}"', f"return static_cast<{spelling(goal)}>(x);"
        else:
            target, body = "nullptr", f"return {UNARY[operation]};"
        lines.append(
            f'  unary<{spelling(source)}>("{operation}", "{source}", {target}, rows{index}, {len(rows)},'
            f" []({spelling(source)} x) {{ {body} }});"
        )
    lines.append("}")
    return "\n".join(lines)


def programs(groups, per_unit):
    """Yield (source text, group keys) of translation units for an ordered dict of group -> operand rows."""
    keys = list(groups)
    for start in range(0, len(keys), per_unit):
        chunk = keys[start : start + per_unit]
        parts = ["#define FIXED_TABLES_PRINT"] if any(key[0] == "print" for key in chunk) else []
        parts += ['#include "fixed_tables.h"', "using namespace fixed_tables;"]
        parts += [call(key, groups[key], index) for index, key in enumerate(chunk)]
        parts.append("int main() {")
        parts += [f"  run{index}();" for index in range(len(chunk))]
        parts.append("}")
        yield "\n".join(parts) + "\n", chunk


def evaluate(family, groups, include, flags, per_unit):
    """Compile and run all groups; return the printed rows in order. Raises RuntimeError with the compiler's words."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        defines = ["-DFIXED_TABLES_AC"] if family == "ac" else ["-DAP_INT_MAX_W=4096"]
        for number, (text, _) in enumerate(programs(groups, per_unit)):
            source = folder / f"unit{number}.cpp"
            binary = folder / f"unit{number}"
            source.write_text(text)
            command = ["g++", *flags, *defines, f"-I{include}", f"-I{HARNESS}", str(source), "-o", str(binary)]
            built = subprocess.run(command, capture_output=True, text=True, check=False)
            if built.returncode != 0:
                raise RuntimeError(f"unit {number}: {built.stderr[:4000]}")
            ran = subprocess.run([str(binary)], capture_output=True, text=True, check=False)
            if ran.returncode != 0:
                last = ran.stdout.rsplit("\n", 2)[-2:]
                raise RuntimeError(f"unit {number} ended with {ran.returncode} after {last}: {ran.stderr[-2000:]}")
            rows += ran.stdout.splitlines()
            binary.unlink()
    return rows
