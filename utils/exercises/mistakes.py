"""The kinds of mistake: one edit of the answer, one change of an argument or of the result.

Each stands here once, for all exercises, with its words. The likely ones come first: of several
that give the same, the first is named. `edits` makes wrong functions of them.
"""

import numpy as np

from utils.activations import sigmoid, softmax
from utils.exercises.edits import edited

# What stands in the answer -> what may stand there instead : words that follow "as if". Capitals
# stand for any part, and in the words for its code; {old} and {new} are the two formulas.
EDITS = """
A + B -> A - B : a minus stood where a plus belongs: {new}
A - B -> A + B : a plus stood where a minus belongs: {new}
-A -> A : a minus were missing before {A}
np.mean(np.log(A)) -> np.log(np.mean(A)) : this were the log of the mean, not the mean of the logs
np.sqrt(np.mean(A)) -> np.mean(np.sqrt(A)) : the root were taken of each, not of their mean
np.mean(A ** 2) -> np.mean(A) ** 2 : the mean were squared, not each: then opposite signs cancel
np.exp(-np.mean(A)) -> np.mean(np.exp(-A)) : exp came before the mean; it belongs after it
np.where(A, B, C) -> np.where(A, C, B) : the two cases of {A} were exchanged
np.where(A, B, C) -> np.where(A, B, 0) : 0 stood for {C}, where not {A}
np.where(A, B, C) -> np.where(A, B, 1) : 1 stood for {C}, where not {A}
A[B, C] -> A[:, C] : every row met the labels of all rows
A[B, C] -> A[C, B] : rows and columns were exchanged
A[B, C] -> A[B][:, C] : each row met all columns, a block: pair them
A[B, C] -> np.max(A, axis=-1) : the largest were picked, not the label's
np.linalg.eigvalsh(A)[0] -> np.linalg.eigvalsh(A)[-1] : the largest eigenvalue were taken
np.linalg.eigvalsh(A)[-1] -> np.linalg.eigvalsh(A)[0] : the smallest eigenvalue were taken
np.linalg.eigvalsh(A)[B] -> np.linalg.eigvals(A)[0] : `eigvals` gave them in order; it does not
np.linalg.eigvalsh(A)[B] -> np.linalg.eigvals(A)[-1] : `eigvals` gave them in order; it does not
np.linalg.eigvalsh(A)[B] -> np.max(A) : the largest entry were an eigenvalue
np.linalg.eigvalsh(A)[B] -> np.sort(np.diag(A))[B] : the eigenvalues stood on the diagonal
np.linalg.eigvalsh(A)[B] -> np.trace(A) : the trace, the sum of all eigenvalues, stood for one
np.linalg.eigvalsh(A)[B] -> np.linalg.det(A) : the determinant, their product, stood for one
A ** B -> A : the power {B} were missing in {old}
A + B -> A : the term {B} were missing in {old}
A + B -> B : the term {A} were missing in {old}
A - B -> A : the term {B} were missing in {old}
A - B -> -B : the term {A} were missing in {old}
A * B -> A : the factor {B} were missing in {old}
A * B -> B : the factor {A} were missing in {old}
A / B -> A : the division by {B} were missing
A / B -> 1 / B : the factor {A} were missing
np.sqrt(A) -> A ** 1 / 2 : `** 1 / 2` were a root: it halves, since `**` comes first
A ** (B / C) -> A ** B / C : the power needed no brackets: `**` comes before `/`
A / (B * C) -> A / B * C : the product below needed no brackets: {new}
(A - B) / C -> A - B / C : the difference needed no brackets: {new}
(A + B) / C -> A + B / C : the sum needed no brackets: {new}
A + B * C -> (A + B) * C : the sum came first: {new}
A - B * C -> (A - B) * C : the difference came first: {new}
A * B + C -> A * (B + C) : the sum came first: {new}
(A - B) ** C -> A ** C - B ** C : {A} and {B} were each raised to the power
A @ B -> A * B : `*` stood for the matrix product `@`
A @ B -> B @ A : the two sides of {old} were exchanged
np.mean(A) -> np.sum(A) : a sum were taken for the mean
np.sum(A) -> len(A) : one divided by the number of rows, not by the sum of {A}
np.sum(A) -> np.size(A) : one divided by the number of entries, not by the sum of {A}
np.sum(A) -> np.mean(A) : a mean were taken for the sum
np.prod(A) -> np.sum(A) : the factors were added, not multiplied
np.prod(A) -> np.mean(A) : a mean were taken of the factors
np.mean(A) -> np.median(A) : the median stood for the mean
np.mean(A) -> np.mean(A) / FIRST.shape[1] : the mean were divided by the columns of {FIRST} as well
np.log(A) -> np.log2(A) : the logarithm had base 2
np.log(A) -> np.log10(A) : the logarithm had base 10
np.log2(A) -> np.log10(A) : the logarithm had base 10
np.log(A) -> np.log1p(A) : log1p stood for log: it adds 1 first
np.exp(A) -> np.exp2(A) : 2 were raised to the power, not e
np.argmin(A) -> np.argmax(A) : the largest were taken, not the smallest
np.std(A) -> np.std(A, ddof=1) : ddof were 1: it divides by N - 1
A.std() -> A.var() : the variance stood for the standard deviation
sigmoid(A) -> A > 0 : each logit were cut to 0 or 1 by its sign, without a sigmoid
softmax(A) -> sigmoid(A) : a sigmoid stood for the softmax
range(A) -> range(A + 1) : there were one step too many
range(A) -> range(A - 1) : there were one step too few
len(A) -> len(A) - 1 : one too few were counted
len(A) -> len(A) + 1 : one too many were counted
len(A) -> np.size(A) : all entries were counted, not the examples
A[B] -> A : the index {B} were left out
A ** B -> A * B : one multiplied where a power belongs
A - B -> B - A : the two sides of {old} were exchanged
A * B -> A / B : {new} stood where {old} belongs
A * B -> B / A : {new} stood where {old} belongs
A / B -> A * B : {new} stood where {old} belongs
A / B -> B / A : the two sides of {old} were exchanged
A / B -> A - B : {new} stood where {old} belongs
A * B -> A + B : {new} stood where {old} belongs
A + B -> 2 * A + B : the term {A} were doubled
A + B -> A + 2 * B : the term {B} were doubled
A + B -> A / 2 + B : the term {A} were halved
A + B -> A + B / 2 : the term {B} were halved
A - B -> 2 * A - B : the term {A} were doubled
A - B -> A - 2 * B : the term {B} were doubled
A - B -> A - B / 2 : the term {B} were halved
"""

