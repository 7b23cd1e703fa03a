"""The exercises of notebook 06."""

import numpy as np

from utils.exercises.exercise import Choice, Exercise
from utils.exercises.kinds import PARAMETERS, Kind, number, numbers
from utils.optimizers import Adagrad, GradientDescent, Momentum, RMSProp


def _hessian(rng, size):
    A = rng.normal(0, 1, (size.P, size.P))
    return A @ A.T + 0.3 * np.eye(size.P)


def _some_small(rng, size):
    return rng.normal(0, 2, (size.N, size.P)) * 10.0 ** rng.choice([0, 0, -8], size.P)


def _scores(rng, size):
    """Steps needed by C rules at N rates; about half of the tables have no best at an edge."""
    scores = rng.uniform(20, 90, (size.C, size.N))
    if size.N > 2 and rng.random() < 0.6:
        inside = rng.integers(1, size.N - 1, size.C)
        scores[np.arange(size.C), inside] = rng.uniform(5, 19, size.C)
    return scores


def _all_alike_and_never_shorter():
    """The rule whose steps on a steady slope neither depend on the slope nor fall below α."""
    candidates = {
        "GD": GradientDescent(0.1),
        "Momentum": Momentum(0.1),
        "Adagrad": Adagrad(0.1),
        "RMSProp": RMSProp(0.1),
    }
    slopes, found = np.array([1.0, 0.01]), []
    for name, optimizer in candidates.items():
        steps = [-optimizer.step(np.zeros(2), slopes) for _ in range(1000)][-1]
        if np.isclose(*steps, rtol=1e-3) and min(steps) > 0.099:
            found.append(name)
    (only,) = found
    return only


GRADIENTS = Kind("NP", _some_small)
CORRECTED = "m / (1 - 0.9**t), S / (1 - 0.999**t)"

