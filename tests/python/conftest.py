"""Tests of the Python package, run against the hlsmith that is installed or on PYTHONPATH.

    pytest tests/python

Every environment with NumPy and PyYAML runs the tests that need no framework.  The files `test_keras3_live.py` and
`test_keras2_live.py` need Keras 3 or tf.keras 2 and hls4ml beside it, `test_torch_live.py` PyTorch, `test_onnx_live.py`
ONNX, ONNX Runtime and QONNX; the header of the run names those left out.
"""

import importlib.metadata
import importlib.util
import json
import pathlib

import numpy as np
import pytest

pytest.register_assert_rewrite('live')

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODELS = ROOT / 'tests' / 'models'
PEER = ROOT / 'tests' / 'reference' / 'peer'


def installed_keras():
    """Major version of the installed Keras, without importing it; None when there is none."""
    try:
        return int(importlib.metadata.version('keras').partition('.')[0])
    except importlib.metadata.PackageNotFoundError:
        return None


LIVE_FILES = {2: 'test_keras2_live.py', 3: 'test_keras3_live.py'}
collect_ignore = [name for major, name in LIVE_FILES.items() if major != installed_keras()]
for module, name in [('torch', 'test_torch_live.py'), ('qonnx', 'test_onnx_live.py')]:
    if importlib.util.find_spec(module) is None:
        collect_ignore.append(name)


def pytest_report_header():
    major = installed_keras()
    found = 'Keras is not installed' if major is None else f'Keras {major} is installed'
    return f'{found}; left out: {", ".join(collect_ignore)}'


def activation_model(shape):
    """A model of one ReLU on samples of any rank, handed over like a live Keras 3 model."""
    from hlsmith import _core

    layers = [
        {'class_name': 'InputLayer', 'config': {'name': 'inp', 'batch_shape': [None, *shape], 'dtype': 'float32'}},
        {'class_name': 'ReLU', 'config': {'name': 'act', 'max_value': None, 'negative_slope': 0.0, 'threshold': 0.0}},
    ]
    for layer in layers:
        layer.update(module='keras.layers', registered_name=None)
    model = {'module': 'keras', 'class_name': 'Sequential', 'config': {'name': 'model', 'layers': layers}}
    return _core.Imported.from_keras_parts(_core.Extensions(), json.dumps(model), [], 3)


@pytest.fixture
def convert(tmp_path):
    """Convert a model below tests/models into a folder of the test."""
    import hlsmith

    def convert(model, hls_config=None, **options):
        options.setdefault('output_dir', str(tmp_path / 'project'))
        source = MODELS / model if isinstance(model, str) and model else model
        return hlsmith.converters.convert_from_keras_model(source, hls_config=hls_config, **options)

    return convert


@pytest.fixture
def peer_case():
    """Read a record of hls4ml: the JSON document and the arrays, None when the peer failed."""

    def read(name):
        record = json.loads((PEER / f'{name}.json').read_text())
        arrays = PEER / f'{name}.npz'
        return record, dict(np.load(arrays)) if arrays.is_file() else None

    return read
