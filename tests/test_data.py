"""Each data set is held to numbers known from elsewhere, so that a slip of the hand fails."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest

DATA = Path(__file__).resolve().parent.parent / "notebooks" / "data"

# The means that the published lexicon gives beside the ratings.
MEAN_RATINGS = {
    "love": 3.2,
    "wonderful": 2.7,
    "good": 1.9,
    "okay": 0.9,
    "fine": 0.8,
    "dream": 1.0,
    "silly": 0.1,
    "challenge": 0.3,
    "solemn": -0.3,
    "serious": -0.3,
    "sorry": -0.3,
    "weird": -0.7,
    "crazy": -1.4,
    "alone": -1.0,
    "terrible": -2.1,
}


def columns(name):
    """The columns of a data set by their names, as lists of texts."""
    with open(DATA / name, encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return dict(zip(header, zip(*rows, strict=True), strict=True))


def numbers(name, *wanted):
    table = columns(name)
    return [np.array(table[column], dtype=float) for column in wanted]


def test_challenger():
    temperature, distress = numbers("challenger.csv", "temperature_f", "distress")
    assert len(set(columns("challenger.csv")["flight"])) == len(distress) == 23
    assert distress.sum() == 7
    assert set(distress) == {0, 1}

    x = np.stack([np.ones(23), temperature], axis=1)
    theta = np.zeros(2)
    for _ in range(20):  # Newton's method
        p = 1 / (1 + np.exp(-x @ theta))
        hessian = x.T @ (x * (p * (1 - p))[:, None])
        theta += np.linalg.solve(hessian, x.T @ (distress - p))
    z = x @ theta
    assert theta == pytest.approx([15.0429, -0.232163], rel=1e-5)
    assert np.sum(np.logaddexp(0, z) - distress * z) == pytest.approx(10.157596, rel=1e-7)
    assert np.linalg.cond(hessian) == pytest.approx(8.3e5, rel=0.01)


def test_hubble():
    distance, velocity = numbers("hubble.csv", "distance_mpc", "velocity_km_s")
    assert len(set(columns("hubble.csv")["nebula"])) == len(distance) == 24

    x = np.stack([distance, np.ones(24)], axis=1)
    line, squares, _, _ = np.linalg.lstsq(x, velocity, rcond=None)
    assert line == pytest.approx([454.158, -40.7836], rel=2e-6)
    assert squares[0] / 24 == pytest.approx(49726.8, rel=2e-6)
    assert distance @ velocity / (distance @ distance) == pytest.approx(423.937, rel=2e-6)
    assert 1 / np.linalg.eigvalsh(x.T @ x / 24).max() == pytest.approx(0.491751, rel=2e-6)


def test_elements():
    table = columns("elements.csv")
    names = table["name"]
    assert [int(number) for number in table["number"]] == list(range(1, 119))
    assert len(set(names)) == len(set(table["symbol"])) == 118
    assert (names[0], names[-1]) == ("hydrogen", "oganesson")
    # Atomic numbers that are easily exchanged, and the spellings on which copies differ.
    known = {13: "aluminium", 16: "sulfur", 55: "caesium", 72: "hafnium", 92: "uranium"}
    assert {number: names[number - 1] for number in known} == known
    # Most symbols are letters of the English name, in order; these come from other languages.
    foreign = {"Na", "K", "Fe", "Cu", "Ag", "Sn", "Sb", "W", "Au", "Hg", "Pb"}
    for symbol, name in zip(table["symbol"], names, strict=True):
        assert symbol in foreign or re.match(".*?".join(symbol.lower()), name)
    assert set("".join(names)) <= set("abcdefghijklmnopqrstuvwxyz")


def test_word_ratings():
    table = columns("word_ratings.csv")
    words = table.pop("word")
    ratings = np.array(list(table.values()), dtype=int).T
    assert ratings.shape == (15, 10)
    assert np.abs(ratings).max() == 4
    assert dict(zip(words, ratings.mean(axis=1), strict=True)) == pytest.approx(MEAN_RATINGS)

    challenge = ratings[words.index("challenge")]
    assert [np.sum(np.sign(challenge) == sign) for sign in (-1, 0, 1)] == [3, 2, 5]


def test_optimizer_reference():
    rules = np.array(columns("optimizer_reference.csv")["rule"])
    gradients, paths = (
        np.stack(numbers("optimizer_reference.csv", *(f"{kind}_{k}" for k in (1, 2, 3))), axis=1)
        for kind in ("gradient", "parameter")
    )
    assert len(rules) == 7 * 6
    start, given = np.array([1, -2, 0.5]), gradients[:6]
    assert np.array_equal(gradients, np.tile(given, (7, 1)))
    descent = start - 0.1 * np.cumsum(given, axis=0)
    assert paths[rules == "GradientDescent"] == pytest.approx(descent, rel=1e-14)
    # Adam's first step is the learning rate, but for eps, whatever the gradient's size.
    step = 0.1 * given[0] / (np.abs(given[0]) + 1e-8)
    assert paths[rules == "Adam"][0] == pytest.approx(start - step, rel=1e-14)


def test_every_set_has_its_source_in_the_readme():
    text = (DATA / "README.md").read_text(encoding="utf-8")
    for path in DATA.glob("*.csv"):
        assert f"## {path.name}\n" in text
