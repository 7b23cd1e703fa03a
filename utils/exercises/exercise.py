"""What an exercise is: data, from which its inputs and its mistakes are made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from utils import activations
from utils.exercises.kinds import SIZES, Size

KNOWN = {"np": np} | {name: getattr(activations, name) for name in ("sigmoid", "softmax")}


@dataclass(frozen=True)
class Case:
    """Arguments to try; `size` is None if they were written by hand.

    `edge` says in words what is special about them, and is "" for ordinary input.
    """

    arguments: tuple
    size: Size | None = None
    edge: str = ""


@dataclass(frozen=True)
class Exercise:
    """An exercise whose answer is a function; `utils.exercises` shows one and says what is what."""

    arguments: dict
    answer: str
    praise: str
    forms: list = field(default_factory=list)
    ideas: dict = field(default_factory=dict)
    cases: list = field(default_factory=list)
    edges: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)
    read: str = ""
    without: str = ""
    calls: str = ""
    absolute: float = 0.0

    @cached_property
    def right(self):
        return self.function(self.answer)

    def whole(self, expression):
        """An expression of the arguments as the source of a function."""
        return f"def expression({', '.join(self.arguments)}):\n    return {expression.strip()}"

    def function(self, source):
        """A function from its source or from an expression, which may call `right`."""
        space = dict(KNOWN | self.names)
        if "def " not in source:
            source = self.whole(source)
        if source != self.answer:
            space["right"] = self.right
        known = set(space)
        exec(compile(source.strip(), "<exercise>", "exec"), space)
        return [value for name, value in space.items() if name not in known and callable(value)][-1]

    @cached_property
    def inputs(self):
        """Every case: drawn ones of several sizes, those by hand, and the edges of each kind."""
        inputs = [Case(arguments) for arguments in self.cases]
        inputs += [Case(self.draw(size, seed), size) for seed, size in enumerate(SIZES)]
        for name, kind in self.arguments.items():
            for words, draw in kind.edges.items():
                for seed, size in enumerate(SIZES[1:4]):
                    special = dict(zip(self.arguments, self.draw(size, seed), strict=True))
                    special[name] = draw(np.random.default_rng(seed), size)
                    inputs.append(Case(tuple(special.values()), size, words))
        return inputs + [Case(arguments, edge=words) for words, arguments in self.edges.items()]

    def draw(self, size, seed):
        rng = np.random.default_rng([seed, 17])
        return tuple(kind.draw(rng, size) for kind in self.arguments.values())


@dataclass(frozen=True)
class Choice:
    """A judgement: truth() computes what is right, `against` says what speaks against the rest."""

    truth: Callable
    praise: str
    against: dict
