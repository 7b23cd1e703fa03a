"""Bad input raises, and the message names the argument, what was expected and what came."""

import numpy as np
import pytest
from test_gradients import squares, twice
from test_optimizers import RULES

from utils import activations, information, likelihood, losses
from utils.descent import descend, largest_stable_learning_rate, minibatches
from utils.gradients import check_gradient, numerical_gradient
from utils.optimizers import Adagrad, Adam, AdamW, Momentum, RMSProp

NAN, INF = float("nan"), float("inf")
RNG = np.random.default_rng(0)
ROWS = [[0.5, 0.5], [0.25, 0.75]]
MASKED = np.ma.masked_array([0.5, 0.5], [False, True])
COLUMN = r"y must have shape \(2,\), .* got shape \(2, 1\): class labels .* \(N,\), `y.ravel\(\)`"
TEXT = "must hold real numbers, got dtype"
SUM = "must sum to 1 along the last axis, got a row that sums to 0.9"
RATE = "learning_rate must be positive and finite"


def checked(f, x, method="central", **named):
    return check_gradient(f, twice, x, method, **named)


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
    (CATEGORICAL, ([[0.5, 0.4]], [0]), ValueError, f"p {SUM}"),
    (CATEGORICAL, ([[0.5, 0.5], [0.5, 0.50001]], [0, 0]), ValueError, "a row that sums to 1.00001"),
    (CATEGORICAL, ([[-0.5, 1.5]], [0]), ValueError, r"p must lie in \[0, 1\], got -0.5"),
    (CATEGORICAL, ([0.5, 0.5], [0]), ValueError, r"p must have shape \(N, C\), got shape \(2,\)"),
    (CATEGORICAL, (1.0, [0]), ValueError, r"p must have shape \(N, C\), got shape \(\)"),
    ([information.entropy], ([0.5, 0.4],), ValueError, f"q {SUM}"),
    ([information.entropy], (1.0,), ValueError, "q must have a class axis, got a single number"),
    ([information.entropy], ([NAN, 1],), ValueError, r"q must lie in \[0, 1\], got nan"),
    (OF_TWO, ([0.5, 0.4], [0.5, 0.5]), ValueError, f"q {SUM}"),
    (OF_TWO, ([0.5, 0.5], [0.5, 0.4]), ValueError, f"p {SUM}"),
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
            ([0, 1, 1], r"y must have shape \(2,\), one label per row, got shape \(3,\)$"),
            (1, r"y must have shape \(2,\), one label per row, got shape \(\)"),
            ([], "y must not be empty"),
            ([[1], [0]], COLUMN),
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
    (BERNOULLI + BINARY, ([0.5, 0.5], MASKED), TypeError, "y must not be a masked array"),
    (BINARY_WITH_LOGITS, ([0.5, 0.5], MASKED), TypeError, "y must not be a masked array"),
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
        r"the shape of prediction, \(2, 1\), got",
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
            {"reduction": r},
        )
        for functions, args in (
            (BINARY, ([0.5], [1])),
            (BINARY_WITH_LOGITS, ([0.5], [1])),
            (NLL, ([[-1.0, -1.0]], [0])),
            (CROSS_ENTROPY, ([[0.0, 0.0]], [0])),
            (CROSS_ENTROPY, ([[0.0, 0.0]], [[1, 0]])),
            (REGRESSION, ([0.5], [1])),
        )
        for r in ("average", None, "")
    ),
    # Optimizers
    *((RULES.values(), (rate,), ValueError, RATE) for rate in (0, -1, NAN, INF)),
    *(
        (RULES.values(), (rate,), TypeError, "learning_rate must be a real number, got")
        for rate in ("fast", None, True, [0.1])
    ),
    *(
        ([rule], (0.1,), ValueError, rf"{name} must lie in \[0, 1\), got {value}", {name: value})
        for rule, name in ((Momentum, "momentum"), (RMSProp, "decay"))
        for value in (1, -0.1, 1.5, NAN)
    ),
    *(
        ([Adam], (0.1, betas), error, message)
        for betas, error, message in (
            ((1, 0.9), ValueError, r"betas\[0\] must lie in \[0, 1\), got 1"),
            ((0.9, 1), ValueError, r"betas\[1\] must lie in \[0, 1\), got 1"),
            ((-0.5, 0.9), ValueError, r"betas\[0\] must lie in \[0, 1\), got -0.5"),
            ((0.9, NAN), ValueError, r"betas\[1\] must lie in \[0, 1\), got nan"),
            (("a", "b"), TypeError, r"betas\[0\] must be a real number"),
            (0.9, ValueError, "betas must be two numbers"),
            ((0.9,), ValueError, "betas must be two numbers"),
            ((0.9, 0.99, 0.999), ValueError, "betas must be two numbers"),
            (None, ValueError, "betas must be two numbers"),
        )
    ),
    *(
        ([AdamW], (), error, f"weight_decay must be {message}", {"weight_decay": value})
        for value, error, message in (
            (-0.1, ValueError, "at least 0 and finite, got -0.1"),
            (INF, ValueError, "at least 0 and finite, got inf"),
            ("1", TypeError, "a real number, got str"),
        )
    ),
    *(
        ([Adagrad, RMSProp, Adam], (0.1,), ValueError, "eps must be positive and fin", {"eps": eps})
        for eps in (0, -1e-8, NAN)
    ),
    *(
        ([rule(0.1).step for rule in RULES.values()], args, error, message)
        for args, error, message in (
            (([1.0, 2], [1.0]), ValueError, r"gradient must have the shape of parameters, \(2,\)"),
            (([[1.0], [2.0]], [1.0, 2.0]), ValueError, r"\(2, 1\), got shape \(2,\)"),
            (([1.0, NAN], [1.0, 2.0]), ValueError, "parameters must not contain NaN"),
            (([1.0, 2.0], [NAN, 2.0]), ValueError, "gradient must not contain NaN"),
            (([NAN], [[1.0]]), ValueError, "gradient must have the shape of parameters"),
            ((np.ma.array([1.0]), [1.0]), TypeError, "parameters must not be a masked array"),
            (([1.0], np.ma.array([1.0])), TypeError, "gradient must not be a masked array"),
            (([], []), ValueError, "parameters must not be empty"),
            ((["a"], [1.0]), TypeError, f"parameters {TEXT}"),
            (([1.0], [1j]), TypeError, f"gradient {TEXT}"),
        )
    ),
    # Descent
    *(
        ([descend], args, error, message)
        for args, error, message in (
            ((lambda x: None, [1.0], Adam(), 1), TypeError, rf"gradient\(x\) {TEXT}"),
            ((3, [1.0], Adam(), 1), TypeError, "gradient must be callable, got int"),
            ((twice, [], Adam(), 1), ValueError, "start must not be empty"),
            ((twice, [INF], Adam(), 1), ValueError, "start must be finite"),
            ((twice, [NAN], Adam(), 1), ValueError, "start must not contain NaN"),
            ((twice, [1.0], Adam(), -1), ValueError, "steps must be at least 0, got -1"),
            ((twice, [1.0], Adam(), 1.5), TypeError, "steps must be an integer, got float"),
            ((twice, [1.0], Adam(), True), TypeError, "steps must be an integer, got bool"),
            ((lambda x: x[:1], [1.0, 2], Adam(), 1), ValueError, "gradient must have the shape"),
        )
    ),
    *(
        ([minibatches], args, error, message)
        for args, error, message in (
            ((0, 1, RNG), ValueError, "n must be at least 1, got 0"),
            ((1, 0, RNG), ValueError, "size must be at least 1"),
            ((4, 1.0, RNG), TypeError, "size must be an integer"),
            ((4.0, 1, RNG), TypeError, "n must be an integer"),
            ((4, 1, 0), TypeError, r"rng must be a .*default_rng\(seed\), got int"),
        )
    ),
    *(
        ([largest_stable_learning_rate], (hessian,), ValueError, message)
        for hessian, message in (
            ([], "hessian must not be empty"),
            ([[NAN]], "hessian must not contain NaN"),
            ([[INF]], "hessian must be finite"),
            ([1.0, 2.0], r"hessian must have shape \(P, P\), got shape \(2,\)"),
            ([[1.0, 2.0]], r"hessian must have shape \(P, P\), got shape \(1, 2\)"),
            (np.ones((2, 2, 2)), r"hessian must have shape \(P, P\), got shape \(2, 2, 2\)"),
            ([[1.0, 2.0], [0.0, 1.0]], "^hessian must be symmetric, got a matrix that is not$"),
            ([[1.0, 1.0], [1.000005, 1.0]], "hessian must be symmetric"),
            ([[1e-9, 1e-9], [0.0, 1e-9]], "hessian must be symmetric"),
            ([[1.0, 0.0], [0.0, -1.0]], "eigenvalues of at least 0 and one above, got -1 to 1"),
            ([[NAN, 1.0]], "hessian must have shape"),
            ([[0.0]], "eigenvalues of at least 0 and one above, got 0 to 0"),
        )
    ),
    # Numerical gradients
    *(
        ([numerical_gradient, checked], args, error, message)
        for args, error, message in (
            ((3, [1.0]), TypeError, "f must be callable, got int"),
            ((squares, []), ValueError, r"x must not be empty, got shape \(0,\)"),
            ((squares, [NAN]), ValueError, "x must not contain NaN"),
            ((squares, [INF]), ValueError, "x must be finite"),
            ((squares, ["a"]), TypeError, f"x {TEXT}"),
            ((squares, [1j]), TypeError, f"x {TEXT}"),
            ((squares, [[1, 2], [3]]), ValueError, "x must be a rectangular array"),
            ((squares, [1.0], "exact"), ValueError, "method must be one of .*'central'.*'exact'"),
            ((lambda x: x, [1.0, 2.0]), ValueError, r"f must return a single .* \(2,\): take its"),
            ((lambda x: None, [1.0]), TypeError, "f must return a number, got NoneType"),
            ((lambda x: np.ma.array(1.0), [1.0]), TypeError, "f must .* number, got MaskedArray"),
            ((lambda x: "1", [1.0]), TypeError, "f must return a number, got str"),
            ((lambda x: INF, [1.0]), ValueError, "f must be real and finite at x, got inf"),
            ((lambda x: x.sum() * 1j, [1.0]), ValueError, "f must be real and .* at x, got .*1j"),
            ((lambda x: INF if x > 1 else 1.0, [1.0]), ValueError, "^f must be finite around x"),
        )
    ),
    *(
        ([numerical_gradient], (squares, [1.0]), error, f"step must be {message}", {"step": step})
        for step, error, message in (
            (0, ValueError, "positive and finite, got 0"),
            (-1e-6, ValueError, "positive and finite, got -1e-06"),
            (NAN, ValueError, "positive and finite, got nan"),
            ("small", TypeError, "a real number, got str"),
        )
    ),
    *(
        ([check_gradient], (squares, gradient, [1.0, 2.0]), error, message)
        for gradient, error, message in (
            (3, TypeError, "gradient must be callable, got int"),
            (squares, ValueError, r"gradient\(x\) must have the shape of x, \(2,\)"),
            (lambda x: x[:1] * NAN, ValueError, r"gradient\(x\) must have the shape of x, \(2,\)"),
            (lambda x: x * NAN, ValueError, r"gradient\(x\) must not contain NaN"),
            (lambda x: x * INF, ValueError, r"gradient\(x\) must be finite"),
            (lambda x: None, TypeError, rf"gradient\(x\) {TEXT}"),
        )
    ),
    *(
        ([checked], (squares, [1.0]), error, f"tolerance must be {message}", {"tolerance": value})
        for value, error, message in (
            (0, ValueError, "positive and finite, got 0"),
            ("1", TypeError, "a real number, got str"),
        )
    ),
]


@pytest.mark.parametrize(
    ("f", "args", "error", "message", "named"),
    [
        pytest.param(
            *(f, args, error, message, named[0] if named else {}),
            id=f"{getattr(f, '__qualname__', f)} {message}"[:90],
        )
        for functions, args, error, message, *named in CASES
        for f in functions
    ],
)
def test_bad_input_is_named(f, args, error, message, named):
    with pytest.raises(error, match=message):
        f(*args, **named)
