"""Kinds of argument: each draws values of any size, and knows what sets some of them apart."""

from collections import namedtuple
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
    """A kind of value; `code` draws one, from rng and from how many N, C and P there are.

    axes: what its axes count, such as "NC"; "" for one number.
    edges: values on which a formula that is right on paper may break: words that follow "when", and
    code that draws one; traits: what sets some ordinary values apart: words, and a test of a value
    a; logits: whether a constant may be added to all of them.
    """

    axes: str
    code: str
    edges: dict = field(default_factory=dict)
    traits: dict = field(default_factory=dict)
    logits: bool = False

    def draw(self, rng, size, edge=None):
        return eval(self.edges.get(edge, self.code), {"np": np, "rng": rng, **size._asdict()})

    def has(self, value):
        """What sets some values apart, and whether it does this one."""
        return {words: eval(test, {"np": np, "a": value}) for words, test in self.traits.items()}


def numbers(low, high, axis="N"):
    """Real numbers between low and high."""
    return Kind(axis, f"rng.uniform({low}, {high}, ({', '.join(axis)},))")


def number(low, high):
    """One Python float between low and high; of one range, every size of the rest gets another."""
    return Kind("", f"float(rng.uniform({low}, {high}))")


def integer(low, high):
    """One Python int from low to high, both included."""
    return Kind("", f"int(rng.integers({low}, {high} + 1))")


TINY = "10 ** rng.uniform(-12, -3, N)"
BEYOND = "rng.choice([-1, 1], N) * rng.uniform(31, 500, N)"
ALMOST_SURE = "rng.permuted(np.full((N, C), 1e-20) + np.eye(1, C), axis=1)"

REALS = Kind("N", "rng.normal(0, 3, N)", {"the numbers are integers": "rng.integers(-9, 10, N)"})
PARAMETERS = Kind("P", "rng.normal(0, 3, P)", {"they are integers": "rng.integers(-9, 10, P)"})
WEIGHTS = Kind("N", "rng.uniform(0.2, 4, N)", {"a weight is 0": "np.arange(N, 0, -1) % 3"})
PROBABILITIES = Kind(
    "N",
    "rng.uniform(0.05, 0.95, N)",
    {"a probability is close to 0": TINY, "a probability is close to 1": f"1 - {TINY}"},
)
LABELS = Kind(
    "N",
    "rng.integers(0, 2, N)",
    traits={
        "both labels occur": "0 < sum(a) < len(a)",
        "a label is 0": "0 in a",
        "a label is 1": "1 in a",
    },
)
CLASSES = Kind(
    "N",
    "rng.integers(0, C, N)",
    traits={"a label repeats": "len(set(a)) < len(a)", "a label is above 1": "max(a) > 1"},
)
CLASS = Kind("", "int(rng.integers(C))", traits={"the label is 0": "a == 0"})
LOGITS = Kind("N", "rng.normal(0, 2, N)", {"a logit is beyond 30": BEYOND})
ROW_OF_LOGITS = Kind("C", "rng.normal(0, 2, C)", logits=True)
ROWS_OF_LOGITS = Kind("NC", "rng.normal(0, 2, (N, C))", logits=True)
TABLE_OF_LOGITS = Kind("PC", "rng.normal(0, 2, (P, C))", logits=True)
DISTRIBUTION = Kind("C", "rng.dirichlet(np.ones(C))")
PREDICTED = Kind("NC", "rng.dirichlet(np.ones(C), N)", {"a probability is tiny": ALMOST_SURE})
HESSIAN = Kind("PP", "np.atleast_2d(np.cov(rng.normal(0, 2, (P, P + 2))))")
COUNTS = Kind(
    "PC",
    "rng.integers(0, 9, (P, C)) + np.eye(P, C)",
    {"the counts are integers": "rng.integers(1, 9, (P, C))"},
    {"a count is 0": "np.any(a == 0)"},
)
