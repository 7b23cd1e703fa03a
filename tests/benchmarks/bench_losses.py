"""Value plus gradient of each loss, against torch, scipy and scikit-learn: `make bench`.

All on one thread, in one process. The peers are optional: where one is not installed, its rows are
skipped and the reason is printed.
"""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # read when numpy, torch and scikit-learn are imported

import numpy as np  # noqa: E402
import pytest  # noqa: E402

from utils import losses  # noqa: E402

try:
    import torch

    torch.set_num_threads(1)
except ImportError:
    torch = None
    print("torch is not installed: its losses are skipped (pip install torch==2.13.0)")
try:
    from scipy import special
except ImportError:
    special = None
    print("scipy is not installed: its losses are skipped (pip install scipy)")
try:
    from sklearn import _loss
except ImportError:
    _loss = None
    print("scikit-learn is not installed: its losses are skipped (pip install scikit-learn)")


def classes(n, c):
    def arrays(dtype):
        rng = np.random.default_rng(0)
        return rng.normal(size=(n, c)).astype(dtype) * 3, rng.integers(0, c, n)

    return arrays


def elements(n):
    def arrays(dtype):
        rng = np.random.default_rng(0)
        return rng.normal(size=n).astype(dtype) * 3, rng.integers(0, 2, n).astype(dtype)

    return arrays


CASES = {
    "cross_entropy 1000 x 1000": classes(1000, 1000),
    "cross_entropy 1000 x 10": classes(1000, 10),
    "binary_cross_entropy_with_logits 1000": elements(1000),
    "mse_loss 1000": elements(1000),
    "huber_loss 1000": elements(1000),
}


def scipy_cross_entropy(z, y):
    log_p = special.log_softmax(z, axis=-1)
    gradient = special.softmax(z, axis=-1)
    gradient[np.arange(len(y)), y] -= 1
    return -log_p[np.arange(len(y)), y].mean(), gradient / len(y)


def scipy_binary(z, y):
    loss = -(special.xlogy(y, special.expit(z)) + special.xlogy(1 - y, special.expit(-z))).mean()
    return loss, (special.expit(z) - y) / z.size


def scipy_huber(prediction, target):
    d = prediction - target
    return special.huber(1.0, d).mean(), np.clip(d, -1, 1) / d.size


SCIPY = {
    "cross_entropy": scipy_cross_entropy,
    "binary_cross_entropy_with_logits": scipy_binary,
    "huber_loss": scipy_huber,
}
SKLEARN = {
    "cross_entropy": lambda z, y: _loss.HalfMultinomialLoss(n_classes=z.shape[1]),
    "binary_cross_entropy_with_logits": lambda z, y: _loss.HalfBinomialLoss(),
    "mse_loss": lambda z, y: _loss.HalfSquaredError(),
}


def group(benchmark, case, dtype):
    benchmark.group = f"{case}, {dtype}"
    return case.split()[0], *CASES[case](dtype)


each = pytest.mark.parametrize("dtype", ["float64", "float32"])


@each
@pytest.mark.parametrize("case", CASES)
def test_ours(benchmark, case, dtype):
    name, z, y = group(benchmark, case, dtype)
    loss, gradient = getattr(losses, name), getattr(losses, f"{name}_grad")
    benchmark(lambda: (loss(z, y), gradient(z, y)))


@each
@pytest.mark.parametrize("case", CASES)
@pytest.mark.skipif(torch is None, reason="torch is not installed")
def test_torch(benchmark, case, dtype):
    name, z, y = group(benchmark, case, dtype)
    loss = getattr(torch.nn.functional, name)
    z, y = torch.tensor(z, requires_grad=True), torch.tensor(y)

    def value_and_gradient():
        z.grad = None
        loss(z, y).backward()

    benchmark(value_and_gradient)


@each
@pytest.mark.parametrize("case", [case for case in CASES if case.split()[0] in SCIPY])
@pytest.mark.skipif(special is None, reason="scipy is not installed")
def test_scipy(benchmark, case, dtype):
    name, z, y = group(benchmark, case, dtype)
    benchmark(SCIPY[name], z, y)


@each
@pytest.mark.parametrize("case", [case for case in CASES if case.split()[0] in SKLEARN])
@pytest.mark.skipif(_loss is None, reason="scikit-learn is not installed")
def test_sklearn(benchmark, case, dtype):
    name, z, y = group(benchmark, case, dtype)
    loss = SKLEARN[name](z, y)
    y = y.astype(dtype)
    benchmark(lambda: loss.loss_gradient(y_true=y, raw_prediction=z))
