"""The page as a reader meets it: what is folded, what is asked before it is shown, how it is cut.

Functions that list the places where a notebook does not keep what DESIGN's "A notebook" says.
"""

import ast
import re
import symtable

FOLDED = {"hide-input"}
ANSWER = {"answer", "hide-input", "hide-output"}
EQUATION = re.compile(r"^# \(\d+\.\d+\)", re.MULTILINE)
GUESS = re.compile(r"guess = None(  # .+)?")
NUMBER = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?")
LONGEST_LINE = 100  # characters, all of which the site shows at 1280 px
DRAWING_SHARE = 1 / 20  # of the lines of open cells
ANSWER_WITHIN = 3  # cells
SECRET_DIGITS = 3  # a number of fewer digits may stand above its answer by chance


def tags(cell):
    return set(cell.metadata.get("tags", []))


def is_code(cell):
    return cell.cell_type == "code"


def is_folded(cell):
    return is_code(cell) and tags(cell) >= FOLDED


def is_open(cell):
    return is_code(cell) and not is_folded(cell)


def start(cell):
    return cell.source.partition("\n")[0]


def prompt(source):
    """What a page says in place of folded code: its first line, where that says what it does."""
    does = re.match(r"# (\w)(\w*s\b.*)", source)
    return f"Show the code that {does[1].lower()}{does[2]}" if does else "Show the code"


def wrong_folds(notebook):
    """Tags that fold in another way than the two there are, and folded cells that should not be."""
    for cell in notebook.cells:
        found = tags(cell) & ANSWER
        if is_code(cell) and found and found not in (FOLDED, ANSWER):
            yield f"the tags {sorted(found)}: {start(cell)}"
        if is_folded(cell) and not re.match(r"# \w", cell.source):
            yield f"no comment says what is folded: {start(cell)}"
        if is_folded(cell) and EQUATION.search(cell.source):
            yield f"an equation is folded: {start(cell)}"
        if any(len(line) > LONGEST_LINE for line in cell.source.splitlines() if is_code(cell)):
            yield f"a line of more than {LONGEST_LINE} characters: {start(cell)}"


def global_names(source):
    """The global names that a cell binds, other than by importing, and those that it reads."""
    top = symtable.symtable(source, "a cell", "exec")
    tables = [top]
    for table in tables:
        tables += table.get_children()
    binds = {name.get_name() for name in top.get_symbols() if name.is_assigned()}
    imports = {name.get_name() for name in top.get_symbols() if name.is_imported()}
    reads = {
        name.get_name()
        for table in tables
        for name in table.get_symbols()
        if name.is_referenced() and (table is top or name.is_global())
    }
    return binds - imports, reads


def names_from_folded_cells(notebook):
    """Names that an open cell reads, though a folded one binds them and it does not itself."""
    folded = {}
    for cell in filter(is_folded, notebook.cells):
        folded |= dict.fromkeys(global_names(cell.source)[0], start(cell))
    for cell in filter(is_open, notebook.cells):
        binds, reads = global_names(cell.source)
        for name in sorted((reads - binds) & set(folded)):
            yield f"{name} is bound in a folded cell ({folded[name]}): {start(cell)}"


def names_rebound_below_a_widget(notebook):
    """Global names that a widget reads whenever it is moved, and that a later cell binds anew."""
    cells = [cell.source for cell in notebook.cells if is_code(cell)]
    reads = {}  # by each function's name, at each cell
    for place, source in enumerate(cells):
        for function in symtable.symtable(source, "a cell", "exec").get_children():
            names = function.get_symbols()
            reads[function.get_name(), place] = {n.get_name() for n in names if n.is_global()}
    for place, source in enumerate(cells):
        if not re.search(r"^explore\(", source, re.MULTILINE):
            continue
        needed = {"draw"}
        while (
            more := {
                name
                for (function, at), names in reads.items()
                for name in names
                if function in needed and (at == place if function == "draw" else at <= place)
            }
            - needed
        ):
            needed |= more
        for later in cells[place + 1 :]:
            for name in sorted(global_names(later)[0] & needed - {"draw"}):
                where = later.partition("\n")[0]
                yield f"a widget reads {name}: choose another name, for this binds it anew: {where}"


