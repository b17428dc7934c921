"""Make seeded PyTorch models, export them, and record what PyTorch computes with them.

Run in an environment with PyTorch:

    python scripts/record_torch.py [name ...]

The script writes `tests/reference/torch/<name>.pt2`, as `torch.export.save` does but without the places in source files,
and beside it `.npz` with the inputs `x0`, `x1`, ... and the outputs `y0`, `y1`, ... in single precision.
"""

import pathlib
import sys
import zlib

import networks
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / 'tests' / 'reference' / 'torch'
N_SAMPLES = 5

CASES = {}


class Function(nn.Module):
    """A function of tensors and of modules that it uses."""

    def __init__(self, function, **modules):
        super().__init__()
        self.function = function
        for name, module in modules.items():
            if isinstance(module, torch.Tensor):
                self.register_buffer(name, module)
            else:
                self.add_module(name, module)

    def forward(self, *xs):
        return self.function(self, *xs)


class Unary(Function):
    """A function of one tensor, whose argument tracers can name."""

    def forward(self, x):
        return self.function(self, x)


class Binary(Function):
    """A function of two tensors, whose arguments tracers can name."""

    def forward(self, x, y):
        return self.function(self, x, y)


def case(name, model, *shapes, kind='float', batch='dynamic'):
    """Register a model with the shapes of its inputs without the batch."""
    assert name not in CASES, name
    CASES[name] = (model, shapes, kind, batch)


def seq(*modules):
    return lambda: nn.Sequential(*(module() if callable(module) and not isinstance(module, nn.Module) else module for module in modules))


def fn(function, **modules):
    return lambda: Function(function, **{name: make() for name, make in modules.items()})


def linear_cases():
    case('linear', lambda: nn.Sequential(nn.Linear(6, 4)), (6,))
    case('linear_no_bias', lambda: nn.Sequential(nn.Linear(6, 4, bias=False)), (6,))
    case('linear_rows', lambda: nn.Sequential(nn.Linear(6, 4), nn.ReLU(), nn.Linear(4, 2)), (5, 6))
    case('linear_image', lambda: nn.Sequential(nn.Linear(6, 4)), (3, 2, 6))
    case('mlp', lambda: nn.Sequential(nn.Linear(8, 6), nn.ReLU(), nn.Dropout(0.2), nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 3)), (8,))
    case('mlp_norm', lambda: nn.Sequential(nn.Linear(8, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, 3), nn.Softmax(dim=-1)), (8,))
    case('mlp_static', lambda: nn.Sequential(nn.Linear(8, 6), nn.ReLU(), nn.Flatten(), nn.Linear(6, 3)), (8,), batch='static')
    case('functional', fn(lambda m, x: F.softmax(F.relu(m.b(torch.tanh(m.a(x)))), dim=1), a=lambda: nn.Linear(5, 4), b=lambda: nn.Linear(4, 3)), (5,))
    case('shared', fn(lambda m, x: m.a(F.relu(m.a(x))), a=lambda: nn.Linear(5, 5)), (5,))
    case('transposed_weight', fn(lambda m, x: x @ m.w + m.b, w=lambda: torch.randn(5, 3), b=lambda: torch.randn(3)), (5,))
    case('strided_weight', fn(lambda m, x: F.linear(x, m.w), w=lambda: torch.randn(5, 8).t()[2:6]), (5,))
    case('double', lambda: nn.Sequential(nn.Linear(4, 3)).double(), (4,))
    case('half_weights', fn(lambda m, x: F.linear(x, m.w.float()), w=lambda: torch.randn(3, 4)), (4,))


