"""The network on a board with PYNQ: numbers in, numbers out.

    from network import Network
    network = Network()
    y = network.predict(x)

`design.bit`, `design.hwh` and `design.json` lie beside this file.
"""

import json
import pathlib
import time

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent


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
    """The design on the board."""

    def __init__(self, bitstream=HERE / 'design.bit', download=True):
        # PYNQ exists on the board only.
        import pynq

        self._allocate = pynq.allocate
        description = json.loads((HERE / 'design.json').read_text())
        self.input, self.output = Words(description['input']), Words(description['output'])
        self.overlay = pynq.Overlay(str(bitstream), download=download)
        self.dma = self.overlay.axi_dma_0

    def predict(self, x, profile=False):
        """Outputs of a batch of inputs; with `profile` also the seconds that the transfers took."""
        x = np.asarray(x).reshape((-1, *self.input.shape))
        sent = self._allocate(shape=(int(np.prod(self.input.shape)),), dtype=self.input.dtype)
        received = self._allocate(shape=(int(np.prod(self.output.shape)),), dtype=self.output.dtype)
        y = np.empty((len(x), *self.output.shape), dtype=np.float32 if self.output.is_float else np.float64)
        seconds = 0.0
        for sample, words in zip(range(len(x)), self.input.encode(x)):
            sent[:] = words.ravel()
            start = time.perf_counter()
            self.dma.recvchannel.transfer(received)
            self.dma.sendchannel.transfer(sent)
            self.dma.sendchannel.wait()
            self.dma.recvchannel.wait()
            seconds += time.perf_counter() - start
            y[sample] = self.output.decode(np.array(received)).reshape(self.output.shape)
        sent.freebuffer()
        received.freebuffer()
        return (y, seconds) if profile else y
