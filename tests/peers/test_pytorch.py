"""What the course says of PyTorch, run there."""

import csv
import inspect
import warnings

import numpy as np
import pytest
import test_losses
import torch
import torch.nn.functional as F
from claims import NOTEBOOKS, says
from torch import nn

from utils import activations, information, losses, optimizers

RNG = np.random.default_rng(1)
Z = RNG.normal(size=(5, 3))
Y = RNG.integers(3, size=5)
Q = RNG.dirichlet(np.ones(3), 5)
P = RNG.uniform(0.1, 0.9, 5)
B = RNG.integers(2, size=5).astype(float)
z, y, q, p, b = map(torch.tensor, (Z, Y, Q, P, B))


def same(theirs, ours):
    np.testing.assert_allclose(np.asarray(theirs), ours, rtol=1e-10, atol=1e-12)


@says("PyTorch", "torch.sigmoid", "torch.sigmoid(z)", "F.softmax(z, dim=-1)", "F.softplus", "F")
def test_activations():
    same(torch.sigmoid(z), activations.sigmoid(Z))
    same(F.softmax(z, dim=-1), activations.softmax(Z))
    same(F.softplus(z), np.logaddexp(0, Z))
    same(F.logsigmoid(z), activations.log_sigmoid(Z))
    assert not hasattr(F, "log_sigmoid")


@says("PyTorch", "F.logsigmoid", "under PyTorch's functional names", "under PyTorch's names")
def test_names_are_pytorchs_with_one_exception():
    public = [
        name
        for module in (losses, activations)
        for name, thing in vars(module).items()
        if inspect.isfunction(thing) and thing.__module__ == module.__name__
        if not name.startswith("_") and not name.endswith("_grad")
    ]
    unknown = [name for name in public if not hasattr(F, name)]
    assert unknown == ["log_sigmoid"], f"of {unknown} only log_sigmoid may be new to PyTorch"


@says("PyTorch", "return a mean", "as PyTorch does", 'reduction="none"')
@pytest.mark.parametrize("reduction", [{}, *({"reduction": r} for r in ("mean", "sum", "none"))])
@pytest.mark.parametrize("case", [c for c in test_losses.CASES if hasattr(F, c.split()[0])])
def test_every_loss_and_its_gradient(case, reduction):
    """Each row of CASES in tests/test_losses.py; `claims.losses_held` names them all."""
    loss, gradient = test_losses.pair(case)
    arguments, _ = test_losses.CASES[case]
    first, *rest = map(torch.tensor, arguments)
    first.requires_grad_()
    theirs = getattr(F, loss.func.__name__)(first, *rest, **loss.keywords, **reduction)
    same(theirs.detach(), loss(*arguments, **reduction))
    theirs.sum().backward()
    same(first.grad, gradient(*arguments, **reduction))


@says("PyTorch", "logits=")
def test_binary_cross_entropy():
    logits = z[:, 0]
    same(torch.distributions.Bernoulli(logits=logits).probs, activations.sigmoid(Z[:, 0]))
    assert F.binary_cross_entropy(torch.zeros(1), torch.ones(1)) == 100


@says("PyTorch", "input", "target")
@says("PyTorch", "it takes log-probabilities", "returns a negative number", "do not check")
def test_nll_loss():
    log_p = activations.log_softmax(Z)
    same(F.nll_loss(input=torch.tensor(log_p), target=y), losses.nll_loss(log_p, Y))
    p = activations.softmax(Z)
    same(F.nll_loss(torch.tensor(p), y), -p[np.arange(5), Y].mean())


@says("PyTorch", "cross_entropy(z, q)", "F.one_hot")
@says("PyTorch", "take logits", "takes the prediction first", "take the prediction first")
@says("PyTorch", "prediction first", "LogSoftmax")
def test_cross_entropy_takes_logits():
    assert [list(inspect.signature(f).parameters)[:2] for f in (F.cross_entropy, F.mse_loss)] == [
        ["input", "target"]
    ] * 2
    assert "LogSoftmax" in nn.CrossEntropyLoss.__doc__
    assert "NLLLoss" in nn.CrossEntropyLoss.__doc__
    same(F.cross_entropy(z, y), losses.cross_entropy(Z, Y))
    same(F.cross_entropy(z, q), losses.cross_entropy(Z, Q))
    same(F.cross_entropy(z, y), F.nll_loss(F.log_softmax(z, dim=1), y))
    same(F.one_hot(y, 3), np.eye(3)[Y])


@says("PyTorch", "gives 0 for this loss")
def test_the_digits_of_a_label_that_leads_are_lost():
    ahead = torch.tensor([[40.0, 0, 0]], dtype=torch.float64, requires_grad=True)
    loss = F.cross_entropy(ahead, torch.tensor([0]))
    loss.backward()
    assert (loss.item(), ahead.grad[0, 0].item()) == (0, 0)
    assert losses.cross_entropy([[40.0, 0, 0]], [0]) > 0