def convolution_cases():
    for name, shape, make in [
        ('conv1d', (3, 9), lambda: nn.Conv1d(3, 4, 3)),
        ('conv1d_same', (3, 9), lambda: nn.Conv1d(3, 4, 4, padding='same')),
        ('conv1d_strided', (3, 9), lambda: nn.Conv1d(3, 2, 3, stride=2, padding=1)),
        ('conv1d_dilated', (3, 9), lambda: nn.Conv1d(3, 2, 3, dilation=2)),
        ('conv1d_depthwise', (3, 9), lambda: nn.Conv1d(3, 6, 3, groups=3)),
        ('conv1d_grouped', (4, 9), lambda: nn.Conv1d(4, 6, 3, groups=2, bias=False)),
        ('conv1d_transposed', (3, 5), lambda: nn.ConvTranspose1d(3, 2, 3, stride=2, padding=1, output_padding=1)),
        ('conv1d_transposed_dilated', (3, 5), lambda: nn.ConvTranspose1d(3, 2, 3, dilation=2)),
        ('conv2d', (3, 6, 5), lambda: nn.Conv2d(3, 4, 3)),
        ('conv2d_same', (3, 6, 5), lambda: nn.Conv2d(3, 4, (3, 2), padding='same')),
        ('conv2d_same_dilated', (2, 6, 5), lambda: nn.Conv2d(2, 3, 3, padding='same', dilation=2)),
        ('conv2d_valid', (3, 6, 5), lambda: nn.Conv2d(3, 4, 3, padding='valid')),
        ('conv2d_strided', (3, 7, 6), lambda: nn.Conv2d(3, 2, 3, stride=(2, 1), padding=(1, 0))),
        ('conv2d_dilated', (2, 7, 6), lambda: nn.Conv2d(2, 2, (3, 2), dilation=(2, 3))),
        ('conv2d_pointwise', (3, 4, 4), lambda: nn.Conv2d(3, 5, 1)),
        ('conv2d_depthwise', (3, 6, 5), lambda: nn.Conv2d(3, 3, 3, groups=3)),
        ('conv2d_multiplied', (2, 5, 5), lambda: nn.Conv2d(2, 6, 3, groups=2, padding=1)),
        ('conv2d_grouped', (4, 5, 5), lambda: nn.Conv2d(4, 6, 3, groups=2)),
        ('conv2d_transposed', (3, 4, 3), lambda: nn.ConvTranspose2d(3, 2, 3)),
        ('conv2d_transposed_cut', (2, 4, 3), lambda: nn.ConvTranspose2d(2, 3, (3, 4), stride=2, padding=(1, 1), output_padding=(1, 0))),
        ('conv2d_single', (1, 5, 5), lambda: nn.Conv2d(1, 3, 3)),
    ]:
        case(name, lambda make=make: nn.Sequential(make()), shape)
    case('cnn', lambda: nn.Sequential(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(12, 4)), (2, 6, 6))
    case('cnn_static', lambda: nn.Sequential(nn.Conv2d(2, 3, 3), nn.ReLU(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(12, 4)), (2, 6, 6), batch='static')
    case('cnn_line', lambda: nn.Sequential(nn.Conv1d(2, 3, 3), nn.BatchNorm1d(3), nn.ReLU(), nn.MaxPool1d(2), nn.Flatten(), nn.Linear(9, 2)), (2, 8))
    case('cnn_skip', fn(lambda m, x: F.relu(m.b(F.relu(m.a(x))) + m.s(x)), a=lambda: nn.Conv2d(2, 3, 3, padding=1), b=lambda: nn.Conv2d(3, 3, 3, padding=1), s=lambda: nn.Conv2d(2, 3, 1)), (2, 4, 5))
    case('cnn_branches', fn(lambda m, x: m.c(torch.cat([m.a(x), m.b(x)], dim=1)), a=lambda: nn.Conv2d(2, 3, 3, padding=1), b=lambda: nn.Conv2d(2, 2, 1), c=lambda: nn.Conv2d(5, 2, 1)), (2, 4, 4))
    case('cnn_view', fn(lambda m, x: m.f(m.a(x).view(x.size(0), -1)), a=lambda: nn.Conv2d(2, 3, 3), f=lambda: nn.Linear(12, 3)), (2, 4, 4))
    case('cnn_softmax', fn(lambda m, x: torch.softmax(m.a(x), dim=1), a=lambda: nn.Conv2d(2, 3, 3)), (2, 4, 4))
    case('cnn_linear', fn(lambda m, x: m.f(m.a(x)), a=lambda: nn.Conv2d(2, 3, 3), f=lambda: nn.Linear(3, 4)), (2, 5, 5))
    case('cnn_broadcast', fn(lambda m, x: m.a(x) * m.w, a=lambda: nn.Conv2d(2, 3, 3), w=lambda: torch.randn(3, 1, 1)), (2, 4, 4))
    case('upsample', lambda: nn.Sequential(nn.Conv2d(2, 3, 1), nn.UpsamplingNearest2d(scale_factor=2)), (2, 3, 3))
    case('upsample_sizes', lambda: nn.Sequential(nn.Upsample(size=(6, 9))), (2, 3, 3))
    case('upsample_line', lambda: nn.Sequential(nn.Upsample(scale_factor=3)), (2, 4))
    case('zero_pad', lambda: nn.Sequential(nn.ZeroPad2d((1, 2, 0, 1)), nn.Conv2d(2, 2, 3)), (2, 4, 4))
    case('pad_line', fn(lambda m, x: F.pad(x, (2, 1))), (2, 4))
    case('autoencoder', lambda: nn.Sequential(nn.Conv2d(1, 3, 3, stride=2, padding=1), nn.ReLU(), nn.ConvTranspose2d(3, 1, 2, stride=2)), (1, 6, 6))
    case('mobile', lambda: nn.Sequential(nn.Conv2d(2, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU6(), nn.Conv2d(4, 4, 3, padding=1, groups=4, bias=False), nn.BatchNorm2d(4), nn.ReLU6(), nn.Conv2d(4, 6, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 3)), (2, 6, 6))


def pooling_cases():
    for name, shape, make in [
        ('max_pool1d', (2, 9), lambda: nn.MaxPool1d(2)),
        ('max_pool1d_padded', (2, 9), lambda: nn.MaxPool1d(3, stride=2, padding=1)),
        ('max_pool2d', (2, 6, 5), lambda: nn.MaxPool2d(2)),
        ('max_pool2d_padded', (2, 6, 5), lambda: nn.MaxPool2d(3, stride=2, padding=1)),
        ('max_pool2d_ceil', (2, 6, 5), lambda: nn.MaxPool2d(2, ceil_mode=True)),
        ('avg_pool1d', (2, 9), lambda: nn.AvgPool1d(3, stride=2)),
        ('avg_pool1d_padded', (2, 9), lambda: nn.AvgPool1d(4, padding=1)),
        ('avg_pool2d', (2, 6, 4), lambda: nn.AvgPool2d(2)),
        ('avg_pool2d_padded', (2, 6, 4), lambda: nn.AvgPool2d(2, padding=1)),
        ('avg_pool2d_uncounted', (2, 6, 4), lambda: nn.AvgPool2d(2, padding=1, count_include_pad=False)),
        ('adaptive_avg1d', (2, 8), lambda: nn.AdaptiveAvgPool1d(4)),
        ('adaptive_avg1d_one', (2, 8), lambda: nn.AdaptiveAvgPool1d(1)),
        ('adaptive_avg2d', (2, 6, 4), lambda: nn.AdaptiveAvgPool2d((3, 2))),
        ('adaptive_avg2d_one', (2, 6, 4), lambda: nn.AdaptiveAvgPool2d(1)),
        ('adaptive_avg2d_overlap', (2, 5, 4), lambda: nn.AdaptiveAvgPool2d((4, 4))),
        ('adaptive_max1d', (2, 8), lambda: nn.AdaptiveMaxPool1d(2)),
        ('adaptive_max2d', (2, 6, 4), lambda: nn.AdaptiveMaxPool2d((2, 2))),
        ('adaptive_max2d_one', (2, 6, 4), lambda: nn.AdaptiveMaxPool2d(1)),
    ]:
        case(name, lambda make=make: nn.Sequential(make()), shape)
    case('mean_image', fn(lambda m, x: m.a(x).mean(dim=(2, 3)), a=lambda: nn.Conv2d(2, 3, 3)), (2, 5, 5))
    case('mean_steps', fn(lambda m, x: x.mean(1)), (4, 3))
    case('mean_features', fn(lambda m, x: x.mean(-1, keepdim=True)), (4, 3))
    case('largest_steps', fn(lambda m, x: x.amax(1)), (4, 3))
    case('largest_values', fn(lambda m, x: x.max(dim=-1)[0]), (4, 3))
    case('sum_steps', fn(lambda m, x: x.sum(1)), (4, 3))
    case('sum_image', fn(lambda m, x: m.a(x).sum((2, 3), keepdim=True), a=lambda: nn.Conv2d(2, 3, 3)), (2, 5, 5))
    case('upsample_bilinear', fn(lambda m, x: F.interpolate(m.a(x), scale_factor=2, mode='bilinear'), a=lambda: nn.Conv2d(2, 3, 2)), (2, 3, 5))
    case('upsample_bilinear_size', fn(lambda m, x: F.interpolate(x, size=(12, 8), mode='bilinear')), (2, 3, 4))
    case('upsample_linear', lambda: nn.Sequential(nn.Upsample(scale_factor=4, mode='linear')), (2, 5))


def activation_cases():
    for name, make in [
        ('relu', nn.ReLU), ('relu6', nn.ReLU6), ('hardtanh', nn.Hardtanh), ('hardtanh_limit', lambda: nn.Hardtanh(0.0, 1.5)),
        ('leaky_relu', lambda: nn.LeakyReLU(0.25)), ('prelu', nn.PReLU), ('elu', nn.ELU), ('elu_alpha', lambda: nn.ELU(0.5)),
        ('celu', nn.CELU), ('selu', nn.SELU), ('gelu', nn.GELU), ('gelu_tanh', lambda: nn.GELU('tanh')), ('silu', nn.SiLU),
        ('mish', nn.Mish), ('sigmoid', nn.Sigmoid), ('tanh', nn.Tanh), ('hardsigmoid', nn.Hardsigmoid), ('hardswish', nn.Hardswish),
        ('softplus', nn.Softplus), ('softsign', nn.Softsign), ('threshold', lambda: nn.Threshold(0.25, 0.0)), ('softmax', lambda: nn.Softmax(dim=-1)),
        ('hardshrink', nn.Hardshrink), ('softshrink', nn.Softshrink), ('log_sigmoid', nn.LogSigmoid), ('identity', nn.Identity),
    ]:
        case(f'act_{name}', lambda make=make: nn.Sequential(nn.Linear(4, 6), make(), nn.Linear(6, 3)), (4,))
    for name, make in [
        ('celu_alpha', lambda: nn.CELU(0.5)), ('hardtanh_wide', lambda: nn.Hardtanh(-2.0, 2.0)), ('rrelu', nn.RReLU), ('softplus_sharp', lambda: nn.Softplus(beta=2.0)),
        ('hardshrink_narrow', lambda: nn.Hardshrink(0.25)), ('softshrink_wide', lambda: nn.Softshrink(1.0)), ('glu', nn.GLU),
    ]:
        case(f'act_{name}', lambda make=make: nn.Sequential(nn.Linear(4, 6), make()), (4,))
    case('glu_channels', lambda: nn.Sequential(nn.Conv1d(2, 4, 3), nn.GLU(dim=1)), (2, 6))
    case('clamp_one_side', fn(lambda m, x: torch.clamp(x, max=0.5) + torch.clamp(x, min=-0.25)), (6,))
    case('prelu_channels', lambda: nn.Sequential(nn.Conv2d(2, 3, 3), nn.PReLU(3)), (2, 4, 4))
    case('clamp', fn(lambda m, x: torch.clamp(x, 0.0, 0.5) + torch.clamp(x, min=0.0)), (6,))
    case('tanhshrink', lambda: nn.Sequential(nn.Tanhshrink()), (6,))


def arithmetic_cases():
    for name, function in [
        ('add', lambda m, x, y: x + y), ('sub', lambda m, x, y: x - y), ('mul', lambda m, x, y: x * y),
        ('maximum', lambda m, x, y: torch.maximum(x, y)), ('minimum', lambda m, x, y: torch.minimum(x, y)),
        ('cat', lambda m, x, y: torch.cat([x, y, x], dim=-1)), ('stack', lambda m, x, y: torch.stack([x, y], dim=1)),
    ]:
        case(f'two_{name}', fn(function), (4,), (4,))
    for name, function in [
        ('add', lambda m, x: x + 0.5), ('sub', lambda m, x: x - 0.25), ('rsub', lambda m, x: 1 - x), ('mul', lambda m, x: 2 * x),
        ('div', lambda m, x: x / 4), ('neg', lambda m, x: -x), ('square', lambda m, x: x ** 2), ('inplace', lambda m, x: (x + 1).add_(x)),
    ]:
        case(f'number_{name}', fn(function), (4,))
    case('number_squared', fn(lambda m, x: torch.square(x)), (4,))
    case('constant_image', fn(lambda m, x: x * m.w + m.b, w=lambda: torch.randn(3, 1, 1), b=lambda: torch.randn(2)), (3, 4, 2))
    case('constant_positions', fn(lambda m, x: x + m.w, w=lambda: torch.randn(4, 3)), (4, 3))
    case('broadcast', fn(lambda m, x, y: x * y), (3, 4), (3, 1))
    case('gate', fn(lambda m, x: x * torch.sigmoid(m.f(x.mean((2, 3))))[:, :, None, None], f=lambda: nn.Linear(3, 3)), (3, 4, 4))


def shape_cases():
    case('flatten', lambda: nn.Sequential(nn.Flatten(), nn.Linear(24, 2)), (2, 3, 4))
    case('flatten_part', fn(lambda m, x: torch.flatten(x, 2)), (2, 3, 4))
    case('view', fn(lambda m, x: x.view(-1, 6, 4)), (2, 3, 4))
    case('reshape', fn(lambda m, x: x.reshape(x.shape[0], 4, 6)), (2, 3, 4))
    case('unflatten', lambda: nn.Sequential(nn.Linear(4, 6), nn.Unflatten(1, (2, 3)), nn.Conv1d(2, 2, 2)), (4,))
    case('permute', fn(lambda m, x: x.permute(0, 2, 3, 1)), (2, 3, 4))
    case('transpose', fn(lambda m, x: m.f(x.transpose(1, 2)), f=lambda: nn.Linear(3, 2)), (3, 4))
    case('squeeze', fn(lambda m, x: m.f(x.squeeze(1)), f=lambda: nn.Linear(4, 2)), (1, 4))
    case('unsqueeze', fn(lambda m, x: m.c(x.unsqueeze(1)), c=lambda: nn.Conv1d(1, 2, 3)), (6,))
    case('cat_channels', fn(lambda m, x: torch.cat([m.c(x), x], 1), c=lambda: nn.Conv1d(2, 3, 3, padding=1)), (2, 6))
    case('cat_steps', fn(lambda m, x: torch.cat([m.c(x), x], 2), c=lambda: nn.Conv1d(2, 2, 3)), (2, 6))
    case('select', fn(lambda m, x: x[:, -1] + x[:, 0]), (4, 3))
    case('slice', fn(lambda m, x: x[:, 1:3]), (4, 3))
    case('slice_last', fn(lambda m, x: x[..., 1:]), (2, 4, 3))
    case('slice_image', fn(lambda m, x: m.c(x)[:, :, 1:-1, 1:], c=lambda: nn.Conv2d(2, 3, 1)), (2, 4, 4))
    case('narrow', fn(lambda m, x: x.narrow(1, 1, 2)), (4, 3))
    case('unbind', fn(lambda m, x: (lambda p: p[0] * p[2])(x.unbind(1))), (3, 4))
    case('movedim', fn(lambda m, x: x.movedim(1, 3)), (2, 3, 4))
    case('swapaxes', fn(lambda m, x: x.swapaxes(1, 2)), (3, 4))
    case('pad_vector', fn(lambda m, x: m.f(F.pad(x, (1, 2))), f=lambda: nn.Linear(7, 2)), (4,))
    case('pad_rows', fn(lambda m, x: m.f(F.pad(x, (1, 2, 0, 1))), f=lambda: nn.Linear(6, 2)), (4, 3))
    case('split', fn(lambda m, x: (lambda p: p[0] * p[1] + p[2])(x.split(2, dim=1))), (6,))
    case('chunk', fn(lambda m, x: (lambda p: p[0] * torch.sigmoid(p[1]))(x.chunk(2, dim=-1))), (3, 6))
    case('expand', fn(lambda m, x: x.unsqueeze(1).expand(-1, 3, -1)), (4,))
    case('copies', fn(lambda m, x: (x.clone().contiguous().detach() + 1).to(torch.float32)), (4,))
    case('outputs', fn(lambda m, x: (m.a(x), m.b(x)), a=lambda: nn.Linear(4, 2), b=lambda: nn.Linear(4, 3)), (4,))
    case('inputs', fn(lambda m, x, y: m.f(torch.cat([m.c(x).flatten(1), y], 1)), c=lambda: nn.Conv2d(1, 2, 3), f=lambda: nn.Linear(11, 2)), (1, 4, 4), (3,))


def sequence_cases():
    for name, make in [
        ('lstm', lambda: nn.LSTM(3, 4, batch_first=True)), ('gru', lambda: nn.GRU(3, 4, batch_first=True)),
        ('rnn', lambda: nn.RNN(3, 4, batch_first=True)), ('rnn_relu', lambda: nn.RNN(3, 4, nonlinearity='relu', batch_first=True)),
        ('lstm_no_bias', lambda: nn.LSTM(3, 4, bias=False, batch_first=True)), ('lstm_layers', lambda: nn.LSTM(3, 4, num_layers=2, batch_first=True)),
        ('gru_layers', lambda: nn.GRU(3, 4, num_layers=3, batch_first=True)),
        ('lstm_both', lambda: nn.LSTM(3, 4, bidirectional=True, batch_first=True)), ('gru_both', lambda: nn.GRU(3, 2, bidirectional=True, batch_first=True)),
        ('lstm_both_layers', lambda: nn.LSTM(3, 2, num_layers=2, bidirectional=True, batch_first=True)),
    ]:
        case(name, fn(lambda m, x: m.r(x)[0], r=make), (5, 3))
    case('rnn_both', fn(lambda m, x: m.r(x)[0], r=lambda: nn.RNN(3, 2, bidirectional=True, batch_first=True)), (5, 3))
    case('rnn_both_layers', fn(lambda m, x: m.r(x)[0], r=lambda: nn.RNN(3, 2, num_layers=2, bidirectional=True, batch_first=True)), (5, 3))
    case('rnn_first_state', fn(lambda m, x, h: m.r(x, h.unsqueeze(0))[0], r=lambda: nn.RNN(3, 4, batch_first=True)), (5, 3), (4,))
    case('gru_first_state', fn(lambda m, x, h: m.r(x, h.transpose(0, 1))[0], r=lambda: nn.GRU(3, 4, batch_first=True)), (5, 3), (1, 4))
    case('lstm_first_state', fn(lambda m, x, h, c: m.r(x, (h.transpose(0, 1), c.transpose(0, 1)))[0], r=lambda: nn.LSTM(3, 4, batch_first=True)), (5, 3), (1, 4), (1, 4))
    case('gru_both_first_state', fn(lambda m, x, h: m.r(x, h.transpose(0, 1))[0], r=lambda: nn.GRU(3, 4, bidirectional=True, batch_first=True)), (5, 3), (2, 4))
    case('lstm_both_layers_first_state', fn(lambda m, x, h, c: m.r(x, (h.transpose(0, 1), c.transpose(0, 1)))[0], r=lambda: nn.LSTM(3, 2, num_layers=2, bidirectional=True, batch_first=True)), (5, 3), (4, 2), (4, 2))
    case('gru_states_both_ends', fn(lambda m, x, h: (lambda y: y[0][:, -1] + y[1].squeeze(0))(m.r(x, h.unsqueeze(0))), r=lambda: nn.GRU(3, 4, batch_first=True)), (5, 3), (4,))
    case('lstm_behind_lstm', fn(lambda m, x, y: m.d(y, m.e(x)[1])[0], e=lambda: nn.LSTM(3, 4, batch_first=True), d=lambda: nn.LSTM(2, 4, batch_first=True)), (5, 3), (3, 2))
    case('lstm_last', fn(lambda m, x: m.f(m.r(x)[0][:, -1]), r=lambda: nn.LSTM(3, 4, batch_first=True), f=lambda: nn.Linear(4, 2)), (5, 3))
    case('lstm_state', fn(lambda m, x: m.f(m.r(x)[1][0][-1]), r=lambda: nn.LSTM(3, 4, batch_first=True), f=lambda: nn.Linear(4, 2)), (5, 3))
    case('gru_state', fn(lambda m, x: m.r(x)[1].squeeze(0), r=lambda: nn.GRU(3, 4, batch_first=True)), (5, 3))
    case('lstm_layers_state', fn(lambda m, x: m.r(x)[1][0][0] + m.r(x)[1][1][1], r=lambda: nn.LSTM(3, 4, num_layers=2, batch_first=True)), (4, 3))
    case('lstm_both_state', fn(lambda m, x: torch.cat([(s := m.r(x)[1][0])[0], s[1]], 1), r=lambda: nn.LSTM(3, 4, bidirectional=True, batch_first=True)), (4, 3))
    case('lstm_steps_first', fn(lambda m, x: m.r(x.transpose(0, 1))[0].transpose(0, 1), r=lambda: nn.LSTM(3, 4)), (5, 3))
    case('conv_lstm', fn(lambda m, x: m.f(m.r(F.relu(m.c(x)).transpose(1, 2))[0][:, -1, :]), c=lambda: nn.Conv1d(2, 3, 3), r=lambda: nn.LSTM(3, 4, batch_first=True), f=lambda: nn.Linear(4, 2)), (2, 6))
    case('embedding', fn(lambda m, x: m.f(m.e(x).flatten(1)), e=lambda: nn.Embedding(7, 3), f=lambda: nn.Linear(12, 2)), (4,), kind='index7')
    case('embedding_lstm', fn(lambda m, x: m.r(m.e(x))[0], e=lambda: nn.Embedding(7, 3), r=lambda: nn.GRU(3, 2, batch_first=True)), (4,), kind='index7')


def attention_cases():
    case('layer_norm', lambda: nn.Sequential(nn.LayerNorm(4)), (3, 4))
    case('layer_norm_plain', lambda: nn.Sequential(nn.LayerNorm(4, elementwise_affine=False)), (3, 4))
    case('layer_norm_all', lambda: nn.Sequential(nn.LayerNorm((3, 4))), (3, 4))
    case('rms_norm', lambda: nn.Sequential(nn.RMSNorm(4)), (3, 4))
    case('rms_norm_epsilon', lambda: nn.Sequential(nn.RMSNorm(4, eps=0.1)), (4,))
    case('layer_norm_steps_first', fn(lambda m, x: m.n(x.transpose(0, 1)).transpose(0, 1), n=lambda: nn.LayerNorm(4)), (3, 4))
    case('matmul_left', fn(lambda m, x: m.w @ x, w=lambda: torch.randn(5, 3)), (2, 3, 4))
    case('mm', fn(lambda m, x: torch.addmm(m.b, torch.mm(x, m.w), m.v), w=lambda: torch.randn(4, 3), v=lambda: torch.randn(3, 2), b=lambda: torch.randn(2)), (4,))
    case('matmul', fn(lambda m, x, y: torch.matmul(x, y)), (3, 4), (4, 2))
    case('bmm', fn(lambda m, x, y: torch.bmm(x, y.transpose(1, 2))), (3, 4), (5, 4))
    case('sdpa', fn(lambda m, x: F.scaled_dot_product_attention(m.q(x), m.k(x), m.v(x)), q=lambda: nn.Linear(4, 3), k=lambda: nn.Linear(4, 3), v=lambda: nn.Linear(4, 2)), (5, 4))

    case('sdpa_causal', fn(lambda m, x: F.scaled_dot_product_attention(m.q(x), m.k(x), m.v(x), is_causal=True), q=lambda: nn.Linear(4, 3), k=lambda: nn.Linear(4, 3), v=lambda: nn.Linear(4, 2)), (5, 4))

    def heads(m, x):
        q, k, v = (y.unflatten(-1, (2, 3)).transpose(1, 2) for y in m.p(x).chunk(3, -1))
        return m.o(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))

    case('sdpa_heads', fn(heads, p=lambda: nn.Linear(6, 18), o=lambda: nn.Linear(6, 6)), (4, 6))
    case('mha', fn(lambda m, x: m.a(x, x, x, need_weights=False)[0], a=lambda: nn.MultiheadAttention(6, 2, batch_first=True)), (4, 6))
    case('mha_weights', fn(lambda m, x: m.a(x, x, x)[0], a=lambda: nn.MultiheadAttention(6, 3, batch_first=True)), (4, 6))
    case('mha_no_bias', fn(lambda m, x: m.a(x, x, x, need_weights=False)[0], a=lambda: nn.MultiheadAttention(6, 2, bias=False, batch_first=True)), (4, 6))
    case('mha_cross', fn(lambda m, x, y: m.a(x, y, y, need_weights=False)[0], a=lambda: nn.MultiheadAttention(6, 2, batch_first=True)), (4, 6), (5, 6))
    case('mha_three', fn(lambda m, x, y, z: m.a(x, y, z, need_weights=False)[0], a=lambda: nn.MultiheadAttention(6, 2, batch_first=True)), (4, 6), (5, 6), (5, 6))
    case('mha_widths', fn(lambda m, x, y, z: m.a(x, y, z)[0], a=lambda: nn.MultiheadAttention(6, 2, kdim=4, vdim=3, batch_first=True)), (4, 6), (5, 4), (5, 3))
    case('mha_steps_first', fn(lambda m, x: m.a(*[x.transpose(0, 1)] * 3, need_weights=False)[0].transpose(0, 1), a=lambda: nn.MultiheadAttention(6, 2)), (4, 6))
    case('mha_static', fn(lambda m, x: m.a(x, x, x, need_weights=False)[0], a=lambda: nn.MultiheadAttention(6, 2, batch_first=True)), (4, 6), batch='static')
    case('encoder_layer', lambda: nn.TransformerEncoderLayer(6, 2, 8, batch_first=True), (4, 6))
    case('encoder_steps_first', fn(lambda m, x: m.e(x.transpose(0, 1)).transpose(0, 1), e=lambda: nn.TransformerEncoderLayer(6, 3, 8)), (4, 6))
    case('encoder_norm_first', lambda: nn.TransformerEncoderLayer(6, 2, 8, activation='gelu', norm_first=True, batch_first=True), (4, 6))
    case('encoder', fn(lambda m, x: m.f(m.e(m.i(x) + m.p).mean(1)), i=lambda: nn.Linear(3, 6), p=lambda: torch.randn(1, 4, 6), e=lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(6, 2, 8, batch_first=True), 2, enable_nested_tensor=False), f=lambda: nn.Linear(6, 3)), (4, 3))


