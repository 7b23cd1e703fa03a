"""What every notebook promises, as functions that list the places where one does not keep it."""

import re

TAG = re.compile(r"\\tag\{([^}]*)\}")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
MATH = re.compile(r"\$\$(.+?)\$\$|(?<![\\$\w])\$([^$]+)\$(?!\w)", re.DOTALL)
COMMAND = re.compile(r"\\(?:[a-zA-Z]+|.)")
# What GitHub, VS Code, JupyterLab and the site all typeset: KaTeX and MathJax know it.
COMMANDS = set(
    COMMAND.findall(
        r"""\alpha \beta \gamma \delta \varepsilon \eta \theta \kappa \lambda \mu \pi \rho \sigma
    \frac \tfrac \sqrt \sum \prod \partial \nabla \infty \exp \log \cos \max \min \Pr
    \hat \bar \overline \text \mathrm \mathbb \left \right \mid \Vert \parallel \top \star
    \cdot \times \pm \dots \in \to \leftarrow \approx \le \lt \ge \gt \ne
    \quad \qquad \, \\ \begin \end \tag"""
    )
)
CITED = re.compile(r"\[\((\d+\.\d+)\)\]\(([^)\s]+)\)")
LONGEST_CELL = 25
SHORTEST_ALT = 40  # characters


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def text_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def unverified_equations(notebook, number):
    """Tags out of order, and tags that no code cell asserts before the next tag comes."""
    tags, asserted = [], []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            tags += TAG.findall(cell.source)
        elif tags and f"({tags[-1]})" in cell.source and "assert " in cell.source:
            asserted.append(tags[-1])
    due = [f"{number}.{k + 1}" for k in range(len(tags))]
    pairs = zip(tags, due, strict=True)
    faults = [f"{tag} stands where {want} is due" for tag, want in pairs if tag != want]
    return faults + [f"({tag}) is not asserted" for tag in tags if tag not in asserted]


def untidy_code(notebook):
    """Cells that are too long, end in a semicolon, or show a bare value or an unexpected error."""
    for cell in code_cells(notebook):
        lines = cell.source.splitlines()
        start = lines[0] if lines else "an empty cell"
        if len(lines) > LONGEST_CELL:
            yield f"{len(lines)} lines: {start}"
        if any(line.rstrip().endswith(";") for line in lines):
            yield f"trailing semicolon: {start}"
        for output in cell.outputs:
            if output.output_type == "execute_result":
                yield f"a bare value, such as the artists of a last line that draws: {start}"
            error = output.output_type == "error" or output.get("name") == "stderr"
            if error and "raises-exception" not in cell.metadata.get("tags", []):
                yield f"error output: {start}"


def pictures_without_words(notebook):
    """Figures whose alt text is missing, short, or not the text beside the picture."""
    for cell in code_cells(notebook):
        for output in cell.outputs:
            data = output.get("data", {})
            if "image/png" not in data:
                continue
            alt = output.metadata.get("image/png", {}).get("alt", "")
            if len(alt) < SHORTEST_ALT or data.get("text/plain") != alt:
                last = cell.source.splitlines()[-1]
                yield f"say in {SHORTEST_ALT} letters or more what one sees, not {alt!r}: {last}"


def anchor(heading):
    """The id that JupyterLab gives to a heading; the site in docs/ does as well."""
    return heading.replace(" ", "-")


def anchors(notebook):
    """The ids of a notebook's headings."""
    headings = re.findall(
        r"^#+ +(.+?) *$", "\n".join(cell.source for cell in text_cells(notebook)), re.MULTILINE
    )
    return {anchor(heading) for heading in headings}


def broken_links(notebook, folder, read):
    """Relative links to files that are not there, or to headings that are not in them."""
    for cell in text_cells(notebook):
        for link in LINK.findall(cell.source):
            if re.match(r"[a-z]+:", link):
                continue
            name, _, section = link.partition("#")
            target = folder / name if name else None
            if target and not target.exists():
                yield link
                continue
            if section and section not in anchors(read(target) if target else notebook):
                yield link


def misplaced_equations(notebook, folder, read):
    """Links `[(n.k)](file#section)` to a section that does not hold the equation."""
    for cell in text_cells(notebook):
        for tag, link in CITED.findall(cell.source):
            name, _, section = link.partition("#")
            cited = read(folder / name) if name else notebook
            home = ""
            for line in "\n".join(cell.source for cell in text_cells(cited)).splitlines():
                if line.startswith("## "):
                    home = anchor(line.removeprefix("## ").strip())
                if f"\\tag{{{tag}}}" in line and home == section:
                    break
            else:
                yield f"({tag}) in {link}"


def incomplete_head(notebook, number, navigation):
    """What the first cell lacks, and the last one: the line that leads on."""
    head, foot = notebook.cells[0].source, notebook.cells[-1].source
    wanted = {
        "title": rf"\A# {number}\. \S",
        "question": r"^\*\*Question\.\*\* \S",
        "outcomes": r"^\*\*You will be able to\*\*\n\n(- .+\n(  .+\n)*){3,5}\n",
        "time": r"^\*\*Time\.\*\* \d+ minutes",
    }
    faults = [name for name, form in wanted.items() if not re.search(form, head, re.MULTILINE)]
    return faults + [
        f"navigation in the {place}"
        for place, text in {"head": head, "foot": foot}.items()
        if not all(f"]({name})" in text for name in navigation)
    ]


def unclosed_details(notebook):
    """`<details>` blocks that a Markdown renderer would not fold as meant."""
    for cell in text_cells(notebook):
        opened = len(
            re.findall(r"^<details><summary>[^\n]+</summary>\n\n", cell.source, re.MULTILINE)
        )
        if not opened == cell.source.count("<details") == cell.source.count("</details>"):
            yield cell.source.splitlines()[0]


def display_math_on_one_line(notebook):
    """`$$` that shares its line with text, which GitHub renders as text."""
    for cell in text_cells(notebook):
        for line in cell.source.splitlines():
            if "$$" in line and not re.fullmatch(r"\s*\$\$(.*\$\$)?\s*", line):
                yield line


def formulas(text):
    """(display, inline) of each formula in a text, and the text that is left; code is left out."""
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    return MATH.findall(prose), MATH.sub("", prose)


def unsafe_math(notebook):
    """Formulas that some host would not typeset: unknown commands, loose ends, stray dollars."""
    for cell in text_cells(notebook):
        found, rest = formulas(cell.source)
        if "$" in rest:
            yield f"a dollar without its partner: {rest[rest.index('$') :][:40]}"
        for display, inline in found:
            formula = display or inline
            commands = COMMAND.findall(formula)
            unknown = set(commands) - COMMANDS
            even = formula.count("{") == formula.count("}") and all(
                commands.count(a) == commands.count(b)
                for a, b in ((r"\left", r"\right"), (r"\begin", r"\end"))
            )
            lines = "\n\n" in formula or "<" in formula or (inline and r"\tag" in formula)
            if unknown or not even or lines:
                yield f"{formula.strip()} {unknown or ''}"
