"""Edit the source of an answer: every single edit that a table of mistakes lists."""

import ast
import itertools
import textwrap
from functools import cache

# Without these nothing is left of an answer, or nothing changes.
KEPT = (
    "range",
    "enumerate",
    "len",
    "zip",
    "arange",
    "array",
    "asarray",
    "bool",
    "float",
    "int",
    "astype",
)
# What these take may be any array of the same shape, so a change of what it holds is none.
SHAPE_ONLY = ("len", "zeros_like", "ones_like", "size", "shape")


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


def _filled(text, parts, keywords=()):
    """The node that a template stands for; a call in it takes over axis and keepdims."""
    node = _Fill(parts).visit(ast.parse(text, mode="eval").body)
    if isinstance(node, ast.Call) and text.startswith("np."):
        node.keywords += keywords
    return node


def _code(node):
    text = ast.unparse(node)
    return f"`{text}`" if len(text) <= 60 else f"`{text[:25]} … {text[-25:]}`"


def _of_numpy(node):
    """`a.sum(axis=1)` as `np.sum(a, axis=1)`, so that one pattern fits both."""
    if isinstance(node.func, ast.Attribute) and not ast.unparse(node.func).startswith("np."):
        function = ast.Attribute(ast.Name("np", ast.Load()), node.func.attr, ast.Load())
        return ast.Call(function, [node.func.value, *node.args], node.keywords)
    return node


class _Tree:
    """A source as a tree in which one node at a time may be exchanged."""

    def __init__(self, source):
        self.module = ast.parse(textwrap.dedent(source).strip())
        self.nodes = list(ast.walk(self.module))
        self.place = {}
        for node in self.nodes:
            for field, value in ast.iter_fields(node):
                for i, part in enumerate(value if isinstance(value, list) else [value]):
                    if isinstance(part, ast.AST):
                        self.place[id(part)] = node, field, i

    def parent(self, node):
        return self.place[id(node)][0] if id(node) in self.place else None

    def put(self, node, new):
        """Put a new node where `node` stands, as the tree was made."""
        parent, field, i = self.place[id(node)]
        if isinstance(getattr(parent, field), list):
            getattr(parent, field)[i] = new
        else:
            setattr(parent, field, new)


def edited(source, table):
    """(words, tree) for every single edit of a function's source, the likely ones first.

    The tree is the same one each time: it holds an edit only until the next is asked for.
    """
    tree = _Tree(source)
    names = [argument.arg for argument in tree.module.body[0].args.args]
    stored = [n for n in tree.nodes if isinstance(getattr(n, "ctx", None), ast.Store)]
    # A letter such as p or z means to a reader what it means here; a longer name need not.
    letters = [n.id for n in stored if isinstance(n, ast.Name) and len(n.id) == 1 and n.id != "_"]
    names += dict.fromkeys(letters)
    calls = [n for n in tree.nodes if isinstance(n, ast.Call)]
    fixed = [n for n in tree.nodes if isinstance(n, ast.Attribute) and n.attr == "shape"]
    fixed += [n for n in calls if ast.unparse(n.func).split(".")[-1] in SHAPE_ONLY]
    free = {id(n) for part in fixed for n in ast.walk(part) if isinstance(n, ast.Name)}
    free |= {id(n) for part in stored for n in ast.walk(part)}
    nodes = [node for node in tree.nodes if id(node) not in free]
    for words, old, new in itertools.chain(
        _by_table(nodes, names[0], table),
        itertools.chain.from_iterable(map(_of_call, nodes)),
        itertools.chain.from_iterable(map(_of_statement, nodes)),
        itertools.chain.from_iterable(_of_word(tree, node, names) for node in nodes),
    ):
        tree.put(old, ast.fix_missing_locations(new))
        yield words, tree.module
        tree.put(old, old)
    yield from _everywhere(source, [ast.unparse(call.func) for call in calls])