@says("PyTorch", "cross_entropy(z, y, label_smoothing=u)", "label_smoothing=", "label_smoothing=u")
def test_label_smoothing_mixes_with_the_uniform_distribution():
    smooth = 0.9 * np.eye(3)[Y] + 0.1 / 3
    same(F.cross_entropy(z, y, label_smoothing=0.1), losses.cross_entropy(Z, smooth))


@says("PyTorch", "F.kl_div", 'kl_div(log_p, q, reduction="batchmean")', "kl_div")
def test_kl_div_is_the_mean_per_row_for_two_axes_only():
    log_p, probabilities = F.log_softmax(z, dim=1), activations.softmax(Z)
    ours = information.kl_divergence(Q, probabilities)
    same(F.kl_div(log_p, q, reduction="batchmean"), np.mean(ours))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        same(F.kl_div(log_p, q), np.mean(ours) / 3)
    one_row = F.kl_div(log_p[0], q[0], reduction="batchmean")
    same(one_row, ours[0] / 3)  # a vector is divided by its length


@says("PyTorch", "F.smooth_l1_loss", "PyTorch warns", "it is 1.0")
def test_regression():
    a, c = 3 * z[:, 0], z[:, 1]
    same(F.huber_loss(a, c), F.huber_loss(a, c, delta=1.0))
    same(F.smooth_l1_loss(a, c), F.huber_loss(a, c))
    same(F.smooth_l1_loss(a, c, beta=0.5), F.huber_loss(a, c, delta=0.5) / 0.5)
    with pytest.warns(UserWarning, match="target size"):
        F.mse_loss(a[:, None], c)


@says("PyTorch", "torch.distributions", "torch.distributions.Bernoulli", "Categorical.entropy")
@says("PyTorch", "torch.distributions.Normal", "torch.distributions.Laplace")
@says("PyTorch", "torch.distributions.Independent", "Distribution.log_prob")
def test_distributions():
    d = torch.distributions
    same(d.Categorical(probs=q).entropy(), information.entropy(Q))
    same(-d.Bernoulli(p).log_prob(b).mean(), losses.binary_cross_entropy(P, B))
    r, zero = z[:, 0], torch.zeros(1, dtype=torch.float64)
    same(-d.Normal(zero, zero + 2).log_prob(r), Z[:, 0] ** 2 / 8 + np.log(2 * np.sqrt(2 * np.pi)))
    same(-d.Laplace(zero, zero + 2).log_prob(r), np.abs(Z[:, 0]) / 2 + np.log(4))
    together = d.Independent(d.Bernoulli(p), 1)
    same(together.log_prob(b), d.Bernoulli(p).log_prob(b).sum())


@says("PyTorch", "loss.backward()", "w.grad", "tensor.grad", "tensor.grad_fn", "nn.Parameter")
@says("PyTorch", "apply the chain rule", "adds* each new gradient", "w.grad = None")
def test_backward_adds():
    w = nn.Parameter(torch.tensor(3.0))
    assert (w * w).grad_fn is not None
    for expected in (6, 12):
        (w * w).backward()
        assert w.grad == expected
    w.grad = None
    (w * w).backward()
    assert w.grad == 6


@says("PyTorch", "torch.autograd.gradcheck", "torch.finfo")
def test_gradcheck_expects_float64():
    w = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda w: (w**3).sum(), w)
    single = w.detach().float().requires_grad_()
    with pytest.warns(UserWarning, match="double precision"):
        assert not torch.autograd.gradcheck(lambda w: (w**3).sum(), single, raise_exception=False)
    assert torch.finfo(torch.float64).eps == np.finfo(float).eps


@says("PyTorch", "torch.gradient", "torch.func.hessian", "torch.var(x, correction=0)")
@says("PyTorch", "torch.linalg.cond", "torch.linalg.eigvalsh", "torch.linalg.eigh")
@says("PyTorch", "torch.linalg.lstsq")
def test_numbers_and_matrices():
    x = torch.tensor([0.0, 1.0, 4.0, 9.0])
    assert torch.gradient(x)[0][1:3].tolist() == [2, 4]  # central inside
    hessian = torch.func.hessian(lambda w: (w**3).sum())(z[0])
    same(hessian, np.diag(6 * Z[0]))
    gram = Z.T @ Z
    values = np.linalg.eigvalsh(gram)
    same(torch.linalg.eigvalsh(torch.tensor(gram)), values)
    same(torch.linalg.eigh(torch.tensor(gram))[0], values)
    same(torch.linalg.cond(torch.tensor(gram)), values[-1] / values[0])
    same(torch.linalg.lstsq(z, q).solution, np.linalg.solve(gram, Z.T @ Q))
    same(torch.var(z, correction=0), np.var(Z))


@says("PyTorch", "nn.Linear", "Linear.weight", "Linear.bias", "nn.Embedding(C, C)")
def test_layers():
    linear, table = nn.Linear(3, 1, dtype=torch.float64), nn.Embedding(3, 3)
    same((linear(z)).detach(), Z @ linear.weight.detach().numpy().T + linear.bias.item())
    same(table(y).detach(), table.weight.detach().numpy()[Y])


