"""Record what hls4ml 1.3.0 reads from the small report folders of the tests, and the tables it prints.

    python scripts/record_reports.py --reports tests/reports --out tests/reference/reports

Each folder becomes `<folder>.json` with the dictionary, the table and, where the peer fails, its exception. Reports of
Quartus need the packages calmjs.parse and tabulate besides.
"""

import argparse
import contextlib
import importlib
import io
import json
import pathlib
import shutil
import sys
import tempfile
import types

with contextlib.suppress(ImportError):
    import IPython  # noqa: F401
if 'IPython' not in sys.modules:
    # The peer asks whether it runs in a notebook.
    sys.modules['IPython'] = types.ModuleType('IPython')
    sys.modules['IPython'].get_ipython = lambda: None

import hls4ml.report as peer


def call(function, *arguments):
    """The result of a call, what it printed and the exception it raised."""
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            value, error = function(*arguments), None
    except Exception as exception:
        value, error = None, f'{type(exception).__name__}: {exception}'
    return value, printed.getvalue(), error


def record(folder):
    kind = folder.name.split('-')[0]
    parse, show = {
        'catapult': (peer.parse_catapult_report, peer.print_vivado_report),
        'libero': (peer.parse_libero_report, None),
        'oneapi': (peer.parse_oneapi_report, peer.print_oneapi_report),
        'quartus': (lambda path: peer.parse_quartus_report(path, write_to_file=False), None),
        'vivado': (peer.parse_vivado_report, peer.print_vivado_report),
    }[kind]
    value, _, error = call(parse, str(folder))
    entry = {'document': value, 'error': error, 'table': None, 'table_error': None}
    if value is not None and show is not None:
        _, entry['table'], entry['table_error'] = call(show, value)
    return entry


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--reports', type=pathlib.Path, default='tests/reports')
    parser.add_argument('--out', type=pathlib.Path, default='tests/reference/reports')
    arguments = parser.parse_args()
    has_quartus = all(importlib.util.find_spec(name) for name in ('calmjs', 'tabulate'))
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for folder in sorted(path for path in arguments.reports.iterdir() if path.is_dir()):
            if folder.name.startswith('quartus') and not has_quartus:
                print(f'{folder.name}: left as it is, calmjs.parse or tabulate is missing')
                continue
            # The peer writes into the folders that it reads.
            copy = shutil.copytree(folder, pathlib.Path(scratch) / folder.name)
            text = json.dumps(record(copy), indent=1)
            (arguments.out / f'{folder.name}.json').write_text(text + '\n')


if __name__ == '__main__':
    main()
