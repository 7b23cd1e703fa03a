"""The controls of a widget, from what `explore` is given for them."""

import inspect

import ipywidgets
import numpy as np

# Round numbers, 7 to 17 percent apart.
DECADE = (1, 1.1, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.5, 2.8, 3, 3.5, 4, 4.5, 5, 5.5, 6, 7, 8, 9)


def log_slider(low, high, value, also=()):
    """A slider over round numbers from low to high, about evenly spaced by ratio.

    also: further numbers that it offers, those that the text talks about.
    Raises ValueError unless 0 < low <= value <= high, and so for all of `also`.

    >>> log_slider(0.01, 1.0, 0.05).label
    '0.05'
    """
    if not (low > 0 and all(low <= number <= high for number in (value, *also))):
        got = f"{low=}, {value=}, {high=}, {also=}"
        raise ValueError(f"expected 0 < low <= value <= high, and so for also, got {got}")
    decades = range(int(np.floor(np.log10(low))), int(np.floor(np.log10(high))) + 1)
    numbers = {float(f"{digits}e{exponent}") for exponent in decades for digits in DECADE}
    numbers = {number for number in numbers if low < number < high} | {low, value, high, *also}
    options = [(f"{number:.6g}", number) for number in sorted(numbers)]
    return ipywidgets.SelectionSlider(options=options, value=value)


def control(draw, name, value):
    """The widget for one of draw's parameters, labelled with its name."""
    parameter = inspect.signature(draw).parameters.get(name)
    default = getattr(parameter, "default", inspect.Parameter.empty)
    widget = ipywidgets.interactive.widget_from_abbrev(value, default)
    if widget is None:
        raise ValueError(
            f"{name}={value!r} is no control; expected (low, high), (low, high, step), a list, "
            "a boolean or a widget"
        )
    widget.description = widget.description or name.replace("_", " ")
    widget.tooltip = widget.description
    widget.style.description_width = "initial"
    if isinstance(widget, ipywidgets.FloatSlider) and widget is not value:
        decimals = max(len(f"{x:.6g}".partition(".")[2]) for x in (widget.min, widget.step))
        widget.readout_format = f".{decimals}f"
    if hasattr(widget, "readout") and widget.layout.width is None:
        widget.layout = {"width": "auto", "flex": "1 1 320px", "max_width": "450px"}
    return widget
