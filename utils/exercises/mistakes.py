"""Mistakes made from the right answer: one edit of its source, of an argument, of its result.

Each kind of mistake stands here once, for all exercises, with its words; those of an edit and of an
argument follow "as if".
"""

import ast
import textwrap
from functools import cache

import numpy as np

# A piece of the answer's source, and what may stand in its place. Capitals stand for any part;
# in the words {A} is that part as code, and {new} what is written instead.
EDITS = {
    "A + B": {
        "a minus stood where a plus belongs{new}": "A - B",
        "the term {B} were missing": "A",
        "the term {A} were missing": "B",
        "the term {A} were doubled": "2 * A + B",
        "the term {B} were doubled": "A + 2 * B",
        "the term {A} were halved": "A / 2 + B",
        "the term {B} were halved": "A + B / 2",
    },
    "A - B": {
        "a plus stood where a minus belongs{new}": "A + B",
        "the term {B} were missing": "A",
        "the term {A} were missing": "-B",
        "the two sides of {whole} were exchanged": "B - A",
        "the term {A} were doubled": "2 * A - B",
        "the term {B} were doubled": "A - 2 * B",
        "the term {A} were halved": "A / 2 - B",
        "the term {B} were halved": "A - B / 2",
    },
    "A * B": {
        "one divided by {B}": "A / B",
        "one added where one multiplies{new}": "A + B",
        "the factor {B} were missing": "A",
        "the factor {A} were missing": "B",
        "{B} were divided by {A}, not multiplied": "B / A",
    },
    "A / B": {
        "one multiplied by {B}": "A * B",
        "the division by {B} were missing": "A",
        "the factor {A} were missing": "1 / B",
        "the two sides of {whole} were exchanged": "B / A",
    },
    "A @ B": {
        "`*` stood for the matrix product `@`": "A * B",
        "the two sides of {whole} were exchanged": "B @ A",
    },
    "A ** B": {
        "the power {B} were missing": "A",
        "`** 1 / 2` were a root: it halves, since `**` comes first": "A ** 1 / 2",
        "one multiplied where a power belongs": "A * B",
    },
    "(A - B) ** C": {"{A} and {B} were each raised to the power": "A ** C - B ** C"},
    "(A + B) ** C": {"{A} and {B} were each raised to the power": "A ** C + B ** C"},
    "(A - B) / C": {"brackets were missing around `{A} - {B}`": "A - B / C"},
    "(A + B) / C": {"brackets were missing around `{A} + {B}`": "A + B / C"},
    "(A - B) * C": {"brackets were missing around `{A} - {B}`": "A - B * C"},
    "(A + B) * C": {"brackets were missing around `{A} + {B}`": "A + B * C"},
    "-A": {"a minus were missing before {A}": "A"},
    "A == B": {"one asked for the opposite{new}": "A != B"},
    "A < B": {"one asked for the opposite{new}": "A >= B", "{A} might be {B}": "A <= B"},
    "A > B": {"one asked for the opposite{new}": "A <= B", "{A} might be {B}": "A >= B"},
    "A <= B": {"one asked for the opposite{new}": "A > B", "{A} might not be {B}": "A < B"},
    "A >= B": {"one asked for the opposite{new}": "A < B", "{A} might not be {B}": "A > B"},
    "A & B": {"`|` stood for `&`": "A | B", "only {A} were asked": "A", "only {B} were asked": "B"},
    "A | B": {"`&` stood for `|`": "A & B", "only {A} were asked": "A", "only {B} were asked": "B"},
    "A and B": {
        "`or` stood for `and`": "A or B",
        "only {A} were asked": "A",
        "only {B} were asked": "B",
    },
    "A or B": {
        "`and` stood for `or`": "A and B",
        "only {A} were asked": "A",
        "only {B} were asked": "B",
    },
    "A if B else C": {
        "the two cases of {B} were exchanged": "C if B else A",
        "{A} were used whether or not {B}": "A",
        "{C} were used whether or not {B}": "C",
    },
    "np.where(A, B, C)": {
        "the two cases of {A} were exchanged": "np.where(A, C, B)",
        "{B} were used whether or not {A}": "B",
        "{C} were used whether or not {A}": "C",
        "0 stood for {C}, where not {A}": "np.where(A, B, 0)",
        "1 stood for {C}, where not {A}": "np.where(A, B, 1)",
    },
    "A[B, C]": {
        "rows and columns were exchanged": "A[C, B]",
        "every row met the labels of all rows": "A[:, C]",
        "each row met all columns, a block: pair them": "A[B][:, C]",
        "the second index picked rows": "A[C]",
        "the largest were picked, not the label's": "np.max(A, axis=-1)",
    },
    "np.linalg.eigvalsh(A)[B]": {
        "the smallest eigenvalue were taken": "np.linalg.eigvalsh(A)[0]",
        "the largest entry stood for the largest eigenvalue": "np.max(A)",
        "the trace stood for the largest eigenvalue": "np.trace(A)",
        "the eigenvalues were added": "np.sum(np.linalg.eigvalsh(A))",
        "all eigenvalues were kept: one is asked for": "np.linalg.eigvalsh(A)",
    },
    "A[B]": {
        "`[{B}]` were left out": "A",
        "the first were taken": "A[0]",
        "the last were taken": "A[-1]",
    },
    "len(A)": {
        "one too few were counted": "len(A) - 1",
        "one too many were counted": "len(A) + 1",
        "all entries were counted, not the examples": "np.size(A)",
        "the columns were counted": "A.shape[-1]",
    },
    "range(A)": {
        "there were one step too many": "range(A + 1)",
        "there were one step too few": "range(A - 1)",
    },
    "np.log(A)": {
        "the logarithm had base 2": "np.log2(A)",
        "the logarithm had base 10": "np.log10(A)",
    },
    "np.log2(A)": {
        "this were in nats, not in bits": "np.log(A)",
        "the logarithm had base 10": "np.log10(A)",
    },
    "np.log1p(A)": {"log1p were the logarithm itself; it adds 1 first": "np.log(A)"},
    "np.exp(A)": {"2 were raised to the power, not e": "np.exp2(A)"},
    "np.mean(A)": {
        "a sum were taken for the mean": "np.sum(A)",
        "the largest stood for the mean": "np.max(A)",
        "the mean were divided by the columns of {first} as well": "np.mean(A) / FIRST.shape[-1]",
    },
    "np.sum(A)": {
        "a mean were taken for the sum": "np.mean(A)",
        "one multiplied where one adds": "np.prod(A)",
    },
    "np.prod(A)": {
        "the factors were added, not multiplied": "np.sum(A)",
        "a mean were taken of the factors": "np.mean(A)",
    },
    "np.max(A)": {"the smallest were taken, not the largest": "np.min(A)"},
    "np.min(A)": {"the largest were taken, not the smallest": "np.max(A)"},
    "np.argmax(A)": {"the smallest were taken, not the largest": "np.argmin(A)"},
    "np.argmin(A)": {"the largest were taken, not the smallest": "np.argmax(A)"},
    "np.abs(A)": {"the square stood for the size": "np.square(A)"},
    "np.sqrt(A)": {"there were a square for the root": "np.square(A)"},
    "np.std(A)": {
        "ddof were 1: it divides by N - 1": "np.std(A, ddof=1)",
        "the variance stood for the standard deviation": "np.var(A)",
    },
    "np.logaddexp(A, B)": {
        "the numbers were added, not their powers of e": "A + B",
        "the two arguments of `logaddexp` were exchanged": "np.logaddexp(B, A)",
    },
    "np.delete(A, B)": {"nothing were taken out of {A}": "A"},
    "np.eye(A)": {"one were everywhere": "np.ones((A, A))"},
    "sigmoid(A)": {
        "a softmax stood for the sigmoid": "softmax(A)",
        "each logit were cut to 0 or 1 by its sign, without a sigmoid": "A > 0",
    },
    "softmax(A)": {"a sigmoid stood for the softmax": "sigmoid(A)"},
}
# Without these nothing is left of an answer, or nothing changes.
KEPT = ("range", "enumerate", "len", "zip", "arange", "array", "asarray", "bool", "float", "int")
# What these take may be any array of the same shape, so a change of what it holds is none.
SHAPE_ONLY = ("len", "zeros_like", "ones_like", "size", "shape")


