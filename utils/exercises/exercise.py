"""What an exercise is: data, from which its inputs and its mistakes are made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from utils import activations
from utils.exercises.kinds import SIZES
from utils.exercises.running import run

KNOWN = {"np": np, "sigmoid": activations.sigmoid, "softmax": activations.softmax}


@dataclass(frozen=True)
class Case:
    """Arguments to try; `edge` says what is special about them, "" for ordinary input."""

    arguments: tuple
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

    def patched(self, patch):
        """The answer's source with "this -> that; one -> other" in it replaced."""
        source = self.answer
        for change in patch.split("; "):
            old, new = change.split(" -> ")
            if old not in source:
                raise ValueError(f"patch {patch!r} replaces {old!r}, which is not in the answer")
            source = source.replace(old, new)
        return source

    def function(self, source):
        """A function from its source or tree, an expression or a patch; all may call `right`."""
        if isinstance(source, str):
            if " -> " in source:
                source = self.patched(source)
            source = (source if "def " in source else self.whole(source)).strip()
        space = KNOWN | self.names
        if source != self.answer.strip():
            space["right"] = self.right
        known = set(space)
        exec(compile(source, "<exercise>", "exec"), space)
        return [value for name, value in space.items() if name not in known and callable(value)][-1]

    @property
    def axes(self):
        return "".join(kind.axes for kind in self.arguments.values())

    @property
    def letter(self):
        """What its results are counted by: examples, or else parameters, or classes."""
        return next((axis for axis in "NPC" if axis in self.axes), "N")

    def draw(self, size, seed):
        rng = np.random.default_rng([seed, 17])
        return tuple(kind.draw(rng, size) for kind in self.arguments.values())

    @cached_property
    def inputs(self):
        """Every case: those by hand, drawn ones of several sizes, and the edges of each kind."""
        first = self.draw(SIZES[1], 0)
        found = np.asarray(run(self.right, first))
        # True or False says little at a time, and so does one of a few candidates.
        brief = found.dtype == bool or any(
            np.ndim(a) > found.ndim == 0 and found in a for a in first
        )
        inputs = [Case(arguments) for arguments in self.cases]
        inputs += [Case(self.draw(size, i)) for i, size in enumerate(SIZES * (9 if brief else 3))]
        inputs += [Case(arguments, words) for words, arguments in self.edges.items()]
        for place, kind in enumerate(self.arguments.values()):
            for words, draw in kind.edges.items():
                for seed, size in enumerate(SIZES[1:4]):
                    special = list(self.draw(size, seed))
                    special[place] = draw(np.random.default_rng(seed), size)
                    inputs.append(Case(tuple(special), words))
        return inputs

    def counts(self, arguments):
        """How many examples N, classes C and parameters P some arguments hold."""
        counts = {}
        for kind, value in zip(self.arguments.values(), arguments, strict=True):
            for axis, length in zip(kind.axes, np.shape(value), strict=False):
                counts.setdefault(axis, length)
        return counts


@dataclass(frozen=True)
class Choice:
    """A judgement: truth() computes what is right, `against` says what speaks against the rest."""

    truth: Callable
    praise: str
    against: dict
