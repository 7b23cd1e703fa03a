"""The kinds of mistake: one edit of the answer, one change of an argument or of the result.

Each stands here once, for all exercises, with its words. The likely ones come first: of several
that give the same, the first is named. `edits` makes wrong functions of them.
"""

import itertools

import numpy as np

from utils.activations import sigmoid, softmax
from utils.exercises.edits import edited
from utils.exercises.running import alike, finite, numbers, run

# What stands in the answer -> what may stand there instead : words that follow "as if", or none.
# `edits` says what the capitals stand for; in the words {A} is the code of A.
EDITS = """
A + B -> A - B : a minus stood where a plus belongs: {new}
A - B -> A + B : a plus stood where a minus belongs: {new}
-A -> A : a minus were missing before {A}
np.mean(np.log(A)) -> np.log(np.mean(A)) : this were the log of the mean, not the mean of the logs
np.sqrt(np.mean(A)) -> np.mean(np.sqrt(A)) : the root were taken of each, not of their mean
np.mean(A ** 2) -> np.mean(A) ** 2 : the mean were squared, not each: then opposite signs cancel
np.exp(-np.mean(A)) -> np.mean(np.exp(-A)) : exp came before the mean; it belongs after it
np.where(A, B, C) -> np.where(A, C, B) : the two cases of {A} were exchanged
np.where(A, B, C) -> np.where(A, B, 0) | np.where(A, B, 1)
A[B, C] -> A[:, C] : every row met the labels of all rows
A[B, C] -> np.max(A, axis=-1) : the largest were picked, not the label's
np.linalg.eigvalsh(A)[0] -> np.linalg.eigvalsh(A)[-1] : the largest eigenvalue were taken
np.linalg.eigvalsh(A)[-1] -> np.linalg.eigvalsh(A)[0] : the smallest eigenvalue were taken
np.linalg.eigvalsh(A)[B] -> np.linalg.eigvals(A)[0] | np.linalg.eigvals(A)[-1] : `eigvals` sorted
np.linalg.eigvalsh(A)[B] -> np.max(A) : the largest entry were an eigenvalue
np.linalg.eigvalsh(A)[B] -> np.sort(np.diag(A))[B] : the eigenvalues stood on the diagonal
np.linalg.eigvalsh(A)[B] -> np.trace(A) : the trace, the sum of all eigenvalues, stood for one
A ** B -> A : the power {B} were missing in {old}
A + B -> A : the term {B} were missing in {old}
A + B -> B : the term {A} were missing in {old}
A - B -> A : the term {B} were missing in {old}
A - B -> -B : the term {A} were missing in {old}
A * B -> A : the factor {B} were missing in {old}
A * B -> B : the factor {A} were missing in {old}
A / B -> A : the division by {B} were missing
np.sqrt(A) -> A ** 1 / 2 : `** 1 / 2` were a root: it halves, since `**` comes first
A ** (B / C) -> A ** B / C : the power needed no brackets: `**` comes before `/`
A / (B * C) -> A / B * C : the product below needed no brackets: {new}
(A - B) / C -> A - B / C : the difference needed no brackets: {new}
(A + B) / C -> A + B / C : the sum needed no brackets: {new}
A - B * C -> (A - B) * C : the difference came first: {new}
A - B * C -> B * (A - C) : {B} were a factor of both: {new}
A @ B -> A * B : `*` stood for the matrix product `@`
np.mean(A) -> np.sum(A) : a sum were taken for the mean
np.sum(A) -> np.mean(A) : a mean were taken for the sum
np.sum(A ** 2) -> np.linalg.norm(A) : the length were taken, which is the root of {old}
np.sum(A) -> len(A) : one divided by the number of rows, not by the sum of {A}
np.sum(A) -> np.size(A) : one divided by the number of entries, not by the sum of {A}
np.prod(A) -> np.sum(A) : the factors were added, not multiplied
np.prod(A) -> np.mean(A) : a mean were taken of the factors
np.mean(A) -> np.median(A) : the median stood for the mean
np.log(A) -> np.log2(A) : the logarithm had base 2
np.log(A) -> np.log10(A) : the logarithm had base 10
np.log(A) -> np.log1p(A) : log1p stood for log: it adds 1 first
np.exp(A) -> np.exp2(A) : 2 were raised to the power, not e
np.argmin(A) -> np.argmax(A) : the largest were taken, not the smallest
np.std(A) -> np.std(A, ddof=1) : ddof were 1: it divides by N - 1
sigmoid(A) -> A > 0 : each logit were cut to 0 or 1 by its sign, without a sigmoid
softmax(A) -> sigmoid(A) : a sigmoid stood for the softmax
range(A) -> range(A + 1) : there were one step too many
range(A) -> range(A - 1) : there were one step too few
len(A) -> len(A) - 1 : one too few were counted
len(A) -> np.size(A) : all entries were counted, not the examples
A[B] -> A : the index {B} were left out
A * B -> A / B | A + B | A ** B
A / B -> A * B | B / A | A // B
A ** B -> A * B : one multiplied where a power belongs
F(A * B) -> F(A) * B : {F} were taken of {A} alone
F(A / B) -> F(A) / F(B) : {F} were taken of each
F(A) -> A : {F} were left out
F(A, B) -> A : {F} were left out
F(A, axis=B) -> F(A, axis=0) | F(A, axis=1) : the axis were the other one
F(A, axis=B) -> F(A) : `axis` were missing
F(A, keepdims=B) -> F(A) : `keepdims` were missing
A = B -> pass : the line {old} were left out
A += B -> pass : the line {old} were left out
A -= B -> pass | A += B
A /= B -> pass : the line {old} were left out
np.add.at(A, B, C) -> A[B] += C : `+=` with an index that repeats kept only its last: use np.add.at
X -> softmax(X) : {X} went through softmax first
X -> Y | X ** 2 | 1 - X | X - 1 | X + 1
K -> K + 1 | K - 1 | K * 2 | K / 2 | -K
"""

