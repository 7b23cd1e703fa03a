"""The exercises of notebook 06."""

import numpy as np

from utils.exercises.exercise import exercise
from utils.exercises.kinds import HESSIAN, PARAMETERS, Kind, number, numbers
from utils.optimizers import Adagrad, GradientDescent, Momentum, RMSProp


def _scores(rng, size):
    """Steps needed by C rules at N rates; about half of the tables have no best at an edge."""
    scores = rng.uniform(20, 90, (size.C, size.N))
    if size.N > 2 and rng.random() < 0.6:
        inside = rng.integers(1, size.N - 1, size.C)
        scores[np.arange(size.C), inside] = rng.uniform(5, 19, size.C)
    return scores


def _some_small(rng, size):
    return rng.normal(0, 2, (size.N, size.P)) * 10.0 ** rng.choice([0, 0, -8], size.P)


@exercise("6.1")
def effective_rate(alpha: number(0.01, 0.5), beta: number(0.1, 0.95)):
    """a steady slope is walked 1/(1 - β) times faster.
    alpha / beta : divided by β; what is left of 1 after β is asked
    alpha * (1 + beta) : this is the second step; the sum goes on
    """
    return alpha / (1 - beta)


@exercise("6.2", read="(6.3)")
def momentum_limit(hessian: HESSIAN, beta: number(0.1, 0.95)):
    """the steepest direction decides, and momentum gives it more room.
    2 + 2 * beta -> 2 / (1 - beta) : as if the limit grew by 1/(1 - β), as the speed does; see (6.3)
    (2 + 2 * beta) -> (2 + 2 * beta) / (1 + 2 * beta) : this is Nesterov's limit, with 1 + 2β below
    2 + 2 * beta -> (1 + np.sqrt(beta)) ** 2 : here the swings begin to outlast √β, by (6.4); they
        diverge later, by (6.3)
    """
    return (2 + 2 * beta) / np.linalg.eigvalsh(hessian)[-1]


@exercise("6.3", read="(6.12)")
def corrected_mean(values: numbers(-3, 5), beta: number(0.3, 0.98)):
    """one value is its own mean from the first step on.
    / (1 - beta ** len(values)) -> / 1 : the bias is still in it: divide by 1 - β to the t
    ** len(values) -> ** 1 : as if the new value had the weight 1 and nothing were divided, or as if
        one divided by 1 - β; after t values it is 1 - β to the t
    beta * m -> (1 - beta) * m; + (1 - beta) -> + beta : swapped weights: β belongs to the old mean
    (1 - beta) * value -> value : the weight 1 - β of the new value is missing
    0.0 -> values[0]; / (1 - beta ** len(values)) -> / 1 : as if the mean began at the first value
    value in values -> t, value in enumerate(values, start=1); = beta -> = (beta; * value ->
        * value) / (1 - beta**t); / (1 - beta ** len(values)) -> / 1 : as if the corrected mean were
        fed back into the next step
    """
    mean = 0.0
    for value in values:
        mean = beta * mean + (1 - beta) * value
    return mean / (1 - beta ** len(values))


@exercise("6.4", read="A fair race")
def no_best_at_an_edge(scores: Kind("CN", _scores)):
    """only then does another grid have little to add.
    np.all -> np.any : one rule with its best inside is enough for it; every rule needs that
    np.all(np.argmin(scores, axis=1) > 0) : the last rate is an edge, too
    (best > 0) -> True : the first rate is an edge, too
    right(scores.T) : the best rule at each rate is looked for; the best rate of each rule is asked
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
def adam_end(gradients: Kind("NP", _some_small), start: PARAMETERS, alpha: number(0.005, 0.5)):
    """the rule that trains most networks, in six lines.
    w - alpha -> w + alpha : it climbs: step against the gradient
    m / (1 - 0.9**t), S / (1 - 0.999**t) -> m, S : neither mean is divided by its 1 - β to the t
    S / (1 - 0.999**t) -> S : m is corrected, S is not
    m / (1 - 0.9**t) -> m : S is corrected, m is not
    0.999 -> B; 0.001 -> D; 0.9 -> 0.999; 0.1 -> 0.001; B -> 0.9; D -> 0.1 : the two decays are
        exchanged: 0.9 belongs to m, 0.999 to S
    m / ( -> m * (; S / ( -> S * ( : multiplied by 1 - β to the t, where one divides
    0.9 * m + 0.1 * g -> 0.1 * m + 0.9 * g; 0.999 * S + 0.001 -> 0.001 * S + 0.999 : the old mean
        and the new gradient have each other's weight
    m_hat / (np.sqrt(S_hat) + 1e-8) -> g : as if this were plain gradient descent: no mean, no scale
    0.999 -> 0.99; 0.001 -> 0.01 : the decay of S is 0.99, RMSProp's; Adam's is 0.999
    g**2 -> abs(g) : the gradient enters S without its square
    start=1 -> start=0 : t counts from 0: the first correction divides by 0
    (S_hat) + 1e-8 -> (S_hat + 1e-8) : ε stands inside the root; it belongs outside
    S_hat) -> S); m_hat / -> m /; m_hat, S_hat -> m, S : as if the corrected means were fed back
    """
    w, m, S = start, 0.0, 0.0
    for t, g in enumerate(gradients, start=1):
        m = 0.9 * m + 0.1 * g
        S = 0.999 * S + 0.001 * g**2
        m_hat, S_hat = m / (1 - 0.9**t), S / (1 - 0.999**t)
        w = w - alpha * m_hat / (np.sqrt(S_hat) + 1e-8)
    return w
