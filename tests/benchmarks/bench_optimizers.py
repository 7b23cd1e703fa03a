"""One Adam step against torch's, whichever of its modes is the fastest: `make bench`.

Torch is optional. Where it is not installed, its rows are skipped and the reason is printed.
"""

import numpy as np
import pytest

from utils.optimizers import Adam

try:
    import torch

    torch.set_num_threads(1)
except ImportError:
    torch = None
    print("torch is not installed: its optimizers are skipped (pip install torch==2.13.0)")

TORCH_MODES = {
    "for-loop": {"foreach": False},
    "foreach": {"foreach": True},
    "fused": {"fused": True},
}
sizes = pytest.mark.parametrize("parameters", [10, 100, 1000])


def arrays(parameters):
    return np.random.default_rng(0).normal(size=(2, parameters))


@sizes
def test_adam_step_ours(benchmark, parameters):
    benchmark.group = f"Adam step, P = {parameters}"
    x, g = arrays(parameters)
    benchmark(Adam().step, x, g)


@sizes
@pytest.mark.parametrize("mode", TORCH_MODES)
@pytest.mark.skipif(torch is None, reason="torch is not installed")
def test_adam_step_torch(benchmark, parameters, mode):
    benchmark.group = f"Adam step, P = {parameters}"
    x, g = arrays(parameters)
    x = torch.tensor(x, requires_grad=True)
    x.grad = torch.tensor(g)
    benchmark(torch.optim.Adam([x], **TORCH_MODES[mode]).step)
