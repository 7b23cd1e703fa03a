"""Read tables of formulas: lines of code and, after " : ", words."""

import numpy as np


def lines(text):
    """(code, words) for each line of a table."""
    return [line.partition(" : ")[::2] for line in text.strip().splitlines()]


def rows(text, parameters):
    """(function, words) for each line of a table whose code is an expression of the parameters."""
    head = f"lambda {parameters}: "
    return [(eval(head + code, {"np": np}), words) for code, words in lines(text)]
