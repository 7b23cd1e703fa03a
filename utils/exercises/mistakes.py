"""The kinds of mistake: one edit of the answer's code, of an argument, or of the result.

Each stands here once, for all exercises, with its words. The likely ones come first: of several
that give the same, the first is named.
"""

import ast
import contextlib
import itertools
import re
from functools import cache

import numpy as np

from utils.exercises.running import alike, has_a_number, run, same_shape
from utils.exercises.tables import lines, rows

# What stands in the code -> what may stand there instead | or this : words that follow "as if".
# A capital is any code of a kind; KINDS says which. In the words {A} is the code of A, {old} what
# stood there and {new} what stands there now; without words both are told.
EDITS = """
argmin( -> argmax( : the largest were taken, not the smallest, or a sign were flipped
T + U -> T - U : a minus stood where a plus belongs: {new}
T - U -> T + U : a plus stood where a minus belongs: {new}
-A -> A : a minus were missing: {new} stood for {old}
np.mean(np.log(E)) -> np.log(np.mean(E)) : this were the log of the mean, not the mean of the logs
np.sqrt(np.mean(E)) -> np.mean(np.sqrt(E)) : the root were taken of each, not of their mean
np.mean(A ** 2) -> np.mean(A) ** 2 : the mean were squared, not each: then opposite signs cancel
np.exp(-np.mean(E)) -> np.mean(np.exp(-E)) : exp came before the mean; it belongs after it
np.where(E, G, H) -> np.where(E, H, G) : the two cases of {E} were exchanged
np.where(E, G, H) -> np.where(E, G, 0) | np.where(E, G, 1)
X[E, G] -> X[:, G] : every row met all labels: {new}
eigvalsh(E)[G] -> eigvalsh(E)[0] : the smallest eigenvalue were taken
eigvalsh(E)[G] -> eigvalsh(E)[-1] : the largest eigenvalue were taken
np.linalg.eigvalsh(E)[G] -> np.max(E) | np.diag(E).max() | np.trace(E)
A ** B -> A : a power were missing: {new} stood for {old}
T + U -> T | U : a term were missing: {new} stood for {old}
T - U -> T | U : a term were missing: {new} stood for {old}
A * B -> A | B : a factor were missing: {new} stood for {old}
A / B -> A : the division by {B} were missing
np.sqrt(E) -> (E) ** 1 / 2 : `** 1 / 2` were a root: it halves, since `**` comes first
(E) -> E : these brackets were missing: {old}
.mean( -> .sum( : a sum were taken for the mean
np.sum(E) -> len(E) : one divided by the number of rows, not by the sum of {E}
np.sum(E) -> np.size(E) : one divided by the number of entries, not by the sum of {E}
np.sum(A ** 2) -> np.linalg.norm(A) : the length were taken, which is the root of {old}
.prod( -> .sum( | .mean( : the factors were added, not multiplied
.mean( -> .median( : the median stood for the mean
np.log(E) -> np.log2(E) | np.log10(E) | np.log1p(E)
np.exp( -> np.exp2( : 2 were raised to the power, not e
sigmoid(E) -> (E > 0) : each logit were cut to 0 or 1 by its sign, without a sigmoid
softmax( -> sigmoid( : a sigmoid stood for the softmax
range(E) -> range(E - 1) | range(E + 1) : the steps were {new}, not {old}
len(E) -> (len(E) - 1) : one too few were counted
len( -> np.size( : all entries were counted, not the examples
X[E] -> X : the index {E} were left out
A * B -> A / B | B / A | A + B | A ** B
A / B -> A * B | B / A | A // B
F(A / B) -> F(A) / F(B)
F(E) -> (E) : {F} were left out
F(E, G) -> (E) : {F} were left out
axis=K -> axis=0 | axis=1 : the axis were the other one
, axis=K) -> ) : `axis` were missing
, keepdims=True) -> ) : `keepdims` were missing
L -> pass : the line {L} were left out
np.add.at(E, G, H) -> E[G] += H : `+=` with an index that repeats kept only its last: use np.add.at
X, E -> E, X : {X} and {E} were exchanged
X -> softmax(X) : {X} went through softmax first
X -> (2 * X - 1) : {X} were -1 or 1, not 0 or 1
X -> Y | (X ** 2) | (-X) | (1 - X) | (X - 1) | (X + 1) | (X - np.mean(X)) | X[1:] | X[:-1]
K -> K + 1 | K - 1 | K * 2 | K / 2 | -K
"""

