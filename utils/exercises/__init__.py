"""The checks behind the exercises: `check("1.2", my_function)` says what is wrong, in words.

The machinery is in `checking`; `chapter_1` to `chapter_7` are the table, one entry an exercise.
"""

from utils.exercises.checking import check

__all__ = ["check"]
