"""The exercises of notebook 05."""

import numpy as np

from utils.exercises.exercise import Exercise
from utils.exercises.kinds import PARAMETERS, REALS, Kind, integer, number, numbers


def _symmetric(rng, size, eigenvalues):
    """A symmetric matrix with these eigenvalues."""
    directions = np.linalg.qr(rng.normal(size=(size, size)))[0]
    matrix = (directions * eigenvalues) @ directions.T
    return (matrix + matrix.T) / 2  # symmetric in the last digit, too


FEATURE = Kind(
    "N",
    lambda rng, size: rng.normal(rng.choice([-2, 0, 2]), rng.uniform(0.2, 2), size.N),
)
EACH = Kind("NP", lambda rng, size: rng.normal(0, 3, (size.N + 1, size.P)))
BATCH = Kind("", lambda rng, size: int(rng.integers(1, max(2, size.N))))
BOWL = Kind(
    "PP",
    lambda rng, size: _symmetric(rng, size.P, rng.uniform(0.2, 5, size.P)),
    edges={
        "the smallest curvature is negative": lambda rng, size: _symmetric(
            rng, size.P, [-0.5, *rng.uniform(0.5, 3, size.P - 1)]
        ),
    },
)
SPREAD = Kind(
    "N",
    lambda rng, size: rng.uniform(-1, 1) + rng.permutation(size.N + 1)[:-1] + rng.random(size.N),
)

EXERCISES = {
    "5.1": Exercise(
        arguments={
            "theta": PARAMETERS,
            "gradient": numbers(-5, 5, "P"),
            "learning_rate": number(0.01, 0.9),
        },
        answer="""
def gradient_step(theta, gradient, learning_rate):
    return theta - learning_rate * gradient
""",
        praise="against the gradient, by the learning rate, into a new array.",
        read="(5.1)",
        ideas={
            "this climbs: the gradient points uphill, and the step must go against it": "- -> +",
        },
    ),
    "5.2": Exercise(
        arguments={
            "learning_rate": number(0.05, 0.7),
            "curvature": number(0.3, 2.5),
            "share": number(0.01, 0.6),
        },
        answer="""
def steps_needed(learning_rate, curvature, share):
    product = learning_rate * curvature
    log_factor = np.log1p(-product) if product < 1 else np.log(product - 1)
    return np.log(share) / log_factor
""",
        praise="the error shrinks by one factor a step, so its logarithm falls evenly.",
        read="(5.4)",
        forms=["np.log(share) / np.log(np.abs(1 - learning_rate * curvature))"],
        cases=[(0.7, 2.4598, 0.01), (0.05, 2.4598, 0.01), (0.8, 2.3, 0.4), (0.3, 2.0, 0.5)],
        ideas={
            "the factor is negative where the descent oscillates: use its size": (
                "np.log(share) / np.log(1 - learning_rate * curvature)"
            ),
            "this is for the excess loss, which goes with the square of the error": (
                "right(learning_rate, curvature, share) / 2"
            ),
            "as if each step took away αλ of the first error; it takes a share of what is left": (
                "(1 - share) / (learning_rate * curvature)"
            ),
            "as if log(1 - αλ) were -αλ, which is close for a small αλ only": (
                "-np.log(share) / (learning_rate * curvature)"
            ),
        },
    ),
    "5.3": Exercise(
        arguments={"x": FEATURE},
        answer="""
def largest_rate(x):
    X = np.column_stack([x, np.ones(len(x))])
    return 2 / np.linalg.eigvalsh(2 / len(x) * X.T @ X)[-1]
""",
        praise="the limit comes from the feature alone, before any descent.",
        read="(5.7)",
        without="utils.descent",
        ideas={
            "this is the limit for a slope alone; the intercept has a column of ones": (
                "1 / np.mean(x**2)"
            ),
            "this is λmax itself; the limit is 2 divided by it": "2 / right(x)",
            "twice the limit: the Hessian of a mean of squares has a factor 2": "2 * right(x)",
            "this is the limit for the sum of squares; see (5.10)": "right(x) / len(x)",
        },
    ),
    "5.4": Exercise(
        arguments={
            "x": SPREAD,
            "y": REALS,
            "learning_rate": number(0.02, 0.45),
            "steps": integer(1, 9),
        },
        answer="""
def scaled_descent(x, y, learning_rate, steps):
    mean, sd = x.mean(), x.std()
    X = np.column_stack([(x - mean) / sd, np.ones(len(x))])
    theta = np.zeros(2)
    for _ in range(steps):
        theta = theta - learning_rate * 2 / len(x) * X.T @ (X @ theta - y)
    w, b = theta
    return np.array([w / sd, b - w * mean / sd])
""",
        praise="scaled, descended, and mapped back to the units you began with.",
        read="(5.9)",
        ideas={
            "this is the line for the scaled feature; map it back by (5.9)": (
                "np.array([w / sd, b - w * mean / sd]) -> theta"
            ),
            "this is the least-squares line itself; the descent has not got there yet": (
                "np.polyfit(x, y, 1)"
            ),
            "the feature is not scaled": "x.mean(), x.std() -> 0, 1",
        },
    ),
    "5.5": Exercise(
        arguments={"each": EACH, "B": BATCH},
        answer="""
def batch_error(each, B):
    N = len(each)
    return np.sqrt(each.var(axis=0) / B * (N - B) / (N - 1))
""",
        praise="four times the batch, about half of the noise, and none with all examples.",
        read="(5.12)",
        ideas={
            "the last factor of (5.12) is missing: no example comes twice in a batch": (
                "np.sqrt(each.var(axis=0) / B)"
            ),
            "this is measured from 0, not from the full gradient": (
                "each.var(axis=0) -> (each**2).mean(axis=0)"
            ),
        },
        edges={"the batch is everything": (np.array([[1.0, 2.0], [3.0, -1.0], [0.0, 5.0]]), 3)},
    ),
    "5.6": Exercise(
        arguments={"gradient": numbers(-3, 3, "P"), "hessian": BOWL},
        answer="""
def too_high(gradient, hessian):
    smallest = np.linalg.eigvalsh(hessian)[0]
    if smallest <= 0:
        return np.inf
    return np.sum(gradient**2) / (2 * smallest)
""",
        praise="and at a saddle a small gradient, even none, is no reason to stop.",
        read="(5.13)",
        ideas={
            "this is the excess itself; the bound needs the smallest curvature alone": (
                "gradient @ np.linalg.pinv(hessian) @ gradient / 2"
            ),
            "the size of the gradient goes in with its square": (
                "np.linalg.norm(gradient) / (2 * np.linalg.eigvalsh(hessian)[0])"
            ),
        },
        edges={
            "the gradient is zero at a saddle": (np.zeros(2), np.diag([2.0, -0.5])),
            "the gradient and a curvature are zero": (np.zeros(2), np.diag([3.0, 0.0])),
        },
    ),
}
