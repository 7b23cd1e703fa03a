"""Mistakes made from the right answer: one edit of its source, of an argument, of its result.

Each kind of mistake stands here once, for all exercises, with its words. They follow "as if".
"""

import ast
import textwrap

import numpy as np

CALLS = {  # a function of the answer: what is written in its place, and how that is said
    "log": {"log2": "the logarithm had base 2", "log10": "the logarithm had base 10"},
    "log2": {"log": "this were in nats, not in bits", "log10": "the logarithm had base 10"},
    "exp": {"exp2": "2 were raised to the power, not e", "expm1": "1 were taken from exp"},
    "log1p": {"log": "log1p were the logarithm itself; it adds 1 first"},
    "mean": {"sum": "a sum were taken for the mean", "max": "the largest stood for the mean"},
    "sum": {"mean": "a mean were taken for the sum", "prod": "it multiplied where one adds"},
    "prod": {"sum": "the factors were added, not multiplied", "mean": "a mean were taken"},
    "max": {"min": "the smallest were taken, not the largest"},
    "min": {"max": "the largest were taken, not the smallest"},
    "argmin": {"argmax": "the largest were taken, not the smallest"},
    "argmax": {"argmin": "the smallest were taken, not the largest"},
    "sqrt": {"square": "there were a square for the root"},
    "abs": {"square": "the square stood for the size"},
    "std": {"var": "the variance stood for the standard deviation"},
    "logaddexp": {"add": "the numbers were added, not their powers of e"},
    "sigmoid": {"softmax": "a softmax stood for the sigmoid"},
    "softmax": {"sigmoid": "a sigmoid stood for the softmax"},
}
SIGNS = {ast.Add: "plus", ast.Sub: "minus", ast.Mult: "times", ast.Div: "divided by"}
OTHER = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
SHAPE_ONLY = ("len", "zeros_like", "ones_like", "size", "shape")  # what they hold does not matter
COMPARED = {
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}


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
    "1 minus the right answer": lambda r, N: 1 - r,
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


def _short(node):
    return ast.unparse(node)


def _in(node):
    text = ast.unparse(node)
    return f": `{text}`" if len(text) <= 40 else ""


def _named(node):
    """A part of the formula as code, or the word for it if that would be long."""
    text = ast.unparse(node)
    return f"`{text}`" if len(text) <= 40 else "a part of the formula"


def _call(function, arguments, keywords=()):
    return ast.Call(ast.parse(function, mode="eval").body, list(arguments), list(keywords))


def _renamed(node, name):
    if isinstance(node.func, ast.Attribute):
        function = ast.Attribute(node.func.value, name, ast.Load())
    else:
        function = ast.Name(name, ast.Load())
    return ast.Call(function, node.args, node.keywords)


