"""Plausible wrong answers to the exercises of notebook 02, and words of each one's diagnosis."""

import numpy as np


def entropy_in_nats(q):
    return -np.sum(q * np.log(q))


def entropy_without_its_weights(q):
    return -np.mean(np.log2(q))


def entropy_without_minus(q):
    return np.sum(q * np.log2(q))


def entropy_that_meets_log_0(q):
    return -np.sum(q * np.log2(q))


def entropy_that_repairs_its_input(q):
    q[q == 0] = 1
    q /= q.sum()
    return -np.sum(q * np.log2(q))


def perplexities_averaged(p, y):
    return np.mean(np.exp(-np.log(p[np.arange(len(y)), y])))


def perplexity_of_the_sum(p, y):
    return np.exp(-np.sum(np.log(p[np.arange(len(y)), y])))


def perplexity_of_bits(p, y):
    return np.exp(-np.mean(np.log2(p[np.arange(len(y)), y])))


def perplexity_as_a_power_of_2(p, y):
    return 2 ** -np.mean(np.log(p[np.arange(len(y)), y]))


def perplexity_of_the_prediction(p, y):
    return np.exp(-np.mean(np.sum(p * np.log(p), axis=1)))


def perplexity_without_minus(p, y):
    return np.exp(np.mean(np.log(p[np.arange(len(y)), y])))


def perplexity_of_every_pair(p, y):
    return np.exp(-np.mean(np.log(p[:, y])))


def perplexity_from_the_product(p, y):
    return np.prod(p[np.arange(len(y)), y]) ** (-1 / len(y))


def smoothing_over_the_others(y, classes, u):
    q = np.full((len(y), classes), u / (classes - 1))
    q[np.arange(len(y)), y] = 1 - u
    return q


def smoothing_on_top(y, classes, u):
    return np.eye(classes)[y] + u / classes


def smoothing_undivided(y, classes, u):
    return (1 - u) * np.eye(classes)[y] + u


def smoothing_with_classes_down(y, classes, u):
    return ((1 - u) * np.eye(classes)[y] + u / classes).T


def loss_with_softmax_twice(z, y):
    p = np.exp(z) / np.exp(z).sum()
    p = np.exp(p) / np.exp(p).sum()
    return -np.log(p[y])


def loss_without_a_shift(z, y):
    return -np.log((np.exp(z) / np.exp(z).sum())[y])


def loss_with_half_a_shift(z, y):
    return np.log(np.exp(z - z.max()).sum()) - z[y]


def loss_without_the_label(z, y):
    others = np.delete(z, y) - z[y]
    return np.log(np.exp(others).sum())


def loss_shifted_only(z, y):
    z = z - z.max()
    return np.log(np.exp(z).sum()) - z[y]


WRONG_ANSWERS = {
    "2.1": [
        (entropy_in_nats, "this is in nats"),
        (entropy_without_its_weights, "weigh each by q"),
        (entropy_without_minus, "the sign is flipped"),
        (entropy_that_meets_log_0, "almost: right on ordinary input, but unstable"),
        (entropy_that_repairs_its_input, "it changes its input q"),
    ],
    "2.2": [
        (perplexities_averaged, "exp comes before the mean"),
        (perplexity_of_the_sum, "divide the NLL by the number of examples N"),
        (perplexity_of_bits, "the NLL in bits goes with 2 to its power"),
        (perplexity_as_a_power_of_2, "the NLL in nats goes with exp"),
        (perplexity_of_the_prediction, "the labels do not enter"),
        (perplexity_without_minus, "the sign is flipped inside exp"),
        (perplexity_of_every_pair, "pair row i with label i"),
        (perplexity_from_the_product, "almost: right on ordinary input, but unstable"),
    ],
    "2.3": [
        (smoothing_over_the_others, "spread over the C - 1 other classes"),
        (smoothing_on_top, "the rows sum to more than 1"),
        (smoothing_undivided, "every class gets all of u"),
        (smoothing_with_classes_down, "the shape is wrong"),
    ],
    "2.4": [
        (loss_with_softmax_twice, "softmax is applied twice"),
        (loss_without_a_shift, "expected 1000., given inf"),
        (loss_with_half_a_shift, "not from the label's logit"),
        (loss_without_the_label, "its own term is the 1 in (2.12)"),
        (loss_shifted_only, "expected 8.496709e-18, given 0."),
    ],
}
