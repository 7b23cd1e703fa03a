'''Exercises that check themselves: `check("1.2", my_function)`, `check("3.5", "MAE")`, `predict`.

`chapter_1`, `chapter_2`, ... hold them. An exercise is its right answer, which is the notebook's
solution word for word, with a kind for each parameter; everything else is made from it:

    @exercise("1.2", read="(1.6)")                  # where to read on: an equation or a section
    def forecast_nll(p: PROBABILITIES, y: LABELS):
        """it survives certainty.
        -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
        np.mean((p - y)**2) : this is a squared error
        [1.0, 0], [1, 0] : when a forecast is certain
        """
        return -np.mean(np.log(np.where(y == 1, p, 1 - p)))

The docstring says first what a right answer has shown. Below stand lines of code and, after " : ",
words; an indented line goes on with the one before it.
- Code alone is another right answer, as it stands on paper.
- Code with words is an idea: a wrong formula, which may call `right(p, y)`, or a patch of the
  answer, "this -> that; one -> other". Mistakes are made by one edit of the answer and of its forms
  (`mistakes`), so write an idea only for one that no edit makes, or that you have better words for.
- Words that begin with "when" make it arguments on which a formula that is right on paper may
  break: the text must ask for them.

`checking` asks three layers what is wrong: `mistakes`, then `behaviour`, then `telling`; a new kind
of mistake is a row of `mistakes.EDITS`, a new rule a function in `behaviour.RULES`. `kinds` holds
the kinds of argument. `without="utils"` refuses an answer that uses that module,
`calls="2 * x.size"` remarks on one that calls its argument f more often, `absolute=1e-15` asks for
no digits below that, `rounds=9` tries three times the inputs, where each tells little.

A function without parameters is a choice: it computes what is right, and each line of its docstring
speaks against another option. A name in braces is a value of the chapter:

    @exercise("3.5")
    def loss_that_a_failed_sensor_moves_least():
        """its best number is the median, and a few wild values leave that where it was.
        "MSE" : its best number is the mean: one failed sensor moves it by {MOVED:.3g}
        """
        return min(BEST, key=error_with_outlier)
'''

from utils.exercises.checking import check
from utils.exercises.predicting import predict

__all__ = ["check", "predict"]