def _by_table(nodes, first, table):
    numpy = [_of_numpy(node) if isinstance(node, ast.Call) else node for node in nodes]
    for old, new, words in table:
        template = _template(old)
        for node, form in zip(nodes, numpy, strict=True):
            parts = {}
            if not _matches(template, form, parts):
                continue
            parts["FIRST"] = ast.Name(first, ast.Load())
            other = _filled(new, parts, getattr(form, "keywords", ()))
            if ast.unparse(other) != ast.unparse(form):
                said = {name: _code(part) for name, part in parts.items()}
                yield words.format(old=_code(node), new=_code(other), **said), node, other


def _of_call(node):
    """A call left out, or one of its keywords; the other axis."""
    if not isinstance(node, ast.Call):
        return
    node_, node = node, _of_numpy(node)
    name = ast.unparse(node.func).split(".")[-1]
    if node.args and name not in KEPT:
        yield f"`{name}` were left out", node_, node.args[0]
    for i, keyword in enumerate(node.keywords):
        rest = node.keywords[:i] + node.keywords[i + 1 :]
        new = ast.Call(node.func, node.args, rest)
        yield f"`{ast.unparse(keyword)}` were missing", node_, new
        if keyword.arg == "axis":
            other = ast.keyword("axis", ast.Constant(int(ast.unparse(keyword.value) == "0")))
            new = ast.Call(node.func, node.args, [*rest, other])
            yield "the axis were the other one", node_, new
            yield "axis and keepdims were missing", node_, ast.Call(node.func, node.args, [])


def _of_statement(node):
    """A line that adds to what is there: left out, or with the other sign; a loop run once."""
    if isinstance(node, ast.AugAssign):
        yield f"the line {_code(node)} were left out", node, ast.Pass()
        if isinstance(node.op, ast.Add | ast.Sub):
            other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            new = ast.AugAssign(node.target, other, node.value)
            yield f"the line were {_code(new)}", node, new
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        inside = [n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)]
        if node.targets[0].id in inside:
            yield f"the line {_code(node)} were left out", node, ast.Pass()
    elif isinstance(node, ast.For):
        once = ast.For(node.target, node.iter, [*node.body, ast.Break()], [])
        yield "only the first step were taken", node, once
    elif isinstance(node, ast.Expr) and ast.unparse(node).startswith("np.add.at"):
        table, place, value = map(ast.unparse, node.value.args)
        new = ast.parse(f"{table}[{place}] += {value}").body[0]
        yield "`+=` with an index that repeats kept only its last: use np.add.at", node, new


def _of_word(tree, node, names):
    """Another name, another number: shown with what stands around it."""
    if isinstance(node, ast.Name) and node.id in names:
        others = [ast.Name(name, ast.Load()) for name in names if name != node.id]
        others += [_filled(text, {"A": node}) for text in ("A ** 2", "1 - A", "A - 1", "A + 1")]
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        value = node.value
        values = {value + 1, value - 1, value * 2, value / 2, -value, 1 - value} - {value}
        others = [ast.Constant(float(f"{v:.6g}") if type(v) is float else v) for v in values]
    else:
        return
    around = tree.parent(node)
    if isinstance(around, ast.stmt | ast.Tuple | ast.Attribute) or len(ast.unparse(around)) > 40:
        around = node
    was = _code(around)
    for other in others:
        tree.put(node, other)
        shown = _code(other if around is node else around)
        tree.put(node, node)
        yield f"{shown} stood where {was} belongs", node, other


def _everywhere(source, called):
    """A function that is called more than once, left out each time."""
    for name in dict.fromkeys(called):
        if called.count(name) > 1 and name.split(".")[-1] not in KEPT:
            tree = _Without(name).visit(ast.parse(textwrap.dedent(source).strip()))
            yield f"`{name.split('.')[-1]}` were left out everywhere", tree


class _Without(ast.NodeTransformer):
    def __init__(self, name):
        self.name = name

    def visit_Call(self, node):
        self.generic_visit(node)
        return node.args[0] if ast.unparse(node.func) == self.name and node.args else node
