"""Plausible wrong answers to the exercises of notebook 07, and words of each one's diagnosis."""

WRONG_ANSWERS = {}