def _sum(a, axis):
    """The sums along an axis that a number does not have: for it this raises."""
    return np.sum(np.asarray(a).reshape(np.shape(a) or ()), axis=axis, keepdims=True)


ARGUMENT = {  # what may be done to an argument before the right answer sees it
    "the logarithm were taken of {0} first": np.log,
    "exp were taken of {0} first": np.exp,
    "{0} went through the sigmoid first": lambda a: 1 / (1 + np.exp(-a)),
    "{0} went through softmax first": lambda a: np.exp(a) / _sum(np.exp(a), -1),
    "{0} went through softmax along the wrong axis": lambda a: np.exp(a) / _sum(np.exp(a), -2),
    "1 - {0} stood for {0}": lambda a: 1 - a,
    "{0} acted twice": lambda a: a**2,
    "the root of {0} were used": np.sqrt,
    "the size of {0} were used, without its sign": np.abs,
    "{0} were halved": lambda a: a / 2,
    "{0} were doubled": lambda a: a * 2,
    "rows and columns of {0} were exchanged": np.transpose,
    "{0} had its sign flipped": lambda a: -a,
    "{0} were one too small": lambda a: a - 1,
    "{0} were one too large": lambda a: a + 1,
    "{0} were -1 or 1, not 0 or 1": lambda a: 2 * a - 1,
    "{0} were divided by its length": lambda a: a / np.linalg.norm(a),
    "{0} were centred": lambda a: a - np.mean(a),
    "{0} were rounded": np.round,
    "{0} were cut to whole numbers": np.trunc,
    "{0} were sorted": np.sort,
    "{0} were read backwards": lambda a: a[::-1],
    "the first of {0} were left out": lambda a: a[1:],
    "the last of {0} were left out": lambda a: a[:-1],
    "{0} were used before it is normalised": lambda a: a / _sum(a, -1),
}

