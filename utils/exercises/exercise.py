"""What an exercise is: its right answer, from which its inputs and its mistakes are made."""

import ast
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from utils.activations import sigmoid, softmax
from utils.exercises.kinds import SIZES
from utils.exercises.running import run

EXERCISES = {}  # by name, as the chapters are imported


def exercise(name, **more):
    """Enter a function as the right answer of an exercise: a choice, if it takes no arguments."""

    def enter(right):
        kind = Exercise if inspect.signature(right).parameters else Choice
        EXERCISES[name] = kind(right, **more)
        return right

    return enter


def _table(right):
    """The praise in a docstring, and its lines of code and words; an indented line goes on."""
    praise, *lines = re.sub(r"\n +", " ", inspect.getdoc(right)).split("\n")
    return praise, [line.partition(" : ")[::2] for line in lines if line]


@dataclass(frozen=True)
class Case:
    """Arguments to try; `edge` says what is special about them, "" for ordinary input."""

    arguments: tuple
    edge: str = ""


@dataclass
class Exercise:
    """An exercise whose answer is a function; `utils.exercises` shows one and says what is what."""

    right: Callable
    read: str = ""
    without: str = ""
    calls: str = ""
    absolute: float = 0.0

    def __post_init__(self):
        self.arguments = inspect.get_annotations(self.right)
        self.praise, table = _table(self.right)
        self.forms = [code for code, words in table if not words]
        self.edges = {words[5:]: code for code, words in table if words.startswith("when ")}
        self.ideas = {w: code for code, w in table if w and not w.startswith("when ")}

    @cached_property
    def space(self):
        """What its formulas may name: all that its chapter does."""
        own = {"__name__": "exercise", "right": self.right}
        return {"sigmoid": sigmoid, "softmax": softmax} | self.right.__globals__ | own

    @cached_property
    def answer(self):
        """The source of the right answer, as the notebook has it: no kinds, no docstring."""
        source = inspect.getsource(self.right)
        first = ast.parse(source).body[0].body[1].lineno
        return "\n".join([self._head(self.right.__name__), *source.splitlines()[first - 1 :]])

    def _head(self, name):
        return f"def {name}({', '.join(self.arguments)}):"

    def whole(self, expression):
        """An expression of the arguments as the source of a function."""
        return f"{self._head('expression')}\n    return {expression}"

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
            source = ast.parse(source if "def " in source else self.whole(source))
        space = dict(self.space)
        exec(compile(source, "<exercise>", "exec"), space)
        return space[source.body[-1].name]

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
        """Every case: drawn ones of several sizes, those of the table, the edges of each kind."""
        first = self.draw(SIZES[1], 0)
        found = np.asarray(run(self.right, first))
        # True or False says little at a time, and so does one of a few candidates.
        brief = found.dtype == bool or any(
            np.ndim(a) > found.ndim == 0 and found in a for a in first
        )
        inputs = [Case(self.draw(size, i)) for i, size in enumerate(SIZES * (9 if brief else 3))]
        for words, code in self.edges.items():
            values = eval(f"[{code}]", self.space)
            arrays = (np.array(value) if isinstance(value, list) else value for value in values)
            inputs.append(Case(tuple(arrays), words))
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


@dataclass
class Choice:
    """A judgement: truth() computes what is right, `against` says what speaks against the rest."""

    truth: Callable

    def __post_init__(self):
        self.praise, table = _table(self.truth)
        computed = self.truth.__globals__
        self.against = {ast.literal_eval(code): words.format_map(computed) for code, words in table}