# What may be done to the right result r : what is said of it. n is how many examples there are, or
# else parameters, or classes, and {n} is their letter.
RESULT = """
-r : the sign is flipped: a minus is missing, or one too many
r / 2 : half of what it should be: a 2 is missing above the line, or too many below it
r * 2 : twice what it should be: a 2 is too many above the line, or missing below it
r * n : {n} times too large: a division by {n} is missing, as if a sum stood for a mean
r / n : {n} times too small: a division by {n} is one too many, or missing below the line
r / np.log(2) : this is in bits: the logarithm has base 2, and the natural one is asked for
r * np.log(2) : this is in nats; bits are asked for: divide by log 2
r / np.log(10) : the logarithm has base 10: use the natural one
np.log(r) : the logarithm of the right answer: an exp is missing, or the log is one too many
np.exp(r) : exp of the right answer: a logarithm is missing, or the exp is one too many
1 / r : one over the right answer
r**2 : the square of the right answer: a root is missing
np.ceil(r) : this is the right answer, rounded up
r.T : rows and columns are exchanged
"""

INSIDE = r"[^()\[\]\n]*"  # what brackets may hold
for _ in range(4):
    INSIDE = rf"(?:[^()\[\]\n]|[(\[]{INSIDE}[)\]])*"
ATOM = rf"(?<![\w.])(?:[\w.]+|\({INSIDE}\))(?:[(\[]{INSIDE}[)\]]|\.\w+)*(?![\w.(\[])"
FACTOR = rf"-?{ATOM}(?: \*\* -?{ATOM})?"
TERM = rf"(?<![*/@] ){FACTOR}(?: [*/@] {FACTOR})*"
EXPRESSION = re.compile(rf"(?=({TERM}(?: [-+] {TERM})*))")
SPARE = re.compile(r"(?:(?<=[(\[])|(?<=, ))\(([^(),]*)\)(?=[,)\]])")  # brackets in brackets
KINDS = {
    **dict.fromkeys("ABC", FACTOR),
    **dict.fromkeys("TU", TERM),
    **dict.fromkeys("EGH", rf"(?:[^()\[\]\n,]|[(\[]{INSIDE}[)\]])+"),  # one argument of a call
    "F": r"(?<![\w.])(?:np\.(?:log\w*|exp|sqrt|abs|sum|mean|prod|delete)|sigmoid|softmax)",
    "K": r"(?<![\w.-])\d[\d.e-]*(?![\w.])",  # a number
    "L": r"(?<=    )[^ \n][^\n]* [-+*/]?= [^\n]*",  # a line
    # A name that is read for more than its shape; Y is another argument.
    "X": r"(?<![\w.])(?<!len\()(?<!_like\()(?!(?:return|for|in|if)\b)[A-Za-z]\w*(?![\w.(=])",
}


def _compiled(formulas, words):
    """A row of EDITS: what to look for, what may stand there instead, and the words."""
    old, _, news = formulas.partition(" -> ")
    code = re.sub(r"\b[A-Z]\b", lambda m: f"(?P<{m[0]}>{KINDS[m[0]]})", re.escape(old))
    no_call = r"(?<![\w)\]])" if old.startswith("(") else ""
    found = re.compile(f"{no_call}(?=(?P<old>{code}))")
    return found, news.split(" | "), words or "{new} stood where {old} belongs"


