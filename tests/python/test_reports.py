"""Reports of the vendors' tools: the functions of ``hlsmith.report`` against what the peer read and printed."""

import json

import pytest
from conftest import ROOT

import hlsmith as hls4ml
from hlsmith import report

REPORTS = ROOT / 'tests' / 'reports'


def recorded(name):
    return json.loads((ROOT / 'tests' / 'reference' / 'reports' / f'{name}.json').read_text())


@pytest.mark.parametrize(
    ('name', 'parse', 'show'),
    [
        ('vivado-vitis', report.parse_vivado_report, report.print_vivado_report),
        ('libero', report.parse_libero_report, None),
        ('oneapi', report.parse_oneapi_report, report.print_oneapi_report),
        ('oneapi-report', report.parse_oneapi_report, report.print_oneapi_report),
    ],
)
def test_reports_are_those_of_the_peer(name, parse, show, capsys):
    expected = recorded(name)
    document = parse(str(REPORTS / name))
    assert document == expected['document']
    capsys.readouterr()
    if show is not None:
        show(document)
        assert capsys.readouterr().out == expected['table']


def test_reports_are_printed_as_they_are(capsys):
    report.read_vivado_report(REPORTS / 'vivado')
    printed = capsys.readouterr().out
    assert printed.startswith(f'Found 2 solution(s) in {REPORTS}/vivado/net_prj.\nReports for solution "solution1":\n\n')
    for line in ['C SIMULATION RESULT:', 'SYNTHESIS REPORT:', 'CO-SIMULATION RESULT:', '== Performance Estimates']:
        assert f'\n{line}\n' in printed


def test_quartus(tmp_path, capsys):
    folder = tmp_path / 'project'
    reports = folder / 'net-fpga.prj' / 'reports' / 'lib'
    reports.mkdir(parents=True)
    for path in (REPORTS / 'quartus' / 'net-fpga.prj' / 'reports' / 'lib').iterdir():
        (reports / path.name).write_bytes(path.read_bytes())
    document = report.parse_quartus_report(folder)
    assert document['HLS Estimate ALUT (%)'] == 100 * 13150 / 109572
    assert document['Latency (MAX)'] == '22'
    assert 'HLS Resource Summary' in (folder / 'synthesis-report.txt').read_text()
    capsys.readouterr()
    report.read_quartus_report(folder)
    assert '| Quartus ALM  |      1234.5 |' in capsys.readouterr().out


def test_catapult(capsys):
    document = report.parse_catapult_report(REPORTS / 'catapult')
    assert document['UtilizationReport']['DSP48E'] == '44'
    report.qofr(document)
    assert capsys.readouterr().out.splitlines()[-1] == 'last'
    report.read_catapult_report(REPORTS / 'catapult', full_report=True)
    assert 'fc1 dense 12 cycles' in capsys.readouterr().out


def test_what_is_missing_is_said(tmp_path, capsys):
    for function, expected in [
        (report.parse_vivado_report, None),
        (report.parse_oneapi_report, None),
        (report.parse_libero_report, {}),
        (report.read_vivado_report, None),
    ]:
        assert function(tmp_path) == expected
        assert capsys.readouterr().out
        assert function(tmp_path / 'missing') == expected
        assert 'does not exist' in capsys.readouterr().out


def test_damage_is_a_warning():
    with pytest.warns(hls4ml.HlsmithWarning, match='HS0804'):
        document = report.parse_vivado_report(REPORTS / 'vivado-old')
    assert list(document) == ['CSynthesisReport']


def test_parts_are_summed_up():
    parts = {name: report.parse_vivado_report(REPORTS / name) for name in ['vivado', 'vivado-vitis']}
    summed = report.aggregate_graph_reports(parts)['StitchedDesignReport']
    assert (summed['LUT'], summed['DSP'], summed['EstimatedClockPeriod']) == ('3334.0', '43.0', '4.321')
    assert report.aggregate_graph_reports({}) == {}
