"""What the tests of live models of Keras 2 and Keras 3 have in common."""

import contextlib
import json
import sys
import warnings
from pathlib import PurePath

import numpy as np
import pytest

import hlsmith
from conftest import MODELS
from guide import EXAMPLES, YAML


def check_same_as_file(model, file, keras_major):
    """A live model converts to the numbers of its file, or both are refused with the same findings."""
    from hlsmith import _keras

    assert _keras.keras_major(model) == keras_major
    try:
        expected = converted(MODELS / file)
    except hlsmith.HlsmithError as refused:
        with pytest.raises(hlsmith.HlsmithError) as caught:
            converted(model)
        assert [found.message for found in caught.value.diagnostics] == [found.message for found in refused.diagnostics]
        return
    hls_model = converted(model)
    assert [layer.name for layer in hls_model.get_layers()] == [layer.name for layer in expected.get_layers()]
    rng = np.random.default_rng(7)
    x = [rng.standard_normal((8, *variable.shape)) for variable in expected.get_input_variables()]
    found, wanted = (each.predict(x if len(x) > 1 else x[0]) for each in (hls_model, expected))
    for a, b in zip(as_list(found), as_list(wanted), strict=True):
        assert np.array_equal(a, b)


def converted(model):
    """Convert with default types and without a word about layers that are left out."""
    with warnings.catch_warnings():
        warnings.simplefilter('ignore', hlsmith.HlsmithWarning)
        return hlsmith.converters.convert_from_keras_model(model)


def as_list(outputs):
    return outputs if isinstance(outputs, list) else [outputs]


def check_same_config_as_peer(model):
    """Starting configurations equal those of the installed hls4ml, keys in the same order."""
    import hls4ml

    for granularity in ('model', 'type', 'name'):
        for backend in (None, 'Vivado', 'Vitis'):
            with contextlib.redirect_stdout(sys.stderr):
                expected = hls4ml.utils.config_from_keras_model(model, granularity=granularity, backend=backend)
            found = hlsmith.utils.config_from_keras_model(model, granularity=granularity, backend=backend)
            assert found == expected
            assert json.dumps(found) == json.dumps(expected)


def check_same_initial_config_as_peer():
    import hls4ml

    for options in (
        {},
        {'backend': 'Vitis'},
        {'backend': 'Quartus'},
        {'backend': 'Catapult'},
        {'backend': 'Libero', 'smarthls_path': '/opt/smarthls', 'fpga_family': 'PolarFireSoC', 'part': 'MPFS250T'},
        {'backend': 'catapult', 'tech': 'asic', 'fifo': 'hls_lib.fifo', 'clock_period': 2.5},
        {'backend': 'vivado', 'output_dir': 'out', 'project_name': 'other', 'part': 'xc7z020clg400-1'},
        {'backend': 'Vitis', 'clock_period': 4, 'clock_uncertainty': '10%', 'namespace': 'jets', 'write_tar': True},
    ):
        expected = hls4ml.utils.config.create_config(**options)
        expected = {key: str(value) if isinstance(value, PurePath) else value for key, value in expected.items()}
        found = hlsmith.utils.config.create_config(**options)
        assert found == expected
        assert list(found) == list(expected)


def check_guide(title, model, folder, monkeypatch):
    """Run an example of the guide in a folder of its own, `import hls4ml` included."""
    before, code, error = EXAMPLES[title]
    monkeypatch.chdir(folder)
    monkeypatch.setitem(sys.modules, 'hls4ml', hlsmith)
    # No tool of a vendor is found, whatever this machine has.
    monkeypatch.setenv('PATH', '/usr/bin:/bin')
    model.save('my_model.h5')
    (folder / 'config.yml').write_text(YAML)
    names = {'hls4ml': hlsmith, 'model': model, 'config': {}, 'hls_model': None}
    exec(before, names)
    if error is None:
        exec(code, names)
        return
    with pytest.raises(hlsmith.HlsmithError, match=error):
        exec(code, names)


def check_not_built(model):
    with pytest.raises(hlsmith.HlsmithError, match='the model has no weights yet') as caught:
        hlsmith.converters.convert_from_keras_model(model)
    assert 'model.build' in caught.value.diagnostics[0].remedy


def check_written_in_python(model):
    with pytest.raises(hlsmith.HlsmithError, match='a Sequential or functional model'):
        hlsmith.converters.convert_from_keras_model(model)


def check_accuracy(model, n_features):
    """The numbers of a wide type are those of the framework up to its rounding."""
    x = np.random.default_rng(3).standard_normal((50, n_features)).astype(np.float32)
    config = {'Model': {'Precision': 'fixed<40,16>', 'ReuseFactor': 1}}
    y = hlsmith.converters.convert_from_keras_model(model, hls_config=config).predict(x)
    np.testing.assert_allclose(y, model.predict(x, verbose=0), rtol=1e-4, atol=1e-4)