def group_cases():
    case('group_norm', lambda: nn.Sequential(nn.GroupNorm(2, 4)), (4, 3, 3))
    case('group_norm_vector', lambda: nn.Sequential(nn.Linear(3, 6), nn.GroupNorm(3, 6)), (3,))
    case('group_norm_conv', lambda: nn.Sequential(nn.Conv2d(2, 4, 3), nn.GroupNorm(1, 4), nn.ReLU(), nn.Conv2d(4, 2, 1)), (2, 4, 5))
    case('instance_norm', lambda: nn.Sequential(nn.InstanceNorm2d(3, affine=True)), (3, 3, 4))
    case('instance_norm_line', lambda: nn.Sequential(nn.InstanceNorm1d(3)), (3, 5))
    case('instance_norm_tracked', lambda: nn.Sequential(nn.InstanceNorm1d(3, track_running_stats=True)), (3, 5))
    case('einsum', fn(lambda m, x, y: torch.einsum('bij,bkj->bki', x, y)), (3, 4), (5, 4))
    case('einsum_weights', fn(lambda m, x: torch.einsum('oi,b...i->b...o', m.w, x), w=lambda: torch.randn(3, 4)), (2, 2, 4))
    case('einsum_sum', fn(lambda m, x: torch.einsum('bij->bj', x)), (3, 4))
    case('einsum_order', fn(lambda m, x: torch.einsum('bij->bji', x)), (3, 4))
    case('einsum_steps_first', fn(lambda m, x, y: torch.einsum('ibj,bk->bikj', x.transpose(0, 1), y)), (3, 2), (4,))
    case('repeat', fn(lambda m, x: x.repeat(1, 2, 3)), (2, 3))
    case('repeat_channels', fn(lambda m, x: m.a(x).repeat(1, 2, 1, 1), a=lambda: nn.Conv2d(2, 3, 2)), (2, 3, 3))
    case('tile', fn(lambda m, x: torch.tile(x, (2, 1))), (2, 3))
    case('repeat_interleave', fn(lambda m, x: torch.repeat_interleave(x, 2, dim=1)), (2, 3))
    case('pixel_shuffle', lambda: nn.Sequential(nn.Conv2d(2, 8, 1), nn.PixelShuffle(2)), (2, 2, 3))
    case('pixel_unshuffle', lambda: nn.Sequential(nn.PixelUnshuffle(2), nn.Conv2d(8, 2, 1)), (2, 4, 6))
    case('channel_shuffle', lambda: nn.Sequential(nn.ChannelShuffle(2)), (4, 2, 3))
    case('index_select', fn(lambda m, x: torch.index_select(x, 1, m.i), i=lambda: torch.tensor([2, 0, 1, 1])), (4, 3))
    case('index_list', fn(lambda m, x: x[:, :, [2, 0]]), (2, 3))
    case('flip', fn(lambda m, x: torch.flip(x, (1, -1))), (2, 3))
    case('roll', fn(lambda m, x: torch.roll(x, (1, -2), (1, 2))), (2, 5))
    case('slice_step', fn(lambda m, x: x[:, 1::2, ::3]), (4, 5))
    case('pad_reflect', lambda: nn.Sequential(nn.ReflectionPad2d((1, 2, 0, 1)), nn.Conv2d(2, 2, 3)), (2, 3, 4))
    case('pad_replicate', lambda: nn.Sequential(nn.ReplicationPad1d((2, 1))), (2, 4))
    case('pad_circular', fn(lambda m, x: F.pad(x, (1, 2), mode='circular')), (2, 4))
    case('upsample_corners', lambda: nn.Sequential(nn.Conv2d(2, 3, 1), nn.Upsample(size=(5, 7), mode='bilinear', align_corners=True)), (2, 3, 4))
    case('upsample_corners_line', lambda: nn.Sequential(nn.Upsample(scale_factor=2, mode='linear', align_corners=True)), (2, 4))


