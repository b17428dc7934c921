"""Converted models as parts, each with a project of its own."""

from __future__ import annotations

from typing import Any

from hlsmith import _core
from hlsmith._unavailable import unavailable
from hlsmith.errors import UNAVAILABLE
from hlsmith.model import _samples
from hlsmith.model.graph import ModelGraph, print_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np

    from hlsmith.model.layers import Layer
    from hlsmith.model.types import TensorVariable


class MultiModelGraph:
    """A model cut into parts that follow each other.

    The parts have the types and settings of the whole model, so that together they give its results in every bit.  Part
    ``k``, counted from 1, is the project ``<ProjectName>_graph<k>`` in the folder ``graph<k>`` of the output folder.

    Attributes
    ----------
    graphs : list of ModelGraph
        The parts, in order of execution.  A tensor that crosses a cut is an output of one part and an input, made by a
        layer ``<reader>_input``, of each part that reads it.
    """

    def __init__(self, whole: ModelGraph, before: Sequence[str]) -> None:
        self._whole = whole
        names = [before] if isinstance(before, str) else before
        self._core = whole._core.split([str(name) for name in names])
        self.graphs = [ModelGraph(part, is_part=True) for part in self._core.parts()]

    @classmethod
    def from_model_graph(cls, base_model: ModelGraph, split_before_layers: Sequence[str]) -> MultiModelGraph:
        """Cut a model, as ``to_multi_model_graph``."""
        return cls(base_model, split_before_layers)

    def __getitem__(self, index: int) -> ModelGraph:
        return self.graphs[index]

    def __len__(self) -> int:
        return len(self.graphs)

    def __iter__(self) -> Iterator[ModelGraph]:
        return iter(self.graphs)

    def __repr__(self) -> str:
        return f'<MultiModelGraph of {self._whole!r}: {len(self)} parts>'

    def get_layers(self) -> list[Layer]:
        """Return the layers of all parts in execution order."""
        return [layer for graph in self.graphs for layer in graph.get_layers()]

    def get_input_variables(self) -> list[TensorVariable]:
        """Return the inputs of the whole model in the order of the arguments of ``predict``."""
        return self._whole.get_input_variables()

    def get_output_variables(self) -> list[TensorVariable]:
        """Return the outputs of the whole model in the order of the results of ``predict``."""
        return self._whole.get_output_variables()

    def compile(self) -> None:
        """Prepare the emulator of every part; ``predict`` does so on first use."""
        for graph in self.graphs:
            graph.compile()

    def predict(self, x: Any, sim: str = 'csim', n_threads: int | None = None) -> Any:
        """Predict samples part by part, with the results of the whole model in every bit.

        Parameters
        ----------
        x : array_like, or list, tuple or dict of them
            Samples as of ``ModelGraph.predict`` of the whole model.
        sim : {'csim'}
            What computes; the simulation ``'rtl'`` of a stitched design is not available.
        n_threads : int, optional
            Threads that compute, as of ``ModelGraph.predict``.

        Returns
        -------
        numpy.ndarray or list of numpy.ndarray
            As of ``ModelGraph.predict``.

        Raises
        ------
        HlsmithError
            If the samples do not fit the model.
        """
        if sim != 'csim':
            raise _no_simulation('sim', str(sim))
        whole = self._whole
        samples = _samples.read(x, whole._inputs, whole._follows_peer())
        outputs = self._core.predict(samples.arrays, samples.n_samples, _samples.threads(n_threads))
        return whole._shaped(outputs, samples.n_samples)

    def trace(self, x: Any, n_threads: int | None = None) -> tuple[Any, dict[str, np.ndarray]]:
        """Predict samples and record what the layers make, as ``ModelGraph.trace`` of the whole model."""
        return self._whole.trace(x, n_threads)

    def write(self) -> str:
        """Write the project of every part, and return the folder they are in.

        Raises
        ------
        HlsmithError
            If a folder cannot be written.
        """
        return str(self._core.write())

    def write_stitched(self) -> str:
        """Write the project that wires the exported cores of the parts with Vivado, and return its folder.

        Raises
        ------
        HlsmithError
            If the target has no such cores, some wire cannot be, or the folder cannot be written.
        """
        return str(self._core.write_stitched())

    def build(
        self,
        export: bool = True,
        stitch_design: bool = False,
        sim_stitched_design: bool = False,
        export_stitched_design: bool = False,
        max_workers: int | None = None,
        *,
        reset: bool = False,
        csim: bool = True,
        synth: bool = True,
        cosim: bool = False,
        validation: bool = False,
        vsynth: bool = False,
        fifo_opt: bool = False,
        log_to_stdout: bool = False,
    ) -> dict[str, Any]:
        """Write the projects and run their steps, several parts at a time.

        Parameters
        ----------
        export : bool
            Export an IP core of each part.
        stitch_design : bool
            Wire these cores to one design with Vivado.
        sim_stitched_design : bool
            Simulate that design; not available.
        export_stitched_design : bool
            Pack that design as a core.
        max_workers : int, optional
            How many parts are built at a time; by default one for each processor.
        reset, csim, synth, cosim, validation, vsynth, fifo_opt
            Steps of each part, as of ``ModelGraph.build``.
        log_to_stdout : bool
            Print a line for each step, with the part it is of.

        Returns
        -------
        dict
            The reports by the names of the parts, ``graph1`` and so on.

        Raises
        ------
        HlsmithError
            If a tool is missing or a part fails, with the name of the part.
        """
        if sim_stitched_design:
            raise _no_simulation('sim_stitched_design', 'True')
        return self._core.build(
            print_line if log_to_stdout else None,
            stitch=bool(stitch_design),
            export_stitched=bool(export_stitched_design),
            n_workers=max_workers,
            reset=bool(reset),
            csim=bool(csim),
            synth=bool(synth),
            cosim=bool(cosim),
            validation=bool(validation),
            export=bool(export),
            vsynth=bool(vsynth),
            fifo_opt=bool(fifo_opt),
        )

    parse_nn_config = unavailable(__name__, 'parse_nn_config', 'read `stitched/project.tcl`, which names parts and wires')
    write_tb_inputs = unavailable(__name__, 'write_tb_inputs', 'give `input_data_tb` to the conversion')


def _no_simulation(argument: str, found: str) -> Exception:
    return _core.make_error(
        UNAVAILABLE,
        ('argument', argument),
        'the simulation of a stitched design is not available',
        found=found,
        remedy='predict with `csim`, which gives the bits of the hardware, or co-simulate the parts',
    )


def to_multi_model_graph(model: ModelGraph, split_before_layers: Sequence[str]) -> MultiModelGraph:
    """Cut a converted model into parts, each with a project of its own.

    Parameters
    ----------
    model : ModelGraph
        The converted model.
    split_before_layers : sequence of str
        The layers that begin the second part, the third and so on, by their names in the converted model.

    Returns
    -------
    MultiModelGraph
        The parts.

    Raises
    ------
    HlsmithError
        If no part can begin with a layer, or a tensor cannot leave its part.
    """
    return MultiModelGraph(model, split_before_layers)
