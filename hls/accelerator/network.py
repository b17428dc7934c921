"""The network on a board or card with PYNQ: numbers in, numbers out.

    from network import Network
    network = Network()
    y = network.predict(x)

`design.json` and `design.bit` with `design.hwh`, or `design.xclbin` for a card, lie beside this file.
"""

import json
import pathlib
import time

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
# Samples that one call of the kernel on a card computes.
N_SAMPLES = 1024


class Words:
    """What the words of one side hold."""

    def __init__(self, description):
        self.shape = tuple(description['shape'])
        self.fraction = description['fraction']
        self.is_float = description['kind'] == 'float'
        kind = 'f' if self.is_float else 'i' if description['signed'] else 'u'
        self.dtype = np.dtype(f'<{kind}{description["bits"] // 8}')

    def encode(self, numbers):
        """Numbers as words; fixed-point numbers are rounded down and limited to the type."""
        if self.is_float:
            return np.asarray(numbers, dtype=self.dtype)
        limits = np.iinfo(self.dtype)
        raw = np.floor(np.ldexp(np.asarray(numbers, dtype=np.float64), self.fraction))
        # The largest integers of 64 bits are no doubles.
        above = raw >= float(limits.max)
        words = np.where(above, 0, np.maximum(raw, float(limits.min))).astype(self.dtype)
        words[above] = limits.max
        return words

    def decode(self, words):
        """Words as numbers."""
        return words if self.is_float else np.ldexp(words.astype(np.float64), -self.fraction)


class Network:
    """The design on the board or card."""

    def __init__(self, bitstream=None, download=True):
        # PYNQ exists on the board only.
        import pynq

        self._allocate = pynq.allocate
        description = json.loads((HERE / 'design.json').read_text())
        self.input, self.output = Words(description['input']), Words(description['output'])
        kernel = description.get('kernel')
        if bitstream is None:
            bitstream = HERE / ('design.xclbin' if kernel else 'design.bit')
        self.overlay = pynq.Overlay(str(bitstream), download=download)
        self.kernel = getattr(self.overlay, f'{kernel}_1') if kernel else None
        self.dma = None if kernel else self.overlay.axi_dma_0

    def predict(self, x, profile=False):
        """Outputs of a batch of inputs; with `profile` also the seconds that the transfers took."""
        x = np.asarray(x).reshape((-1, *self.input.shape))
        words = self.input.encode(x).reshape((len(x), int(np.prod(self.input.shape))))
        # A card computes many samples in a call, the DMA engine moves one.
        n_rows = max(1, min(len(x), N_SAMPLES)) if self.kernel else 1
        sent = self._allocate(shape=(n_rows, int(np.prod(self.input.shape))), dtype=self.input.dtype)
        received = self._allocate(shape=(n_rows, int(np.prod(self.output.shape))), dtype=self.output.dtype)
        y = np.empty((len(x), *self.output.shape), dtype=np.float32 if self.output.is_float else np.float64)
        seconds = 0.0
        for first in range(0, len(x), n_rows):
            rows = words[first : first + n_rows]
            sent[: len(rows)] = rows
            start = time.perf_counter()
            self._compute(sent, received, len(rows))
            seconds += time.perf_counter() - start
            results = self.output.decode(np.array(received[: len(rows)]))
            y[first : first + len(rows)] = results.reshape((len(rows), *self.output.shape))
        sent.freebuffer()
        received.freebuffer()
        return (y, seconds) if profile else y

    def _compute(self, sent, received, n_samples):
        if self.kernel:
            sent.sync_to_device()
            self.kernel.call(sent, received, n_samples)
            received.sync_from_device()
            return
        self.dma.recvchannel.transfer(received)
        self.dma.sendchannel.transfer(sent)
        self.dma.sendchannel.wait()
        self.dma.recvchannel.wait()
