"""Build the wheel: library and command line in one file for every Python from 3.11.

    python scripts/build_wheel.py [--maturin PATH]

The wheel goes to `target/wheels`.  Two builds of one commit with one toolchain give the same bytes: paths of this
machine are mapped away, dates come from the commit, and dependencies from Cargo.lock.
"""

import argparse
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
WORK = ROOT / 'target' / 'wheel'
WHEELS = ROOT / 'target' / 'wheels'
# The first date that a zip archive can hold, for trees without a commit.
EPOCH = '315532800'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--maturin', help='the maturin program; by default the one of this Python, or on PATH')
    arguments = parser.parse_args()
    environment = build_environment()
    put_command_line(environment)
    shutil.rmtree(WHEELS, ignore_errors=True)
    maturin = [arguments.maturin] if arguments.maturin else find_maturin()
    run([*maturin, 'build', '--release', '--locked', '--out', str(WHEELS), '--quiet'], environment)
    check(the_wheel())


def build_environment():
    cargo_home = pathlib.Path(os.environ.get('CARGO_HOME', pathlib.Path.home() / '.cargo'))
    remapped = [f'--remap-path-prefix={cargo_home}=/cargo', f'--remap-path-prefix={ROOT}=/hlsmith']
    return {
        **os.environ,
        # A folder of its own, so that the flags do not rebuild what developers use.
        'CARGO_TARGET_DIR': str(WORK / 'build'),
        # The separator that allows blanks in paths.
        'CARGO_ENCODED_RUSTFLAGS': '\x1f'.join(remapped),
        'CARGO_PROFILE_RELEASE_DEBUG': 'false',
        'CARGO_PROFILE_RELEASE_STRIP': 'symbols',
        'SOURCE_DATE_EPOCH': commit_date(),
    }


def commit_date():
    git = ['git', '-C', str(ROOT), 'log', '-1', '--format=%ct']
    result = subprocess.run(git, capture_output=True, text=True)
    return result.stdout.strip() if result.returncode == 0 else EPOCH


def put_command_line(environment):
    run(['cargo', 'build', '--release', '--locked', '--quiet', '--package', 'hlsmith-cli'], environment)
    program = 'hlsmith.exe' if sys.platform == 'win32' else 'hlsmith'
    data = WORK / 'hlsmith.data'
    shutil.rmtree(data, ignore_errors=True)
    scripts = data / 'scripts'
    scripts.mkdir(parents=True)
    shutil.copy(WORK / 'build' / 'release' / program, scripts / program)


def find_maturin():
    beside = pathlib.Path(sys.executable).with_name('maturin')
    if beside.is_file():
        return [str(beside)]
    found = shutil.which('maturin')
    if found is None:
        sys.exit('maturin is not installed: `pip install maturin`, or name it with --maturin')
    return [found]


def run(command, environment):
    print('$', ' '.join(command), flush=True)
    result = subprocess.run(command, env=environment, cwd=ROOT)
    if result.returncode != 0:
        sys.exit(result.returncode)


def the_wheel():
    wheels = sorted(WHEELS.glob('*.whl'))
    if len(wheels) != 1:
        sys.exit(f'one wheel is expected in {WHEELS}, found {[wheel.name for wheel in wheels]}')
    return wheels[0]


def check(wheel):
    """Refuse a wheel that lacks something, and describe the others."""
    if '-cp311-abi3-' not in wheel.name:
        sys.exit(f'{wheel.name} is not for every Python from 3.11')
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for wanted in ('hlsmith/__init__.py', 'hlsmith/py.typed', 'hlsmith/_core.pyi', 'hlsmith/_core.abi3.so'):
        if wanted not in names and not (wanted.endswith('.so') and sys.platform == 'win32'):
            sys.exit(f'{wheel.name} lacks {wanted}')
    if not any('.data/scripts/hlsmith' in name for name in names):
        sys.exit(f'{wheel.name} lacks the command line')
    refuse_local_paths(wheel)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    print(f'{wheel.relative_to(ROOT)}  {wheel.stat().st_size / 1e6:.2f} MB  {len(names)} files  sha256 {digest}')


def refuse_local_paths(wheel):
    """Refuse a wheel that names a folder of this machine."""
    folders = [os.fsencode(path) for path in (ROOT, pathlib.Path.home())]
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            for folder in folders:
                if folder + b'/' in content:
                    sys.exit(f'{name} in {wheel.name} names the folder {os.fsdecode(folder)}')


if __name__ == '__main__':
    main()
