"""The update rules: PyTorch's numbers, and the promises of every function."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from utils.optimizers import Adagrad, Adam, AdamW, GradientDescent, Momentum, RMSProp

RULES = {
    "GradientDescent": GradientDescent,
    "Momentum": Momentum,
    "Nesterov": lambda learning_rate: Momentum(learning_rate, nesterov=True),
    "Adagrad": Adagrad,
    "RMSProp": RMSProp,
    "Adam": Adam,
    "AdamW": AdamW,
}
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
numbers = st.floats(-1e6, 1e6).map(lambda g: g if abs(g) > 1e-100 else 0.0)


def reference():
    """The steps that PyTorch takes on fixed gradients: {rule: (gradients, parameters)}."""
    path = Path(__file__).parents[1] / "notebooks" / "data" / "optimizer_reference.csv"
    steps = {}
    with path.open() as file:
        for row in csv.DictReader(file):
            values = [
                [float(row[f"{kind}_{i}"]) for i in (1, 2, 3)] for kind in ("gradient", "parameter")
            ]
            steps.setdefault(row["rule"], []).append(values)
    return {name: np.moveaxis(np.array(values), 1, 0) for name, values in steps.items()}


# The rules


@pytest.mark.parametrize("name", RULES)
def test_every_step_is_pytorchs(name):
    gradients, expected = reference()[name]
    optimizer, parameters = RULES[name](0.1), np.array([1.0, -2.0, 0.5])
    for gradient, after in zip(gradients, expected, strict=True):
        parameters = optimizer.step(parameters, gradient)
        np.testing.assert_allclose(parameters, after, rtol=1e-14, atol=1e-14)


def test_the_defaults_are_pytorchs():
    assert Adam().learning_rate == 0.001
    assert (Adam().betas, Adam().eps) == ((0.9, 0.999), 1e-8)
    assert (AdamW().betas, AdamW().eps, AdamW().weight_decay) == ((0.9, 0.999), 1e-8, 0.01)
    assert (Momentum(1).momentum, Momentum(1).nesterov) == (0.9, False)
    assert Adagrad(1).eps == 1e-10
    assert (RMSProp(1).decay, RMSProp(1).eps) == (0.99, 1e-8)


# Two steps from 0 along g = 1, 2, worked out with pencil and paper: settings far from the defaults,
# so that each of them must be felt.
ADAM = -0.25 - 0.5 * (5 / 3) / ((19 / 7) ** 0.5 + 1)
BY_HAND = [
    (GradientDescent, (0.5,), -0.5, -1.5),
    (Momentum, (0.5, 0.5), -0.5, -1.75),  # v = 1, 2.5
    (Momentum, (0.5, 0.5, True), -0.75, -2.375),  # g + v / 2 = 1.5, 3.25
    (Momentum, (0.5, 0), -0.5, -1.5),
    (Adagrad, (0.5, 1), -0.25, -0.25 - 1 / (5**0.5 + 1)),  # s = 1, 5
    (RMSProp, (0.5, 0.75, 0.5), -0.5, -0.5 - 1 / (1.1875**0.5 + 0.5)),  # s = 1/4, 19/16
    (RMSProp, (0.5, 0, 1), -0.25, -0.25 - 1 / 3),
    # m = 1/2, 5/4 and s = 1/4, 19/16; corrected: 1, 5/3 and 1, 19/7
    (Adam, (0.5, (0.5, 0.75), 1), -0.25, ADAM),
    (AdamW, (0.5, (0.5, 0.75), 1, 0), -0.25, ADAM),
    (AdamW, (0.5, (0.5, 0.75), 1, 1), -0.25, ADAM + 0.125),
]


@pytest.mark.parametrize(("rule", "settings", "first", "second"), BY_HAND)
def test_two_steps_by_hand(rule, settings, first, second):
    optimizer = rule(*settings)
    one = optimizer.step([0], [1])
    np.testing.assert_allclose(one, [first], rtol=1e-15)
    np.testing.assert_allclose(optimizer.step(one, [2]), [second], rtol=1e-15)


def test_a_changed_learning_rate_rescales_the_whole_velocity():
    optimizer = Momentum(1.0, momentum=0.5)
    after = optimizer.step(0.0, 4.0)
    optimizer.learning_rate = 0.1
    assert optimizer.step(after, 0.0) == -4.0 - 0.1 * 2.0


@every_rule
def test_a_changed_learning_rate_scales_the_next_step(rule):
    slow, fast = rule(0.25), rule(0.25)
    for optimizer in (slow, fast):
        optimizer.step([0.0, 0.0], [1.0, -2.0])
    fast.learning_rate = 0.5
    np.testing.assert_allclose(
        fast.step([0.0, 0.0], [3.0, 1.0]), 2 * slow.step([0.0, 0.0], [3.0, 1.0]), rtol=1e-15
    )


@every_rule
@given(gradient=hnp.arrays(float, hnp.array_shapes(min_dims=0), elements=numbers))
def test_the_first_step_is_against_the_gradient(rule, gradient):
    move = rule(0.1).step(np.zeros(gradient.shape), gradient)
    assert np.shape(move) == gradient.shape
    assert (np.sign(move) == -np.sign(gradient)).all()


@given(gradient=numbers.filter(lambda g: abs(g) > 1e-3))
def test_adams_first_step_has_the_length_of_its_learning_rate(gradient):
    assert abs(Adam(0.01).step(0.0, gradient)) == pytest.approx(0.01, rel=1e-4)


@pytest.mark.parametrize("rule", [Adagrad, RMSProp, Adam])
def test_a_coordinate_without_gradient_rests(rule):
    optimizer, x = rule(0.1), np.array([1.0, 2.0])
    for _ in range(3):
        x = optimizer.step(x, [1.0, 0.0])
    assert x[1] == 2.0


# What goes in, and what comes out


@every_rule
def test_step_writes_to_neither_argument(rule):
    x, g = np.array([1.0, 2.0]), np.array([3.0, -4.0])
    x.flags.writeable = g.flags.writeable = False
    optimizer = rule(0.1)
    first = optimizer.step(x, g)
    kept = first.copy()
    optimizer.step(first, g)
    np.testing.assert_array_equal(first, kept)
    assert not np.shares_memory(first, x)


@every_rule
def test_a_reused_gradient_buffer_does_not_reach_the_state(rule):
    buffer, steady, reusing = np.array([1.0]), rule(0.1), rule(0.1)
    steady.step([0.0], [1.0])
    reusing.step([0.0], buffer)
    buffer[:] = 100
    assert steady.step([0.0], [2.0]) == reusing.step([0.0], [2.0])


@every_rule
@pytest.mark.parametrize(
    "kind",
    [list, np.array, np.bool_, np.float32, np.asfortranarray, lambda a: np.repeat(a, 2, 0)[::2]],
)
def test_every_kind_of_input_gives_the_same_step(rule, kind):
    x, g = [[1, 0], [0, 1], [1, 1]], [[1, 1], [0, 1], [1, 0]]
    expected = rule(0.1).step(np.array(x, float), np.array(g, float))
    got = rule(0.1).step(kind(x), kind(g))
    assert got.dtype == (np.float32 if kind is np.float32 else float)
    np.testing.assert_allclose(got, expected, rtol=1e-15, atol=1e-6 if kind is np.float32 else 0)


@every_rule
def test_float32_parameters_stay_float32_whatever_the_gradient(rule):
    optimizer = rule(np.float64(0.1))
    x = optimizer.step(np.float32([1, 2]), np.array([1.0, 2.0]))
    assert optimizer.step(x, np.array([1.0, 2.0])).dtype == np.float32


@every_rule
def test_a_bad_learning_rate_is_named_between_steps_too(rule):
    optimizer = rule(0.1)
    with pytest.raises(ValueError, match="learning_rate must be positive"):
        optimizer.learning_rate = -1
    assert optimizer.learning_rate == 0.1


@every_rule
def test_one_optimizer_for_two_arrays_is_refused(rule):
    optimizer = rule(0.1)
    optimizer.step(np.zeros((3, 2)), np.ones((3, 2)))
    with pytest.raises(
        ValueError, match=r"parameters must keep the shape .* \(3, 2\), got .* \(2,\)"
    ):
        optimizer.step(np.zeros(2), np.ones(2))