def _edits(node, names):
    """(words, new node) for each edit of one node."""
    kind = type(node)
    by_kind = {
        ast.BinOp: _of_operator,
        ast.Constant: _of_constant,
        ast.Call: _of_call,
        ast.Subscript: _of_index,
        ast.Compare: _of_comparison,
        ast.For: _of_loop,
    }
    if kind in by_kind:
        yield from by_kind[kind](node, names)
    elif kind is ast.UnaryOp and isinstance(node.op, ast.USub):
        yield f"a minus were missing before {_named(node.operand)}", node.operand
    elif kind is ast.Name and node.id in names and isinstance(node.ctx, ast.Load):
        for other in names:
            if other != node.id:
                yield f"{other} stood where {node.id} belongs", ast.Name(other, ast.Load())
        one_less = ast.BinOp(ast.Constant(1), ast.Sub(), node)
        yield f"1 - {node.id} stood where {node.id} belongs", one_less
        for function in ("log", "exp"):
            words = f"`{function}({node.id})` stood where {node.id} belongs"
            yield words, _call(f"np.{function}", [node])
        for step, operator in ((" + 1", ast.Add), (" - 1", ast.Sub)):
            words = f"`{node.id}{step}` stood where {node.id} belongs"
            yield words, ast.BinOp(node, operator(), ast.Constant(1))
        yield f"{node.id} were squared", ast.BinOp(node, ast.Pow(), ast.Constant(2))
    elif kind is ast.IfExp:
        yield "the two cases were exchanged", ast.IfExp(node.test, node.orelse, node.body)
        yield "the second case were not told apart", node.body
        yield "the first case were not told apart", node.orelse
    elif kind is ast.BoolOp:
        other = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        yield "`and` and `or` were exchanged", ast.BoolOp(other, node.values)
        for value in node.values:
            yield f"only `{_short(value)}` decided", value
    elif kind is ast.AugAssign:
        if type(node.op) in OTHER:
            new = ast.AugAssign(node.target, OTHER[type(node.op)](), node.value)
            yield f"the line were `{_short(new)}`", new
        yield f"the line `{_short(node)}` were left out", ast.Pass()
    elif kind is ast.Assign and len(node.targets) == 1:
        inside = {n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)}
        if isinstance(node.targets[0], ast.Name) and node.targets[0].id in inside:
            yield f"the line {_named(node)} were left out", ast.Pass()
    elif kind is ast.Expr and _short(node).startswith("np.add.at"):
        table, place, value = node.value.args
        text = f"{_short(table)}[{_short(place)}] += {_short(value)}"
        words = "`+=` with an index that repeats kept only its last: use np.add.at"
        yield words, ast.parse(text).body[0]


def _of_operator(node, names):
    left, right, kind = node.left, node.right, type(node.op)
    if kind in OTHER:
        new = ast.BinOp(left, OTHER[kind](), right)
        words = f"a {SIGNS[OTHER[kind]]} stood where a {SIGNS[kind]} belongs"
        if kind in (ast.Mult, ast.Div):
            done = "multiplied by" if kind is ast.Div else "divided by"
            words = f"it were {done} {_named(right)}"
        yield words + (_in(new) if kind in (ast.Add, ast.Sub) else ""), new
    if kind is ast.Mult:
        yield f"it added where one multiplies{_in(node)}", ast.BinOp(left, ast.Add(), right)
        words = f"{_named(right)} were divided by {_named(left)}, not multiplied"
        yield words, ast.BinOp(right, ast.Div(), left)
    if kind is ast.Pow:
        yield f"the power {_short(right)} were missing", left
        if isinstance(left, ast.BinOp) and type(left.op) in (ast.Add, ast.Sub):
            parts = [ast.BinOp(part, ast.Pow(), right) for part in (left.left, left.right)]
            words = f"each part were raised to the power, not {_named(left)} as a whole"
            yield words, ast.BinOp(parts[0], left.op, parts[1])
        half = ast.BinOp(ast.BinOp(left, ast.Pow(), ast.Constant(1)), ast.Div(), ast.Constant(2))
        yield "`** 1 / 2` were a root: it halves, since `**` comes first", half
        yield "it were multiplied, not raised to a power", ast.BinOp(left, ast.Mult(), right)
        return
    what = "term" if kind in (ast.Add, ast.Sub) else "factor"
    if kind is ast.Div:
        yield f"the division by {_named(right)} were missing", left
    elif kind in OTHER:
        yield f"the {what} {_named(right)} were missing", left
        rest = ast.UnaryOp(ast.USub(), right) if kind is ast.Sub else right
        yield f"the {what} {_named(left)} were missing", rest
    if kind in (ast.Add, ast.Sub):
        for factor, done in ((2, "doubled"), (0.5, "halved")):
            for i, part in enumerate((left, right)):
                sides = [left, right]
                sides[i] = ast.BinOp(ast.Constant(factor), ast.Mult(), part)
                yield (
                    f"the term {_named(part)} were {done}",
                    ast.BinOp(sides[0], node.op, sides[1]),
                )
    if kind in (ast.Sub, ast.Div, ast.MatMult):
        yield f"the two sides of {_named(node)} were exchanged", ast.BinOp(right, node.op, left)
    if kind is ast.MatMult:
        yield "`*` stood for the matrix product `@`", ast.BinOp(left, ast.Mult(), right)
    # The brackets: a - b / c for (a - b) / c, and the like.
    if isinstance(left, ast.BinOp) and kind in (ast.Mult, ast.Div):
        inner = ast.BinOp(left.right, node.op, right)
        if type(left.op) in (ast.Add, ast.Sub, ast.Div):
            words = f"brackets were missing around {_named(left)}"
            yield words, ast.BinOp(left.left, left.op, inner)


