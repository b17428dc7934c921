"""The extension module: type conversion and error mapping around the Rust library."""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict, final

import numpy as np

from hlsmith.errors import Diagnostic, HlsmithError

__version__: str

class Settings(TypedDict):
    """The settings in force, by the names of the keyword arguments."""

    output_dir: os.PathLike[str]
    project_name: str
    backend: str
    version: str
    part: str
    clock_period: float
    clock_uncertainty: float
    io_type: str
    trace_output: bool
    compatibility: str
    pipeline_style: str
    pipeline_interval: int | None
    namespace: str | None
    write_weights_txt: bool
    write_tar: bool
    tb_output_stream: str
    write_emulation_constants: bool

class LayerSettings(TypedDict):
    """What the configuration gives to a layer."""

    reuse_factor: int
    strategy: str
    target_cycles: int | None
    compression: bool

@final
class Extensions:
    """The extensions of a program."""

    def __init__(self) -> None: ...
    def classes(self) -> list[str]:
        """Return the classes of layers with an extension."""

    def register(
        self,
        name: str,
        classes: Sequence[str],
        variables: Callable[..., dict[str, list[int]]] | None,
        convert: Callable[..., tuple[list[int], dict[str, Any], dict[str, np.ndarray]]],
        compute: Callable[..., np.ndarray],
        kernel: tuple[str, str, str] | None,
        result: str,
    ) -> None:
        """Add an extension; see ``hlsmith.extensions.register``."""

@final
class Imported:
    """A model as trained, before any setting or pass."""

    @staticmethod
    def load_keras(extensions: Extensions, path: str | os.PathLike[str], weights: str | os.PathLike[str] | None = None) -> Imported:
        """Read a ``.keras`` or ``.h5`` file, or a ``.json`` file with its weights."""

    @staticmethod
    def load_onnx(path: str | os.PathLike[str]) -> Imported:
        """Read an ``.onnx`` file."""

    @staticmethod
    def from_onnx_bytes(model: bytes) -> Imported:
        """Take over a live ONNX model: the bytes of ``SerializeToString()``."""

    @staticmethod
    def from_keras_parts(extensions: Extensions, config: str, weights: Sequence[tuple[list[str], str, np.ndarray]], major: int) -> Imported:
        """Take over a live model of Keras `major`: the text of ``to_json()``; path, name and values of each array."""

    @staticmethod
    def load_torch(path: str | os.PathLike[str], channels_last: str, transpose_outputs: bool) -> Imported:
        """Read a ``.pt2`` file, with the order of axes at the ends of the model."""

    @staticmethod
    def from_torch_bytes(data: bytes, channels_last: str, transpose_outputs: bool) -> Imported:
        """As ``load_torch``, from the bytes of the file."""

@final
class Model:
    """A trained network converted under a configuration."""

    @staticmethod
    def convert(imported: Imported, config: Mapping[str, Any]) -> Model:
        """Convert under a configuration dictionary, with or without the outer ``HLSConfig``."""

    @staticmethod
    def convert_with(imported: Imported, options: dict[str, Any], hls_config: Mapping[str, Any]) -> Model:
        """Convert under keyword arguments of ``convert_from_keras_model`` and an ``HLSConfig`` dictionary."""

    @staticmethod
    def from_config(extensions: Extensions, config: Mapping[str, Any]) -> Model:
        """Convert the model file that a configuration names."""

    def remarks(self) -> tuple[Diagnostic, ...]:
        """Return what the user should know about the conversion."""

    def config(self) -> dict[str, Any]:
        """Return the whole configuration, defaults filled in."""

    def settings(self) -> Settings:
        """Return the settings in force."""

    def layers(self) -> list[dict[str, Any]]:
        """Return the layers in execution order."""

    def inputs(self) -> list[dict[str, Any]]:
        """Return the inputs in the order of the arguments."""

    def outputs(self) -> list[dict[str, Any]]:
        """Return the outputs in the order of the results."""

    def weight(self, layer: str, attribute: str) -> np.ndarray:
        """Return trained constants before they are assigned to their type."""

    def precision(self, layer: str, variable: str) -> tuple[dict[str, Any], str]:
        """Return the configured precision of a variable and the name of its type."""

    def layer_settings(self, layer: str) -> LayerSettings:
        """Return reuse factor, strategy, target cycles and compression of a layer as configured."""

    def steps(self) -> list[tuple[str, list[str]]]:
        """Return the flows that have run, each with the passes that changed something."""

    def text(self, max_elements: int = 16) -> str:
        """Return the graph in its text form; arrays of more than `max_elements` are abbreviated."""

    def compile(self) -> None:
        """Prepare the emulator."""

    def predict(
        self, inputs: Sequence[np.ndarray], n_samples: int, n_threads: int | None = None
    ) -> list[np.ndarray]:
        """Predict C-contiguous samples, all float32 or all float64; one flat array for each output."""

    def trace(
        self, inputs: Sequence[np.ndarray], n_samples: int, n_threads: int | None = None
    ) -> tuple[list[np.ndarray], list[tuple[str, np.ndarray]]]:
        """As ``predict``, and an array of shape ``(n_samples, *shape)`` for each traced layer."""

    def split(self, before: Sequence[str]) -> MultiModel:
        """Cut the model before each of the named layers."""

    def write(self) -> os.PathLike[str]:
        """Write the project and return its folder."""

    def build(
        self,
        progress: Callable[[str], None] | None = None,
        *,
        reset: bool,
        csim: bool,
        synth: bool,
        cosim: bool,
        validation: bool,
        export: bool,
        vsynth: bool,
        fifo_opt: bool,
        bitfile: bool,
        skip_prerequisites: bool = False,
    ) -> dict[str, Any]:
        """Write the project, run the steps and return the report."""

