"""Plausible wrong answers to the exercises of notebook 07, and words of each one's diagnosis."""

from itertools import pairwise

import numpy as np

CHARACTERS = ".abcdefghiklmnoprstuvwxyz"


def probability_of_the_text(p):
    return np.prod(p) ** -1.0


def no_minus(p):
    return np.exp(np.log(p).mean())


def bits_in_exp(p):
    return np.exp(np.mean(-np.log2(p)))


def two_to_the_nats(p):
    return 2 ** np.mean(-np.log(p))


def root_of_the_product(p):
    return np.prod(p) ** (-1 / len(p))


def letters_only(name, log_p):
    places = [CHARACTERS.index(letter) for letter in name]
    return -sum(log_p[a, b] for a, b in pairwise(places))


def never_stops(name, log_p):
    places = [CHARACTERS.index(letter) for letter in "." + name]
    return -sum(log_p[a, b] for a, b in pairwise(places))


def mean_nll(name, log_p):
    places = [CHARACTERS.index(letter) for letter in "." + name + "."]
    return -np.mean(log_p[places[:-1], places[1:]])


def log_of_log(name, log_p):
    places = [CHARACTERS.index(letter) for letter in "." + name + "."]
    return -np.log(log_p[places[:-1], places[1:]]).sum()


def adds_one_below(counts, k):
    return (counts + k) / (counts.sum(axis=1, keepdims=True) + k)


def forgets_keepdims(counts, k):
    table = counts + k
    return table / table.sum(axis=0)


def adds_in_place(counts, k):
    counts += k
    return counts / counts.sum(axis=1, keepdims=True)


def softmax(z):
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return p / p.sum(axis=1, keepdims=True)


def naive_softmax(W, x, y):
    p = np.exp(W[x]) / np.exp(W[x]).sum(axis=1, keepdims=True)
    p[np.arange(len(y)), y] -= 1
    collected = np.zeros_like(W)
    np.add.at(collected, x, p / len(y))
    return collected


def repeated_indices(W, x, y):
    p = softmax(W[x])
    p[np.arange(len(y)), y] -= 1
    collected = np.zeros_like(W)
    collected[x] += p / len(y)
    return collected


def forgets_n(W, x, y):
    p = softmax(W[x])
    p[np.arange(len(y)), y] -= 1
    collected = np.zeros_like(W)
    np.add.at(collected, x, p)
    return collected


WRONG_ANSWERS = {
    "7.1": [
        (probability_of_the_text, "the mean is missing"),
        (no_minus, "a minus is missing"),
        (bits_in_exp, "e belongs to nats"),
        (two_to_the_nats, "the mean is in nats"),
        (root_of_the_product, "unstable"),
    ],
    "7.2": [
        (letters_only, "both ends are missing"),
        (never_stops, "the end is missing"),
        (mean_nll, "the mean over the bigrams"),
        (log_of_log, "no second one"),
    ],
    "7.3": [
        (adds_one_below, "add k times C below"),
        (forgets_keepdims, "the axis is wrong"),
        (adds_in_place, "it changes its input counts"),
    ],
    "7.4": [
        (naive_softmax, "unstable"),
        (repeated_indices, "rows that occur twice"),
        (forgets_n, "divide by their number N"),
    ],
}
