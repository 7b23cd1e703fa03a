"""Plausible wrong answers to the exercises of notebook 01, and words of each one's diagnosis."""

import numpy as np


def adds(p, y):
    return np.sum(p**y * (1 - p) ** (1 - y))


def leaves_out_the_clean_flights(p, y):
    return np.prod(p[y == 1])


def works_in_place(p, y):
    p[y == 0] = 1 - p[y == 0]
    return np.prod(p)


def takes_the_logarithm(p, y):
    return np.sum(np.log(np.where(y == 1, p, 1 - p)))


def forgets_the_minus(p, y):
    return np.mean(np.log(np.where(y == 1, p, 1 - p)))


def negates_one_term(p, y):
    return np.mean(-y * np.log(p) + (1 - y) * np.log(1 - p))


def sums(p, y):
    return -np.sum(np.log(np.where(y == 1, p, 1 - p)))


def multiplies_by_log_0(p, y):
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def takes_the_logarithm_last(p, y):
    return -np.log(np.prod(np.where(y == 1, p, 1 - p))) / len(y)


def exchanges_rows_and_columns(log_p, y):
    return -log_p[y, np.arange(len(y))].mean()


def slices_all_rows(log_p, y):
    return -log_p[:, y].mean()


def raises_to_the_label(log_p, y):
    return -np.mean(np.log(np.prod(np.exp(log_p) ** y[:, None], axis=1)))


def uses_one_hot_rows(log_p, y):
    return -np.mean(np.sum(np.eye(log_p.shape[1])[y] * log_p, axis=1))


def skips_the_sigmoid(z, y):
    return -np.mean(y * np.log(z) + (1 - y) * np.log(1 - z))


def overflows(z, y):
    return np.mean(np.log1p(np.exp(np.where(y == 1, -z, z))))


def subtracts_yz(z, y):
    return np.mean(np.logaddexp(0, z) - y * z)


def exchanges_the_labels(z, y):
    return np.mean(np.logaddexp(0, np.where(y == 1, z, -z)))


WRONG_ANSWERS = {
    "1.1": [
        (adds, "the factors are added"),
        (leaves_out_the_clean_flights, "flights without distress are left out"),
        (works_in_place, "it changes its input p"),
        (takes_the_logarithm, "this is the log-likelihood"),
    ],
    "1.2": [
        (forgets_the_minus, "the sign is flipped"),
        (negates_one_term, "the minus reaches the first term alone"),
        (sums, "this is the sum over the examples"),
        (multiplies_by_log_0, "unstable. For p = [1., 0.], y = [1, 0] expected 0., given nan"),
        (takes_the_logarithm_last, "unstable. For p = [0.43, 0.23, 0.27, ..., 0.27, 0.86, 0.94]"),
    ],
    "1.3": [
        (exchanges_rows_and_columns, "rows and columns are exchanged"),
        (slices_all_rows, "each row is given the labels of all rows"),
        (raises_to_the_label, "the label is used as a power"),
        (uses_one_hot_rows, "almost: right on ordinary input"),
    ],
    "1.4": [
        (skips_the_sigmoid, "the logits are taken for probabilities"),
        (exchanges_the_labels, "the labels are exchanged"),
        (subtracts_yz, "unstable. For z = [40.], y = [1] expected 4.248354e-18, given 0"),
        (overflows, "unstable. For z = [ 1000., -1000.], y = [0, 1] expected 1000., given inf"),
    ],
}