def _of_constant(node, names):
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    for other in {value + 1, value - 1, value * 2, value / 2, -value, 1 - value} - {value}:
        yield f"{other:.4g} stood where {value:.4g} belongs", ast.Constant(other)


def _of_call(node, names):
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    method = isinstance(node.func, ast.Attribute) and _short(node.func.value) != "np"
    inner = node.func.value if method else (node.args or [None])[0]
    for new, words in CALLS.get(name, {}).items():
        yield words, _renamed(node, new)
    if inner is not None and name not in ("range", "enumerate", "len", "zip"):
        yield f"`{name}` were left out", inner
    if name == "len":
        yield "one too many were counted", ast.BinOp(node, ast.Add(), ast.Constant(1))
        yield "one too few were counted", ast.BinOp(node, ast.Sub(), ast.Constant(1))
        yield "all entries were counted, not the examples", _call("np.size", node.args)
        yield (
            "the columns were counted",
            ast.Subscript(
                ast.Attribute(node.args[0], "shape", ast.Load()), ast.Constant(-1), ast.Load()
            ),
        )
    if name == "range":
        for shift, words in ((1, "one step too many"), (-1, "one step too few")):
            end = ast.BinOp(node.args[-1], ast.Add(), ast.Constant(shift))
            yield f"there were {words}", ast.Call(node.func, [*node.args[:-1], end], [])
    if name == "where" and len(node.args) == 3:
        test, yes, no = node.args
        yield (
            f"the two cases of `{_short(test)}` were exchanged",
            ast.Call(node.func, [test, no, yes], []),
        )
        asked = f"`{_short(test)}`"
        yield f"`{_short(yes)}` were used whether or not {asked}", yes
        yield f"`{_short(no)}` were used whether or not {asked}", no
        for value in (0, 1):
            words = f"{value} stood for `{_short(no)}`, where not {asked}"
            yield words, ast.Call(node.func, [test, yes, ast.Constant(value)], [])
    if name == "mean" and inner is not None:
        columns = ast.parse(f"{names[0]}.shape[-1]", mode="eval").body
        words = f"the mean were divided by the columns of {names[0]} as well"
        yield words, ast.BinOp(node, ast.Div(), columns)
    if name == "sigmoid":
        cut = ast.Compare(node.args[0], [ast.Gt()], [ast.Constant(0)])
        yield "each logit were cut to 0 or 1 by its sign, without a sigmoid", cut
    if name in ("std", "var"):
        ddof = [*node.keywords, ast.keyword("ddof", ast.Constant(1))]
        yield "ddof were 1: it divides by N - 1", ast.Call(node.func, node.args, ddof)
    if name == "eigvalsh":
        yield "the diagonal stood for the eigenvalues", _call("np.diag", node.args)
    if len(node.args) == 2 and name not in ("where", "full", "zeros"):
        yield (
            f"the two arguments of `{name}` were exchanged",
            ast.Call(node.func, node.args[::-1], node.keywords),
        )
    for i, keyword in enumerate(node.keywords):
        rest = node.keywords[:i] + node.keywords[i + 1 :]
        if keyword.arg == "keepdims":
            words = "`keepdims=True` were missing"
        else:
            words = f"`{keyword.arg}` were missing"
        yield words, ast.Call(node.func, node.args, rest)
        if keyword.arg == "axis":
            other = 1 if _short(keyword.value) == "0" else 0
            axis = ast.keyword("axis", ast.Constant(other))
            yield "the axis were the other one", ast.Call(node.func, node.args, [*rest, axis])
            if rest:
                yield "the axis and keepdims were missing", ast.Call(node.func, node.args, [])


