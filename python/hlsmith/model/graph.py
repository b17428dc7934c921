"""Converted models: prediction, project, layers."""

from __future__ import annotations

import sys
import types
import warnings
from typing import Any

from hlsmith import _core
from hlsmith._unavailable import unavailable
from hlsmith.errors import UNAVAILABLE, HlsmithWarning
from hlsmith.model import _samples
from hlsmith.model.layers import Layer
from hlsmith.model.types import PrecisionType, TensorVariable, precision_from, tensor_from

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, ValuesView

    import numpy as np

_CONVERT_AGAIN = 'keep the trained model and the configuration, and convert again'
_FIXED = 'a converted model does not change; change the configuration or the trained model, and convert again'


class HLSConfig:
    """The configuration of a converted model.

    Attributes
    ----------
    config : dict
        The whole configuration with ``HLSConfig``, defaults filled in; a copy, to be read.
    """

    def __init__(self, core: _core.Model) -> None:
        self._core = core
        self.config: dict[str, Any] = core.config()

    @property
    def settings(self) -> _core.Settings:
        """The settings in force, defaults filled in, by the names of the keyword arguments."""
        return self._core.settings()

    @property
    def backend(self) -> Any:
        """The backend, see ``hlsmith.backends.Backend``."""
        from hlsmith.backends import get_backend

        return get_backend(self.settings['backend'])

    @property
    def pipeline_style(self) -> str:
        """How the layers of the top function are scheduled."""
        return self.settings['pipeline_style']

    @property
    def trace_output(self) -> bool:
        """Whether the outputs of traced layers are recorded in the project."""
        return self.settings['trace_output']

    def get_config_value(self, key: str, default: Any = None) -> Any:
        """Return an item of the configuration, such as ``OutputDir``; `default` when it is not there."""
        return self.config.get(key, default)

    def get_project_name(self) -> str:
        """Return the name of the project and of its top function."""
        return self.settings['project_name']

    def get_project_dir(self) -> str:
        """Return the name of the folder that the tool keeps its own project in."""
        return f'{self.get_project_name()}_prj'

    def get_output_dir(self) -> str:
        """Return the folder that the project is written to."""
        return str(self.settings['output_dir'])

    def get_writer_config(self) -> dict[str, Any]:
        """Return how files are written, by the names of ``WriterConfig``."""
        settings = self.settings
        return {
            'Namespace': settings['namespace'],
            'WriteWeightsTxt': settings['write_weights_txt'],
            'WriteTar': settings['write_tar'],
            'TBOutputStream': settings['tb_output_stream'],
            'WriteEmulationConstants': settings['write_emulation_constants'],
        }

    def get_precision(self, layer: Layer | str, var: str = 'default') -> tuple[PrecisionType, str]:
        """Return the precision that the configuration gives to a variable of a layer, and the name of its type."""
        fields, name = self._core.precision(_name(layer), var)
        return precision_from(fields), name

    def get_reuse_factor(self, layer: Layer | str) -> int:
        """Return the reuse factor that the configuration gives to a layer."""
        return self._core.layer_settings(_name(layer))['reuse_factor']

    def get_strategy(self, layer: Layer | str) -> str:
        """Return the strategy that the configuration gives to a layer: latency, resource or resource_unrolled."""
        return self._core.layer_settings(_name(layer))['strategy']

    def is_resource_strategy(self, layer: Layer | str) -> bool:
        """Tell whether the strategy of a layer is resource."""
        return self.get_strategy(layer) == 'resource'

    def get_target_cycles(self, layer: Layer | str) -> int | None:
        """Return the cycles that a layer may take; None when the configuration does not say."""
        return self._core.layer_settings(_name(layer))['target_cycles']

    def get_compression(self, layer: Layer | str) -> bool:
        """Tell whether the weights of a layer are stored without their zeros."""
        return self._core.layer_settings(_name(layer))['compression']


def _name(layer: Layer | str) -> str:
    return layer.name if isinstance(layer, Layer) else layer


