"""Every widget says the truth in all states that are walked; each fault has a planted one."""

import itertools
import warnings

import pytest

from tools import states
from tools.render import notebooks
from utils.plots import subplots
from utils.widgets import Explorer

CALLS = itertools.count()


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_every_state_says_the_truth(path):
    found = [
        f"cell {i}: {fault}: {state}: {words}"
        for i, explorer in states.explorers(path).items()
        for state, fault, words in states.faults(explorer)
    ]
    assert found == [], f"python -m tools.states notebooks/{path.name} lists them"


TALKED_ABOUT = {  # values that the text of notebook 5 names
    "learning_rate": {0.2459, 0.4, 0.4484, 0.45, 0.49, 0.5},
    "steps": {316},
    "start_slope": {500},
    "rate_for_flights": {8, 12, 12.76, 16, 25},
}


def test_the_sliders_offer_what_the_text_talks_about():
    (path,) = (path for path in notebooks() if path.name.startswith("05"))
    offered = {
        name: {value for value, _ in states.choices(control)}
        for explorer in states.explorers(path).values()
        for name, control in explorer.controls.items()
    }
    assert {name: TALKED_ABOUT[name] - offered[name] for name in TALKED_ABOUT} == {
        name: set() for name in TALKED_ABOUT
    }


def two_paths(say):
    """A widget of two panels, Left and Right, whose paths go up by `rate` a step."""
    _, panels = subplots(1, 2)
    lines = [axes.plot([], [])[0] for axes in panels]
    for axes, title in zip(panels, ("Left", "Right"), strict=True):
        axes.set(xlim=(0, 10), ylim=(0, 10), title=title)
    (bar,) = panels[0].bar([1], [0])

    def draw(rate=1):
        """Two paths."""
        bar.set_height(rate if say(rate) == "a bar" else 0)
        for line, height in zip(lines, (rate, rate / 2), strict=True):
            line.set_data([0, 1], [0, height])
        return *lines, bar, say(rate)

    return Explorer(draw, {"rate": (0, 30)})


def right(rate):
    gone = [name for name, height in (("Left", rate), ("Right", rate / 2)) if height > 10]
    return f"outside the picture: {', '.join(gone)}." if gone else "both are inside"


def test_a_true_sentence_passes():
    assert list(states.faults(two_paths(right))) == []


def warns(rate):
    if rate > 3:
        warnings.warn("too far", stacklevel=1)
    return right(rate)


@pytest.mark.parametrize(
    ("say", "fault"),
    [
        (lambda rate: "the loss is nan", "nan"),
        (lambda rate: "the loss is inf", "infinite"),
        (lambda rate: "right digits: -0", "minus zero"),
        (lambda rate: "right digits: −0.00", "minus zero"),
        (lambda rate: "after 1 steps", "one of many"),
        (lambda rate: "0 of 1 flights", "one of many"),
        (lambda rate: "pick -0.18", "hyphen"),
        (lambda rate: f"the loss is {1.7933e5:.3g}", "exponent"),
        (lambda rate: "10.3% of", "percent"),
        (lambda rate: "H(q) 0.500 + KL 0.598 = H(q, p) 1.099 nats", "sum"),
        (lambda rate: "a bar", "a bar is cut"),
        (lambda rate: right(min(rate, 15)), "outside is Left, Right"),
        (lambda rate: right(rate).replace(", Right", ""), "outside is Left, Right"),
        (lambda rate: "diverged" if rate > 11 else "", "outside is Left"),
        (lambda rate: f"call {next(CALLS)}", "said otherwise"),
        (warns, "warns: too far"),
    ],
)
def test_a_fault_is_seen(say, fault):
    assert any(fault in what for _, what, _ in states.faults(two_paths(say)))


@pytest.mark.parametrize(
    "words",
    [
        "w = 0: the loss is 97545 (km/s)²",
        "step 1 is enough",
        "1e-17, 1 loss",
        "−0.5 + 1 = 0.5",
        "a-0",
    ],
)
def test_what_is_well_said_passes(words):
    assert list(states.misspelt(words)) == []
