"""Plausible wrong answers to the exercises of notebook 06, and words of each one's diagnosis."""

import numpy as np


def shrinks(alpha, beta):
    return alpha * (1 - beta)


def one_step_of_memory(alpha, beta):
    return alpha + alpha * beta


def velocity_alone(alpha, beta):
    return 1 / (1 - beta)


def limit_of_gradient_descent(hessian, beta):
    return 2 / np.max(np.linalg.eigvalsh(hessian))


def flattest_direction(hessian, beta):
    return 2 * (1 + beta) / np.linalg.eigvalsh(hessian).min()


def lower_with_momentum(hessian, beta):
    return 2 * (1 - beta) / max(np.linalg.eigvalsh(hessian))


def sum_of_the_curvatures(hessian, beta):
    return 2 * (1 + beta) / sum(np.linalg.eigvalsh(hessian))


def largest_entry(hessian, beta):
    return 2 * (1 + beta) / np.abs(hessian).max()


def biased(values, beta):
    mean = 0.0
    for value in values:
        mean = beta * mean + (1 - beta) * value
    return mean


def one_power(values, beta):
    return biased(values, beta) / (1 - beta)


def swapped(values, beta):
    return biased(values, 1 - beta) / (1 - (1 - beta) ** len(values))


def adam(gradients, start, alpha, first=1, root=np.sqrt, sign=-1, correct=True):
    w, m, S = start, 0.0, 0.0
    for t, g in enumerate(gradients, start=first):
        m, S = 0.9 * m + 0.1 * g, 0.999 * S + 0.001 * g**2
        m_hat, S_hat = (m / (1 - 0.9**t), S / (1 - 0.999**t)) if correct else (m, S)
        w = w + sign * alpha * m_hat / (root(S_hat) + 1e-8)
    return w


def uncorrected(gradients, start, alpha):
    return adam(gradients, start, alpha, correct=False)


def counts_from_0(gradients, start, alpha):
    with np.errstate(all="ignore"):
        return adam(gradients, start, alpha, first=0)


def no_root(gradients, start, alpha):
    return adam(gradients, start, alpha, root=np.positive)


def climbs(gradients, start, alpha):
    return adam(gradients, start, alpha, sign=1)


def in_place(gradients, start, alpha):
    start += adam(gradients, start, alpha) - start
    return start


WRONG_ANSWERS = {
    "6.1": [
        (shrinks, "not by 1 - β"),
        (one_step_of_memory, "the sum goes on"),
        (velocity_alone, "α is forgotten"),
    ],
    "6.2": [
        (limit_of_gradient_descent, "β is missing"),
        (flattest_direction, "the smallest eigenvalue"),
        (largest_entry, "the largest entry"),
        (lower_with_momentum, "not 2 - 2β"),
        (sum_of_the_curvatures, "the trace"),
    ],
    "6.3": [
        (biased, "the bias is still in it"),
        (one_power, "divided by 1 - β;"),
        (swapped, "the weights are swapped"),
    ],
    "6.4": [
        (uncorrected, "not corrected"),
        (counts_from_0, "t counts from 0"),
        (no_root, "the root of S is missing"),
        (climbs, "it climbs"),
        (in_place, "it changes its input start"),
    ],
}