EDITS = [_compiled(*line) for line in lines(EDITS)]
RESULT = rows(RESULT, "r, n")


def edits_of(sources, names):
    """(words, source) for every single edit of a function's sources, the likely ones first."""
    codes = [ast.unparse(ast.parse(source)) for source in sources]
    for (pattern, news, words), code in itertools.product(EDITS, codes):
        for found in pattern.finditer(code, code.index("\n")):
            parts, (start, end) = found.groupdict(), found.span("old")
            if len(parts.get("X", "1")) > 1 and parts["X"] not in names:
                continue  # a letter such as p means to a reader what it means here
            left, right = _around(code, start, end)
            for text in (option for new in news for option in (names if new == "Y" else [new])):
                new = re.sub(r"\b[A-Z]\b", lambda m, parts=parts: parts.get(m[0], m[0]), text)
                if "K" in text:
                    new = f"{eval(new):g}" if eval(new) != eval(parts["K"]) else parts["K"]
                if new != parts["old"]:
                    whole = SPARE.sub(r"\1", code[left:start] + new + code[end:right])
                    said = parts | {"old": code[left:right], "new": whole}
                    said = {key: f"`{part}`" for key, part in said.items()}
                    yield words.format(**said), code[:start] + new + code[end:]


@cache
def _around(code, start, end):
    """The bounds of a part of the code; of a lone name or number, those of what it is part of."""
    wholes = [found.span(1) for found in EXPRESSION.finditer(code, code.index("\n"))]
    wider = [(b - a, a, b) for a, b in wholes if a <= start and end <= b and b - a > end - start]
    lone = re.fullmatch(r"-?[\w.]+", code[start:end])
    return min(wider, default=(0, start, end))[1:] if lone else (start, end)


def edits(exercise):
    """(words, wrong function): edits of the answer, of its forms, and of what it is given."""
    names = list(exercise.arguments)
    call = f"{exercise.right.__name__}({', '.join(names)})"
    sources = map(exercise.source, (exercise.answer, *exercise.forms, call))
    for words, wrong in edits_of(sources, names):
        with contextlib.suppress(SyntaxError):
            yield f"as if {words}", exercise.function(wrong)


def _results(exercise, function, changes):
    """(words, wrong function): changes of a function's result."""
    for change, words in changes:

        def wrong(*arguments, change=change):
            result = np.asarray(function(*arguments), dtype=float)
            return change(result, exercise.counts(arguments).get(exercise.counted_by, 1))

        yield words.format(n=exercise.counted_by), wrong


def known_idea(trials):
    """What an answer shares with an idea, or with the right result changed."""
    exercise = trials[0].exercise
    results = _results(exercise, exercise.right, RESULT)
    return _named(trials, itertools.chain(exercise.ideas.items(), results))


def one_edit(trials):
    """The edit that makes an answer, or else the edit or idea with a second slip behind it."""
    exercise = trials[0].exercise
    wrongs = [*edits(exercise), *exercise.ideas.items()]
    pairs = (
        (f"{words}; and then {too}", both)
        for words, wrong in wrongs
        for too, both in _results(exercise, wrong, RESULT[:3])
    )
    return _named(trials, itertools.chain(wrongs, pairs))


def _named(trials, wrongs):
    """The words of the first wrong function that gives every number that the answer gave."""
    # All nan look alike, and an error that is right comes where nothing is asked for.
    tried = [t for t in trials if has_a_number(t.given) or not (t.right or same_shape(t.given))]
    tried = list(trials) if all(t.right for t in tried) else tried
    tried.sort(key=lambda t: (t.right, t.raised, t.volume))
    if sum(has_a_number(t.given) for t in tried) < 2:
        return None
    for words, wrong in wrongs:
        if all(alike(run(wrong, t.case.arguments), t.given) for t in tried):
            return words
    return None
