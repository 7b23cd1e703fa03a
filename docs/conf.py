"""The course as a site that needs no network; `make docs` builds it in docs/_build/html."""

import sys
from pathlib import Path

from docutils import nodes
from myst_nb.core.render import NbElementRenderer

sys.path.append(str(Path(__file__).resolve().parent.parent))

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


def setup(app):
    app.connect("doctree-read", display_math_as_it_is)
