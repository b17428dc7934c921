"""Small PyTorch networks of the usual architectures, for `record_torch.py`, `record_onnx.py` and `check_exports.py`.

`NETWORKS` has for each name a function that makes the network and the shapes of its inputs without the batch; an input
whose shape stands beside a number has indices below it.
"""

import zlib

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

NETWORKS = {}


def network(*shapes, **options):
    """Register a network under the name of its class; options are arguments of the class."""

    def register(kind):
        NETWORKS[options.pop('name', kind.__name__)] = (lambda: kind(**options), shapes)
        return kind

    return register


@network((12,))
class Mlp(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Linear(12, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 6), nn.LeakyReLU(0.1), nn.Linear(6, 4), nn.Softmax(1)
        )


@network((1, 16, 16))
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(1, 4, 5), nn.Conv2d(4, 6, 3)
        self.f, self.g = nn.Linear(24, 10), nn.Linear(10, 5)

    def forward(self, x):
        x = F.max_pool2d(torch.tanh(self.a(x)), 2)
        x = F.avg_pool2d(torch.tanh(self.b(x)), 2)
        return self.g(torch.tanh(self.f(x.view(x.size(0), -1))))


class Block(nn.Module):
    def __init__(self, n_in, n_out, stride):
        super().__init__()
        self.a, self.b = nn.Conv2d(n_in, n_out, 3, stride, 1, bias=False), nn.Conv2d(n_out, n_out, 3, 1, 1, bias=False)
        self.m, self.n = nn.BatchNorm2d(n_out), nn.BatchNorm2d(n_out)
        self.s = nn.Sequential(nn.Conv2d(n_in, n_out, 1, stride, bias=False), nn.BatchNorm2d(n_out)) if stride > 1 else nn.Identity()

    def forward(self, x):
        return F.relu(self.n(self.b(F.relu(self.m(self.a(x))))) + self.s(x))


@network((3, 8, 8))
class ResNet(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2, 1), Block(4, 4, 1), Block(4, 6, 2), nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten(), nn.Linear(6, 3)
        )


@network((3, 8, 8))
class MobileNetV1(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Conv2d(3, 4, 3, 2, 1, bias=False), nn.BatchNorm2d(4), nn.ReLU6(),
            nn.Conv2d(4, 4, 3, 1, 1, groups=4, bias=False), nn.BatchNorm2d(4), nn.ReLU6(), nn.Conv2d(4, 6, 1, bias=False), nn.BatchNorm2d(6), nn.ReLU6(),
            nn.AvgPool2d(4), nn.Flatten(), nn.Linear(6, 3),
        )  # fmt: skip


class SqueezeExcite(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.a, self.b = nn.Conv2d(n, n // 2, 1), nn.Conv2d(n // 2, n, 1)

    def forward(self, x):
        gate = F.adaptive_avg_pool2d(x, 1)
        return x * F.hardsigmoid(self.b(F.relu(self.a(gate))))


@network((4, 6, 6))
class MobileNetV3(nn.Module):
    def __init__(self):
        super().__init__()
        self.expand = nn.Sequential(nn.Conv2d(4, 8, 1, bias=False), nn.BatchNorm2d(8), nn.Hardswish())
        self.depth = nn.Sequential(nn.Conv2d(8, 8, 3, 1, 1, groups=8, bias=False), nn.BatchNorm2d(8), nn.Hardswish())
        self.squeeze = SqueezeExcite(8)
        self.project = nn.Sequential(nn.Conv2d(8, 4, 1, bias=False), nn.BatchNorm2d(4))

    def forward(self, x):
        return (x + self.project(self.squeeze(self.depth(self.expand(x))))).mean([2, 3])


@network((4, 5, 5))
class SqueezeLinear(nn.Module):
    """The gate is computed by fully connected layers."""

    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(4, 2, bias=False), nn.ReLU(), nn.Linear(2, 4, bias=False), nn.Sigmoid())

    def forward(self, x):
        n, c, _, _ = x.size()
        gate = F.adaptive_avg_pool2d(x, 1).view(n, c)
        return x * self.f(gate).view(n, c, 1, 1).expand_as(x)


@network((1, 8, 8))
class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Sequential(nn.Conv2d(1, 3, 3, padding=1), nn.ReLU())
        self.b = nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(3, 4, 3, padding=1), nn.ReLU())
        self.c = nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(4, 4, 3, padding=1), nn.ReLU())
        self.up, self.last = nn.ConvTranspose2d(4, 4, 2, 2), nn.Conv2d(7, 2, 1)
        self.d = nn.Sequential(nn.Conv2d(8, 4, 3, padding=1), nn.ReLU())

    def forward(self, x):
        a = self.a(x)
        b = self.b(a)
        d = self.d(torch.cat([self.up(self.c(b)), b], dim=1))
        return torch.sigmoid(self.last(torch.cat([F.interpolate(d, scale_factor=2, mode='nearest'), a], dim=1)))


