"""Reports of synthesis.

``ModelGraph.build`` returns its report as a dictionary; the readers of vendor reports are not available.
"""

from hlsmith._unavailable import unavailable

_BUILD = 'use the dictionary that `hls_model.build(...)` returns, and the report files in the project folder'

aggregate_graph_reports = unavailable(__name__, 'aggregate_graph_reports', _BUILD)
parse_catapult_report = unavailable(__name__, 'parse_catapult_report', _BUILD)
parse_libero_report = unavailable(__name__, 'parse_libero_report', _BUILD)
parse_oneapi_report = unavailable(__name__, 'parse_oneapi_report', _BUILD)
parse_quartus_report = unavailable(__name__, 'parse_quartus_report', _BUILD)
parse_vivado_report = unavailable(__name__, 'parse_vivado_report', _BUILD)
print_oneapi_report = unavailable(__name__, 'print_oneapi_report', _BUILD)
print_vivado_report = unavailable(__name__, 'print_vivado_report', _BUILD)
qofr = unavailable(__name__, 'qofr', _BUILD)
read_catapult_report = unavailable(__name__, 'read_catapult_report', _BUILD)
read_quartus_report = unavailable(__name__, 'read_quartus_report', _BUILD)
read_vivado_report = unavailable(__name__, 'read_vivado_report', _BUILD)

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
