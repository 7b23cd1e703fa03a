"""Bad input raises, and the message names the argument, what was expected and what came.

The optimizers and numerical gradients have their tables in their own tests.
"""

import numpy as np
import pytest

from utils import activations, information, likelihood, losses

NAN, INF = float("nan"), float("inf")
ROWS = [[0.5, 0.5], [0.25, 0.75]]
MASKED = np.ma.masked_array([0.5, 0.5], [False, True])
COLUMN = r"y must have shape \(2,\), .* got shape \(2, 1\): class labels .* \(N,\), `y.ravel\(\)`"
TEXT = "must hold real numbers, got dtype"


def with_gradients(*names):
    return [getattr(losses, name + tail) for name in names for tail in ("", "_grad")]


ELEMENTWISE = [activations.sigmoid, activations.log_sigmoid]
ROWWISE = [activations.softmax, activations.log_softmax]
BERNOULLI = [likelihood.bernoulli_log_likelihood]
CATEGORICAL = [likelihood.categorical_log_likelihood]
OF_TWO = [information.cross_entropy, information.kl_divergence]
BINARY = with_gradients("binary_cross_entropy")
BINARY_WITH_LOGITS = with_gradients("binary_cross_entropy_with_logits")
NLL = with_gradients("nll_loss")
CROSS_ENTROPY = with_gradients("cross_entropy")
HUBER = with_gradients("huber_loss")
REGRESSION = with_gradients("mse_loss", "l1_loss") + HUBER