@network((2, 16))
class LineNet(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Conv1d(2, 4, 3, padding='same'), nn.BatchNorm1d(4), nn.ReLU(), nn.MaxPool1d(2), nn.Conv1d(4, 6, 3), nn.ELU(), nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(6, 3)
        )


@network((3, 12))
class Tcn(nn.Module):
    """Causal convolutions with growing dilations; the zeros behind are cut off."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Conv1d(3 if i == 0 else 4, 4, 2, padding=2**i, dilation=2**i) for i in range(3)])
        self.skip = nn.Conv1d(3, 4, 1)
        self.last = nn.Linear(4, 2)

    def forward(self, x):
        y = x
        for i, layer in enumerate(self.layers):
            y = F.relu(layer(y)[:, :, : -(2**i)])
        return self.last(F.relu(y + self.skip(x))[:, :, -1])


class Recurrent(nn.Module):
    def __init__(self, kind, **options):
        super().__init__()
        self.r = kind(3, 4, batch_first=True, **options)
        self.f = nn.Linear(4 * (1 + options.get('bidirectional', False)), 2)

    def forward(self, x):
        steps, _ = self.r(x)
        return self.f(steps[:, -1, :])


for name, kind, options in [
    ('Lstm', nn.LSTM, {'num_layers': 2}), ('Gru', nn.GRU, {}), ('BiLstm', nn.LSTM, {'bidirectional': True}),
]:  # fmt: skip
    network((6, 3), name=name, kind=kind, **options)(Recurrent)


@network((6, 3))
class GruHidden(nn.Module):
    """The classes follow from the last state."""

    def __init__(self):
        super().__init__()
        self.r, self.f = nn.GRU(3, 4, batch_first=True, bidirectional=True), nn.Linear(8, 2)

    def forward(self, x):
        _, state = self.r(x)
        return self.f(torch.cat([state[0], state[1]], dim=1))


@network((5, 3), (4, 3))
class Seq2Seq(nn.Module):
    """Steps of a decoder attend to those of an encoder."""

    def __init__(self):
        super().__init__()
        self.e, self.d = nn.GRU(3, 4, batch_first=True), nn.GRU(3, 4, batch_first=True)
        self.f = nn.Linear(8, 3)

    def forward(self, x, y):
        keys, state = self.e(x)
        queries, _ = self.d(y, state)
        weights = torch.softmax(torch.bmm(queries, keys.transpose(1, 2)), dim=-1)
        return self.f(torch.cat([queries, torch.bmm(weights, keys)], dim=-1))


@network((4, 6))
class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.position = nn.Parameter(torch.zeros(1, 4, 6))
        self.e = nn.TransformerEncoder(nn.TransformerEncoderLayer(6, 2, 8, batch_first=True, activation='gelu'), 2, enable_nested_tensor=False)
        self.f = nn.Linear(6, 3)

    def forward(self, x):
        return self.f(self.e(x + self.position).mean(dim=1))


class SelfAttention(nn.Module):
    """Scaled scores, a mask of constants and a softmax, written out."""

    def __init__(self, causal):
        super().__init__()
        self.qkv, self.out, self.causal = nn.Linear(6, 18), nn.Linear(6, 6), causal
        self.register_buffer('mask', torch.tril(torch.ones(4, 4)).view(1, 1, 4, 4), persistent=False)

    def forward(self, x):
        n, t, c = x.size()
        q, k, v = self.qkv(x).split(c, dim=2)
        q, k, v = (part.view(n, t, 2, c // 2).transpose(1, 2) for part in (q, k, v))
        scores = (q @ k.transpose(-2, -1)) * (1.0 / (c // 2) ** 0.5)
        if self.causal:
            scores = scores.masked_fill(self.mask[:, :, :t, :t] == 0, float('-inf'))
        y = F.softmax(scores, dim=-1) @ v
        return self.out(y.transpose(1, 2).contiguous().view(n, t, c))


class GptBlock(nn.Module):
    def __init__(self, causal=True):
        super().__init__()
        self.m, self.n, self.a = nn.LayerNorm(6), nn.LayerNorm(6), SelfAttention(causal)
        self.f = nn.Sequential(nn.Linear(6, 12), nn.GELU(), nn.Linear(12, 6))

    def forward(self, x):
        x = x + self.a(self.m(x))
        return x + self.f(self.n(x))


network((4, 6), name='Gpt')(GptBlock)


@network((1, 8, 8))
class VisionTransformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(1, 6, 4, 4)
        self.token, self.position = nn.Parameter(torch.zeros(1, 1, 6)), nn.Parameter(torch.zeros(1, 5, 6))
        self.a, self.n, self.f = nn.MultiheadAttention(6, 2, batch_first=True), nn.LayerNorm(6), nn.Linear(6, 3)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], dim=1) + self.position
        y = self.n(x)
        x = x + self.a(y, y, y, need_weights=False)[0]
        return self.f(x[:, 0])


@network((5, 3))
class DeepSets(nn.Module):
    def __init__(self):
        super().__init__()
        self.phi = nn.Sequential(nn.Linear(3, 6), nn.ReLU(), nn.Linear(6, 4), nn.ReLU())
        self.rho = nn.Sequential(nn.Linear(12, 6), nn.ReLU(), nn.Linear(6, 2))

    def forward(self, x):
        x = self.phi(x)
        return self.rho(torch.cat([x.mean(1), x.sum(1), x.max(1)[0]], 1))


@network((5, 3))
class GraphNet(nn.Module):
    """Messages along the edges of a constant graph."""

    def __init__(self):
        super().__init__()
        self.register_buffer('adjacency', (torch.arange(25).view(5, 5) % 3 == 0).float() / 2, persistent=False)
        self.a, self.b, self.f = nn.Linear(3, 6), nn.Linear(6, 4), nn.Linear(4, 2)

    def forward(self, x):
        x = F.relu(torch.matmul(self.adjacency, self.a(x)))
        x = F.relu(torch.matmul(self.adjacency, self.b(x)))
        return self.f(x.mean(dim=1))


@network((4, 3))
class InteractionNet(nn.Module):
    """Edges gather the nodes that they join, and are added at the nodes that they end at."""

    def __init__(self):
        super().__init__()
        pairs = [(i, j) for i in range(4) for j in range(4) if i != j]
        self.register_buffer('source', torch.tensor([i for i, _ in pairs]), persistent=False)
        self.register_buffer('target', torch.tensor([j for _, j in pairs]), persistent=False)
        self.register_buffer('ends', torch.stack([(self.target == j).float() for j in range(4)]), persistent=False)
        self.edge, self.node = nn.Linear(6, 4), nn.Linear(7, 3)

    def forward(self, x):
        edges = F.relu(self.edge(torch.cat([x[:, self.source], x[:, self.target]], dim=-1)))
        return self.node(torch.cat([x, self.ends @ edges], dim=-1))


@network((3, 6))
class ParticleNet(nn.Module):
    """Convolutions over edges to constant neighbours; particles stand last."""

    def __init__(self):
        super().__init__()
        self.register_buffer('neighbours', torch.tensor([[(i + k) % 6 for k in (1, 2, 4)] for i in range(6)]), persistent=False)
        self.c = nn.Sequential(nn.Conv2d(6, 4, 1, bias=False), nn.BatchNorm2d(4), nn.ReLU())
        self.f = nn.Linear(4, 2)

    def forward(self, x):
        near = x[:, :, self.neighbours]
        own = x.unsqueeze(-1).expand(-1, -1, -1, 3)
        edges = self.c(torch.cat([own, near - own], dim=1))
        return self.f(edges.mean(dim=-1).mean(dim=-1))


@network((1, 8, 8))
class Autoencoder(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Conv2d(1, 3, 3, 2, 1), nn.ReLU(), nn.Conv2d(3, 4, 3, 2, 1), nn.ReLU(), nn.Flatten(), nn.Linear(16, 5), nn.Linear(5, 16), nn.Unflatten(1, (4, 2, 2)),
            nn.ConvTranspose2d(4, 3, 3, 2, 1, 1), nn.ReLU(), nn.ConvTranspose2d(3, 1, 3, 2, 1, 1), nn.Sigmoid(),
        )  # fmt: skip


@network((8,))
class VaeEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.h, self.m, self.v = nn.Linear(8, 6), nn.Linear(6, 2), nn.Linear(6, 2)

    def forward(self, x):
        h = F.relu(self.h(x))
        return self.m(h), self.v(h)


@network((4, 6))
class MlpMixer(nn.Module):
    def __init__(self):
        super().__init__()
        self.m, self.n = nn.LayerNorm(6), nn.LayerNorm(6)
        self.steps = nn.Sequential(nn.Linear(4, 5), nn.GELU(), nn.Linear(5, 4))
        self.features = nn.Sequential(nn.Linear(6, 8), nn.GELU(), nn.Linear(8, 6))

    def forward(self, x):
        x = x + self.steps(self.m(x).transpose(1, 2)).transpose(1, 2)
        return (x + self.features(self.n(x))).mean(dim=1)


@network((3, 6, 6))
class DenseNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Sequential(nn.BatchNorm2d(3 + 2 * i), nn.ReLU(), nn.Conv2d(3 + 2 * i, 2, 3, padding=1)) for i in range(3)])
        self.transition = nn.Sequential(nn.Conv2d(9, 4, 1), nn.AvgPool2d(2))

    def forward(self, x):
        parts = [x]
        for layer in self.layers:
            parts.append(layer(torch.cat(parts, 1)))
        return self.transition(torch.cat(parts, 1))


@network((3, 6, 6))
class Inception(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 2, 1)
        self.b = nn.Sequential(nn.Conv2d(3, 2, 1), nn.ReLU(), nn.Conv2d(2, 3, 3, padding=1))
        self.c = nn.Sequential(nn.Conv2d(3, 2, 1), nn.ReLU(), nn.Conv2d(2, 3, 5, padding=2))
        self.d = nn.Sequential(nn.MaxPool2d(3, 1, 1), nn.Conv2d(3, 2, 1))

    def forward(self, x):
        x = F.relu(torch.cat([branch(x) for branch in (self.a, self.b, self.c, self.d)], 1))
        return torch.flatten(F.adaptive_max_pool2d(x, 1), 1)


@network((6,), (6,))
class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.e, self.f = nn.Sequential(nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 4)), nn.Linear(4, 1)

    def forward(self, x, y):
        a, b = self.e(x), self.e(y)
        return torch.sigmoid(self.f(torch.abs(a - b))), (a * b).sum(dim=1, keepdim=True)


@network((4, 6))
class ResidualNorm(nn.Module):
    def __init__(self):
        super().__init__()
        self.n, self.f, self.g = nn.LayerNorm(6), nn.Linear(6, 12), nn.Linear(12, 6)

    def forward(self, x):
        return x + self.g(F.gelu(self.f(self.n(x)), approximate='tanh'))


class Words(nn.Module):
    """Rows of a table, averaged; the input is one-dimensional."""

    def __init__(self):
        super().__init__()
        self.e, self.f = nn.Embedding(10, 4), nn.Linear(4, 2)

    def forward(self, x):
        return self.f(self.e(x).mean(dim=1))


NETWORKS['Words'] = (Words, (((7,), 10),))


@network((4, 6), (3, 6))
class Einsums(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(6, 2, 3))

    def forward(self, x, y):
        q, k = torch.einsum('btd,dhe->bhte', x, self.w), torch.einsum('bsd,dhe->bhse', y, self.w)
        return torch.einsum('bhte,bhse->bhts', q, k).softmax(-1)


@network((4, 6), (5, 6))
class Decoder(nn.Module):
    """A layer of a decoder with a causal mask that the model makes."""

    def __init__(self):
        super().__init__()
        self.d = nn.TransformerDecoderLayer(6, 2, 8, batch_first=True)

    def forward(self, x, memory):
        mask = nn.Transformer.generate_square_subsequent_mask(x.shape[1])
        return self.d(x, memory, tgt_mask=mask, tgt_is_causal=True)


@network((3, 8, 8))
class ConvNeXt(nn.Module):
    """A depthwise convolution, a normalisation of channels that stand last, and a scale of the branch."""

    def __init__(self):
        super().__init__()
        self.stem, self.d, self.n = nn.Conv2d(3, 4, 2, 2), nn.Conv2d(4, 4, 3, padding=1, groups=4), nn.LayerNorm(4)
        self.f, self.g, self.scale = nn.Linear(4, 8), nn.Linear(8, 4), nn.Parameter(torch.zeros(4))

    def forward(self, x):
        x = self.stem(x)
        y = self.n(self.d(x).permute(0, 2, 3, 1))
        y = (self.scale * self.g(F.gelu(self.f(y)))).permute(0, 3, 1, 2)
        return (x + y).mean([-2, -1])


@network((4, 8, 8))
class ShuffleNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.b = nn.Sequential(nn.Conv2d(2, 2, 1), nn.ReLU(), nn.Conv2d(2, 2, 3, padding=1, groups=2), nn.Conv2d(2, 2, 1))

    def forward(self, x):
        a, b = x.chunk(2, dim=1)
        x = torch.cat((a, self.b(b)), dim=1)
        n, c, h, w = x.size()
        return x.view(n, 2, c // 2, h, w).transpose(1, 2).contiguous().view(n, c, h, w)


@network((2, 6, 6))
class SpatialAttention(nn.Module):
    """The mean and the largest of the channels weigh the pixels."""

    def __init__(self):
        super().__init__()
        self.a, self.c = nn.Conv2d(2, 4, 1), nn.Conv2d(2, 1, 3, padding=1)

    def forward(self, x):
        x = self.a(x)
        both = torch.cat([torch.mean(x, dim=1, keepdim=True), torch.max(x, dim=1, keepdim=True)[0]], dim=1)
        return x * torch.sigmoid(self.c(both))


def make(name):
    """The network of a name in evaluation mode, with seeded weights on a grid of 1/64, and the shapes of its inputs."""
    function, shapes = NETWORKS[name]
    model = function().eval()
    generator = np.random.default_rng(zlib.crc32(name.encode()))
    for key, parameter in model.state_dict().items():
        if parameter.is_floating_point():
            low, high = (0.5, 1.5) if key.endswith('running_var') else (-0.6, 0.6)
            values = np.round(generator.uniform(low, high, tuple(parameter.shape)) * 64) / 64
            parameter.copy_(torch.tensor(values, dtype=torch.float32))
    return model, shapes


def samples(shapes, n_samples, seed=0):
    """Inputs on a grid of 1/256, or indices."""
    generator = np.random.default_rng(seed)
    arrays = []
    for shape in shapes:
        if isinstance(shape[0], tuple):
            arrays.append(generator.integers(0, shape[1], (n_samples, *shape[0])))
        else:
            arrays.append((np.round(generator.uniform(-1.5, 1.5, (n_samples, *shape)) * 256) / 256).astype(np.float32))
    return arrays