def masked_cases():
    hidden = float('-inf')
    projected = {'q': lambda: nn.Linear(4, 3), 'k': lambda: nn.Linear(4, 3), 'v': lambda: nn.Linear(4, 2)}

    def attend(m, x):
        return F.scaled_dot_product_attention(m.q(x), m.k(x), m.v(x), attn_mask=m.m)

    case('sdpa_mask_infinite', fn(attend, m=lambda: torch.triu(torch.full((5, 5), hidden), 1), **projected), (5, 4))
    case('sdpa_mask_flags', fn(attend, m=lambda: torch.ones(5, 5, dtype=torch.bool).tril(), **projected), (5, 4))
    case('sdpa_mask_added', fn(attend, m=lambda: torch.randn(5, 5), **projected), (5, 4))
    case('sdpa_mask_keys', fn(attend, m=lambda: torch.randn(5), **projected), (5, 4))
    attention = {'a': lambda: nn.MultiheadAttention(6, 2, batch_first=True)}

    def masked(m, x, **how):
        return m.a(x, x, x, attn_mask=m.m, need_weights=False, **how)[0]

    case('mha_mask_infinite', fn(masked, m=lambda: torch.triu(torch.full((4, 4), hidden), 1), **attention), (4, 6))
    case('mha_mask_added', fn(masked, m=lambda: torch.randn(4, 4), **attention), (4, 6))
    case('mha_causal', fn(lambda m, x: masked(m, x, is_causal=True), m=lambda: torch.triu(torch.full((4, 4), hidden), 1), **attention), (4, 6))
    case('encoder_mask', fn(lambda m, x: m.e(x, src_mask=m.m), e=lambda: nn.TransformerEncoderLayer(6, 2, 8, batch_first=True), m=lambda: torch.triu(torch.full((4, 4), hidden), 1)), (4, 6))
    case('fill_causal', fn(lambda m, x: F.softmax((x @ x.transpose(1, 2)).masked_fill(torch.tril(torch.ones(4, 4)) == 0, hidden), -1)), (4, 3))
    case('fill_number', fn(lambda m, x: x.masked_fill(m.m, 0.5), m=lambda: torch.rand(4, 3) > 0.5), (4, 3))
    case('where_number', fn(lambda m, x: torch.where(m.m, x, -0.25), m=lambda: torch.rand(3, 1) > 0.5), (3, 4))
    case('where_constant', fn(lambda m, x: torch.where(m.m, m.c, x), m=lambda: torch.rand(4) > 0.5, c=lambda: torch.randn(3, 4)), (3, 4))
    case('where_two', fn(lambda m, x, y: torch.where(m.m, x, y), m=lambda: torch.rand(3, 4) > 0.5), (3, 4), (3, 4))
    case('mask_added', fn(lambda m, x: F.softmax(x @ x.transpose(1, 2) + torch.triu(torch.full((4, 4), hidden), diagonal=1), -1)), (4, 3))
    case('mask_lowest', fn(lambda m, x: F.softmax(x @ x.transpose(1, 2) + (1.0 - torch.tril(torch.ones(4, 4))) * -1e9, -1)), (4, 3))
    case('sdpa_mask_seen', fn(attend, m=lambda: torch.tensor([True, True, False, True, False]), **projected), (5, 4))
    case('mha_mask_seen', fn(masked, m=lambda: torch.tensor([[0.0, hidden, 0.0, hidden]]).expand(4, 4).contiguous(), **attention), (4, 6))
    case('fill_keys', fn(lambda m, x: F.softmax((x @ x.transpose(1, 2)).masked_fill(m.m, hidden), -1), m=lambda: torch.tensor([False, True, False, True])), (4, 3))
    case('absolute', fn(lambda m, x: torch.abs(m.a(x)), a=lambda: nn.Linear(4, 3)), (4,))
    case('joined_constant', fn(lambda m, x: torch.cat([x, m.c.expand(x.shape[0], -1, -1)], 1), c=lambda: torch.randn(1, 2, 4)), (3, 4))
    case('expand_as', fn(lambda m, x, y: x.expand_as(y) * y), (3, 1), (3, 4))
    case('index_matrix', fn(lambda m, x: x[:, m.i], i=lambda: torch.tensor([[2, 0], [1, 3]])), (4, 3))
    case('rnn_constant_state', fn(lambda m, x: m.r(x, m.h.expand(1, x.shape[0], 4))[0], r=lambda: nn.RNN(3, 4, batch_first=True), h=lambda: torch.randn(1, 1, 4)), (5, 3))
    case('gru_constant_state', fn(lambda m, x: m.r(x, m.h.repeat(1, x.shape[0], 1))[0], r=lambda: nn.GRU(3, 4, bidirectional=True, batch_first=True), h=lambda: torch.randn(2, 1, 4)), (5, 3))
    case('lstm_constant_state', fn(lambda m, x: m.r(x, (m.h.expand(2, x.shape[0], 4), torch.zeros(2, x.shape[0], 4)))[0], r=lambda: nn.LSTM(3, 4, num_layers=2, batch_first=True), h=lambda: torch.randn(2, 1, 4)), (5, 3))


