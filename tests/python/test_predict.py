"""What predict and trace take and give."""

import os
import signal
import threading
import time

import numpy as np
import pytest

import hlsmith as hls4ml
from conftest import MODELS, activation_model

RNG = np.random.default_rng(1)
X = RNG.standard_normal((24, 16)).astype(np.float32)
MLP = 'keras3/mlp.keras'
PEER_MODE = {'Model': {'Precision': 'fixed<16,6>', 'ReuseFactor': 1, 'Compatibility': 'hls4ml-1.3'}}


# Records of hls4ml from several families; every bit must agree.
CASES = [
    'dense-types-mlp-name-16-6',
    'dense-types-mlp-in-sat',
    'dense-types-float64-32',
    'dense-accum-16x8-sat-res2',
    'act-relu-model-16-6',
    'act-elu-name-16-6',
    'act-hard-table-small',
    'graph-two-inputs-name',
]


@pytest.mark.parametrize('name', CASES)
@pytest.mark.filterwarnings('ignore::hlsmith.HlsmithWarning')
def test_equal_to_the_peer(name, convert, peer_case):
    record, arrays = peer_case(name)
    case = record['case']
    config = record['hls_config']
    config['Model']['Compatibility'] = 'hls4ml-1.3'
    hls_model = convert(case['model'], config, backend=case['backend'], io_type=case['io_type'])
    inputs = [arrays[f'x{i}'] for i in range(len(record['inputs']))]
    outputs = hls_model.predict(inputs if len(inputs) > 1 else inputs[0])
    for i, output in enumerate(outputs if isinstance(outputs, list) else [outputs]):
        expected = arrays[f'y{i}']
        assert (output.dtype, output.shape) == (expected.dtype, expected.shape)
        assert np.array_equal(output, expected)


def test_compiles_on_first_use(convert):
    compiled, lazy = convert(MLP), convert(MLP)
    compiled.compile()
    assert np.array_equal(compiled.predict(X), lazy.predict(X))


@pytest.mark.parametrize('dtype', [np.float32, np.float64])
def test_same_type_out(dtype, convert):
    y = convert(MLP).predict(X.astype(dtype))
    assert y.dtype == dtype
    assert y.flags.c_contiguous and y.flags.writeable and y.flags.owndata or y.base is not None


def forms_of(x):
    """The same samples as objects of every kind that is taken."""
    strided = np.zeros((48, 32), x.dtype)
    strided[::2, ::2] = x
    read_only = x.copy()
    read_only.flags.writeable = False
    return {
        'float32': x,
        'float64': x.astype(np.float64),
        'fortran': np.asfortranarray(x),
        'transposed': np.ascontiguousarray(x.T).T,
        'strided': strided[::2, ::2],
        'reversed': x[::-1].copy()[::-1],
        'list': x.tolist(),
        'tuple': tuple(map(tuple, x.tolist())),
        'rows': list(x),
        'wrapped': [x],
        'by name': {'inp': x},
        'big endian': x.astype('>f4'),
        'read-only': read_only,
        'masked': np.ma.array(x),
        'three axes': x.reshape(24, 1, 16),
    }


@pytest.mark.parametrize('form', forms_of(X))
def test_forms(form, convert):
    x = np.round(X * 256) / 256
    hls_model = convert(MLP)
    y = hls_model.predict(forms_of(x.astype(np.float32))[form])
    expected = hls_model.predict(x.astype(y.dtype))
    assert y.shape == expected.shape == (24, hls_model.get_output_variables()[0].size())
    assert np.array_equal(y, expected)


@pytest.mark.parametrize('dtype', [np.int8, np.int64, np.uint8, np.uint64, np.bool_, np.float16])
def test_other_numbers(dtype, convert):
    hls_model = convert(MLP)
    x = RNG.integers(0, 2, (5, 16)).astype(dtype)
    y = hls_model.predict(x)
    assert y.dtype == np.float64
    assert np.array_equal(y, hls_model.predict(x.astype(np.float64)))