# What may be done to an argument a before the right answer sees it : words after "as if".
ARGUMENT = """
a - 1 : {0} were one too small
a + 1 : {0} were one too large
-a : {0} had its sign flipped
1 - a : 1 - {0} stood for {0}
a**2 : the square stood for {0}
np.sqrt(a) : the root of {0} were used
np.log(a) : the logarithm were taken of {0} first
np.exp(a) : exp were taken of {0} first
softmax(a) : {0} went through softmax first
np.abs(a) : the size of {0} were used, without its sign
np.sign(a) : only the sign of {0} were used
a / 2 : {0} were halved
a * 2 : {0} were doubled
a.T : rows and columns of {0} were exchanged
2 * a - 1 : {0} were -1 or 1, not 0 or 1
a / np.linalg.norm(a) : {0} were divided by its length
a - np.mean(a) : {0} were centred
np.sort(a) : {0} were sorted
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
2.0**r : 2 to the power of the right answer
1 / r : one over the right answer
r**2 : the square of the right answer: a root is missing
np.sqrt(r) : the root of the right answer
1 - r : 1 minus the right answer: its opposite
np.abs(r) : the right answer without its sign
np.ceil(r) : rounded up
np.floor(r) : rounded down
softmax(r) : softmax is applied to the right answer once more
r.T : rows and columns are exchanged
r[::-1] : in reversed order
"""

# A second slip behind an edit or an idea: the frequent ones only.
SECOND = """
-r : ; and the sign is flipped, too
r / 2 : ; and a factor 2 is missing, too
r * 2 : ; and a factor 2 is too many, too
"""


def table(text):
    """The lines of a table: formula and words."""
    return [line.split(" : ", 1) for line in text.strip().splitlines()]


def _change(formula):
    return eval(
        f"lambda a, r=0, n=1: {formula}", {"np": np, "sigmoid": sigmoid, "softmax": softmax}
    )


EDITS = [(*formulas.split(" -> "), words) for formulas, words in table(EDITS)]
ARGUMENT, RESULT, SECOND = (
    [(_change(formula), words) for formula, words in table(text)]
    for text in (ARGUMENT, RESULT, SECOND)
)


def ideas(exercise):
    """(words, wrong function): what no edit produces, or what the exercise has words for."""
    for words, source in exercise.ideas.items():
        yield words, exercise.function(source)


def results(exercise):
    """(words, wrong function): changes of the right result."""
    for change, words in RESULT:
        yield words.format(n=exercise.letter), then(exercise, exercise.right, change)


def edits(exercise):
    """(words, wrong function): edits of the answer and of its forms, then of the arguments."""
    sources = [exercise.answer, *exercise.forms]
    sources = [source if "def " in source else exercise.whole(source) for source in sources]
    for source in sources:
        for words, tree in edited(source, EDITS):
            yield f"as if {words}", exercise.function(tree)
    names = list(exercise.arguments)
    for i, name in enumerate(names):
        for change, words in ARGUMENT:
            yield f"as if {words.format(name)}", before(exercise.right, i, change)
        for j in range(i):
            yield f"as if {names[j]} and {name} were exchanged", exchanged(exercise.right, i, j)


def then(exercise, function, change):
    def wrong(*arguments):
        result = np.asarray(function(*arguments), dtype=float)
        return change(None, result, exercise.counts(arguments).get(exercise.letter, 1))

    return wrong


def before(function, place, change):
    def wrong(*arguments):
        return function(*arguments[:place], change(arguments[place]), *arguments[place + 1 :])

    return wrong


def exchanged(function, i, j):
    def wrong(*arguments):
        arguments = list(arguments)
        arguments[i], arguments[j] = arguments[j], arguments[i]
        return function(*arguments)

    return wrong