RESULT = {  # what is done to the result r of the right answer, and said of it: seen, not suspected
    "the sign is flipped: a minus is missing, or one too many": lambda r, N: -r,
    "half of what it should be: a factor 2 is missing": lambda r, N: r / 2,
    "twice what it should be: there is a factor 2 too many": lambda r, N: r * 2,
    "this is the sum over the N examples: divide by N for the mean": lambda r, N: r * N,
    "this is divided by N, and the text asks for no mean": lambda r, N: r / N,
    "this is in bits: the logarithm has base 2, and the natural one is asked for": (
        lambda r, N: r / np.log(2)
    ),
    "this is in nats; bits are asked for: divide by log 2": lambda r, N: r * np.log(2),
    "the logarithm has base 10: use the natural one": lambda r, N: r / np.log(10),
    "2 to the power of the right answer": lambda r, N: 2**r,
    "one over the right answer": lambda r, N: 1 / r,
    "the logarithm of the right answer: an exp is missing, or the log is one too many": (
        lambda r, N: np.log(r)
    ),
    "exp of the right answer: a logarithm is missing, or the exp is one too many": (
        lambda r, N: np.exp(r)
    ),
    "exp of minus the right answer: minus the logarithm is missing": lambda r, N: np.exp(-r),
    "minus the logarithm of the right answer": lambda r, N: -np.log(r),
    "the square of the right answer: a root is missing": lambda r, N: r**2,
    "the root of the right answer": lambda r, N: np.sqrt(r),
    "1 minus the right answer, or its opposite": lambda r, N: 1 - r,
    "the right answer without its sign": lambda r, N: np.abs(r),
    "rounded up": lambda r, N: np.ceil(r),
    "rounded down": lambda r, N: np.floor(r),
    "rounded to a whole number": lambda r, N: np.round(r),
    "rows and columns are exchanged": lambda r, N: np.transpose(r),
    "this is divided by N - 1 where N belongs": lambda r, N: r * N / (N - 1),
    "the sum of what was asked for; each part is asked for": lambda r, N: np.sum(r),
    "the mean of what was asked for; each part is asked for": lambda r, N: np.mean(r),
    "the largest part only; each part is asked for": lambda r, N: np.max(r),
    "in reversed order": lambda r, N: r[::-1],
    "the shape alone is wrong: it is (..., 1)": lambda r, N: r[..., None],
}
# A second slip, behind an edit: the frequent ones only.
SECOND = {
    "the sign is flipped, too": lambda r, N: -r,
    "a factor 2 is missing, too": lambda r, N: r / 2,
    "a factor 2 is too many, too": lambda r, N: r * 2,
    "the sum stands for the mean, too": lambda r, N: r * N,
    "it is divided by N, too": lambda r, N: r / N,
    "the logarithm is left out, or taken once more": lambda r, N: np.log(r),
    "exp is left out, or taken once more": lambda r, N: np.exp(r),
    "the root is taken, too": lambda r, N: np.sqrt(r),
    "it is one over it": lambda r, N: 1 / r,
}


