"""The exercises of notebook 06."""

import numpy as np

from utils.exercises.exercise import exercise
from utils.exercises.kinds import HESSIAN, PARAMETERS, REALS, Kind, number
from utils.optimizers import Adagrad, GradientDescent, Momentum, RMSProp

# Steps needed by C rules at N + 2 rates; half of the tables have no best at an edge.
PLACES = "rng.integers(k := rng.integers(2), N + 2 - k, (C, 1))"
SCORES = Kind("CN", f"rng.uniform(95, 165, (C, N + 2)) - 90 * (np.arange(N + 2) == {PLACES})")
SOME_SMALL = Kind("NP", "rng.normal(0, 2, (N, P)) * 10.0 ** rng.choice([0, 0, -8], P)")


@exercise("6.1")
def effective_rate(alpha: number(0.01, 0.5), beta: number(0.1, 0.95)):
    """a steady slope is walked 1/(1 - β) times faster."""
    return alpha / (1 - beta)


@exercise("6.2", read="(6.3)")
def momentum_limit(hessian: HESSIAN, beta: number(0.1, 0.95)):
    """the steepest direction decides, and momentum gives it more room.
    (2 + 2 * beta) -> (2 + 2 * beta) / (1 + 2 * beta) : this is Nesterov's limit, with 1 + 2β below
    2 + 2 * beta -> (1 + np.sqrt(beta)) ** 2 : here the swings begin to outlast √β, by (6.4); they
        diverge later, by (6.3)
    """
    return (2 + 2 * beta) / np.linalg.eigvalsh(hessian)[-1]


@exercise("6.3", read="(6.12)")
def corrected_mean(values: REALS, beta: number(0.3, 0.98)):
    """one value is its own mean from the first step on.
    / (1 - beta ** len(values)) -> / 1 : the bias is still in it: divide by 1 - βᵗ
    ** len(values) -> ** 1 : as if the new value had the weight 1 and nothing were divided, or as if
        one divided by 1 - β; after t values it is 1 - βᵗ
    beta * m -> (1 - beta) * m; + (1 - beta) -> + beta : swapped weights: β belongs to the old mean
    0.0 -> values[0]; / (1 - beta ** len(values)) -> / 1 : as if the mean began at the first value
    value in values -> t, value in enumerate(values, start=1); = beta -> = (beta; * value ->
        * value) / (1 - beta**t); / (1 - beta ** len(values)) -> / 1 : as if the corrected mean were
        fed back into the next step
    """
    mean = 0.0
    for value in values:
        mean = beta * mean + (1 - beta) * value
    return mean / (1 - beta ** len(values))


@exercise("6.4", read="'A fair race'", rounds=9)
def no_best_at_an_edge(scores: SCORES):
    """only then does another grid have little to add.
    np.all -> np.any : as if one rule with its best inside were enough; every rule needs that
    np.all(np.argmin(scores, axis=1) > 0) : the last rate is an edge, too
    """
    best = np.argmin(scores, axis=1)
    return np.all((best > 0) & (best < scores.shape[1] - 1))


@exercise("6.5")
def rule_of_even_steps():
    """it divides by the size of recent gradients, so its steps settle at α for all.
    "GD" : a slope a hundred times smaller gets steps a hundred times smaller
    "Momentum" : all its steps grow by the same factor, so rare features stay behind
    "Adagrad" : it is what slows down: its sum of squares only grows
    """
    rules = {"GD": GradientDescent, "Momentum": Momentum, "Adagrad": Adagrad, "RMSProp": RMSProp}

    def unevenness(name):
        rule, slopes = rules[name](0.1), np.array([1.0, 0.01])
        return np.abs([rule.step(np.zeros(2), slopes) + 0.1 for _ in range(1000)][-1]).max()

    return min(rules, key=unevenness)


@exercise("6.6", read="(6.12)")
def adam_end(gradients: SOME_SMALL, start: PARAMETERS, alpha: number(0.005, 0.5)):
    """the rule that trains most networks, in six lines.
    m / (1 - 0.9**t), S / (1 - 0.999**t) -> m, S : neither mean is divided by its 1 - βᵗ
    S / (1 - 0.999**t) -> S : m is corrected, S is not
    g**2 -> abs(g) : the gradient enters S without its square
    S_hat) -> S); m_hat / -> m /; m_hat, S_hat -> m, S : as if the corrected means were fed back
    """
    w, m, S = start, 0.0, 0.0
    for t, g in enumerate(gradients, start=1):
        m = 0.9 * m + 0.1 * g
        S = 0.999 * S + 0.001 * g**2
        m_hat, S_hat = m / (1 - 0.9**t), S / (1 - 0.999**t)
        w = w - alpha * m_hat / (np.sqrt(S_hat) + 1e-8)
    return w
