"""Plausible wrong answers to the exercises of notebook 03, and words of each one's diagnosis."""

WRONG_ANSWERS = {}
