"""The update rules: PyTorch's numbers, the promises of every function, and how a run ends."""

import copy
import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from utils.descent import descend, largest_stable_learning_rate, minibatches
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


def bowl(x):
    """The gradient of the sum of squares."""
    return 2 * x


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
BY_HAND = [
    (GradientDescent(0.5), -0.5, -1.5),
    (Momentum(0.5, momentum=0.5), -0.5, -1.75),  # v = 1, 2.5
    (Momentum(0.5, momentum=0.5, nesterov=True), -0.75, -2.375),  # g + v / 2 = 1.5, 3.25
    (Momentum(0.5, momentum=0), -0.5, -1.5),
    (Adagrad(0.5, eps=1), -0.25, -0.25 - 1 / (5**0.5 + 1)),  # s = 1, 5
    (RMSProp(0.5, decay=0.75, eps=0.5), -0.5, -0.5 - 1 / (1.1875**0.5 + 0.5)),  # s = 1/4, 19/16
    (RMSProp(0.5, decay=0, eps=1), -0.25, -0.25 - 1 / 3),
    # m = 1/2, 5/4 and s = 1/4, 19/16; corrected: 1, 5/3 and 1, 19/7
    (
        Adam(0.5, betas=(0.5, 0.75), eps=1),
        -0.25,
        -0.25 - 0.5 * (5 / 3) / ((19 / 7) ** 0.5 + 1),
    ),
]


BY_HAND.append((AdamW(0.5, (0.5, 0.75), eps=1, weight_decay=1), -0.25, BY_HAND[-1][2] + 0.125))


@pytest.mark.parametrize(("optimizer", "first", "second"), BY_HAND)
def test_two_steps_by_hand(optimizer, first, second):
    optimizer = copy.deepcopy(optimizer)
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
    start = slow.step([0.0, 0.0], [1.0, -2.0])
    fast.step([0.0, 0.0], [1.0, -2.0])
    fast.learning_rate = 0.5
    np.testing.assert_allclose(
        fast.step([0.0, 0.0], [3.0, 1.0]), 2 * slow.step([0.0, 0.0], [3.0, 1.0]), rtol=1e-15
    )
    assert start.shape == (2,)


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


