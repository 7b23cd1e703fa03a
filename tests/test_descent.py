"""The path of a descent and how it ends, minibatches, and the largest stable learning rate."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_optimizers import every_rule

from utils.descent import descend, largest_stable_learning_rate, minibatches
from utils.optimizers import Adagrad, Adam, GradientDescent, Momentum, RMSProp


def bowl(x):
    """The gradient of the sum of squares."""
    return 2 * x


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