class ModelGraph:
    """A converted model, made by the functions of ``hlsmith.converters``.

    Attributes
    ----------
    config : HLSConfig
        The configuration.
    graph : mapping of str to Layer
        The layers by name, in execution order.
    inputs, outputs : list of str
        Names of the variables of inputs and outputs.
    """

    def __init__(self, core: _core.Model, is_part: bool = False) -> None:
        self._core = core
        self.config = HLSConfig(core)
        self._inputs = [tensor_from(fields) for fields in core.inputs()]
        self._outputs = [tensor_from(fields) for fields in core.outputs()]
        self.inputs = [variable.name for variable in self._inputs]
        self.outputs = [variable.name for variable in self._outputs]
        self._layers: Mapping[str, Layer] | None = None
        # The caller of the conversion function is two levels up.  Remarks about a part are those about the whole model.
        for remark in () if is_part else core.remarks():
            warnings.warn(HlsmithWarning(remark), stacklevel=3)

    @property
    def graph(self) -> Mapping[str, Layer]:
        """The layers by name, in execution order."""
        if self._layers is None:
            layers = {fields['name']: Layer(self, self._core, fields) for fields in self._core.layers()}
            self._layers = types.MappingProxyType(layers)
        return self._layers

    @property
    def _applied_flows(self) -> list[dict[str, set[str]]]:
        """The flows that have run, each with the passes that changed something."""
        return [{flow: set(passes)} for flow, passes in self._core.steps()]

    def get_layers(self) -> ValuesView[Layer]:
        """Return the layers in execution order."""
        return self.graph.values()

    def get_input_variables(self) -> list[TensorVariable]:
        """Return the inputs in the order of the arguments of ``predict``."""
        return list(self._inputs)

    def get_output_variables(self) -> list[TensorVariable]:
        """Return the outputs in the order of the results of ``predict``."""
        return list(self._outputs)

    def get_layer_output_variable(self, output_name: str) -> TensorVariable | None:
        """Return the output of the layer of a name; None when there is no such layer."""
        layer = self.graph.get(output_name)
        return None if layer is None else layer.get_output_variable()

    def get_weight_variables(self) -> list[Any]:
        """Return the trained constants of all layers, see ``WeightVariable``."""
        return [variable for layer in self.get_layers() for variable in layer.weights.values()]

    def compile(self) -> None:
        """Prepare the emulator; it takes milliseconds and needs no compiler.

        ``predict`` and ``trace`` do so on first use.  Nothing is written.

        Raises
        ------
        HlsmithError
            If a layer cannot be computed as configured.
        """
        self._core.compile()

    def predict(self, x: Any, n_threads: int | None = None) -> Any:
        """Predict samples, bit for bit as the generated hardware.

        Parameters
        ----------
        x : array_like, or list, tuple or dict of them
            Samples of shape ``(n_samples, *input_shape)``.  Also taken are samples whose axes after the first are
            flattened or lack axes of length one, and one sample of exactly ``input_shape``.  A model of several inputs
            takes a list or tuple in the order of ``get_input_variables()``, or a dictionary by their names.  float32
            and float64 are computed as they are, other real numbers as float64.  An infinity or NaN is assigned like a
            number beyond every range, of its sign: the bound of a saturating type, 0 for a wrapping one.
        n_threads : int, optional
            Threads that compute, at least 1; by default one for each processor.  The results do not depend on it.

        Returns
        -------
        numpy.ndarray or list of numpy.ndarray
            One array of shape ``(n_samples, *output_shape)`` for each output, a list when there are several; float32
            for float32 samples, else float64.  In the compatibility mode ``hls4ml-1.3`` each has the shape
            ``(n_samples, size)``, and ``(size,)`` for one sample.

        Raises
        ------
        HlsmithError
            If the samples do not fit the model, or there is no thread to compute.
        KeyboardInterrupt
            Within a fraction of a second after an interrupt.
        """
        samples = _samples.read(x, self._inputs, self._follows_peer())
        outputs = self._core.predict(samples.arrays, samples.n_samples, _samples.threads(n_threads))
        return self._shaped(outputs, samples.n_samples)

    def trace(self, x: Any, n_threads: int | None = None) -> tuple[Any, dict[str, np.ndarray]]:
        """Predict samples and record what the layers make.

        Parameters
        ----------
        x : array_like, or list, tuple or dict of them
            Samples as for ``predict``.
        n_threads : int, optional
            Threads that compute, as for ``predict``.

        Returns
        -------
        predictions : numpy.ndarray or list of numpy.ndarray
            As of ``predict``.
        trace : dict of str to numpy.ndarray
            By name of the layer, its output of shape ``(n_samples, *shape)``: of the layers whose ``Trace`` is true in
            the configuration, or of all layers when it is true for none.

        Raises
        ------
        HlsmithError
            If the samples do not fit the model.
        """
        samples = _samples.read(x, self._inputs, self._follows_peer())
        outputs, traces = self._core.trace(samples.arrays, samples.n_samples, _samples.threads(n_threads))
        return self._shaped(outputs, samples.n_samples), dict(traces)

    def profile(self, x: Any, n_threads: int | None = None) -> dict[str, dict[str, Any]]:
        """Find the least and the greatest number of each layer, at about the cost of a prediction.

        Parameters
        ----------
        x : array_like, or list, tuple or dict of them
            Samples as for ``predict``.
        n_threads : int, optional
            Threads that compute, as for ``predict``.

        Returns
        -------
        dict of str to dict
            For the layers that ``trace`` records, by name: ``'type'``, the type of the result; ``'min'`` and ``'max'``,
            the extremes over all samples and elements, exact up to 53 bits; ``'integer_bits'``, how many bits left of the binary point
            hold both, with the sign where the type has one, as the second parameter of ``fixed<W,I>``. Empty without samples.

        Raises
        ------
        HlsmithError
            If the samples do not fit the model.
        """
        samples = _samples.read(x, self._inputs, self._follows_peer())
        rows = self._core.profile(samples.arrays, samples.n_samples, _samples.threads(n_threads))
        names = ('type', 'min', 'max', 'integer_bits')
        return {name: dict(zip(names, row)) for name, *row in rows}

    def _follows_peer(self) -> bool:
        return self.config.settings['compatibility'] != 'sound'

    def _shaped(self, outputs: list[np.ndarray], n_samples: int) -> Any:
        shapes: list[tuple[int, ...]] = [(n_samples, *variable.shape) for variable in self._outputs]
        if self._follows_peer():
            shapes = [(n_samples, variable.size()) if n_samples != 1 else (-1,) for variable in self._outputs]
        arrays = [array.reshape(shape) for array, shape in zip(outputs, shapes, strict=True)]
        return arrays[0] if len(arrays) == 1 else arrays

    def write(self) -> str:
        """Write the project.

        Returns
        -------
        str
            The folder, ``OutputDir`` of the configuration.

        Raises
        ------
        HlsmithError
            If the target cannot do a layer as configured, or the folder cannot be written; nothing is left half done.
        """
        return str(self._core.write())

    def build(
        self,
        reset: bool = False,
        csim: bool = True,
        synth: bool = True,
        cosim: bool = False,
        validation: bool = False,
        export: bool = False,
        vsynth: bool = False,
        fifo_opt: bool = False,
        log_to_stdout: bool = True,
        bitfile: bool = False,
        **smarthls: bool,
    ) -> dict[str, Any]:
        """Write the project and run its steps.

        Parameters
        ----------
        reset : bool
            Start the project of the tool afresh.
        csim : bool
            Compile the C++ with g++, run it and compare it with the emulator; alone it needs no tool of a vendor.
        synth : bool
            Synthesise with the HLS compiler of the backend.
        cosim : bool
            Simulate the synthesised design.
        validation : bool
            Compare C and RTL simulation.
        export : bool
            Export an IP core.
        vsynth : bool
            Run logic synthesis.
        fifo_opt : bool
            Find the depths of FIFOs; not available.
        log_to_stdout : bool
            Print a line for each step.
        bitfile : bool
            Build what the board is programmed with, for the backends VivadoAccelerator and VitisUnified; place and
            route, for the backend Libero.
        **smarthls
            For the backend Libero, the steps by the names of SmartHLS: ``sw_compile`` is ``csim``, ``hw`` is ``synth``,
            ``rtl_synth`` is ``vsynth``, and ``fpga`` is ``bitfile``. With ``skip_preqs`` the steps run without those
            that they need.

        Returns
        -------
        dict
            The report: what ran, and the report of the vendor's tool as in ``hlsmith.report``.

        Raises
        ------
        HlsmithError
            If a tool is missing or fails, in the words of its log, or if simulation and emulator differ.
        """
        steps = {
            'reset': reset,
            'csim': csim,
            'synth': synth,
            'cosim': cosim,
            'validation': validation,
            'export': export,
            'vsynth': vsynth,
            'fifo_opt': fifo_opt,
            'bitfile': bitfile,
        }
        steps.update(_steps_of_smarthls(smarthls, self.config.settings['backend']))
        progress: Callable[[str], None] | None = print_line if log_to_stdout else None
        return self._core.build(progress, **{name: bool(value) for name, value in steps.items()})

    def __repr__(self) -> str:
        settings = self.config.settings
        return f'<ModelGraph {settings["project_name"]} for {settings["backend"]}: {len(self.graph)} layers>'

    apply_flow = unavailable(__name__, 'apply_flow', 'select flows with `Flows` in the configuration')
    from_layer_list = unavailable(__name__, 'from_layer_list', 'convert a Keras model')
    from_saved_state = unavailable(__name__, 'from_saved_state', _CONVERT_AGAIN)
    insert_node = unavailable(__name__, 'insert_node', _FIXED)
    make_node = unavailable(__name__, 'make_node', _FIXED)
    remove_node = unavailable(__name__, 'remove_node', _FIXED)
    replace_node = unavailable(__name__, 'replace_node', _FIXED)
    save = unavailable(__name__, 'save', _CONVERT_AGAIN)
    serialize = unavailable(__name__, 'serialize', _CONVERT_AGAIN)
    split_node = unavailable(__name__, 'split_node', _FIXED)


#: The steps of SmartHLS that have other names here.
_SMARTHLS = {
    'sw_compile': 'csim',
    'hw': 'synth',
    'rtl_synth': 'vsynth',
    'fpga': 'bitfile',
    'skip_preqs': 'skip_prerequisites',
}


def _steps_of_smarthls(chosen: Mapping[str, bool], backend: str) -> dict[str, bool]:
    """Give the steps that SmartHLS has under other names."""
    for name in chosen:
        if backend == 'Libero' and name in _SMARTHLS:
            continue
        remedy = 'leave it out'
        if backend == 'Libero':
            remedy = f'write the project and run `shls -s {name}` in its folder'
        raise _core.make_error(
            UNAVAILABLE,
            ('argument', name),
            'the build has no such step',
            found=f'the backend {backend}',
            remedy=remedy,
        )
    return {_SMARTHLS[name]: value for name, value in chosen.items()}


def print_line(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f'{line}\n')
    sys.stdout.flush()