def network_cases():
    def of(kind, function, **modules):
        return lambda: kind(function, **{name: make() for name, make in modules.items()})

    case('net_functional', of(Unary, lambda m, x: m.b(F.relu(m.a(x))), a=lambda: nn.Linear(6, 5), b=lambda: nn.Linear(5, 3)), (6,))
    case('net_residual', of(Unary, lambda m, x: F.relu(m.a(x) + x), a=lambda: nn.Linear(5, 5)), (5,))
    case('net_product', of(Unary, lambda m, x: m.a(x) * m.b(x), a=lambda: nn.Linear(5, 4), b=lambda: nn.Linear(5, 4)), (5,))
    case('net_joined', of(Unary, lambda m, x: m.c(torch.cat([m.a(x), m.b(x)], dim=1)), a=lambda: nn.Linear(5, 3), b=lambda: nn.Linear(5, 2), c=lambda: nn.Linear(5, 2)), (5,))
    case('net_two_inputs', of(Binary, lambda m, x, y: F.relu(m.a(x)) + m.b(y), a=lambda: nn.Linear(4, 3), b=lambda: nn.Linear(5, 3)), (4,), (5,))
    case('net_image', of(Unary, lambda m, x: m.f(torch.flatten(F.relu(m.a(x)), 1)), a=lambda: nn.Conv2d(2, 3, 3), f=lambda: nn.Linear(12, 4)), (2, 4, 4))
    case('net_image_skip', of(Unary, lambda m, x: m.b(F.relu(m.a(x))) + m.s(x), a=lambda: nn.Conv2d(2, 3, 3, padding=1), b=lambda: nn.Conv2d(3, 3, 3, padding=1), s=lambda: nn.Conv2d(2, 3, 1)), (2, 4, 5))
    case('net_image_joined', of(Unary, lambda m, x: torch.cat([m.a(x), m.b(x)], dim=1), a=lambda: nn.Conv2d(2, 3, 3, padding=1), b=lambda: nn.Conv2d(2, 2, 1)), (2, 4, 4))
    case('net_line', of(Unary, lambda m, x: m.f(m.p(F.relu(m.n(m.a(x)))).flatten(1)), a=lambda: nn.Conv1d(2, 4, 3), n=lambda: nn.BatchNorm1d(4), p=lambda: nn.AvgPool1d(2), f=lambda: nn.Linear(12, 3)), (2, 8))


