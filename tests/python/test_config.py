"""Starting configurations."""

import copy
import json
import pickle

import pytest
import yaml

import hlsmith as hls4ml
from conftest import MODELS, PEER

# hls4ml takes `hard_tanh` of Keras 3 for another class of layer and generates C++ that does not compile; of a ReLU with
# an upper limit it emits a configuration before it refuses it.
DIFFERENT = ['keras3/act_hard_tanh.keras', 'keras3/act_relu_max.keras']


def config_cases():
    """The cases of hls4ml that record a starting configuration."""
    for case in json.loads((PEER / 'cases.json').read_text()):
        record = PEER / f'{case["name"]}.json'
        if case['framework'] == 'keras3' and case['family'] == 'config' and record.is_file():
            if 'config_emitted' in json.loads(record.read_text()):
                yield case['name'], case['model']


EQUAL_CASES = [name for name, model in config_cases() if model not in DIFFERENT]


def test_there_are_records():
    assert len(EQUAL_CASES) > 40


@pytest.mark.parametrize('name', EQUAL_CASES)
def test_equal_to_the_peer(name, peer_case):
    record, _ = peer_case(name)
    case = record['case']
    config = hls4ml.utils.config_from_keras_model(
        MODELS / case['model'],
        granularity=case['granularity'],
        backend=case.get('config_backend', case['backend']),
        default_precision=case['default_precision'],
        default_reuse_factor=case['default_reuse_factor'],
    )
    assert config == record['config_emitted']
    assert json.dumps(config) == json.dumps(record['config_emitted']), 'the order of keys differs'


def starting_config(**options):
    return hls4ml.utils.config_from_keras_model(str(MODELS / 'keras3/mlp.keras'), **options)


def test_outer_key_answers_with_the_dictionary_itself():
    config = starting_config(granularity='name')
    assert config['HLSConfig'] is config
    config['HLSConfig']['Flows'] = ['convert']
    assert config['Flows'] == ['convert']
    assert 'HLSConfig' not in config and list(config) == ['Model', 'LayerName', 'Flows']
    with pytest.raises(KeyError, match='LayerType'):
        config['LayerType']
    config['HLSConfig'] = {'Model': {}}
    assert config['HLSConfig'] == {'Model': {}}


@pytest.mark.parametrize(
    'again',
    [
        dict,
        copy.copy,
        copy.deepcopy,
        dict.copy,
        lambda config: config.copy(),
        lambda config: config | {},
        lambda config: pickle.loads(pickle.dumps(config)),
        lambda config: json.loads(json.dumps(config)),
        lambda config: yaml.safe_load(yaml.safe_dump(config)),
        lambda config: yaml.safe_load(yaml.dump(config)),
    ],
    ids=['dict', 'copy', 'deepcopy', 'dict.copy', 'method', 'or', 'pickle', 'json', 'yaml.safe_dump', 'yaml.dump'],
)
def test_survives(again):
    config = starting_config(granularity='name')
    assert again(config) == config
    assert type(config).__name__ == 'ConfigDict'


@pytest.mark.parametrize(
    'again',
    [copy.copy, copy.deepcopy, lambda config: config.copy(), lambda config: pickle.loads(pickle.dumps(config))],
    ids=['copy', 'deepcopy', 'method', 'pickle'],
)
def test_copies_answer_too(again):
    copied = again(starting_config())
    assert copied['HLSConfig'] is copied


def test_maximum_precision():
    assert starting_config(max_precision='fixed<32,16>')['Model']['Precision'] == {
        'default': 'fixed<16,6>',
        'maximum': 'fixed<32,16>',
    }


def test_precision_objects():
    precision = hls4ml.model.types.parse_precision('ap_fixed<18,8>')
    assert starting_config(default_precision=precision)['Model']['Precision']['default'] == str(precision)


@pytest.mark.parametrize(
    ('options', 'expected'),
    [
        ({'granularity': 'layer'}, 'unknown granularity'),
        ({'granularity': 3}, 'argument `granularity`'),
        ({'backend': 'Vitus'}, 'did you mean `Vitis`'),
        ({'backend': 'SymbolicExpression'}, 'there is no such backend'),
        ({'default_precision': 'fixed<16>'}, 'argument `default_precision`'),
        ({'max_precision': 'wide'}, 'argument `max_precision`'),
        ({'default_reuse_factor': 0}, 'an integer of at least 1'),
        ({'default_reuse_factor': 1.5}, 'an integer of at least 1'),
        ({'default_reuse_factor': True}, 'an integer of at least 1'),
        ({'default_reuse_factor': 2**40}, 'an integer of at least 1'),
    ],
)
def test_refused(options, expected):
    with pytest.raises(hls4ml.HlsmithError, match=expected):
        starting_config(**options)


def test_initial_config():
    assert hls4ml.utils.config.create_config(output_dir='out', backend='vitis', clock_period=4) == {
        'OutputDir': 'out',
        'ProjectName': 'myproject',
        'Backend': 'Vitis',
        'Version': '1.0.0',
        'Part': 'xcvu13p-flga2577-2-e',
        'ClockPeriod': 4,
        'ClockUncertainty': '27%',
        'IOType': 'io_parallel',
        'HLSConfig': {},
        'WriterConfig': {
            'Namespace': None,
            'WriteWeightsTxt': True,
            'WriteTar': False,
            'TBOutputStream': 'both',
            'WriteEmulationConstants': False,
        },
    }
    assert hls4ml.converters.create_config is hls4ml.utils.create_config
    part = hls4ml.backends.get_backend('Vivado').create_initial_config(part='xc7z020clg400-1')
    assert (part['Part'], part['ClockUncertainty']) == ('xc7z020clg400-1', '12.5%')
    assert 'OutputDir' not in part
    with pytest.raises(hls4ml.HlsmithError, match='did you mean `clock_period`'):
        hls4ml.utils.config.create_config(clok_period=4)
