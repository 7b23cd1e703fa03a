"""Notebook 08's lines of PyTorch, run as they are printed, and its tables."""

import doctest

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from claims import NOTEBOOKS, PAGE, says, sessions, tables
from torch import nn

from tools.render import read
from utils import losses
from utils.exercises.chapter_8 import RETURNED, B, S, Y, Z

RNG = np.random.default_rng(8)


def test_pytorch_answers_as_the_page_says(monkeypatch):
    monkeypatch.chdir(NOTEBOOKS)
    text = "\n".join(session for cell in read(PAGE).cells for session in sessions(cell))
    session = doctest.DocTestParser().get_doctest(text, {}, "notebook 08", None, 0)
    assert len(session.examples) > 40
    said = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(session, out=said.append)
    assert not said, "".join(said)


@says("PyTorch", "F.cross_entropy(z, y)", "F.cross_entropy(z, y.int())")
@says("PyTorch", "F.cross_entropy(z, F.one_hot(y, 3).float())")
@says("PyTorch", "F.cross_entropy(z, F.one_hot(y, 3))", "F.cross_entropy(z[None], y[None])")
@says("PyTorch", "F.binary_cross_entropy_with_logits(s, b)", "((s > 0) == b).float().mean()")
@says("PyTorch", "F.binary_cross_entropy_with_logits(s, b[:, None])")
def test_the_eight_lines_of_an_exercise():
    """Which stop, and what the others return: the exercise says so in numpy."""
    cell = next(cell for cell in read(PAGE).cells if "### Exercise 8.1" in cell.source)
    (_, *rows), *_ = tables(cell.source)
    names = {"F": F, "z": torch.tensor(Z), "y": torch.tensor(Y)}
    names |= {"s": torch.tensor(S), "b": torch.tensor(B, dtype=torch.float64)}
    returned = {}
    for letter, line in rows:
        try:
            returned[letter] = eval(line.strip("`"), names).item()
        except (RuntimeError, ValueError):
            continue
    assert returned == pytest.approx({letter: value for letter, (value, _) in RETURNED.items()})


def train(model, loss, inputs, labels):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    for _ in range(300):
        optimizer.zero_grad()
        loss(model(inputs), labels).backward()
        optimizer.step()
    return model(inputs).detach()


@says("PyTorch", "nn.Linear(2, 1)", "nn.Linear(2, C)", "F.softmax(z, dim=1)", "x.float()")
@says("PyTorch", "y.long()", "F.one_hot(y, C).float()")
def test_two_classes_and_more_are_trained_as_the_table_says():
    """At the lowest point the mean error p - y is 0 in every class: the last layer has a bias."""
    data, C = RNG.normal(size=(60, 2)), 3
    seen = RNG.integers(C, size=60).astype(np.int32)
    x, y = torch.from_numpy(data).float(), torch.from_numpy(seen).long()
    z = train(nn.Linear(2, C), F.cross_entropy, x, y)
    assert torch.equal(F.cross_entropy(z, y.byte()), F.cross_entropy(z, y))  # uint8 is taken
    error = F.softmax(z, dim=1) - F.one_hot(y, C).float()
    assert torch.allclose(error.mean(dim=0), torch.zeros(C), atol=1e-3)
    two = (y == 1).float()[:, None]
    z = train(nn.Linear(2, 1), F.binary_cross_entropy_with_logits, x, two)
    assert abs((torch.sigmoid(z) - two).mean()) < 1e-3


@says("PyTorch", "z.transpose(1, 2)")
def test_classes_belong_on_axis_1():
    logits, labels = RNG.normal(size=(4, 3, 3)), RNG.integers(3, size=(4, 3))
    z, y = torch.tensor(logits), torch.tensor(labels)
    right = losses.cross_entropy(logits.reshape(-1, 3), labels.ravel())
    assert F.cross_entropy(z.transpose(1, 2), y).item() == pytest.approx(right)
    assert F.cross_entropy(z, y).item() != pytest.approx(right)


@says("PyTorch", "torch.no_grad()", "tensor.is_leaf")
def test_a_step_is_not_recorded():
    w = torch.tensor(3.0, requires_grad=True)
    (w * w).backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    assert w.is_leaf
    assert w.requires_grad
    computed = w - 0.1 * w.grad
    (computed * computed).backward()
    with pytest.warns(UserWarning, match="not a leaf"):
        assert computed.grad is None


def test_a_finite_mask_repairs_soft_labels_and_not_the_smoothing():
    z = torch.tensor([[2.0, 1.0, -1e9], [0.0, 1.0, -1e9]])
    y = torch.tensor([0, 1])
    hard = F.cross_entropy(z, y)
    assert torch.isclose(F.cross_entropy(z, F.one_hot(y, 3).float()), hard)
    assert F.cross_entropy(z, y, label_smoothing=0.1) > 1e6


@says("PyTorch", "torch.std", "nn.Embedding", "F.softmax")
def test_smaller_surprises():
    assert torch.tensor([1.0, 2, 3, 4]).std().item() == pytest.approx(1.291, abs=1e-4)
    equal = torch.full((2000, 25), 1 / 25)
    assert F.cross_entropy(nn.Embedding(2000, 25).weight, equal).item() == pytest.approx(
        3.7, abs=0.05
    )
    y = torch.arange(3)
    z = nn.Parameter(torch.zeros(3, 3))
    optimizer = torch.optim.Adam([z], lr=0.1)
    for _ in range(300):
        optimizer.zero_grad()
        F.cross_entropy(F.softmax(z, dim=1), y).backward()
        optimizer.step()
    floor = F.cross_entropy(F.softmax(z, dim=1), y).item()
    assert 0 < floor - np.log(1 + 2 / np.e) < 0.001
