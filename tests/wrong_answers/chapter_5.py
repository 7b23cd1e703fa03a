"""Plausible wrong answers to the exercises of notebook 05, and words of each one's diagnosis."""

WRONG_ANSWERS = {}