# What may be done to an argument a before the right answer sees it : words after "as if".
ARGUMENT = """
-a : {0} had its sign flipped
1 - a : 1 - {0} stood for {0}
2 * a - 1 : {0} were -1 or 1, not 0 or 1
a**2 : the square stood for {0}
np.sqrt(a) : the root of {0} were used
np.abs(a) : the size of {0} were used, without its sign
sigmoid(a) : {0} went through a sigmoid first
softmax(a) : {0} went through softmax first
a / np.linalg.norm(a) : {0} were divided by its length
a - np.mean(a) : {0} were centred
a[::-1] : {0} were read backwards
a[1:] : the first of {0} were left out
a[:-1] : the last of {0} were left out
a[:1] : only the first of {0} were used
"""

# What may be done to the right result r : what is said of it. n is how many examples there are, or
# else parameters, or classes, and {n} is their letter.
RESULT = """
-r : the sign is flipped: a minus is missing, or one too many
r / 2 : half of what it should be: a factor 2 is missing
r * 2 : twice what it should be: there is a factor 2 too many
r * n : {n} times too large: is this a sum, where the mean is asked for?
r / n : {n} times too small: is something divided by {n} that should not be?
r / np.log(2) : this is in bits: the logarithm has base 2, and the natural one is asked for
r * np.log(2) : this is in nats; bits are asked for: divide by log 2
r / np.log(10) : the logarithm has base 10: use the natural one
np.log(r) : the logarithm of the right answer: an exp is missing, or the log is one too many
np.exp(r) : exp of the right answer: a logarithm is missing, or the exp is one too many
1 / r : one over the right answer
r**2 : the square of the right answer: a root is missing
1 - r : 1 minus the right answer: its opposite
np.abs(r) : the right answer without its sign
np.ceil(r) : rounded up
np.floor(r) : rounded down
r.T : rows and columns are exchanged
r[::-1] : in reversed order
"""

# A second slip behind an edit or an idea: the frequent ones only.
SECOND = """
-r : ; and the sign is flipped, too
r / 2 : ; and a factor 2 is missing, too
r * 2 : ; and a factor 2 is too many, too
"""


def _lines(text):
    return [line.partition(" : ")[::2] for line in text.strip().splitlines()]


def _changes(text):
    space = {"np": np, "sigmoid": sigmoid, "softmax": softmax}
    return [(eval(f"lambda a, r=0, n=1: {code}", space), words) for code, words in _lines(text)]


EDITS = _lines(EDITS)
ARGUMENT, RESULT, SECOND = map(_changes, (ARGUMENT, RESULT, SECOND))


def ideas(exercise):
    """(words, wrong function): what no edit produces, or what the exercise has words for."""
    for words, source in exercise.ideas.items():
        yield words, exercise.function(source)


def results(exercise):
    """(words, wrong function): changes of the right result."""
    for change, words in RESULT:
        yield words.format(n=exercise.letter), _then(exercise, exercise.right, change)


def edits(exercise):
    """(words, wrong function): edits of the answer and of its forms, then of the arguments."""
    for source in (exercise.answer, *exercise.forms):
        for words, tree in edited(source if "def " in source else exercise.whole(source), EDITS):
            yield f"as if {words}", exercise.function(tree)
    for name in exercise.arguments:
        for change, words in ARGUMENT:
            changed = _given(exercise, lambda a, n=name, change=change: {n: change(a[n])})
            yield f"as if {words.format(name)}", changed
    for one, other in itertools.combinations(exercise.arguments, 2):
        swapped = _given(exercise, lambda a, m=one, n=other: {m: a[n], n: a[m]})
        yield f"as if {one} and {other} were exchanged", swapped


def _then(exercise, function, change):
    """A function whose result is changed."""

    def wrong(*arguments):
        result = np.asarray(function(*arguments), dtype=float)
        return change(None, result, exercise.counts(arguments).get(exercise.letter, 1))

    return wrong


def _given(exercise, change):
    """The right answer, given arguments of which some are changed."""

    def wrong(*arguments):
        named = dict(zip(exercise.arguments, arguments, strict=True))
        return exercise.right(**named | change(named))

    return wrong


def idea(exercise, answer, trials):
    """What an answer shares with an idea, or with the right result changed; or None."""
    return _named(exercise, trials, itertools.chain(ideas(exercise), results(exercise)))


def slip(exercise, answer, trials):
    """The edit that makes the answer, or else the edit or idea with a second slip behind it."""
    wrongs = itertools.chain(edits(exercise), ideas(exercise))
    return _named(exercise, trials, wrongs, SECOND)


def _named(exercise, trials, wrongs, second=()):
    """The words of the first wrong function that gives every number that the answer gave."""
    # All nan look alike, and an error that is right comes where nothing is asked for.
    tried = [t for t in trials if finite(t.given) or not (t.right or numbers(t.given))]
    if all(t.right for t in tried):
        tried = list(trials)
    if sum(finite(t.given) for t in tried) < 2:
        return None
    tried.sort(key=lambda t: (t.right, t.raised, t.volume))
    both = None

    def same(wrong):
        return all(alike(run(wrong, t.case.arguments), t.given) for t in tried)

    for words, wrong in wrongs:
        if same(wrong):
            return words
        for change, too in () if both else second:
            if same(_then(exercise, wrong, change)):
                both = words + too
    return both