class Drawing(ast.NodeVisitor):
    """Collects the lines of the statements that draw, cell by cell.

    Such a statement calls a helper of `utils.plots`, or a method of what has come from one or
    from another such call: figure, axes, artists.
    """

    def __init__(self):
        self.helpers, self.artists, self.lines = set(), {"figure", "axes", "ax"}, set()

    def visit_ImportFrom(self, node):
        if node.module == "utils.plots":
            self.helpers |= {alias.asname or alias.name for alias in node.names}

    def root(self, node):
        """The name that a chain of attributes, indices and calls starts from."""
        while isinstance(node, ast.Attribute | ast.Subscript | ast.Call | ast.Starred):
            node = node.func if isinstance(node, ast.Call) else node.value
        return node.id if isinstance(node, ast.Name) else None

    def draws(self, node):
        calls = [part.func for part in ast.walk(node) if isinstance(part, ast.Call)]
        return any(
            func.id in self.helpers
            if isinstance(func, ast.Name)
            else self.root(func) in self.artists
            for func in calls
        )

    def bind(self, target, value):
        """Note which names of a target are artists, given where its value comes from."""
        if isinstance(target, ast.Tuple) and self.root(value) in ("zip", "enumerate"):
            parts = [None, *value.args] if self.root(value) == "enumerate" else value.args
            for name, part in zip(target.elts, parts, strict=False):
                if part is not None:
                    self.bind(name, part)
        elif self.draws(value) or self.root(value) in self.artists:
            names = [part.id for part in ast.walk(target) if isinstance(part, ast.Name)]
            self.artists |= set(names)

    def visit_Assign(self, node):
        self.simple(node)
        for target in node.targets:
            self.bind(target, node.value)

    def visit_For(self, node):
        self.bind(node.target, node.iter)
        self.compound(node)

    def compound(self, node):
        self.generic_visit(node)
        body = {line for part in node.body for line in range(part.lineno, part.end_lineno + 1)}
        if body <= self.lines:  # nothing else is done in it
            self.lines |= set(range(node.lineno, node.end_lineno + 1))

    visit_With = visit_If = visit_FunctionDef = compound

    def simple(self, node):
        if self.draws(node):
            self.lines |= set(range(node.lineno, node.end_lineno + 1))

    visit_Expr = visit_AugAssign = visit_Return = visit_Assert = simple


def open_lines_that_draw(notebook):
    """The lines of open cells that draw, if they are more than one in twenty, else nothing."""
    drawing, drawn, count = Drawing(), [], 0
    for cell in filter(is_code, notebook.cells):
        drawing.lines = set()
        drawing.visit(ast.parse(cell.source))
        if is_open(cell):
            lines = cell.source.splitlines()
            count += sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in lines)
            drawn += [lines[number - 1] for number in sorted(drawing.lines)]
    return drawn if len(drawn) > DRAWING_SHARE * count else []


def predictions(notebook):
    """(place, the guess cell or None, the answer's place or None) of each prediction."""
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown" and "prediction" in tags(cell):
            following = notebook.cells[place + 1 : place + 1 + ANSWER_WITHIN]
            guess = following and is_code(following[0]) and GUESS.fullmatch(following[0].source)
            answers = [k for k, after in enumerate(following) if "answer" in tags(after)]
            yield place, bool(guess), place + 1 + answers[0] if answers else None


def spoken(cell):
    """What a reader sees of a cell, and of what it prints and shows."""
    outputs = [
        output.get("text") or output.get("data", {}).get("text/plain", "")
        for output in cell.get("outputs", [])
    ]
    return "\n".join([cell.source, *outputs])


def numbers(text):
    """The numbers in a text that are long enough to be a secret; those of equations are none."""
    found = NUMBER.findall(re.sub(r"\(\d+\.\d+\)", "", text))
    values = [number.replace(",", "") for number in found]
    digits = [v.replace(".", "").lstrip("0") if "." in v else v.strip("0") for v in values]
    pairs = zip(values, digits, strict=True)
    return {float(value) for value, kept in pairs if len(kept) >= SECRET_DIGITS}


def open_predictions(notebook):
    """Predictions that are not answered as they should be, or given away above the answer."""
    answered = set()
    for place, guess, found in predictions(notebook):
        question = notebook.cells[place].source
        if not question.startswith("**Predict.** "):
            yield f"does not start with **Predict.**: {question[:60]}"
        if found is None:
            yield f"no answer within {ANSWER_WITHIN} cells: {question[:60]}"
            continue
        answered.add(found)
        answer = notebook.cells[found]
        if is_code(answer):
            if not (answer.source.startswith("# The answer") and tags(answer) >= ANSWER):
                yield f"the answer is not folded under `# The answer`: {question[:60]}"
            if not (guess and re.match(r"predict\(guess, ", answer.source.splitlines()[-1])):
                yield f"no `guess = None` or no predict(guess, truth): {question[:60]}"
            secret = spoken(answer).removeprefix(answer.source)
        else:
            secret = answer.source
            if not re.fullmatch(r"<details>(?:(?!<details).)*</details>", secret, re.DOTALL):
                yield f"the answer is not one <details>: {question[:60]}"
        above = "\n".join(spoken(cell) for cell in notebook.cells[:found])
        for number in sorted(numbers(secret) & numbers(above) - numbers(question)):
            yield f"{number:g} stands above its answer: {question[:60]}"
    for place, cell in enumerate(notebook.cells):
        if "answer" in tags(cell) and place not in answered:
            yield f"an answer without a prediction: {start(cell)}"


def wrong_headings(notebook):
    """Headings with numbers of their own, twice the same, a level skipped, a second title."""
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    headings = re.findall(r"^(#+) +(.+?) *$", text, re.MULTILINE)
    before, seen = 0, set()
    for place, (level, heading) in enumerate(headings):
        if (len(level) == 1) != (place == 0) or len(level) > before + 1:
            yield f"level {len(level)} below {before}: {heading}"
        if place and re.match(r"\d", heading):
            yield f"a number of its own: {heading}"
        if heading in seen:
            yield f"stands twice: {heading}"
        before = len(level)
        seen.add(heading)
