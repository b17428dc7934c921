"""Reports of the vendors' tools, under the names of hls4ml.

The functions ``parse_*`` return a report as a dictionary with the keys of hls4ml, the functions ``read_*`` and
``print_*`` print it.  ``ModelGraph.build`` returns the same dictionary when a tool of a vendor has run.
"""

from __future__ import annotations

import os
import pathlib
import warnings
import webbrowser

from hlsmith import _core
from hlsmith.errors import HlsmithWarning

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any


def _parse(folder: str | os.PathLike[str], kind: str) -> dict[str, Any] | None:
    """Read the reports of a tool; prints what is missing, and returns None when nothing is there."""
    if not os.path.isdir(folder):
        _print(f'Path {os.fspath(folder)} does not exist. Exiting.')
        return None
    document, missing, remarks = _core.read_report(folder, kind)
    for remark in remarks:
        warnings.warn(HlsmithWarning(remark), stacklevel=3)
    for line in missing:
        _print(line)
    return document or None


def _print(text: str) -> None:
    print(text)  # noqa: T201


def _print_table(kind: str, report: Mapping[str, Any]) -> None:
    print(_core.report_table(kind, report), end='')  # noqa: T201


def parse_vivado_report(hls_dir: str | os.PathLike[str]) -> dict[str, Any] | None:
    """Read the reports of Vivado HLS, Vitis HLS or v++ on a project.

    Parameters
    ----------
    hls_dir : path
        The folder of the project.

    Returns
    -------
    dict or None
        The sections that are there, of ``CSimResults``, ``CosimResults``, ``CSynthesisReport``, ``VivadoSynthReport``,
        ``CosimReport``, ``ImplementationReport`` and ``TimingReport``; None when none is.
    """
    return _parse(hls_dir, 'vivado')


def read_vivado_report(hls_dir: str | os.PathLike[str], full_report: bool = False) -> None:
    """Print the reports of Vivado HLS or Vitis HLS as the tool wrote them.

    Parameters
    ----------
    hls_dir : path
        The folder of the project.
    full_report : bool
        Whether the details of synthesis are printed too.
    """
    if not os.path.isdir(hls_dir):
        _print(f'Path {os.fspath(hls_dir)} does not exist. Exiting.')
        return
    text = _core.show_vivado_report(hls_dir, full_report)
    _print('Unable to read project data. Exiting.' if text is None else text)


def print_vivado_report(report_dict: Mapping[str, Any]) -> None:
    """Print a report of ``parse_vivado_report``, ``build`` or ``aggregate_graph_reports`` as a table."""
    _print_table('vivado', report_dict)


def aggregate_graph_reports(graph_reports: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Sum up the reports of the parts of a design.

    Parameters
    ----------
    graph_reports : mapping
        The report of each part by its name.

    Returns
    -------
    dict
        ``StitchedDesignReport``: resources are sums, the clock is that of the slowest part.
    """
    return _core.stitched_report(list(graph_reports.values()))


def parse_quartus_report(hls_dir: str | os.PathLike[str], write_to_file: bool = True) -> dict[str, Any] | None:
    """Read the reports of the Intel HLS compiler on a project.

    Parameters
    ----------
    hls_dir : path
        The folder of the project.
    write_to_file : bool
        Whether the result is also written to ``synthesis-report.txt`` there.

    Returns
    -------
    dict or None
        Estimated, simulated and fitted figures by name; None when there is no report.
    """
    report = _parse(hls_dir, 'quartus')
    if report is not None and write_to_file:
        path = pathlib.Path(hls_dir, 'synthesis-report.txt')
        path.write_text(_core.report_table('quartus', report), encoding='utf-8')
        _print(f'Saved latency & resource usage summary to {path}')
    return report


def read_quartus_report(hls_dir: str | os.PathLike[str], open_browser: bool = False) -> None:
    """Print the reports of the Intel HLS compiler on a project.

    Parameters
    ----------
    hls_dir : path
        The folder of the project.
    open_browser : bool
        Whether the report of the compiler is opened in a browser.
    """
    report = parse_quartus_report(hls_dir)
    if report is None:
        return
    _print_table('quartus', report)
    if open_browser:
        for page in sorted(pathlib.Path(hls_dir).glob('*.prj/reports/report.html')):
            webbrowser.open(page.resolve().as_uri())


def parse_oneapi_report(hls_dir: str | os.PathLike[str]) -> dict[str, Any] | None:
    """Read the reports of the oneAPI compiler on a project.

    Parameters
    ----------
    hls_dir : path
        The folder of the project.

    Returns
    -------
    dict or None
        For each target (``report``, ``fpga_sim``, ``fpga``) the sections ``Quartus``, ``HLS`` and ``Loop``.
    """
    return _parse(hls_dir, 'oneapi')


def print_oneapi_report(report_dict: Mapping[str, Any]) -> None:
    """Print a report of ``parse_oneapi_report`` as a table."""
    _print_table('oneapi', report_dict)


def parse_catapult_report(output_dir: str | os.PathLike[str]) -> dict[str, Any] | None:
    """Read the reports of the newest solution of Catapult on a project.

    Parameters
    ----------
    output_dir : path
        The folder of the project.

    Returns
    -------
    dict or None
        The sections that are there, of ``CSimResults``, ``UtilizationReport``, ``TimingReport`` and ``PerLayerQOFR``.
    """
    return _parse(output_dir, 'catapult')


def read_catapult_report(hls_dir: str | os.PathLike[str], full_report: bool = False) -> None:
    """Print the reports of Catapult on a project.

    Parameters
    ----------
    hls_dir : path
        The folder of the project.
    full_report : bool
        Whether the lines on the layers are printed too.
    """
    report = parse_catapult_report(hls_dir)
    if report is None:
        return
    _print_table('catapult', report)
    if full_report:
        qofr(report)


def qofr(report: Mapping[str, Any]) -> None:
    """Print the lines on the layers of a report of ``parse_catapult_report``."""
    for line in report.get('PerLayerQOFR', []):
        _print(line)


def parse_libero_report(out_dir: str | os.PathLike[str]) -> dict[str, Any]:
    """Read the report of SmartHLS on a project.

    Parameters
    ----------
    out_dir : path
        The folder of the project.

    Returns
    -------
    dict
        The sections ``Simulation Result``, ``Timing Result`` and ``Resource Usage``; empty when there is no report.
    """
    return _parse(out_dir, 'libero') or {}


__all__ = [
    'aggregate_graph_reports',
    'parse_catapult_report',
    'parse_libero_report',
    'parse_oneapi_report',
    'parse_quartus_report',
    'parse_vivado_report',
    'print_oneapi_report',
    'print_vivado_report',
    'qofr',
    'read_catapult_report',
    'read_quartus_report',
    'read_vivado_report',
]