RATE = "learning_rate must be positive and finite"
BAD_ARGUMENTS = [
    *[
        (rule, (rate,), {}, ValueError, RATE)
        for rule in RULES.values()
        for rate in (0, -1, np.nan, np.inf)
    ],
    *[
        (rule, (rate,), {}, TypeError, "learning_rate must be a real number, got")
        for rule in RULES.values()
        for rate in ("fast", None, True, [0.1])
    ],
    *[
        (rule, (0.1,), {name: value}, ValueError, rf"{name} must lie in \[0, 1\), got {value}")
        for rule, name in ((Momentum, "momentum"), (RMSProp, "decay"))
        for value in (1, -0.1, 1.5, np.nan)
    ],
    *[
        (Adam, (0.1,), {"betas": betas}, ValueError, f"{name} must lie in .*, got {value}")
        for betas, name, value in [
            ((1, 0.9), r"betas\[0\]", 1),
            ((0.9, 1), r"betas\[1\]", 1),
            ((-0.5, 0.9), r"betas\[0\]", -0.5),
            ((0.9, np.nan), r"betas\[1\]", "nan"),
        ]
    ],
    *[
        (Adam, (0.1,), {"betas": betas}, ValueError, "betas must be two numbers")
        for betas in (0.9, (0.9,), (0.9, 0.99, 0.999), None)
    ],
    (AdamW, (), {"weight_decay": -0.1}, ValueError, "weight_decay must be at least 0 and finite"),
    (AdamW, (), {"weight_decay": np.inf}, ValueError, "weight_decay must be at least 0 .* got inf"),
    (AdamW, (), {"weight_decay": "1"}, TypeError, "weight_decay must be a real number, got str"),
    (descend, (lambda x: None, [1.0], Adam(), 1), {}, TypeError, r"gradient\(x\) must hold real"),
    (Adam, (0.1,), {"betas": ("a", "b")}, TypeError, r"betas\[0\] must be a real number"),
    *[
        (rule, (0.1,), {"eps": eps}, ValueError, "eps must be positive and finite")
        for rule in (Adagrad, RMSProp, Adam)
        for eps in (0, -1e-8, np.nan)
    ],
    *[
        (rule(0.1).step, arguments, {}, error, message)
        for rule in RULES.values()
        for arguments, error, message in [
            (
                ([1.0, 2.0], [1.0]),
                ValueError,
                r"gradient must have the shape of parameters, \(2,\)",
            ),
            (([[1.0], [2.0]], [1.0, 2.0]), ValueError, r"\(2, 1\), got shape \(2,\)"),
            (([1.0, np.nan], [1.0, 2.0]), ValueError, "parameters must not contain NaN"),
            (([1.0, 2.0], [np.nan, 2.0]), ValueError, "gradient must not contain NaN"),
            (([np.nan], [[1.0]]), ValueError, "gradient must have the shape of parameters"),
            ((np.ma.array([1.0]), [1.0]), TypeError, "parameters must not be a masked array"),
            (([1.0], np.ma.array([1.0])), TypeError, "gradient must not be a masked array"),
            (([], []), ValueError, "parameters must not be empty"),
            ((["a"], [1.0]), TypeError, "parameters must hold real numbers"),
            (([1.0], [1j]), TypeError, "gradient must hold real numbers"),
        ]
    ],
    (descend, (3, [1.0], Adam(), 1), {}, TypeError, "gradient must be callable, got int"),
    (descend, (bowl, [], Adam(), 1), {}, ValueError, "start must not be empty"),
    (descend, (bowl, [np.inf], Adam(), 1), {}, ValueError, "start must be finite"),
    (descend, (bowl, [np.nan], Adam(), 1), {}, ValueError, "start must not contain NaN"),
    (descend, (bowl, [1.0], Adam(), -1), {}, ValueError, "steps must be at least 0, got -1"),
    (descend, (bowl, [1.0], Adam(), 1.5), {}, TypeError, "steps must be an integer, got float"),
    (descend, (bowl, [1.0], Adam(), True), {}, TypeError, "steps must be an integer, got bool"),
    (descend, (lambda x: x[:1], [1.0, 2], Adam(), 1), {}, ValueError, "gradient must have the sha"),
    (minibatches, (0, 1, np.random.default_rng(0)), {}, ValueError, "n must be at least 1, got 0"),
    (minibatches, (1, 0, np.random.default_rng(0)), {}, ValueError, "size must be at least 1"),
    (minibatches, (4, 1.0, np.random.default_rng(0)), {}, TypeError, "size must be an integer"),
    (minibatches, (4.0, 1, np.random.default_rng(0)), {}, TypeError, "n must be an integer"),
    (minibatches, (4, 1, 0), {}, TypeError, r"rng must be a .*default_rng\(seed\), got int"),
    *[
        (largest_stable_learning_rate, (hessian,), {}, ValueError, message)
        for hessian, message in [
            ([], "hessian must not be empty"),
            ([[np.nan]], "hessian must not contain NaN"),
            ([[np.inf]], "hessian must be finite"),
            ([1.0, 2.0], r"hessian must have shape \(P, P\), got shape \(2,\)"),
            ([[1.0, 2.0]], r"hessian must have shape \(P, P\), got shape \(1, 2\)"),
            (np.ones((2, 2, 2)), r"hessian must have shape \(P, P\), got shape \(2, 2, 2\)"),
            ([[1.0, 2.0], [0.0, 1.0]], "^hessian must be symmetric, got a matrix that is not$"),
            ([[1.0, 1.0], [1.000005, 1.0]], "hessian must be symmetric"),
            ([[1e-9, 1e-9], [0.0, 1e-9]], "hessian must be symmetric"),
            ([[1.0, 0.0], [0.0, -1.0]], "eigenvalues of at least 0 and one above, got -1 to 1"),
            ([[np.nan, 1.0]], "hessian must have shape"),
            ([[0.0]], "eigenvalues of at least 0 and one above, got 0 to 0"),
        ]
    ],
]


@pytest.mark.parametrize(("call", "arguments", "named", "error", "message"), BAD_ARGUMENTS)
def test_bad_input_is_named(call, arguments, named, error, message):
    with pytest.raises(error, match=message):
        call(*arguments, **named)


@every_rule
def test_a_bad_learning_rate_is_named_between_steps_too(rule):
    optimizer = rule(0.1)
    with pytest.raises(ValueError, match=RATE):
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