@pytest.mark.parametrize(
    ('x', 'expected'),
    [
        (np.zeros((5, 17)), r'found: \(5, 17\)\n  expected: \(n_samples, 16\)'),
        (np.zeros((16, 5)), r'expected: \(n_samples, 16\)'),
        (np.zeros(()), r'found: \(\)'),
        (np.zeros(32), r'found: \(32,\)'),
        (np.zeros((2, 4, 4)), r'found: \(2, 4, 4\)'),
        (np.zeros((5, 16), complex), 'complex128'),
        (np.zeros((5, 16), np.longdouble), 'cannot be used'),
        (np.full((5, 16), 'a'), 'a type that cannot be used'),
        (np.full((5, 16), None), 'object'),
        ([[1.0] * 16, [1.0] * 15], 'are no array'),
        (np.full((5, 16), 2**53 + 1), 'float64 cannot hold'),
        (np.full((5, 16), -(2**63)), 'float64 cannot hold'),
        (None, 'cannot be used'),
        ({'x': X}, 'found: `x`\n  expected: `inp`'),
    ],
)
def test_refused(x, expected, convert):
    hls_model = convert(MLP)
    for function in (hls_model.predict, hls_model.trace):
        with pytest.raises(hls4ml.HlsmithError, match=expected) as caught:
            function(x)
        assert caught.value.diagnostics[0].code == 'HS0601'


def test_no_samples(convert):
    hls_model = convert(MLP)
    size = hls_model.get_output_variables()[0].size()
    assert hls_model.predict(np.zeros((0, 16), np.float32)).shape == (0, size)
    assert hls_model.trace(np.zeros((0, 16)))[1]['fc1'].shape[0] == 0
    assert convert(MLP, PEER_MODE).predict(np.zeros((0, 16))).shape == (0, size)


def test_one_sample(convert):
    sound, peer = convert(MLP), convert(MLP, PEER_MODE)
    size = sound.get_output_variables()[0].size()
    for x in (X[0], X[:1]):
        assert sound.predict(x).shape == (1, size)
        assert peer.predict(x).shape == (size,)
        assert peer.trace(x)[1]['fc1'].shape[0] == 1
    assert peer.predict(X[:2]).shape == (2, size)


