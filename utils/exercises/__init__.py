'''Exercises that check themselves: `check("1.2", my_function)`, `check("3.5", "MAE")`, `predict`.

`chapter_1`, `chapter_2`, ... are the table; an entry is data, and everything else is made from it:

    "1.2": Exercise(
        arguments={"p": PROBABILITIES, "y": LABELS},    # kinds, in the order of the stub
        answer="""
    def forecast_nll(p, y):
        return -np.mean(np.log(np.where(y == 1, p, 1 - p)))
    """,                                                # the notebook's solution, word for word
        praise="it survives certainty.",                # what a right answer has shown
        read="(1.4)",                                   # where to read on: an equation or a section
        forms=["-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))"],  # as it stands on paper
        ideas={"flights without distress are left out": "-np.mean(y * np.log(p))"},
        edges={"a forecast is certain": (np.array([1.0, 0.0]), np.array([1, 0]))},
    ),

Only arguments, answer and praise are needed. `kinds` holds the kinds of argument, and draws inputs
of many sizes; `number(low, high)`, `integer(low, high)` and `numbers(low, high, "NC")` make
others, and so does `Kind(axes, lambda rng, size: ...)`, whose size has N, C
and P. An answer may return a number, an array, a tuple of numbers, True or False, or a text. Its
source knows np, sigmoid and softmax; `names={"bigrams": bigrams}` adds functions of the notebook.

Mistakes are made by one edit of the answer and of its forms (`mistakes`), so write an idea only
for one that no edit makes, or for which you have better words: the words, then the wrong formula,
which may call the right answer as `right(p, y)`, or a patch of the answer, "this -> that; one ->
other". `cases` adds ordinary inputs by hand. `edges` are inputs on which a formula right on paper
may break: the words follow "right, but not when", and the text must ask for them.
`without="utils"` refuses an answer that uses that module, `calls="2 * x.size"` remarks on one
that calls its argument f more often, `absolute=1e-15` does not ask for the digits below that.

A judgement is a choice; what is right is computed, and each other choice told what speaks against:

    "3.5": Choice(
        truth=lambda: min(LOSSES, key=error_with_outlier),
        praise="a residual counts once, however wild it is.",
        against={"MSE": "its square lets one wild value move the line by ..."},
    ),
'''

from utils.exercises.checking import check
from utils.exercises.predicting import predict

__all__ = ["check", "predict"]