# descend


@every_rule
def test_the_path_is_the_steps_one_after_the_other(rule):
    path = descend(bowl, [1, -2], rule(0.1), 5)
    optimizer, x = rule(0.1), np.array([1.0, -2.0])
    assert path.shape == (6, 2)
    for row in path:
        np.testing.assert_array_equal(row, x)
        x = optimizer.step(x, bowl(x))


@pytest.mark.parametrize("start", [3.0, [1.0], [[1.0, 2.0]], np.ones((2, 3, 4))])
def test_the_path_has_the_shape_of_the_start(start):
    assert descend(bowl, start, Adam(), 4).shape == (5, *np.shape(start))
    assert descend(bowl, start, Adam(), 0).shape == (1, *np.shape(start))


def test_the_path_has_the_dtype_of_the_start():
    assert descend(bowl, np.float32([1]), Adam(), 2).dtype == np.float32
    assert descend(bowl, [1], Adam(), 2).dtype == float


@every_rule
def test_an_optimizer_used_twice_gives_the_same_path(rule):
    optimizer, fresh = rule(0.1), rule(0.1)
    first = descend(bowl, [1.0], optimizer, 5)
    np.testing.assert_array_equal(descend(bowl, [1.0], optimizer, 5), first)
    assert optimizer.step([1.0], [3.0]) == fresh.step([1.0], [3.0])


def test_a_warm_optimizer_goes_on_from_what_it_remembers():
    optimizer = Momentum(0.1)
    optimizer.step([1.0], [10.0])
    assert descend(bowl, [1.0], optimizer, 1)[1] == 1 - 0.1 * (0.9 * 10 + 2)


def test_a_gradient_that_writes_to_its_argument_harms_nobody():
    def careless(x):
        x *= 2
        return x

    start = np.array([1.0, -2.0])
    path = descend(careless, start, GradientDescent(0.1), 3)
    np.testing.assert_array_equal(start, [1, -2])
    np.testing.assert_array_equal(path, descend(bowl, start, GradientDescent(0.1), 3))


def test_the_gradient_is_asked_once_per_step_in_order():
    seen = []
    path = descend(lambda x: seen.append(x[0]) or bowl(x), [1.0], GradientDescent(0.25), 3)
    assert seen == [1, 0.5, 0.25]
    assert path[:, 0].tolist() == [1, 0.5, 0.25, 0.125]


def test_stochastic_gradients_repeat_with_their_seed():
    def noisy(seed):
        rng = np.random.default_rng(seed)
        return descend(lambda x: bowl(x) + rng.normal(size=1), [1.0], GradientDescent(0.1), 5)

    np.testing.assert_array_equal(noisy(1), noisy(1))
    assert (noisy(1)[1:] != noisy(2)[1:]).all()


def test_a_diverging_run_is_nan_from_the_step_that_leaves_the_finite_numbers():
    # x is multiplied by 1 - 2 * 5.5 = -10 at every step, and the largest float is 1.8e308
    path = descend(bowl, [1.0, 0.5], GradientDescent(5.5), 400)
    assert path.shape == (401, 2)
    assert np.isnan(path[:, 0]).argmax() == 309
    assert np.isfinite(path[:309]).all()
    assert np.isnan(path[309:]).all()
    np.testing.assert_allclose(path[308], [1e308, 5e307], rtol=1e-12)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_gradient_that_is_not_finite_ends_the_run(value):
    calls = []

    def breaks(x):
        calls.append(x)
        return np.array([1.0, value if len(calls) == 3 else 1.0])

    path = descend(breaks, [0.0, 0.0], RMSProp(0.1), 10)
    assert np.isfinite(path[:3]).all()
    assert np.isnan(path[3:]).all()
    assert len(calls) == 3


@every_rule
def test_a_diverging_run_warns_of_nothing(rule):
    # pytest turns every warning into an error
    path = descend(lambda x: np.exp(x * x) * x, [3.0, 2.0], rule(1e3), 50)
    finite = np.isfinite(path).all(axis=1)
    assert (finite == ~np.isnan(path).any(axis=1)).all()
    assert (np.diff(finite.astype(int)) <= 0).all()


