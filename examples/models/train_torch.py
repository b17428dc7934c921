"""Train the example model of PyTorch on the digits that scikit-learn carries.

    python examples/models/train_torch.py

Needs PyTorch, ONNX and scikit-learn.  Writes `digits_torch.pt2`, a convolution network for images of 1 x 8 x 8 pixels from
-1 to 1, and the same network as `digits_torch.onnx`; its test set is that of `digits`, whose samples are not seen in
training.
"""

import io
import pathlib

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent


def main():
    torch.manual_seed(20)
    test = np.load(HERE / 'digits_x_test.npy')
    data = load_digits()
    x = (data.data / 8 - 1).astype(np.float32)
    seen = {sample.tobytes() for sample in test}
    is_train = np.array([sample.tobytes() not in seen for sample in x])
    x, y = torch.from_numpy(x[is_train]).reshape(-1, 1, 8, 8), torch.from_numpy(data.target[is_train])
    model = nn.Sequential(
        nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(32, 10),
    )  # fmt: skip
    optimizer = torch.optim.Adam(model.parameters(), 0.01)
    for _ in range(25):
        for part in torch.randperm(len(x)).split(64):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x[part]), y[part]).backward()
            optimizer.step()
    model.eval()
    program = torch.export.export(model, (x[:2].clone(),), dynamic_shapes=({0: torch.export.Dim('batch')},))
    for node in program.graph.nodes:
        node.meta.pop('stack_trace', None)
    file = io.BytesIO()
    torch.export.save(program, file)
    (HERE / 'digits_torch.pt2').write_bytes(file.getvalue())
    axes = {'images': {0: 'batch'}, 'scores': {0: 'batch'}}
    torch.onnx.export(
        model, (x[:1],), str(HERE / 'digits_torch.onnx'), input_names=['images'], output_names=['scores'],
        dynamic_axes=axes, dynamo=False,
    )  # fmt: skip
    with torch.no_grad():
        found = model(torch.from_numpy(test).reshape(-1, 1, 8, 8)).argmax(1).numpy()
    print(f'accuracy {(found == np.load(HERE / "digits_y_test.npy")).mean():.4f}')


if __name__ == '__main__':
    main()
