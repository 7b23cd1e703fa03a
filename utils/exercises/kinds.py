"""Kinds of argument: each draws values of any size, and knows what sets some of them apart."""

from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

Size = namedtuple("Size", "N C P")  # N examples, C classes, P parameters (or rows of a table)

# One of everything, several, a square table, a wide and a tall one; one example, one parameter.
SIZES = [
    Size(*map(int, digits))
    for digits in ["121", "232", "333", "542", "424", "735", "653", "133", "521"]
]


@dataclass(frozen=True)
class Kind:
    """draw(rng, size) gives a value; its axes are `axes`, such as "NC", and "" for one number.

    traits: what sets some ordinary values apart, as words that follow "when", with a test;
    edges: values on which a formula that is right on paper may break, as words and a draw;
    logits: whether a constant may be added to all of them.
    """

    axes: str
    draw: Callable
    traits: dict = field(default_factory=dict)
    edges: dict = field(default_factory=dict)
    logits: bool = False


def _shape(axes, size):
    return [getattr(size, axis) for axis in axes]


def numbers(low, high, axes="N", **more):
    """Real numbers between low and high."""
    return Kind(axes, lambda rng, size: rng.uniform(low, high, _shape(axes, size)), **more)


def number(low, high, **more):
    """One Python float between low and high; of one range, every size of the rest gets another."""
    return Kind("", lambda rng, size: float(rng.uniform(low, high)), **more)


def integer(low, high, **more):
    """One Python int from low to high, both included."""
    return Kind("", lambda rng, size: int(rng.integers(low, high + 1)), **more)


def _normal(axes, scale, **more):
    return Kind(axes, lambda rng, size: rng.normal(0, scale, _shape(axes, size)), **more)


def _whole(axes):
    return lambda rng, size: rng.integers(-9, 10, _shape(axes, size))


def _near_0_and_1(rng, size):
    tiny = 10.0 ** rng.uniform(-12, -3, size.N)
    return np.where(rng.random(size.N) < 0.5, tiny, 1 - tiny)


def _unlikely(rng, size):
    rows = 10.0 ** rng.uniform(-30, -1, (size.N, size.C))
    rows[:, 0] = 1 - rows[:, 1:].sum(axis=1)
    return rows


REALS = _normal("N", 3, edges={"the numbers are integers": _whole("N")})
PARAMETERS = _normal("P", 3, edges={"the parameters are integers": _whole("P")})
WEIGHTS = numbers(
    0.2,
    4,
    edges={"a weight is 0": lambda rng, size: np.append(rng.uniform(1, 4, size.N - 1), 0.0)},
)
PROBABILITIES = numbers(0.05, 0.95, edges={"a probability is close to 0 or 1": _near_0_and_1})
LABELS = Kind(
    "N",
    lambda rng, size: rng.integers(0, 2, size.N),
    traits={"a label is 0": lambda y: np.any(y == 0), "a label is 1": np.any},
)
CLASSES = Kind(
    "N",
    lambda rng, size: rng.integers(0, size.C, size.N),
    traits={
        "a label repeats": lambda y: len(set(y)) < len(y),
        "a label is above 1": lambda y: np.any(y > 1),
    },
)
CLASS = Kind("", lambda rng, size: int(rng.integers(size.C)), {"the label is 0": lambda y: y == 0})
LOGITS = _normal(
    "N",
    2,
    edges={
        "a logit is beyond 30": lambda rng, size: (
            rng.choice([-1, 1], size.N) * rng.uniform(31, 500, size.N)
        ),
    },
)
ROW_OF_LOGITS = _normal("C", 2, logits=True)
ROWS_OF_LOGITS = _normal("NC", 2, logits=True)
TABLE_OF_LOGITS = _normal("PC", 2, logits=True)
DISTRIBUTION = Kind("C", lambda rng, size: rng.dirichlet(np.ones(size.C)))
PREDICTED = Kind(
    "NC",
    lambda rng, size: rng.dirichlet(np.ones(size.C), size.N),
    edges={"a probability is tiny": _unlikely},
)
HESSIAN = Kind(
    "PP", lambda rng, size: np.atleast_2d(np.cov(rng.normal(0, 2, (size.P, size.P + 2))))
)
COUNTS = Kind(
    "PC",
    lambda rng, size: rng.integers(0, 9, (size.P, size.C)).astype(float) + np.eye(size.P, size.C),
    traits={"a count is 0": lambda counts: np.any(counts == 0)},
)