def _of_index(node, names):
    index = node.slice
    if isinstance(index, ast.Tuple) and len(index.elts) == 2:
        row, column = index.elts
        new = [
            ("rows and columns were exchanged", [column, row]),
            ("every row met the labels of all rows", [ast.Slice(), column]),
        ]
        block = ast.Subscript(node.value, row, ast.Load())
        if not isinstance(node.ctx, ast.Load):
            new = new[:1]
        for words, pair in new:
            yield words, ast.Subscript(node.value, ast.Tuple(pair, ast.Load()), node.ctx)
        if isinstance(node.ctx, ast.Load):
            every = ast.Tuple([ast.Slice(), column], ast.Load())
            words = "each row met all columns, a block; pair them"
            yield words, ast.Subscript(block, every, node.ctx)
            yield "the label picked a row", ast.Subscript(node.value, column, node.ctx)
            yield (
                "the largest were picked, not the label's",
                _call("np.max", [node.value], [ast.keyword("axis", ast.Constant(-1))]),
            )
    elif isinstance(node.ctx, ast.Load) and isinstance(index, ast.UnaryOp | ast.Constant):
        for place, words in ((0, "the first"), (-1, "the last")):
            if _short(index) != str(place):
                new = ast.Subscript(node.value, ast.Constant(place), node.ctx)
                yield f"{words} of them were taken", new
        yield f"`[{_short(index)}]` were left out", node.value
        if isinstance(node.value, ast.Call) and _short(node.value.func).endswith("eigvalsh"):
            inner = node.value.args
            yield "the largest entry stood for the largest eigenvalue", _call("np.max", inner)
            yield "the trace stood for the largest eigenvalue", _call("np.trace", inner)
        yield "all of them were added", _call("np.sum", [node.value])
        yield "their mean were taken", _call("np.mean", [node.value])
    elif isinstance(node.ctx, ast.Load) and not isinstance(index, ast.Slice):
        yield f"`[{_short(index)}]` were left out", node.value


def _of_comparison(node, names):
    if type(node.ops[0]) in COMPARED:
        new = ast.Compare(node.left, [COMPARED[type(node.ops[0])]()], node.comparators)
        yield f"it asked for `{_short(new)}`", new


def _of_loop(node, names):
    once = [*node.body, ast.Break()]
    yield "only the first step were taken", ast.For(node.target, node.iter, once, [])


def _replaced(node, old, new):
    """A tree with `new` in the place of `old`; what does not change is shared, not copied."""
    if node is old:
        return new
    if isinstance(node, list):
        parts = [_replaced(part, old, new) for part in node]
        return parts if any(a is not b for a, b in zip(parts, node, strict=True)) else node
    if not isinstance(node, ast.AST):
        return node
    fields = {name: _replaced(value, old, new) for name, value in ast.iter_fields(node)}
    if all(value is getattr(node, name) for name, value in fields.items()):
        return node
    return type(node)(**fields)


def edited(source):
    """(words, source) for every single edit of a function's source, in the order of its text."""
    tree = ast.parse(textwrap.dedent(source).strip())
    names = [argument.arg for argument in tree.body[0].args.args]
    nodes = list(ast.walk(tree))
    found = [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    names += [name for name in dict.fromkeys(found) if name != "_"]
    shape_only = [n for n in nodes if isinstance(n, ast.Attribute) and n.attr == "shape"]
    calls = [n for n in nodes if isinstance(n, ast.Call)]
    shape_only += [n for n in calls if _short(n.func).split(".")[-1] in SHAPE_ONLY]
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
