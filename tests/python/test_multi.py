"""Models cut into parts."""

import numpy as np
import pytest

import hlsmith as hls4ml

RNG = np.random.default_rng(7)
NAMES = ['keras3/mlp.keras', 'keras3/merge_skip.keras', 'keras3/mid_output.keras', 'keras3/two_inputs.keras']


def samples(model):
    arrays = [RNG.standard_normal((9, *variable.shape)).astype(np.float32) for variable in model.get_input_variables()]
    return arrays if len(arrays) > 1 else arrays[0]


def inner_layers(model):
    """The layers that a part can begin with."""
    return [layer.name for layer in model.get_layers() if layer.class_name != 'Input'][1:]


def outputs(predicted):
    return predicted if isinstance(predicted, list) else [predicted]


@pytest.mark.parametrize('io_type', ['io_parallel', 'io_stream'])
@pytest.mark.parametrize('name', NAMES)
def test_parts_give_the_results_of_the_whole(name, io_type, convert):
    model = convert(name, io_type=io_type, backend='Vitis')
    x = samples(model)
    expected = outputs(model.predict(x))
    layers = inner_layers(model)
    for before in [[layer] for layer in layers] + [layers]:
        parts = hls4ml.model.to_multi_model_graph(model, before)
        parts.compile()
        found = outputs(parts.predict(x))
        assert len(parts) == len(before) + 1
        assert [graph.config.get_project_name() for graph in parts][1] == 'myproject_graph2'
        for one, other in zip(found, expected, strict=True):
            assert one.dtype == other.dtype and one.shape == other.shape and np.array_equal(one, other)
    assert outputs(parts.trace(x)[0])[0].shape == expected[0].shape


def test_a_part_is_a_model(convert):
    model = convert('keras3/mlp.keras', backend='Vitis')
    first, second = hls4ml.model.MultiModelGraph.from_model_graph(model, [inner_layers(model)[1]])
    (crossing,) = first.get_output_variables()
    (entering,) = second.get_input_variables()
    assert entering.name == f'{inner_layers(model)[1]}_input'
    assert (entering.shape, entering.type.precision) == (crossing.shape, crossing.type.precision)
    x = samples(model)
    assert np.array_equal(second.predict(first.predict(x)), model.predict(x))


def test_projects_are_beside_each_other(convert, tmp_path):
    model = convert('keras3/mlp.keras', backend='Vitis')
    parts = hls4ml.model.to_multi_model_graph(model, [inner_layers(model)[0]])
    assert parts.write() == str(tmp_path / 'project')
    assert (tmp_path / 'project/graph2/firmware/myproject_graph2.cpp').is_file()
    assert (tmp_path / 'project/graph2/firmware/myproject_graph2.cpp').read_text().count('ARRAY_RESHAPE') == 0
    parts.write_stitched()
    assert 'graph1' in (tmp_path / 'project/stitched/project.tcl').read_text()


def test_parts_are_built_and_checked(convert, capsys):
    model = convert('keras3/mlp.keras', backend='Vitis', io_type='io_stream')
    parts = hls4ml.model.to_multi_model_graph(model, [inner_layers(model)[0]])
    report = parts.build(export=False, synth=False, max_workers=1, log_to_stdout=True)
    assert list(report) == ['graph1', 'graph2']
    assert all(part['csim']['result'] == 'PASS' for part in report.values())
    assert 'graph2: writing the project' in capsys.readouterr().out


@pytest.mark.parametrize(
    ('before', 'text'),
    [
        ([], 'no layer is named'),
        (['nowhere'], 'the converted model has no such layer'),
        ('inp', 'no part can begin with an input'),
    ],
)
def test_what_cannot_be_cut_is_named(before, text, convert):
    with pytest.raises(hls4ml.HlsmithError, match=text):
        hls4ml.model.to_multi_model_graph(convert('keras3/mlp.keras'), before)


def test_what_is_not_available_is_named(convert):
    model = convert('keras3/mlp.keras', backend='Vitis')
    parts = hls4ml.model.to_multi_model_graph(model, [inner_layers(model)[0]])
    for call in (
        lambda: parts.predict(samples(model), sim='rtl'),
        lambda: parts.build(sim_stitched_design=True),
        lambda: parts.parse_nn_config(),
    ):
        with pytest.raises(hls4ml.HlsmithUnavailableError):
            call()
    with pytest.raises(hls4ml.HlsmithError, match='only exported cores'):
        parts.build(export=False, stitch_design=True)
    board = convert('keras3/mlp.keras', backend='VivadoAccelerator')
    with pytest.raises(hls4ml.HlsmithError, match='one core'):
        hls4ml.model.to_multi_model_graph(board, [inner_layers(board)[0]])