def architecture_cases():
    for name in ('Decoder', 'Gpt', 'InteractionNet', 'ParticleNet', 'Siamese', 'SqueezeLinear', 'VisionTransformer'):
        case(f'network_{name.lower()}', lambda name=name: networks.make(name)[0], *networks.NETWORKS[name][1])


def fill(model):
    """Statistics and scales as training leaves them."""
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            nn.init.normal_(module.running_mean, 0.0, 0.3)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0.0, 0.3)
        if isinstance(module, (nn.GroupNorm, nn.InstanceNorm2d)) and module.affine:
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0.0, 0.3)
        if isinstance(module, nn.LayerNorm) and module.elementwise_affine:
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0.0, 0.3)
        if isinstance(module, nn.MultiheadAttention) and module.in_proj_bias is not None:
            nn.init.normal_(module.in_proj_bias, 0.0, 0.3)
            nn.init.normal_(module.out_proj.bias, 0.0, 0.3)


def export(model, inputs, path, batch='dynamic'):
    """Export a model to a file as users do, without the places in source files."""
    shapes = None if batch == 'static' else tuple({0: torch.export.Dim('batch')} for _ in inputs)
    if type(model) is Function and shapes is not None:
        shapes = (shapes,)
    program = torch.export.export(model, inputs, dynamic_shapes=shapes)
    for node in program.graph.nodes:
        node.meta.pop('stack_trace', None)
    # The archive has the name of the file inside.
    torch.export.save(program, path)