@cache
def _template(text):
    return ast.parse(text, mode="eval").body


def _matches(pattern, node, parts):
    """Whether a node has the form of a pattern; its capitals go into `parts`."""
    if isinstance(pattern, ast.Name) and pattern.id.isupper():
        parts[pattern.id] = node
        return not isinstance(node, ast.Tuple | ast.Slice)
    if type(pattern) is not type(node):
        return False
    if isinstance(pattern, list):
        pairs = zip(pattern, node, strict=False)
        return len(pattern) == len(node) and all(_matches(a, b, parts) for a, b in pairs)
    if not isinstance(pattern, ast.AST):
        return pattern == node
    names = [name for name in pattern._fields if name not in ("keywords", "ctx", "kind")]
    return all(_matches(getattr(pattern, n), getattr(node, n), parts) for n in names)


class _Fill(ast.NodeTransformer):
    def __init__(self, parts):
        self.parts = parts

    def visit_Name(self, node):
        return self.parts.get(node.id, node)


def _filled(text, parts, keywords):
    """The node that a template stands for; a call in it takes over axis and keepdims."""
    node = _Fill(parts).visit(ast.parse(text, mode="eval").body)
    if isinstance(node, ast.Call) and text.startswith("np.") and keywords:
        node.keywords += keywords
    return node


def _code(node):
    text = ast.unparse(node)
    return f"`{text}`" if len(text) <= 40 else "a part of the formula"


def _of_numpy(node):
    """`a.sum(axis=1)` as `np.sum(a, axis=1)`, so that one pattern fits both."""
    if isinstance(node.func, ast.Attribute) and not ast.unparse(node.func).startswith("np."):
        function = ast.Attribute(ast.Name("np", ast.Load()), node.func.attr, ast.Load())
        return ast.Call(function, [node.func.value, *node.args], node.keywords)
    return node


def _edits(node, names):
    """(words, new node) for each edit of one node; names are the arguments, then short others."""
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return
    called = isinstance(node, ast.Call)
    node = _of_numpy(node) if called else node
    for text, edits in EDITS.items():
        parts = {}
        if _matches(_template(text), node, parts):
            said = {name: _code(part) for name, part in parts.items()}
            parts["FIRST"] = ast.Name(names[0], ast.Load())
            for words, other in edits.items():
                new = _filled(other, parts, node.keywords if called else None)
                if ast.unparse(new) == ast.unparse(node):
                    continue
                shown = f": {_code(new)}" if len(ast.unparse(new)) <= 40 else ""
                yield words.format(new=shown, whole=_code(node), first=names[0], **said), new
    if called:
        yield from _of_call(node)
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield from _of_name(node, names)
    elif isinstance(node, ast.stmt):
        yield from _of_statement(node)


def _of_call(node):
    name = ast.unparse(node.func).split(".")[-1]
    if node.args and name not in KEPT:
        yield f"`{name}` were left out", node.args[0]
    for i, keyword in enumerate(node.keywords):
        rest = node.keywords[:i] + node.keywords[i + 1 :]
        shown = ast.unparse(keyword)
        yield f"`{shown}` were missing", ast.Call(node.func, node.args, rest)
        if keyword.arg == "axis":
            other = ast.keyword("axis", ast.Constant(int(ast.unparse(keyword.value) == "0")))
            yield "the axis were the other one", ast.Call(node.func, node.args, [*rest, other])
            yield "axis and keepdims were missing", ast.Call(node.func, node.args, [])


def _of_constant(node):
    value = node.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        for other in {value + 1, value - 1, value * 2, value / 2, -value, 1 - value} - {value}:
            yield f"{other:.4g} stood where {value:.4g} belongs", ast.Constant(other)