@says("PyTorch", "torch.utils.data.DataLoader", "DataLoader")
def test_the_loader_does_not_shuffle_unless_told_to():
    load = torch.utils.data.DataLoader
    assert torch.cat(list(load(range(50), 7))).tolist() == list(range(50))
    shuffled = torch.cat(list(load(range(50), 7, shuffle=True))).tolist()
    assert shuffled != list(range(50)) == sorted(shuffled)


RULES = {
    "GradientDescent": (torch.optim.SGD, {}),
    "Momentum": (torch.optim.SGD, {"momentum": 0.9}),
    "Nesterov": (torch.optim.SGD, {"momentum": 0.9, "nesterov": True}),
    "Adagrad": (torch.optim.Adagrad, {}),
    "RMSProp": (torch.optim.RMSprop, {}),
    "Adam": (torch.optim.Adam, {}),
    "AdamW": (torch.optim.AdamW, {}),
}


@says("PyTorch", "torch.optim.SGD", "SGD", "SGD(momentum=0.9)", "momentum=", "nesterov=", "lr=")
@says("PyTorch", "torch.optim.Adagrad", "Adagrad", "torch.optim.RMSprop", "RMSprop(alpha=0.99)")
@says("PyTorch", "torch.optim.Adam", "Adam", "torch.optim.AdamW", "AdamW", "lr")
@says("PyTorch", "numbers that PyTorch computed", "What PyTorch's optimizers do", "no reader needs")
@says("PyTorch", "PyTorch calls it alpha", "learning rate 0.1, all else at its default")
@pytest.mark.parametrize("name", RULES)
def test_the_stored_steps_are_taken(name):
    with (NOTEBOOKS / "data" / "optimizer_reference.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["rule"] == name]
    assert len(rows) == 6
    x = nn.Parameter(torch.tensor([1, -2, 0.5], dtype=torch.float64))
    rule, settings = RULES[name]
    optimizer = rule([x], lr=0.1, **settings)
    for row in rows:
        gradient, after = (
            [float(row[f"{kind}_{i}"]) for i in (1, 2, 3)] for kind in ("gradient", "parameter")
        )
        x.grad = torch.tensor(gradient, dtype=torch.float64)
        optimizer.step()
        np.testing.assert_allclose(x.detach(), after, rtol=1e-14, atol=1e-14)


def first_step(rule, gradient=1.0, **settings):
    x = nn.Parameter(torch.tensor([1.0], dtype=torch.float64))
    optimizer = rule([x], **settings)
    x.grad = torch.tensor([gradient], dtype=torch.float64)
    optimizer.step()
    return 1 - x.item(), optimizer.state[x], optimizer.defaults


@says("PyTorch", "momentum_buffer")
def test_the_first_nesterov_step_is_longer():
    step, state, _ = first_step(torch.optim.SGD, lr=0.1, momentum=0.9)
    assert step == pytest.approx(0.1)
    assert state["momentum_buffer"].item() == 1
    assert first_step(torch.optim.SGD, lr=0.1, momentum=0.9, nesterov=True)[0] == pytest.approx(
        0.19
    )


@says("PyTorch", "stands outside the velocity")
def test_a_new_rate_rescales_what_has_been_gathered():
    x = nn.Parameter(torch.tensor([0.0], dtype=torch.float64))
    optimizer = torch.optim.SGD([x], lr=0.1, momentum=0.9)
    x.grad = torch.ones(1, dtype=torch.float64)
    optimizer.step()
    optimizer.param_groups[0]["lr"] = 0.0
    optimizer.step()
    assert x.item() == pytest.approx(-0.1)  # the velocity is 1.9, times a rate of 0


@says("PyTorch", "weight_decay=", "weight_decay", "lr_scheduler", "as a factor of the decay")
@says("PyTorch", "Conventions are PyTorch's")
def test_penalty_decay_and_default_rates():
    assert first_step(torch.optim.SGD, lr=0.1, weight_decay=0.5)[0] == pytest.approx(0.15)
    assert first_step(torch.optim.Adam, lr=0.1, weight_decay=0.5)[0] == pytest.approx(0.1)
    assert first_step(torch.optim.AdamW, lr=0.1, weight_decay=0.5)[0] == pytest.approx(0.15)
    assert torch.optim.lr_scheduler.LambdaLR
    o, names = torch.optim, ("SGD", "Adagrad", "RMSprop", "Adam", "AdamW")
    rates = [first_step(getattr(o, name))[2]["lr"] for name in names]
    assert rates == [0.001, 0.01, 0.01, 0.001, 0.001]
    theirs = {name: first_step(getattr(o, name))[2] for name in names}
    assert theirs["SGD"]["momentum"] == 0
    for name, ours in (
        ("Adagrad", optimizers.Adagrad(1)),
        ("RMSprop", optimizers.RMSProp(1)),
        ("Adam", optimizers.Adam()),
        ("AdamW", optimizers.AdamW()),
    ):
        assert theirs[name]["eps"] == ours.eps
    assert theirs["RMSprop"]["alpha"] == optimizers.RMSProp(1).decay
    assert theirs["Adam"]["betas"] == theirs["AdamW"]["betas"] == optimizers.Adam().betas
    assert theirs["AdamW"]["weight_decay"] == optimizers.AdamW().weight_decay
