"""The checks behind the exercises: `check("1.2", my_function)` says what is wrong, in words.

The machinery is in `checking`; `chapter_1` to `chapter_7` are the table, one entry an exercise.
`predict` holds a guess against what happened.
"""

from utils.exercises.checking import check
from utils.exercises.predicting import predict

__all__ = ["check", "predict"]
