"""Compare the arithmetic headers under `hls/arith` with the tables under `tests/reference/fixed`.

Computes every row of the tables with the headers of this repository. A row agrees when it equals the recorded one or,
where the vendor header is known to deviate (`fixed_deviations.py`), the row by the exact rule. Then runs
`check_arith_headers.cpp`, which covers what has no table. Exit status: 0 when all agrees, 1 when something differs or
does not compile.

Usage: check_arith_headers.py [--standard c++17] [--sanitize] [ap_convert ...]
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile
import time

import fixed_deviations
import fixed_tables as tables

SHOWN = 20
ARITH = tables.REPOSITORY / "hls" / "arith"


def behaviour(flags):
    """Compile and run `check_arith_headers.cpp`; its complaints, or the compiler's."""
    with tempfile.TemporaryDirectory() as folder:
        binary = pathlib.Path(folder) / "behaviour"
        source = pathlib.Path(__file__).with_suffix(".cpp")
        command = ["g++", *flags, f"-I{ARITH}", str(source), "-o", str(binary)]
        built = subprocess.run(command, capture_output=True, text=True, check=False)
        if built.returncode != 0:
            return built.stderr[:4000]
        ran = subprocess.run([str(binary)], capture_output=True, text=True, check=False)
        return "" if ran.returncode == 0 else ran.stdout + ran.stderr or f"ended with {ran.returncode}"



def read(path):
    """The groups of a table, in order, with the rows that were recorded for each."""
    groups, expected = {}, {}
    with path.open() as lines:
        header = next(lines).rstrip("\n").split(",")
        for line in lines:
            cells = line.rstrip("\n").split(",")
            if len(cells) != len(header):
                raise RuntimeError(f"{path.name}: {line!r} has {len(cells)} cells, expected {len(header)}")
            if len(header) == 7:
                group, operands = (cells[0], cells[1], cells[2]), (cells[4], cells[5])
            else:
                group, operands = (cells[0], cells[1], cells[2] if cells[0] == "convert" else cells[0]), (cells[3],)
            groups.setdefault(group, []).append(operands)
            expected.setdefault(group, []).append(line.rstrip("\n"))
    return groups, [row for rows in expected.values() for row in rows]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--standard", default="c++17", help="C++ standard to compile with")
    parser.add_argument("--sanitize", action="store_true", help="stop at undefined behaviour (slower)")
    parser.add_argument("tables", nargs="*", default=sorted(path.stem for path in tables.TABLES.glob("*.csv")))
    options = parser.parse_args()
    flags = [f"-std={options.standard}", "-O0", "-pipe", "-Wall", "-Wextra", "-Werror"]
    if options.sanitize:
        flags += ["-fsanitize=undefined", "-fno-sanitize-recover=all"]
    complaints = behaviour(flags)
    print(complaints if complaints else "behaviour: as expected")
    status = 1 if complaints else 0
    for name in options.tables:
        start = time.monotonic()
        groups, expected = read(tables.TABLES / f"{name}.csv")
        try:
            rows = tables.evaluate(name[:2], groups, ARITH, flags, 150)
        except RuntimeError as error:
            print(f"{name}: {error}")
            status = 1
            continue
        deviations, different = {}, []
        for want, got in zip(expected, rows):
            if want == got:
                continue
            known = fixed_deviations.exact(want)
            if known and known[1] == got:
                deviations[known[0]] = deviations.get(known[0], 0) + 1
            else:
                different.append((want, got))
        for want, got in different[:SHOWN]:
            print(f"{name}: recorded {want}\n{' ' * len(name)}  computed {got}")
        if different or len(rows) != len(expected):
            status = 1
        for deviation, count in sorted(deviations.items()):
            print(f"{name}: {count} rows by the exact rule: {deviation}")
        print(f"{name}: {len(different)} of {len(expected)} rows differ, {time.monotonic() - start:.1f} s")
    return status


if __name__ == "__main__":
    sys.exit(main())
