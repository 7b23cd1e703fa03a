"""Plausible wrong answers to the exercises of notebook 02, and words of each one's diagnosis."""

WRONG_ANSWERS = {}