def test_shapes_of_rank_two(convert):
    model = activation_model([3, 4])
    sound, peer = convert(model), convert(model, PEER_MODE)
    shape = sound.get_input_variables()[0].shape
    output_shape = sound.get_output_variables()[0].shape
    assert shape == output_shape == [3, 4]
    x = RNG.standard_normal((3, *shape))
    y = sound.predict(x)
    assert y.shape == (3, *output_shape)
    assert np.array_equal(sound.predict(x.reshape(3, -1)), y)
    assert sound.predict(x[0]).shape == (1, *output_shape)
    assert peer.predict(x).shape == (3, y.size // 3)
    # hls4ml counts elements only.
    assert peer.predict(x.reshape(-1)).shape == (3, y.size // 3)
    with pytest.raises(hls4ml.HlsmithError, match='another shape'):
        sound.predict(x.reshape(-1))


def test_several_inputs(convert):
    hls_model = convert('keras3/two_inputs.keras')
    variables = hls_model.get_input_variables()
    assert len(variables) == 2
    x = [RNG.standard_normal((6, *variable.shape)) for variable in variables]
    y = hls_model.predict(x)
    names = [variable.name for variable in variables]
    by_name = dict(zip(reversed(names), reversed(x), strict=True))
    for form in (tuple(x), by_name):
        assert all(map(np.array_equal, hls_model.predict(form), y))
    mixed = hls_model.predict([x[0].astype(np.float32), x[1]])
    assert [output.dtype for output in mixed] == [np.float64] * len(y)
    for wrong, expected in [
        (x[0], 'the model has several inputs'),
        (x[:1], r'found: a list of 1\n  expected: a list of 2 arrays'),
        ([x[0], x[1][:3]], 'different numbers of samples'),
        ({names[0]: x[0]}, f'found: `{names[0]}`\n  expected: `{names[0]}`, `{names[1]}`'),
    ]:
        with pytest.raises(hls4ml.HlsmithError, match=expected):
            hls_model.predict(wrong)


def test_several_outputs(convert):
    hls_model = convert('keras3/mid_output.keras')
    outputs = hls_model.predict(RNG.standard_normal((4, *hls_model.get_input_variables()[0].shape)))
    shapes = [tuple(variable.shape) for variable in hls_model.get_output_variables()]
    assert isinstance(outputs, list) and [output.shape for output in outputs] == [(4, *shape) for shape in shapes]


def test_trace(convert):
    hls_model = convert(MLP)
    y, trace = hls_model.trace(X)
    assert np.array_equal(y, hls_model.predict(X))
    assert list(trace) == list(hls_model.graph)
    for name, values in trace.items():
        assert values.shape == (24, *hls_model.graph[name].get_output_variable().shape)
        assert values.dtype == np.float32
    config = hls4ml.utils.config_from_keras_model(MODELS / MLP, granularity='name')
    config['LayerName']['fc1']['Trace'] = True
    _, only = convert(MLP, config).trace(X)
    assert list(only) == ['fc1'] and np.array_equal(only['fc1'], convert(MLP, config).trace(X)[1]['fc1'])


def test_profile(convert):
    hls_model = convert(MLP)
    profile = hls_model.profile(X)
    _, trace = hls_model.trace(X)
    assert list(profile) == list(trace)
    for name, values in trace.items():
        found = profile[name]
        assert (found['min'], found['max']) == (values.min(), values.max())
        # The bits hold both ends, and one less does not.
        limit = 2.0 ** (found['integer_bits'] - 1)
        assert -limit <= found['min'] and found['max'] < limit
        assert found['min'] < -limit / 2 or found['max'] >= limit / 2
        assert found['type'] == 'fixed<16,6,TRN,WRAP,0>'
    assert hls_model.profile(np.zeros((0, 16))) == {}
    with pytest.raises(hls4ml.HlsmithError, match='another shape'):
        hls_model.profile(np.zeros((3, 5)))


def test_special_values(convert):
    x = np.array([np.inf, -np.inf, np.nan, -np.nan, 1e30, -1e30, -0.0, 1e-30])
    for precision, expected in [
        ('fixed<16,6,RND,SAT>', [32 - 2**-10, -32, 32 - 2**-10, -32, 32 - 2**-10, -32, 0, 0]),
        ('fixed<16,6>', [0, 0, 0, 0, 0, 0, 0, 0]),
    ]:
        _, trace = convert(activation_model([8]), {'Model': {'Precision': precision}}).trace(x)
        assert trace['inp'].tolist() == [expected]


def test_chunks_do_not_show(convert):
    hls_model = convert(MLP)
    x = RNG.standard_normal((1000, 16))
    y = hls_model.predict(x)
    assert np.array_equal(y, np.concatenate([hls_model.predict(row) for row in x]))
    assert np.array_equal(hls_model.trace(x)[0], y)


def test_states_go_on_through_a_prediction(convert):
    hls_model = convert('keras3/lstm_stateful.keras')
    shape = hls_model.get_input_variables()[0].shape
    x = np.tile(np.random.default_rng(3).uniform(-1, 1, (1, *shape)), (150, 1, 1))
    y = hls_model.predict(x)
    # The same sample meets other states for a while, and comes to rest, also where more samples are computed at once.
    assert not np.array_equal(y[0], y[1])
    assert np.array_equal(y[63:], np.broadcast_to(y[63], y[63:].shape))
    assert not np.array_equal(y[64], y[0])
    assert np.array_equal(hls_model.predict(x[:70]), y[:70])
    assert np.array_equal(hls_model.trace(x)[0], y)


def long_prediction(hls_model, seconds):
    """Samples that take about this long."""
    n = 4096
    shape = hls_model.get_input_variables()[0].shape
    while True:
        x = np.zeros((n, *shape), np.float32)
        start = time.perf_counter()
        hls_model.predict(x)
        elapsed = time.perf_counter() - start
        if elapsed > seconds:
            return x
        n = int(n * min(max(1.3 * seconds / elapsed, 1.5), 8))


def test_number_of_threads(convert):
    hls_model = convert(MLP)
    x = np.random.default_rng(5).standard_normal((300, 16)).astype(np.float32)
    expected = hls_model.predict(x)
    for n_threads in (1, 2, 7):
        assert np.array_equal(hls_model.predict(x, n_threads=n_threads), expected)
        assert np.array_equal(hls_model.trace(x, n_threads=n_threads)[0], expected)
    for n_threads in (0, -1, 1.5, 'two', True):
        with pytest.raises(hls4ml.HlsmithError, match='no number of threads'):
            hls_model.predict(x, n_threads=n_threads)


@pytest.mark.skipif(os.name != 'posix', reason='needs interval timers')
def test_interrupt(convert):
    hls_model = convert('keras3/dense_wide.keras')
    x = long_prediction(hls_model, 2.0)
    fired = []

    def interrupt(_number, _frame):
        fired.append(time.perf_counter())
        raise KeyboardInterrupt

    previous = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(KeyboardInterrupt):
            hls_model.predict(x)
        returned = time.perf_counter()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    assert returned - fired[0] < 1.0


def test_other_threads_run(convert):
    hls_model = convert('keras3/dense_wide.keras')
    x = long_prediction(hls_model, 0.5)
    worker = threading.Thread(target=hls_model.predict, args=(x,))
    worker.start()
    turns = 0
    while worker.is_alive():
        turns += 1
        time.sleep(0.005)
    # With the interpreter held there would be a turn for each chunk at most.
    assert turns > 20