def record(name):
    """Write the files of a case."""
    make, shapes, kind, batch = CASES[name]
    seed = zlib.crc32(name.encode())
    torch.manual_seed(seed)
    model = make().eval()
    fill(model)
    dtype = next((p.dtype for p in model.parameters()), torch.float32)
    rng = np.random.default_rng(seed)

    def inputs(n_samples):
        if kind.startswith('index'):
            return tuple(torch.from_numpy(rng.integers(0, int(kind[5:]), (n_samples, *shape))) for shape in shapes)
        return tuple(torch.from_numpy(rng.uniform(-1.5, 1.5, (n_samples, *shape))).to(dtype) for shape in shapes)

    FOLDER.mkdir(parents=True, exist_ok=True)
    export(model, inputs(1 if batch == 'static' else 2), FOLDER / f'{name}.pt2', batch)
    samples = inputs(N_SAMPLES)
    with torch.no_grad():
        outputs = model(*samples)
    outputs = outputs if isinstance(outputs, (tuple, list)) else [outputs]
    arrays = {f'x{i}': x.numpy().astype(np.float32) for i, x in enumerate(samples)}
    arrays |= {f'y{i}': y.numpy().astype(np.float32) for i, y in enumerate(outputs)}
    np.savez(FOLDER / f'{name}.npz', **arrays)


for register in (linear_cases, convolution_cases, pooling_cases, activation_cases, arithmetic_cases, shape_cases, sequence_cases, attention_cases, group_cases, masked_cases, network_cases, architecture_cases):
    register()

if __name__ == '__main__':
    for name in sys.argv[1:] or CASES:
        try:
            record(name)
        except Exception as error:
            print(f'{name}: {str(error)[:300]}', file=sys.stderr)
    print(f'{len(sys.argv[1:] or CASES)} cases')
