"""What an exercise is: its right answer, from which its inputs and its mistakes are made."""

import ast
import inspect
import itertools
import re
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from utils.activations import sigmoid, softmax
from utils.exercises.kinds import SIZES
from utils.exercises.tables import lines

EXERCISES = {}  # by name, as the chapters are imported
# Arguments to try; `edge` says what is special about them, "" for ordinary input.
Case = namedtuple("Case", "arguments edge", defaults=[""])


def exercise(name, **more):
    """Enter a function as the right answer of an exercise: a choice, if it takes no arguments."""

    def enter(right):
        kind = Exercise if inspect.signature(right).parameters else Choice
        EXERCISES[name] = kind(right, **more)
        return right

    return enter


def _table(right):
    """The praise in a docstring, and its lines of code and words; an indented line goes on."""
    praise, _, table = re.sub(r"\n +", " ", inspect.getdoc(right)).partition("\n")
    return praise, lines(table)


@dataclass
class Exercise:
    """An exercise whose answer is a function; `utils.exercises` shows one and says what is what."""

    right: Callable
    read: str = ""
    without: str = ""
    calls: str = ""
    absolute: float = 0.0
    rounds: int = 3

    def __post_init__(self):
        self.arguments = inspect.get_annotations(self.right)
        self.axes = "".join(kind.axes for kind in self.arguments.values())
        self.axis_names = {"N": "N", "P": "rows" if "PC" in self.axes else "P", "C": "C"}
        # What its results are counted by: examples, or else parameters, or classes.
        self.counted_by = next((self.axis_names[axis] for axis in "NPC" if axis in self.axes), "N")
        self.praise, table = _table(self.right)
        self.forms = [code for code, words in table if not words]
        self.edges = {words[5:]: code for code, words in table if words.startswith("when ")}
        self.space = {"sigmoid": sigmoid, "softmax": softmax} | self.right.__globals__
        # No "__name__": what is made here is not of `utils`, which `without` may refuse.
        self.space |= {"right": self.right, self.right.__name__: self.right, "__name__": ""}
        ideas = [(words, code) for code, words in table if words and not words.startswith("when ")]
        self.ideas = {words: self.function(code) for words, code in ideas}

    @cached_property
    def answer(self):
        """The source of the right answer, as the notebook has it: no kinds, no docstring."""
        source = inspect.getsource(self.right)
        first = ast.parse(source).body[0].body[1].lineno
        body = source.splitlines()[first - 1 :]
        return "\n".join([f"def {self.right.__name__}({', '.join(self.arguments)}):", *body])

    def source(self, code):
        """A function's source: from an expression, or a patch "this -> that; one -> other"."""
        if " -> " in code:
            source = self.answer
            for change in code.split("; "):
                old, new = change.split(" -> ")
                if old not in source:
                    raise ValueError(f"patch {code!r} replaces {old!r}, which is not in the answer")
                source = source.replace(old, new)
            return source
        whole = f"def expression({', '.join(self.arguments)}):\n    return {code}"
        return code if code.startswith("def ") else whole

    def function(self, code):
        """A function from its source, an expression or a patch; all may call `right`."""
        exec(self.source(code), self.space, made := {})
        return made.popitem()[1]

    def draw(self, size, seed):
        rng = np.random.default_rng([seed, 17])
        return [kind.draw(rng, size) for kind in self.arguments.values()]

    @cached_property
    def inputs(self):
        """Every case: drawn ones of several sizes, those of the table, the edges of each kind."""
        cases = [Case(self.draw(size, seed)) for seed, size in enumerate(SIZES * self.rounds)]
        for words, code in self.edges.items():
            values = eval(f"[{code}]", self.space)
            cases.append(Case([np.array(v) if isinstance(v, list) else v for v in values], words))
        for place, kind in enumerate(self.arguments.values()):
            for words, (seed, size) in itertools.product(kind.edges, enumerate(SIZES[1:4])):
                special = self.draw(size, seed)
                special[place] = kind.draw(np.random.default_rng(seed), size, words)
                cases.append(Case(special, words))
        return cases

    def counts(self, arguments):
        """How many examples N, classes C and parameters P, or rows, some arguments hold."""
        pairs = zip(self.arguments.values(), arguments, strict=True)
        axes = [pair for kind, value in pairs for pair in zip(kind.axes, np.shape(value))]  # noqa: B905
        return {self.axis_names[axis]: length for axis, length in reversed(axes)}


@dataclass
class Choice:
    """A judgement: truth() computes what is right, `against` says what speaks against the rest."""

    truth: Callable

    def __post_init__(self):
        self.praise, table = _table(self.truth)
        computed = self.truth.__globals__
        self.against = {ast.literal_eval(code): words.format_map(computed) for code, words in table}