def _of_name(node, names):
    others = [name for name in names if name != node.id] if node.id in names else []
    for other in others:
        yield f"{other} stood where {node.id} belongs", ast.Name(other, ast.Load())
    if others or node.id in names:
        for text in ("1 - A", "np.log(A)", "np.exp(A)", "A + 1", "A - 1", "A**2"):
            new = _filled(text, {"A": node}, None)
            yield f"{_code(new)} stood where {node.id} belongs", new


def _of_statement(node):
    """A line that adds to what is there: left out, or with the other sign; a loop run once."""
    if isinstance(node, ast.AugAssign):
        yield f"the line {_code(node)} were left out", ast.Pass()
        if isinstance(node.op, ast.Add | ast.Sub):
            other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            new = ast.AugAssign(node.target, other, node.value)
            yield f"the line were {_code(new)}", new
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        inside = [n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)]
        if node.targets[0].id in inside:
            yield f"the line {_code(node)} were left out", ast.Pass()
    elif isinstance(node, ast.For):
        once = ast.For(node.target, node.iter, [*node.body, ast.Break()], [])
        yield "only the first step were taken", once
    elif isinstance(node, ast.Expr) and ast.unparse(node).startswith("np.add.at"):
        table, place, value = map(ast.unparse, node.value.args)
        new = ast.parse(f"{table}[{place}] += {value}").body[0]
        yield "`+=` with an index that repeats kept only its last: use np.add.at", new


def _replaced(node, old, new):
    """A tree with `new` in the place of `old`; what does not change is shared, not copied."""
    if node is old:
        return new
    if isinstance(node, list):
        return [_replaced(part, old, new) for part in node]
    if not isinstance(node, ast.AST):
        return node
    return type(node)(**{name: _replaced(v, old, new) for name, v in ast.iter_fields(node)})


def edited(source):
    """(words, source) for every single edit of a function's source, in the order of its text."""
    tree = ast.parse(textwrap.dedent(source).strip())
    nodes = list(ast.walk(tree))
    names = [argument.arg for argument in tree.body[0].args.args]
    found = [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    # A letter such as p or z means to a reader what it means here; a longer name need not.
    names += [name for name in dict.fromkeys(found) if len(name) == 1 and name != "_"]
    shape_only = [n for n in nodes if isinstance(n, ast.Attribute) and n.attr == "shape"]
    calls = [n for n in nodes if isinstance(n, ast.Call)]
    shape_only += [n for n in calls if ast.unparse(n.func).split(".")[-1] in SHAPE_ONLY]
    inside = {id(n) for part in shape_only for n in ast.walk(part) if isinstance(n, ast.Name)}
    for node in nodes:
        for words, new in _edits(node, names) if id(node) not in inside else ():
            yield words, ast.unparse(ast.fix_missing_locations(_replaced(tree, node, new)))


def ideas(exercise):
    """(words, wrong function): what no edit produces, and then changes of the right result."""
    for words, source in exercise.ideas.items():
        yield words, exercise.function(source)
    for words, change in RESULT.items():
        yield words, then(exercise.right, change)


def edits(exercise):
    """(words, wrong function): edits of the answer and of its forms, then of the arguments."""
    sources = [exercise.answer, *exercise.forms]
    sources = [source if "def " in source else exercise.whole(source) for source in sources]
    seen = set(sources)
    for source in sources:
        for words, text in edited(source):
            if text not in seen:
                seen.add(text)
                yield f"as if {words}", exercise.function(text)
    names = list(exercise.arguments)
    for i, name in enumerate(names):
        for words, change in ARGUMENT.items():
            yield f"as if {words.format(name)}", before(exercise.right, i, change)
        for j in range(i):
            yield f"as if {names[j]} and {name} were exchanged", exchanged(exercise.right, i, j)


def examples(arguments):
    """N, the length of the last argument that is an array."""
    lengths = [len(a) for a in arguments if np.ndim(a) and not isinstance(a, str)]
    return (lengths or [1])[-1]


def then(function, change):
    def wrong(*arguments):
        return change(np.asarray(function(*arguments), dtype=float), examples(arguments))

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