@final
class MultiModel:
    """A converted model cut into parts."""

    def parts(self) -> list[Model]:
        """Return the parts, in order of execution."""

    def predict(
        self, inputs: Sequence[np.ndarray], n_samples: int, n_threads: int | None = None
    ) -> list[np.ndarray]:
        """As ``Model.predict``, part by part."""

    def write(self) -> os.PathLike[str]:
        """Write the projects of the parts and return the folder they are in."""

    def write_stitched(self) -> os.PathLike[str]:
        """Write the project that wires the cores of the parts, and return its folder."""

    def build(
        self,
        progress: Callable[[str], None] | None = None,
        *,
        stitch: bool,
        export_stitched: bool,
        n_workers: int | None,
        reset: bool,
        csim: bool,
        synth: bool,
        cosim: bool,
        validation: bool,
        export: bool,
        vsynth: bool,
        fifo_opt: bool,
    ) -> dict[str, Any]:
        """As ``Model.build`` for each part, several at a time; then wire their cores."""

def make_error(
    code: str,
    subject: tuple[str, str],
    message: str,
    *,
    found: str | None = None,
    expected: str | None = None,
    remedy: str | None = None,
) -> HlsmithError:
    """Make an exception in the words of a diagnostic."""

def available_backends() -> list[str]:
    """Return the names of the backends."""

def backend_name(name: str) -> str:
    """Return the name of a backend given in any letter case."""

def backend_base(name: str) -> str:
    """Return the name of the backend that a backend is or builds on."""

def register_target(
    name: str,
    base: str,
    object: Any,
    part: str | None,
    clock_period: float | None,
    clock_uncertainty: float | None,
) -> None:
    """Add a target; see ``hlsmith.backends.register_backend``."""

def available_flows() -> list[tuple[str, list[str], list[str]]]:
    """Return names, required flows and passes of the flows."""

def available_passes() -> list[tuple[str, str]]:
    """Return names and documentation of the passes."""

def supported_keras_layers() -> list[str]:
    """Return the Keras layer classes that can be imported, sorted."""

def supported_torch_operators() -> list[str]:
    """Return the operators of exported PyTorch programs that can be imported, sorted."""

def valid_reuse_factors(n_in: int, n_out: int) -> list[int]:
    """Return the reuse factors of a matrix product, ascending."""

def closest_reuse_factor(valid: Sequence[int], wanted: float) -> int | None:
    """Return the closest reuse factor of a list; None when it is empty."""

def config_from_model(
    imported: Imported,
    granularity: str,
    backend: str | None,
    default_precision: str,
    default_reuse_factor: int,
    max_precision: str | None,
) -> dict[str, Any]:
    """Return the starting configuration of a model."""

def initial_config(options: dict[str, Any]) -> dict[str, Any]:
    """Return the configuration of keyword arguments, with the defaults of the backend."""

def read_config(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read a configuration file in YAML."""

def parse_precision(text: str) -> dict[str, Any]:
    """Read a precision string."""

def supported_onnx_operators() -> list[str]:
    """The ONNX operators that can be imported, sorted."""

def read_report(folder: os.PathLike[str] | str, kind: str) -> tuple[dict[str, Any], list[str], tuple[Diagnostic, ...]]:
    """Read the reports of one kind of tool: the document, what is missing, and remarks."""

def report_table(kind: str, document: Mapping[str, Any]) -> str:
    """Return the table of a document."""

def show_vivado_report(folder: os.PathLike[str] | str, full: bool) -> str | None:
    """Return the reports of Vivado HLS or Vitis HLS as they are."""

def stitched_report(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the document of a design that is made of parts."""
