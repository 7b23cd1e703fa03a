"""One hypothesis profile for all tests: the same examples on every run, and no stopwatch."""

from hypothesis import settings

settings.register_profile("course", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("course")