# functions, arguments, error, message, and arguments by keyword where there are some
CASES = [
    # Any array of numbers
    (ELEMENTWISE + ROWWISE, ([0.0, NAN],), ValueError, "z must not contain NaN"),
    (ELEMENTWISE + ROWWISE, ([],), ValueError, r"z must not be empty, got shape \(0,\)"),
    (ELEMENTWISE + ROWWISE, (["1"],), TypeError, f"z {TEXT} <U1"),
    (ELEMENTWISE + ROWWISE, ([1j],), TypeError, f"z {TEXT} complex128"),
    (ELEMENTWISE + ROWWISE, (None,), TypeError, f"z {TEXT} object"),
    (ELEMENTWISE + ROWWISE, ([[1], [1, 2]],), ValueError, "z must be a rectangular array"),
    # Logits in rows
    (ROWWISE, ([0.0, INF],), ValueError, "z must have a finite largest logit in every row"),
    (ROWWISE, ([[0.0, 1.0], [-INF, -INF]],), ValueError, "z must have a finite largest logit"),
    (ROWWISE, (1.0,), ValueError, "axis"),
    (ROWWISE, (ROWS, 2), ValueError, "axis 2 is out of bounds"),
    (CROSS_ENTROPY, (1.0, 0), ValueError, r"z must have shape \(N, C\), got shape \(\)"),
    (CROSS_ENTROPY, ([[0.0, NAN]], [0]), ValueError, "z must not contain NaN"),
    (CROSS_ENTROPY, ([[0.0, INF]], [0]), ValueError, "z must have a finite largest logit"),
    (CROSS_ENTROPY, ([0.0, 1.0], [0]), ValueError, r"z must have shape \(N, C\), got shape \(2,\)"),
    (CROSS_ENTROPY, ([[[0.0, 1.0]]], [0]), ValueError, r"z must have shape \(N, C\), got .*1, 2\)"),
    (CROSS_ENTROPY, (np.zeros((0, 3)), []), ValueError, r"z must not be empty, got shape \(0, 3\)"),
    # Probabilities
    (BERNOULLI + BINARY, ([1.5], [1]), ValueError, r"p must lie in \[0, 1\], got 1.5"),
    (BERNOULLI + BINARY, ([-0.5], [1]), ValueError, r"p must lie in \[0, 1\], got -0.5"),
    (BERNOULLI + BINARY, ([0.5, NAN], [1, 0]), ValueError, r"p must lie in \[0, 1\], got nan"),
    (BERNOULLI + BINARY, ([], []), ValueError, "p must not be empty"),
    (BERNOULLI, (ROWS, [1, 0]), ValueError, r"p must have shape \(N,\), got shape \(2, 2\)"),
    (
        CATEGORICAL,
        ([[0.5, 0.4]], [0]),
        ValueError,
        "p must sum to 1 .*, got a row that sums to 0.9",
    ),
    (
        CATEGORICAL,
        ([[0.5, 0.5], [0.5, 0.50001]], [0, 0]),
        ValueError,
        "got a row that sums to 1.00001",
    ),
    (CATEGORICAL, ([[-0.5, 1.5]], [0]), ValueError, r"p must lie in \[0, 1\], got -0.5"),
    (CATEGORICAL, ([0.5, 0.5], [0]), ValueError, r"p must have shape \(N, C\), got shape \(2,\)"),
    (CATEGORICAL, (1.0, [0]), ValueError, r"p must have shape \(N, C\), got shape \(\)"),
    (
        [information.entropy],
        ([0.5, 0.4],),
        ValueError,
        "q must sum to 1 .*, got a row that sums to 0.9",
    ),
    ([information.entropy], ([NAN, 1],), ValueError, r"q must lie in \[0, 1\], got nan"),
    (
        OF_TWO,
        ([0.5, 0.4], [0.5, 0.5]),
        ValueError,
        "q must sum to 1 .*, got a row that sums to 0.9",
    ),
    (
        OF_TWO,
        ([0.5, 0.5], [0.5, 0.4]),
        ValueError,
        "p must sum to 1 .*, got a row that sums to 0.9",
    ),
    (OF_TWO, (ROWS, [0.5, 0.5]), ValueError, r"p must have the shape of q, \(2, 2\), got .*\(2,\)"),
    ([information.perplexity], (-0.1,), ValueError, "mean_nll must be at least 0, got -0.1"),
    ([information.perplexity], (NAN,), ValueError, "mean_nll must not contain NaN"),
    # Log-probabilities
    (NLL, ([[0.5, 0.5]], [0]), ValueError, "log_p must be log-probabilities, at most 0, got 0.5"),
    (NLL, ([[-1.0, NAN]], [0]), ValueError, "log_p must not contain NaN"),
    (NLL, ([-1.0, -1.0], [0]), ValueError, r"log_p must have shape \(N, C\), got shape \(2,\)"),
    # Labels
    *(
        (functions, (first, y), ValueError, message)
        for functions, first in (
            (BERNOULLI, [0.5, 0.5]),
            (CATEGORICAL, ROWS),
            (NLL, np.log(ROWS)),
            (CROSS_ENTROPY, ROWS),
        )
        for y, message in (
            ([0, -1], "y must be whole numbers from 0 to 1, got -1"),
            ([0, 2], "y must be whole numbers from 0 to 1, got 2"),
            ([0, 0.5], "y must be whole numbers from 0 to 1, got 0.5"),
            ([0.5, 1], "y must be whole numbers from 0 to 1, got 0.5"),
            ([0, NAN], "y must be whole numbers from 0 to 1, got nan"),
            ([0, 1, 1], r"y must have shape \(2,\), one label per row, got shape \(3,\)"),
            (1, r"y must have shape \(2,\), one label per row, got shape \(\)"),
            ([], "y must not be empty"),
        )
    ),
    *(
        (functions, (first, [[1], [0]]), ValueError, COLUMN)
        for functions, first in (
            (BERNOULLI, [0.5, 0.5]),
            (CATEGORICAL, ROWS),
            (NLL, np.log(ROWS)),
            (CROSS_ENTROPY, ROWS),
        )
    ),
    # Shapes before values: NaN would be named as well
    (OF_TWO, (ROWS, [NAN, NAN]), ValueError, "p must have the shape of q"),
    (BERNOULLI, ([[NAN]], [0]), ValueError, r"p must have shape \(N,\)"),
    (CATEGORICAL + NLL + CROSS_ENTROPY, ([NAN], [0]), ValueError, r"must have shape \(N, C\)"),
    (CATEGORICAL + NLL + CROSS_ENTROPY, ([[NAN]], [0, 1]), ValueError, "y must have shape"),
    (CROSS_ENTROPY, ([[NAN, 0]], [[0.5]] * 2), ValueError, "y must have the shape of z"),
    (BINARY + BINARY_WITH_LOGITS, ([NAN], [[2]]), ValueError, "y must have the shape of"),
    (REGRESSION, ([NAN], [[2]]), ValueError, "target must have the shape of prediction"),
    # A masked array would lose its mask, alone or in a list
    *(
        (ELEMENTWISE + ROWWISE, (values,), TypeError, "z must not be a masked array")
        for values in (MASKED, [MASKED, MASKED])
    ),
    ([information.entropy], (MASKED,), TypeError, "q must not be a masked array"),
    ([information.perplexity], (MASKED,), TypeError, "mean_nll must not be a masked array"),
    (OF_TWO, ([0.5, 0.5], MASKED), TypeError, "p must not be a masked array"),
    (BERNOULLI + BINARY, (MASKED, [0, 1]), TypeError, "p must not be a masked array"),
    (
        BERNOULLI + BINARY + BINARY_WITH_LOGITS,
        ([0.5, 0.5], MASKED),
        TypeError,
        "y must not be a masked array",
    ),
    (CATEGORICAL + CROSS_ENTROPY, (ROWS, MASKED), TypeError, "y must not be a masked array"),
    (NLL, (np.log(ROWS), MASKED), TypeError, "y must not be a masked array"),
    (REGRESSION, (MASKED, [0, 1]), TypeError, "prediction must not be a masked array"),
    (REGRESSION, ([0, 1], MASKED), TypeError, "target must not be a masked array"),
    (CATEGORICAL + CROSS_ENTROPY, (ROWS, ["a", "b"]), TypeError, f"y {TEXT}"),
    (CROSS_ENTROPY, (ROWS, [[1], [1, 0]]), ValueError, "y must be a rectangular array of numbers"),
    # Soft labels
    (CROSS_ENTROPY, (ROWS, [[0.5], [0.5], [0.5]]), ValueError, "y must have the shape of z"),
    (CROSS_ENTROPY, (ROWS, [[0.5, 0.4], [1, 0]]), ValueError, "y must sum to 1 .*, got .* 0.9"),
    (CROSS_ENTROPY, (ROWS, [[1.5, -0.5], [1, 0]]), ValueError, r"y must lie in \[0, 1\]"),
    (CROSS_ENTROPY, (ROWS, [[1.0, 0.0]]), ValueError, r"y must have the shape of z, \(2, 2\)"),
    *(
        (functions, (first, y), ValueError, message)
        for functions, name, first in (
            (BINARY, "p", [0.5, 0.5]),
            (BINARY_WITH_LOGITS, "z", [5.0, 0.5]),
        )
        for y, message in (
            ([0, 1.5], r"y must lie in \[0, 1\], got 1.5"),
            ([0, -1], r"y must lie in \[0, 1\], got -1"),
            ([0, NAN], r"y must lie in \[0, 1\], got nan"),
            ([[0], [1]], rf"y must have the shape of {name}, \(2,\), got shape \(2, 1\)"),
            (1, rf"y must have the shape of {name}, \(2,\), got shape \(\)"),
        )
    ),
    (BINARY_WITH_LOGITS, ([NAN], [1]), ValueError, "z must not contain NaN"),
    # Regression
    (REGRESSION, ([NAN], [1.0]), ValueError, "prediction must not contain NaN"),
    (REGRESSION, ([1.0], [NAN]), ValueError, "target must not contain NaN"),
    (REGRESSION, ([1.0], [INF]), ValueError, "target must be finite, got an infinity"),
    (REGRESSION, ([INF], [INF]), ValueError, "target must be finite, got an infinity"),
    (REGRESSION, ([], []), ValueError, "prediction must not be empty"),
    (REGRESSION, (["1"], [1]), TypeError, f"prediction {TEXT} <U1"),
    (REGRESSION, ([1], ["1"]), TypeError, f"target {TEXT} <U1"),
    (
        REGRESSION,
        ([[1.0], [2.0]], [1.0, 2.0]),
        ValueError,
        r"target must have the shape of prediction, \(2, 1\), got shape \(2,\)",
    ),
    *(
        (HUBER, ([1.0], [0.0]), error, f"delta must be {message}", {"delta": delta})
        for delta, error, message in (
            (0, ValueError, "positive and finite, got 0"),
            (-1.0, ValueError, "positive and finite, got -1.0"),
            (NAN, ValueError, "positive and finite, got nan"),
            (INF, ValueError, "positive and finite, got inf"),
            ("1", TypeError, "a real number, got str"),
            (True, TypeError, "a real number, got bool"),
        )
    ),
    # Reduction
    *(
        (
            functions,
            args,
            ValueError,
            "reduction must be one of 'mean', 'sum', 'none'",
            {"reduction": reduction},
        )
        for functions, args in (
            (BINARY, ([0.5], [1])),
            (BINARY_WITH_LOGITS, ([0.5], [1])),
            (NLL, ([[-1.0, -1.0]], [0])),
            (CROSS_ENTROPY, ([[0.0, 0.0]], [0])),
            (CROSS_ENTROPY, ([[0.0, 0.0]], [[1, 0]])),
            (REGRESSION, ([0.5], [1])),
        )
        for reduction in ("average", None, "")
    ),
]


@pytest.mark.parametrize(
    ("f", "args", "error", "message", "named"),
    [
        pytest.param(
            *(f, args, error, message, named[0] if named else {}),
            id=f"{f.__module__}.{f.__name__} {message}"[:90],
        )
        for functions, args, error, message, *named in CASES
        for f in functions
    ],
)
def test_bad_input_is_named(f, args, error, message, named):
    with pytest.raises(error, match=message):
        f(*args, **named)
