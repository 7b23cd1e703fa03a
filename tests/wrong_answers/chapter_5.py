"""Plausible wrong answers to the exercises of notebook 05, and words of each one's diagnosis."""

import numpy as np


def step_uphill(theta, gradient, learning_rate):
    return theta + learning_rate * gradient


def step_without_rate(theta, gradient, learning_rate):
    return theta - gradient


def step_alone(theta, gradient, learning_rate):
    return -learning_rate * gradient


def step_in_place(theta, gradient, learning_rate):
    theta -= learning_rate * gradient
    return theta


def steps_without_size(learning_rate, curvature, share):
    return np.log(share) / np.log(1 - learning_rate * curvature)


def steps_of_the_loss(learning_rate, curvature, share):
    return np.log(share) / np.log((1 - learning_rate * curvature) ** 2)


def steps_of_equal_length(learning_rate, curvature, share):
    return (1 - share) / (1 - abs(1 - learning_rate * curvature))


def steps_that_round(learning_rate, curvature, share):
    return np.log(share) / np.log(abs(1 - learning_rate * curvature))


def rate_without_intercept(x):
    return 2 / (2 * np.mean(x**2))


def rate_of_the_flat_direction(x):
    X = np.column_stack([x, np.ones(len(x))])
    return 2 / np.linalg.eigvalsh(2 / len(x) * X.T @ X)[0]


def rate_of_the_sum(x):
    X = np.column_stack([x, np.ones(len(x))])
    return 2 / np.linalg.eigvalsh(2 * X.T @ X)[-1]


def rate_without_factor_2(x):
    X = np.column_stack([x, np.ones(len(x))])
    return 2 / np.linalg.eigvalsh(X.T @ X / len(x))[-1]


def rate_one_over(x):
    X = np.column_stack([x, np.ones(len(x))])
    return 1 / np.linalg.eigvalsh(2 / len(x) * X.T @ X)[-1]


def _descend(scaled, y, learning_rate, steps, factor):
    w, b = 0.0, 0.0
    for _ in range(steps):
        error = w * scaled + b - y
        w = w - learning_rate * factor * np.sum(error * scaled)
        b = b - learning_rate * factor * np.sum(error)
    return w, b


def line_left_scaled(x, y, learning_rate, steps):
    scaled = (x - x.mean()) / x.std()
    return np.array(_descend(scaled, y, learning_rate, steps, 2 / len(x)))


def line_with_old_intercept(x, y, learning_rate, steps):
    scaled = (x - x.mean()) / x.std()
    w, b = _descend(scaled, y, learning_rate, steps, 2 / len(x))
    return np.array([w / x.std(), b])


def line_with_half_the_gradient(x, y, learning_rate, steps):
    scaled = (x - x.mean()) / x.std()
    w, b = _descend(scaled, y, learning_rate, steps, 1 / len(x))
    return np.array([w / x.std(), b - w * x.mean() / x.std()])


def line_of_the_sum(x, y, learning_rate, steps):
    scaled = (x - x.mean()) / x.std()
    w, b = _descend(scaled, y, learning_rate, steps, 2)
    return np.array([w / x.std(), b - w * x.mean() / x.std()])


def line_with_a_deviation_that_cancels(x, y, learning_rate, steps):
    mean, sd = np.mean(x), np.sqrt(np.mean(x**2) - np.mean(x) ** 2)
    w, b = _descend((x - mean) / sd, y, learning_rate, steps, 2 / len(x))
    return np.array([w / sd, b - w * mean / sd])


def line_that_centres_in_place(x, y, learning_rate, steps):
    mean, sd = x.mean(), x.std()
    x -= mean
    w, b = _descend(x / sd, y, learning_rate, steps, 2 / len(x))
    return np.array([w / sd, b - w * mean / sd])


WRONG_ANSWERS = {
    "5.1": [
        (step_uphill, "this climbs"),
        (step_without_rate, "the learning rate is not used"),
        (step_alone, "this is the step alone"),
        (step_in_place, "changes its input theta"),
    ],
    "5.2": [
        (steps_without_size, "use its size"),
        (steps_of_the_loss, "the square of the error"),
        (steps_of_equal_length, "a share of what is left"),
        (steps_that_round, "almost: right on ordinary input, but unstable"),
    ],
    "5.3": [
        (rate_without_intercept, "a slope alone"),
        (rate_of_the_flat_direction, "the smallest curvature"),
        (rate_of_the_sum, "the sum over the examples"),
        (rate_without_factor_2, "twice what it should be"),
        (rate_one_over, "half of the limit"),
    ],
    "5.4": [
        (line_left_scaled, "the line for the scaled feature"),
        (line_with_old_intercept, "the intercept is not"),
        (line_with_half_the_gradient, "the factor 2"),
        (line_of_the_sum, "divide by their number N"),
        (line_with_a_deviation_that_cancels, "almost: right on ordinary input, but unstable"),
        (line_that_centres_in_place, "changes its input x"),
    ],
}