def test_a_step_that_leaves_the_finite_numbers_ends_the_run_without_a_warning():
    # α g and the sum of the squares are both too large for a float, and inf / inf is NaN
    path = descend(lambda x: np.array([1e308]), [1.0], Adagrad(10), 3)
    np.testing.assert_array_equal(path, [[1], [np.nan], [np.nan], [np.nan]])


def test_a_gradient_that_becomes_nan_warns_of_nothing():
    path = descend(lambda x: np.exp(x) - np.exp(x), [1000.0], GradientDescent(0.1), 2)
    np.testing.assert_array_equal(path, [[1000], [np.nan], [np.nan]])


def test_any_object_with_a_step_will_do():
    class Signs:
        def step(self, parameters, gradient):
            return parameters - np.sign(gradient)

    assert descend(bowl, 3.0, Signs(), 3).tolist() == [3, 2, 1, 0]


def test_an_optimizer_that_writes_to_its_own_arrays_may_be_used_twice():
    class Sums:
        def __init__(self):
            self.sums = np.zeros(2)

        def step(self, parameters, gradient):
            self.sums += gradient
            return parameters - 0.1 * self.sums

    optimizer = Sums()
    first = descend(bowl, [1.0, 2.0], optimizer, 3)
    np.testing.assert_array_equal(descend(bowl, [1.0, 2.0], optimizer, 3), first)


# Minibatches and the largest stable learning rate


@given(n=st.integers(1, 200), size=st.integers(1, 250), seed=st.integers(0, 100))
def test_an_epoch_holds_every_example_once(n, size, seed):
    batches = minibatches(n, size, np.random.default_rng(seed))
    assert sorted(np.concatenate(batches).tolist()) == list(range(n))
    assert [len(batch) for batch in batches[:-1]] == [size] * (len(batches) - 1)
    assert 1 <= len(batches[-1]) <= size


def test_two_epochs_come_in_different_orders_that_a_seed_repeats():
    def epochs(seed):
        rng = np.random.default_rng(seed)
        return [np.concatenate(minibatches(50, 8, rng)).tolist() for _ in range(2)]

    assert epochs(3)[0] != epochs(3)[1]
    assert epochs(3) == epochs(3)
    assert epochs(3)[0] != list(range(50))


@given(
    eigenvalues=st.lists(st.floats(0, 100), min_size=1, max_size=5),
    largest=st.floats(101, 1e3),
    seed=st.integers(0, 100),
)
def test_the_largest_stable_rate_is_two_over_the_largest_eigenvalue(eigenvalues, largest, seed):
    values = np.array([*eigenvalues, largest])
    q, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(len(values), len(values))))
    assert largest_stable_learning_rate(q * values @ q.T) == pytest.approx(2 / largest)


def test_the_largest_stable_rate_of_one_parameter():
    assert largest_stable_learning_rate(4) == 0.5
    assert largest_stable_learning_rate(0.5) == 4
    assert isinstance(largest_stable_learning_rate(np.float32([[4]])), float)


@pytest.mark.parametrize(("factor", "stable"), [(0.99, True), (1.01, False)])
def test_the_largest_stable_rate_divides_runs_that_end_from_runs_that_do_not(factor, stable):
    hessian = np.array([[2.0, 1.0], [1.0, 3.0]])
    rate = factor * largest_stable_learning_rate(hessian)
    path = descend(lambda x: hessian @ x, [1.0, 1.0], GradientDescent(rate), 2000)
    assert (np.linalg.norm(path[-1]) < 1e-8) == stable


def test_an_eigenvalue_below_zero_by_rounding_alone_is_forgiven():
    assert largest_stable_learning_rate(np.diag([-1e-3, 1e6])) == 2e-6
    with pytest.raises(ValueError, match="eigenvalues of at least 0"):
        largest_stable_learning_rate(np.diag([-1e-3, 1.0]))


def test_rounding_does_not_break_the_symmetry_of_a_hessian():
    assert largest_stable_learning_rate([[2, 4.44e-16], [4.36e-16, 2]]) == pytest.approx(1)
    features = np.random.default_rng(0).normal(size=(50, 5)) * [1e-6, 1, 1e6, 3, 7]
    hessian = features.T @ np.diag(np.linspace(0.1, 1, 50)) @ features
    top = np.linalg.eigvalsh((hessian + hessian.T) / 2)[-1]
    assert largest_stable_learning_rate(hessian) == pytest.approx(2 / top)
