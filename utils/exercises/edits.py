"""Edit a function's source: every formula of a table, wherever it fits, one at a time.

In a formula a capital stands for any part; but F for a function, K for a number, X for an argument
or a letter that the source binds, Y for another such name.
"""

import ast
import copy
import itertools
from functools import cache

# Without these nothing is left of an answer, or nothing changes.
KEPT = "range enumerate len zip arange array asarray bool float int astype"
# What these take may be any array of the same shape, so a change of what it holds is none.
SHAPE_ONLY = ("len", "zeros_like", "ones_like", "size", "shape")


def edited(source, table):
    """(words, tree) for every single edit of a function's source, the likely ones first.

    The tree is the same one each time: it holds an edit only until the next is asked for.
    """
    module = ast.parse(source)
    nodes = list(ast.walk(module))
    above = {child: node for node in nodes for child in ast.iter_child_nodes(node)}
    stored = [node for node in nodes if isinstance(getattr(node, "ctx", None), ast.Store)]
    # A letter such as p or z means to a reader what it means here; a longer name need not.
    letters = [node.id for node in stored if isinstance(node, ast.Name) and len(node.id) == 1]
    names = [argument.arg for argument in module.body[0].args.args]
    names += [letter for letter in dict.fromkeys(letters) if letter != "_"]
    fixed = {part for node in nodes if _last(node) in SHAPE_ONLY for part in ast.walk(node)}
    fixed = {part for part in fixed if isinstance(part, ast.Name)}
    fixed |= {part for node in stored for part in ast.walk(node)}
    free = [(node, _of_numpy(node)) for node in nodes if node not in fixed]
    for formulas, words in table:
        old, _, news = formulas.partition(" -> ")
        for text, (node, form) in itertools.product(news.split(" | "), free):
            for new, said in _fitting(*_trees(old, text), form, names):
                around = above[node] if isinstance(node, ast.Name | ast.Constant) else node
                dull = isinstance(around, ast.stmt | ast.Tuple | ast.Attribute)
                around = node if dull or len(ast.unparse(around)) > 40 else around
                said["old"] = _code(around)
                _Swap(node, ast.fix_missing_locations(new)).visit(module)
                said["new"] = _code(new if around is node else around)
                yield (words or "{new} stood where {old} belongs").format(**said), module
                _Swap(new, node).visit(module)


@cache
def _trees(*texts):
    """Formulas as trees: statements, if one of them is none but a statement."""
    trees = [ast.parse(text).body[0] for text in texts]
    formulas = all(isinstance(tree, ast.Expr) for tree in trees)
    return [tree.value for tree in trees] if formulas else trees


def _fitting(old, new, node, names):
    """(new node, code of its parts) for each way in which one formula may stand for another."""
    parts = {}
    if not _matches(old, node, parts) or _last(parts.get("F")) in KEPT.split():
        return
    if "X" in parts and node.id not in names:
        return
    said = {key: _code(part) for key, part in parts.items()}
    said["F"] = f"`{_last(parts.get('F'))}`"
    for name in names if getattr(new, "id", "") == "Y" else names[:1]:
        other = _Fill(parts | {"Y": ast.Name(name, ast.Load())}).visit(copy.deepcopy(new))
        if "K" in parts:
            value = eval(ast.unparse(other))
            other = ast.Constant(float(f"{value:.6g}") if isinstance(value, float) else value)
        elif isinstance(other, ast.Call):
            replaced = [keyword.arg for keyword in getattr(old, "keywords", [])]
            other.keywords += [k for k in getattr(node, "keywords", []) if k.arg not in replaced]
        if ast.unparse(other) != ast.unparse(node) and ("K" not in parts or value != node.value):
            yield other, said


def _matches(pattern, node, parts):
    """Whether a node has the form of a pattern; what stands for its capitals goes into `parts`."""
    if isinstance(pattern, ast.Name) and pattern.id.isupper():
        parts[pattern.id] = node
        if pattern.id == "K":
            return isinstance(node, ast.Constant) and type(node.value) in (int, float)
        part = isinstance(node, ast.Name if pattern.id == "X" else ast.expr)
        return part and not isinstance(node, ast.Tuple | ast.Slice)
    if type(pattern) is not type(node):
        return False
    if isinstance(pattern, list):
        return len(pattern) == len(node) and all(map(_matches, pattern, node, [parts] * len(node)))
    if not isinstance(pattern, ast.AST):
        return pattern == node
    given = {k.arg: k.value for k in getattr(node, "keywords", [])}
    pairs = [(k.value, given.get(k.arg)) for k in getattr(pattern, "keywords", [])]
    fields = set(pattern._fields) - {"keywords", "ctx", "kind"}
    pairs += [(getattr(pattern, field), getattr(node, field)) for field in fields]
    return all(_matches(*pair, parts) for pair in pairs)


class _Fill(ast.NodeTransformer):
    def __init__(self, parts):
        self.parts = parts

    def visit_Name(self, node):
        return self.parts.get(node.id, node)


class _Swap(ast.NodeTransformer):
    def __init__(self, old, new):
        self.old, self.new = old, new

    def visit(self, node):
        return self.new if node is self.old else self.generic_visit(node)


def _of_numpy(node):
    """`a.sum(axis=1)` as `np.sum(a, axis=1)`, so that one pattern fits both."""
    func = getattr(node, "func", None)
    if isinstance(func, ast.Attribute) and not ast.unparse(func).startswith("np."):
        numpy = ast.Attribute(ast.Name("np", ast.Load()), func.attr, ast.Load())
        return ast.Call(numpy, [func.value, *node.args], node.keywords)
    return node


def _last(node):
    """The last part of the name of a function or attribute."""
    node = getattr(node, "func", node)
    return getattr(node, "attr", getattr(node, "id", None))


def _code(node):
    text = ast.unparse(node)
    return f"`{text}`" if len(text) <= 60 else f"`{text[:25]} … {text[-25:]}`"