EXERCISES = {
    "6.1": Exercise(
        arguments={"alpha": number(0.01, 0.5), "beta": number(0.1, 0.95)},
        answer="""
def effective_rate(alpha, beta):
    return alpha / (1 - beta)
""",
        praise="a steady slope is walked 1/(1 - β) times faster.",
        ideas={
            "divided by β; what is left of 1 after β is asked": "alpha / beta",
            "this is the second step; the sum goes on": "alpha * (1 + beta)",
        },
    ),
    "6.2": Exercise(
        arguments={"hessian": Kind("PP", _hessian), "beta": number(0.1, 0.95)},
        answer="""
def momentum_limit(hessian, beta):
    return (2 + 2 * beta) / np.linalg.eigvalsh(hessian)[-1]
""",
        praise="the steepest direction decides, and momentum gives it more room.",
        read="(6.3)",
        ideas={
            "as if momentum raised the limit by 1/(1 - β), as it does the speed; see (6.3)": (
                "right(hessian, 0) / (1 - beta)"
            ),
            "this is Nesterov's limit; plain momentum's has no 1 + 2β below": (
                "right(hessian, beta) / (1 + 2 * beta)"
            ),
            "here the swings begin to outlast √β, by (6.4); they diverge later, by (6.3)": (
                "2 + 2 * beta -> (1 + np.sqrt(beta)) ** 2"
            ),
        },
    ),
    "6.3": Exercise(
        arguments={"values": numbers(-3, 5, "N"), "beta": number(0.3, 0.98)},
        answer="""
def corrected_mean(values, beta):
    mean = 0.0
    for value in values:
        mean = beta * mean + (1 - beta) * value
    return mean / (1 - beta ** len(values))
""",
        praise="one value is its own mean from the first step on.",
        read="(6.12)",
        ideas={
            "the bias is still in it: divide by 1 - β to the t": (
                "mean / (1 - beta ** len(values)) -> mean"
            ),
            "as if the new value had the weight 1 and nothing were divided, or as if one divided "
            "by 1 - β; after t values it is 1 - β to the t": "** len(values) -> ** 1",
            "the weights are swapped: β belongs to the old mean": (
                "beta * mean + (1 - beta) * value -> (1 - beta) * mean + beta * value"
            ),
            "the weight 1 - β of the new value is missing": "(1 - beta) * value -> value",
            "as if the mean began at the first value, not at 0": (
                "mean = 0.0 -> mean = values[0]; mean / (1 - beta ** len(values)) -> mean"
            ),
            "as if the corrected mean were fed back into the next step": """
def fed_back(values, beta):
    mean = 0.0
    for t, value in enumerate(values, start=1):
        mean = (beta * mean + (1 - beta) * value) / (1 - beta**t)
    return mean
""",
        },
    ),
    "6.4": Exercise(
        arguments={"scores": Kind("CN", _scores)},
        answer="""
def no_best_at_an_edge(scores):
    best = np.argmin(scores, axis=1)
    return np.all((best > 0) & (best < scores.shape[1] - 1))
""",
        praise="only then does another grid have little to add.",
        read="A fair race",
        ideas={
            "the largest score is looked for; fewer steps are better": "right(-scores)",
            "one rule with its best inside is enough for it; every rule needs that": (
                "np.all -> np.any"
            ),
            "the last rate is an edge, too": "np.all(np.argmin(scores, axis=1) > 0)",
            "the first rate is an edge, too": "(best > 0) & -> ",
            "the best rule at each rate is looked for; the best rate of each rule is asked": (
                "right(scores.T)"
            ),
        },
    ),
    "6.5": Choice(
        truth=_all_alike_and_never_shorter,
        praise="it divides by the size of recent gradients, so its steps settle at α for all.",
        against={
            "GD": "a slope a hundred times smaller gets steps a hundred times smaller",
            "Momentum": "all its steps grow by the same factor, so rare features stay behind",
            "Adagrad": "it is what slows down: its sum of squares only grows",
        },
    ),
    "6.6": Exercise(
        arguments={"gradients": GRADIENTS, "start": PARAMETERS, "alpha": number(0.005, 0.5)},
        answer="""
def adam_end(gradients, start, alpha):
    w, m, S = start, 0.0, 0.0
    for t, g in enumerate(gradients, start=1):
        m = 0.9 * m + 0.1 * g
        S = 0.999 * S + 0.001 * g**2
        m_hat, S_hat = m / (1 - 0.9**t), S / (1 - 0.999**t)
        w = w - alpha * m_hat / (np.sqrt(S_hat) + 1e-8)
    return w
""",
        praise="the rule that trains most networks, in six lines.",
        read="(6.12)",
        ideas={
            "it climbs: step against the gradient": "w - alpha -> w + alpha",
            "the means are not corrected: divide m and S by 1 - β to the t": f"{CORRECTED} -> m, S",
            "m is corrected, S is not": "S / (1 - 0.999**t) -> S",
            "S is corrected, m is not": "m / (1 - 0.9**t) -> m",
            "the two decays are exchanged: 0.9 belongs to m, 0.999 to S": (
                "0.999 -> B; 0.001 -> D; 0.9 -> 0.999; 0.1 -> 0.001; B -> 0.9; D -> 0.1"
            ),
            "multiplied by 1 - β to the t, where one divides": "m / ( -> m * (; S / ( -> S * (",
            "the old mean and the new gradient have each other's weight": (
                "0.9 * m + 0.1 * g -> 0.1 * m + 0.9 * g; 0.999 * S + 0.001 -> 0.001 * S + 0.999"
            ),
            "as if the steps were plain gradient descent: no mean, no scale": (
                "start - alpha * np.sum(gradients, axis=0)"
            ),
            "the decay of S is 0.99, RMSProp's; Adam's is 0.999": "0.999 -> 0.99; 0.001 -> 0.01",
            "the gradient enters S without its square": "g**2 -> abs(g)",
            "t counts from 0: the first correction divides by 0": "start=1 -> start=0",
            "ε stands inside the root; it belongs outside": "(S_hat) + 1e-8 -> (S_hat + 1e-8)",
            "as if the corrected means were fed back into the next step": (
                "S_hat) -> S); m_hat / -> m /; m_hat, S_hat -> m, S"
            ),
            "this is the way from `start`; where it ends is asked": (
                "right(gradients, start, alpha) - start"
            ),
        },
    ),
}
