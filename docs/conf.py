"""The course as a site that needs no network; `make docs` builds it in docs/_build/html."""

import re
import shutil
import sys
from pathlib import Path

from docutils import nodes
from myst_nb.core.render import NbElementRenderer
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.transforms.post_transforms import SphinxPostTransform

sys.path.append(str(Path(__file__).resolve().parent.parent))

from tools import anatomy, frames, readme, render, sheet

project = "From Likelihood to Learning Rate"
author = "the maintainers"
copyright = "the maintainers. Text CC BY 4.0, code MIT"

extensions = ["myst_nb", "sphinx_external_toc", "sphinx-mathjax-offline"]
external_toc_path = str(Path(__file__).with_name("toc.yml"))
exclude_patterns = [".ipynb_checkpoints"]

nb_execution_mode = "off"  # the saved outputs are what the tests have verified
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
myst_heading_slug_func = "tools.promises.anchor"

html_theme = "furo"
html_title = project
html_favicon = "favicon.svg"
html_static_path = ["_static"]
html_css_files = ["course.css", "frames.css"]
html_js_files = [(name, {"defer": "defer"}) for name in ("frames.js", "wide.js")]

render_image = NbElementRenderer.render_image


def render_image_with_alt(self, data):
    """An output's picture keeps the alt text that stands in its metadata."""
    (image,) = render_image(self, data)
    image["alt"] = data.output_metadata.get(data.mime_type, {}).get("alt", "")
    return [image]


NbElementRenderer.render_image = render_image_with_alt


def display_math_as_it_is(app, doctree):
    """Sphinx would wrap lines in an environment of its own, in which MathJax allows no tag."""
    for block in doctree.findall(nodes.math_block):
        block["no-wrap"] = True
        block[:] = [nodes.Text(rf"\[{block.astext()}\]")]


def stops_stay_with_their_formulas(app, doctree):
    """No line begins with the full stop, comma or bracket that follows a formula."""
    for formula in list(doctree.findall(nodes.math)):
        text = formula.next_node(descend=False, siblings=True)
        stop = isinstance(text, nodes.Text) and re.match(r"[^\s\w]+", text.astext())
        if stop:
            rest = nodes.Text(text.astext().removeprefix(stop[0]))
            text.parent.replace(text, rest)
            whole = nodes.inline(classes=["with-its-stop"])
            formula.replace_self(whole)
            whole += [formula, nodes.Text(stop[0])]


def site_needs_no_address(app, doctree):
    """The line of a notebook's head that leads to the site is left out there."""
    for strong in list(doctree.findall(nodes.strong)):
        if strong.astext() == "Live.":
            strong.parent.parent.remove(strong.parent)


def cells(doctree, tag):
    """The code cells with a tag."""
    for node in list(doctree.findall(nodes.container)):
        if node.get("nb_element") == "cell_code" and f"tag_{tag}" in node["classes"]:
            yield node


def say_what_is_folded(app, doctree):
    """The one line in place of folded code says what the code's first line says."""
    for cell in cells(doctree, "hide-input"):
        cell["hide_mode"] = "input"
        cell["prompt_show"] = anatomy.prompt(cell.children[0].astext())
        cell["prompt_hide"] = "Hide the code"


class FoldAnswers(SphinxPostTransform):
    """An answer stays behind one line of its own, output and code."""

    default_priority = 200  # after the code is folded
    formats = ("html",)

    def run(self, **options):
        for cell in cells(self.document, "answer"):
            fold = HideCodeCellNode(prompt_show="Show the answer", prompt_hide="Hide the answer")
            fold["classes"] += ["answer"]
            fold.extend(cell.children)
            cell.children = []
            cell.append(fold)


def draw_frames(app, env, *changes):
    """Draw the widgets of notebooks that have changed; their pages are written anew."""
    drawn = [path.stem for path in frames.update(render.notebooks())]
    return [*drawn, "index"] if drawn else []


def widgets_move(app, doctree):
    """In the place of a widget's still stand its controls; the front page has notebook 5's."""
    name = app.env.docname
    front = name == "index"
    path = render.NOTEBOOKS / f"{'05_gradient_descent' if front else name}.ipynb"
    if path not in render.notebooks():
        return
    app.env.note_dependency(str(frames.KEPT / f"{path.stem}.json"))  # another build may draw anew
    live = frames.boxes(path)
    if front:
        doctree[0].insert(3, nodes.raw("", next(iter(live.values())), format="html"))
    for cell in list(doctree.findall(nodes.container)):
        if cell.get("nb_element") == "cell_code" and cell["cell_index"] in live:
            still = next(cell.findall(nodes.image))
            still.parent.replace(still, nodes.raw("", live[cell["cell_index"]], format="html"))


def copy_frames(app, error):
    """Pages find their frames beside the other files that never change."""
    if not error:
        folder = Path(app.outdir, "_static", "frames")
        shutil.copytree(
            frames.KEPT, folder, ignore=shutil.ignore_patterns("*.json"), dirs_exist_ok=True
        )


def made_pages(app, docname, source):
    """The front page holds the same table of notebooks as README; the sheet is made of recaps."""
    if docname == "index":
        table = readme.table([(path, render.read(path)) for path in render.notebooks()])
        source[0] += "\n" + table.replace("](notebooks/", "](")
    if docname == "sheet":
        source[0] = sheet.sheet()


def find_live_course(app, config):
    """Whether `make live` has built the course that runs in a browser into this site."""
    config.live = Path(app.outdir, "live").is_dir()


def say_that_it_runs(app, pagename, templatename, context, doctree):
    """A quiet line below the title leads from a page to the same page, alive."""
    if app.config.live and doctree:
        is_notebook = (render.NOTEBOOKS / f"{pagename}.ipynb") in render.notebooks()
        what, name = ("page", pagename) if is_notebook else ("course", render.notebooks()[0].stem)
        address = context["pathto"](f"live/notebooks/index.html?path={name}.ipynb", resource=True)
        line = f"Run this {what} in your browser (about half a minute to start)"
        link = f'</h1>\n<p class="run-here"><a href="{address}">{line}</a></p>'
        context["body"] = context["body"].replace("</h1>", link, 1)


def setup(app):
    app.add_config_value("live", False, "html")
    app.connect("config-inited", find_live_course)
    app.connect("html-page-context", say_that_it_runs)
    app.connect("source-read", made_pages)
    app.connect("doctree-read", site_needs_no_address)
    app.connect("doctree-read", stops_stay_with_their_formulas)
    app.connect("env-get-outdated", draw_frames)
    app.connect("doctree-read", widgets_move)
    app.connect("build-finished", copy_frames)
    app.connect("doctree-read", say_what_is_folded)
    app.add_post_transform(FoldAnswers)
    app.connect("doctree-read", display_math_as_it_is)
