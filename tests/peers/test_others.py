"""What the course says of scikit-learn, Keras, optax, SciPy, JAX and TensorFlow, run there."""

import inspect
import os
import subprocess
import sys
import warnings

import jax
import jax.numpy as jnp
import jax.test_util
import keras
import numpy as np
import optax
import pytest
import scipy.optimize
import scipy.stats
from claims import says
from sklearn.linear_model import HuberRegressor, LogisticRegression, SGDClassifier, SGDRegressor
from sklearn.metrics import log_loss, mean_absolute_error, mean_squared_error
from sklearn.naive_bayes import CategoricalNB
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

from utils import activations, information, losses

RNG = np.random.default_rng(1)
Z = RNG.normal(size=(6, 3))
Y = np.array([0, 1, 2, 2, 1, 0])
Q = RNG.dirichlet(np.ones(3), 6)
P = activations.softmax(Z)
ONE_HOT = np.eye(3)[Y]


def same(theirs, ours, rtol=1e-5):
    np.testing.assert_allclose(np.asarray(theirs), ours, rtol=rtol, atol=1e-6)


# scikit-learn


@says("scikit-learn", "predict_proba(X)", "predict_proba(X)[:, 1]", "LogisticRegression")
def test_predict_proba_and_the_penalty():
    x = RNG.normal(size=(60, 1))
    label = (RNG.uniform(size=60) < activations.sigmoid(x[:, 0])).astype(int)
    model = LogisticRegression().fit(x, label)
    logit = model.decision_function(x)
    same(model.predict_proba(x)[:, 1], activations.sigmoid(logit))
    free = LogisticRegression(C=np.inf).fit(x, label)
    assert abs(model.coef_[0, 0]) < abs(free.coef_[0, 0])
    three = LogisticRegression().fit(Z, Y)
    same(three.predict_proba(Z), activations.softmax(three.decision_function(Z)))


@says("scikit-learn", "log_loss", "log_loss(y, p)", "labels=", "takes $p$, not its logarithm")
@says("scikit-learn", "truth first", "and Keras the truth")
def test_log_loss():
    same(log_loss(Y, P), losses.nll_loss(np.log(P), Y))
    same(log_loss([0, 1, 1, 0], P[:4, 0]), losses.binary_cross_entropy(P[:4, 0], [0, 1, 1, 0]))
    with pytest.raises(ValueError):  # noqa: PT011 — the words change, the refusal stays
        log_loss(Q, P)
    with pytest.raises(ValueError, match="labels"):
        log_loss(Y[:2], P[:2])
    same(log_loss(Y[:2], P[:2], labels=[0, 1, 2]), losses.nll_loss(np.log(P[:2]), Y[:2]))
    with pytest.raises(ValueError):  # noqa: PT011
        log_loss([0, 1], [-0.5, 2])
    assert round(log_loss([1, 0], [0.0, 0.0], labels=[0, 1]) * 2, 2) == 36.04


@says("scikit-learn", "mean_squared_error", "mean_absolute_error", "StandardScaler")
@says("scikit-learn", "mean_squared_error(y_true, y_pred)")
def test_regression_and_scaling():
    assert list(inspect.signature(mean_squared_error).parameters)[:2] == ["y_true", "y_pred"]
    same(mean_squared_error(Z[:, 0], Z[:, 1]), losses.mse_loss(Z[:, 1], Z[:, 0]))
    same(mean_absolute_error(Z[:, 0], Z[:, 1]), losses.l1_loss(Z[:, 1], Z[:, 0]))
    same(StandardScaler().fit_transform(Z), (Z - Z.mean(axis=0)) / Z.std(axis=0))


@says("scikit-learn", "HuberRegressor")
def test_huber_regressor_has_a_penalty_and_a_scale():
    settings = HuberRegressor().get_params()
    assert (settings["alpha"], settings["epsilon"]) == (0.0001, 1.35)
    x = RNG.normal(size=(40, 1))
    y = 2 * x[:, 0] + RNG.normal(size=40)
    free, penalised = (HuberRegressor(alpha=a).fit(x, y) for a in (0, 100))
    assert abs(penalised.coef_[0]) < abs(free.coef_[0])
    in_metres, in_metres_penalised = (HuberRegressor(alpha=a).fit(x, 1000 * y) for a in (0, 100))
    same(in_metres.coef_, 1000 * free.coef_, rtol=1e-3)  # epsilon counts in units of the scale
    same(in_metres.scale_, 1000 * free.scale_, rtol=1e-3)
    ratio = in_metres_penalised.coef_[0] / (1000 * penalised.coef_[0])
    assert not 0.9 < ratio < 1.1  # the penalty does not


@says("scikit-learn", "SGDRegressor", "SGDClassifier", "eta0", '"invscaling"', "alpha")
def test_the_rates_of_sgd():
    default = SGDRegressor().get_params()
    assert (default["learning_rate"], default["power_t"]) == ("invscaling", 0.25)
    assert default["alpha"] == 0.0001
    x, y = np.ones((1, 1)), np.array([1.0])
    rule = {"alpha": 0, "fit_intercept": False, "eta0": 0.1, "shuffle": False}
    model = SGDRegressor(**rule)
    w, t = 0.0, 1
    for _ in range(5):  # half the squared error, at a rate that falls as t to the -1/4
        model.partial_fit(x, y)
        w, t = w + 0.1 * t**-0.25 * (1 - w), t + 1
        same(model.coef_[0], w)
    at_once = SGDRegressor(**rule).partial_fit(np.ones((5, 1)), np.ones(5))
    same(at_once.coef_[0], w)  # five examples are five steps, not one with their mean
    x, label = Z, (Z[:, 0] > 0).astype(int)
    fits = [
        SGDClassifier(loss="log_loss", eta0=rate, random_state=1).fit(x, label).coef_
        for rate in (0.01, 10)
    ]
    same(*fits)
    fits = [
        SGDClassifier(loss="log_loss", learning_rate="constant", eta0=rate, random_state=1)
        .fit(x, label)
        .coef_
        for rate in (0.01, 10)
    ]
    assert not np.allclose(*fits)


@says("scikit-learn", "and Keras do")
def test_sgd_shuffles():
    def fit(seed, **settings):
        model = SGDClassifier(loss="log_loss", max_iter=1, tol=None, random_state=seed, **settings)
        return model.fit(Z, (Z[:, 0] > 0).astype(int)).coef_

    assert not np.allclose(fit(1), fit(2))
    same(fit(1, shuffle=False), fit(2, shuffle=False))


@says("scikit-learn", "MLPClassifier", 'MLPClassifier(solver="sgd")')
def test_mlp_classifier():
    settings = MLPClassifier(solver="sgd").get_params()
    assert settings["nesterovs_momentum"] is True
    assert settings["momentum"] == 0.9
    from sklearn.neural_network._stochastic_optimizers import AdamOptimizer, SGDOptimizer

    w = [np.array([0.0])]
    SGDOptimizer(w, 0.1, momentum=0.9, nesterov=True).update_params(w, [np.array([1.0])])
    same(w[0], -0.19)
    w = [np.array([0.0])]
    rule = SGDOptimizer(w, 0.1, momentum=0.9, nesterov=False)
    rule.update_params(w, [np.array([1.0])])
    rule.learning_rate = 0.0  # α is inside the velocity: what has been gathered goes on
    rule.update_params(w, [np.array([1.0])])
    same(w[0], -0.19)
    w = [np.array([0.0])]
    AdamOptimizer(w, 0.1, epsilon=0.1).update_params(w, [np.array([1.0])])
    # m = 0.1, S = 0.001: the correction multiplies the rate, and ε stands on the raw root
    same(w[0], -0.1 * np.sqrt(0.001) / 0.1 * 0.1 / (np.sqrt(0.001) + 0.1))


@says("scikit-learn", "CategoricalNB(alpha=k)")
def test_categorical_nb_smooths_with_the_roles_exchanged():
    x, y, k = np.array([0, 0, 0, 1, 1, 2]), np.array([1, 1, 2, 0, 2, 0]), 0.5
    model = CategoricalNB(alpha=k, min_categories=3).fit(y[:, None], x)
    counts = np.zeros((3, 3))
    np.add.at(counts, (x, y), 1)
    expected = (counts + k) / (counts.sum(axis=1, keepdims=True) + 3 * k)
    same(np.exp(model.feature_log_prob_[0]), expected)
    assert CategoricalNB().alpha == 1


# Keras


@says("Keras", "activations.sigmoid(z)", "activations.softmax(z)")
def test_keras_activations():
    same(keras.activations.sigmoid(jnp.array(Z)), activations.sigmoid(Z))
    same(keras.activations.softmax(jnp.array(Z)), P)


@says("Keras", "BinaryCrossentropy()(y, p)", "SparseCategoricalCrossentropy()(y, p)")
@says("Keras", "SparseCategoricalCrossentropy", "SparseCategoricalCrossentropy(from_logits=True)")
@says("Keras", "CategoricalCrossentropy(from_logits=True)", "KLDivergence", "from_logits=True")
@says("Keras", "takes $p$, not its logarithm", "and Keras the truth", "truth first")
@says("Keras", "return a mean", "clips probabilities at", "rescale what does not sum to 1")
def test_keras_cross_entropies():
    k = keras.losses
    label = np.array([0.0, 1, 1, 0, 1, 0])
    same(k.BinaryCrossentropy()(label, P[:, 0]), losses.binary_cross_entropy(P[:, 0], label))
    same(k.SparseCategoricalCrossentropy()(Y, P), losses.cross_entropy(Z, Y))
    same(k.SparseCategoricalCrossentropy(from_logits=True)(Y, Z), losses.cross_entropy(Z, Y))
    same(k.CategoricalCrossentropy(from_logits=True)(Q, Z), losses.cross_entropy(Z, Q))
    same(k.CategoricalCrossentropy()(Q, 5 * P), losses.cross_entropy(Z, Q))  # rescales
    same(k.KLDivergence()(Q, P), np.mean(information.kl_divergence(Q, P)))
    certain = np.array([[1.0, 0.0]])
    assert round(float(k.SparseCategoricalCrossentropy()(np.array([1]), certain)), 2) == 16.12


@says("Keras", "CategoricalCrossentropy", "CategoricalCrossentropy(label_smoothing=u)")
@says("Keras", "label_smoothing=u")
def test_keras_label_smoothing():
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=0.1)
    same(loss(ONE_HOT, P), losses.cross_entropy(Z, 0.9 * ONE_HOT + 0.1 / 3))


@says("Keras", "MeanSquaredError", "MeanAbsoluteError", "Huber", "*target first*", "it is 1.0")
def test_keras_regression():
    for name, ours in (
        ("MeanSquaredError", "mse"),
        ("MeanAbsoluteError", "l1"),
        ("Huber", "huber"),
    ):
        theirs = getattr(keras.losses, name)()(Z[:, 0], 3 * Z[:, 1])
        same(theirs, getattr(losses, f"{ours}_loss")(3 * Z[:, 1], Z[:, 0]))
        arguments = inspect.signature(getattr(keras.losses, name)().call).parameters
        assert list(arguments)[:2] == ["y_true", "y_pred"]


@says("Keras", "fit(batch_size=32)", "Normalization", "layers.Embedding")
def test_keras_layers():
    scale = keras.layers.Normalization()
    scale.adapt(Z)
    same(scale(Z), (Z - Z.mean(axis=0)) / Z.std(axis=0))
    table = keras.layers.Embedding(3, 3)
    same(table(Y), np.asarray(table.weights[0] if table.weights else table(np.arange(3)))[Y])
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    counted = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: batches.append(batch)
    )
    batches = []
    model.fit(np.ones((70, 1)), np.ones(70), verbose=0, callbacks=[counted])
    assert len(batches) == 3


@says("Keras", "and Keras do")
def test_keras_shuffles():
    def fit(**settings):
        model = keras.Sequential([keras.layers.Dense(1, use_bias=False, kernel_initializer="ones")])
        model.compile(keras.optimizers.SGD(0.1), "mse")
        model.fit(np.ones((20, 1)), np.arange(20.0), batch_size=1, verbose=0, **settings)
        return float(np.asarray(model.weights[0]).item())

    in_order = 1.0
    for target in range(20):
        in_order -= 0.1 * 2 * (in_order - target)
    same(fit(shuffle=False), in_order)
    assert abs(fit() - in_order) > 0.01


@says("Keras", "warns on its TensorFlow backend only")
def test_keras_is_silent_on_another_backend():
    assert keras.backend.backend() != "tensorflow"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        keras.losses.SparseCategoricalCrossentropy(from_logits=True)(Y, P)
        keras.losses.BinaryCrossentropy(from_logits=True)(np.ones((6, 1)), P[:, :1])


def keras_steps(rule, gradients):
    x = keras.Variable([0.0])
    for gradient in gradients:
        rule.apply([jnp.array([gradient])], [x])
    return float(x.value[0])


@says("Keras", "SGD", "learning_rate", "schedules", "has it inside")
def test_keras_optimizers():
    o = keras.optimizers
    same(keras_steps(o.SGD(learning_rate=0.1), [1, 2]), -0.3)
    rule = o.SGD(learning_rate=0.1, momentum=0.9)
    x = keras.Variable([0.0])
    rule.apply([jnp.array([1.0])], [x])
    rule.learning_rate = 0.0  # α is inside the velocity: what has been gathered goes on
    rule.apply([jnp.array([1.0])], [x])
    same(x.value, [-0.19])
    # large ε tells inside the root from outside
    same(keras_steps(o.Adagrad(0.1, epsilon=1), [1]), -0.1 / np.sqrt(0.1 + 1 + 1))
    same(keras_steps(o.RMSprop(0.1, epsilon=1), [1]), -0.1 / np.sqrt(0.1 + 1))
    same(
        keras_steps(o.Adam(0.1, epsilon=0.1), [1]),
        -0.1 * np.sqrt(0.001) / 0.1 * 0.1 / (np.sqrt(0.001) + 0.1),
    )
    for name in ("Adagrad", "RMSprop", "Adam"):
        assert getattr(o, name)().epsilon == 1e-7
    assert (o.Adagrad().initial_accumulator_value, o.RMSprop().rho) == (0.1, 0.9)
    assert o.AdamW().weight_decay == 0.004
    assert o.schedules.InverseTimeDecay(0.1, 10, 1.0)(10) == pytest.approx(0.05)


# optax


@says("optax", "softmax_cross_entropy_with_integer_labels(z, y)", "softmax_cross_entropy(z, q)")
@says("optax", "kl_divergence(log_p, q)", "smooth_labels(one_hot, u)", "smooth_labels")
@says("optax", "gives one loss for each example", "one number per example", "take logits")
@says("optax", "do not check", "prediction first", "softmax_cross_entropy_with_integer_labels")
def test_optax_cross_entropies_give_one_number_for_each_example():
    theirs = optax.softmax_cross_entropy_with_integer_labels(Z, Y)
    same(theirs, losses.cross_entropy(Z, Y, reduction="none"))
    same(optax.softmax_cross_entropy(Z, Q), losses.cross_entropy(Z, Q, reduction="none"))
    twice = optax.softmax_cross_entropy_with_integer_labels(P, Y)  # probabilities: nobody objects
    same(twice, losses.cross_entropy(P, Y, reduction="none"))
    same(optax.kl_divergence(jnp.log(P), Q), information.kl_divergence(Q, P), rtol=1e-4)
    same(optax.smooth_labels(jnp.array(ONE_HOT), 0.1), 0.9 * ONE_HOT + 0.1 / 3)


@says("optax", "squared_error", "huber_loss", "squared_error(a, b).mean()", "it is 1.0")
def test_optax_regression():
    a, b = 3 * Z[:, 0], Z[:, 1]
    same(optax.squared_error(a, b).mean(), losses.mse_loss(a, b))
    same(optax.l2_loss(a, b), np.asarray(optax.squared_error(a, b)) / 2)
    same(optax.huber_loss(a, b).mean(), losses.huber_loss(a, b))


def optax_step(rule):
    x = jnp.array([1.0])
    updates, _ = rule.update(jnp.array([1.0]), rule.init(x), x)
    return float(optax.apply_updates(x, updates)[0]) - 1


@says("optax", "sgd", "learning_rate", "schedules", "adam", "adamw", "apply_updates")
def test_optax_optimizers():
    same(optax_step(optax.sgd(learning_rate=0.1)), -0.1)  # the update carries the minus
    same(optax_step(optax.adagrad(0.1, eps=1)), -0.1 / np.sqrt(0.1 + 1 + 1))
    same(optax_step(optax.rmsprop(0.1, eps=1)), -0.1 / np.sqrt(0.1 + 1))
    same(optax_step(optax.adam(0.1, eps=1)), -0.05)
    same(optax_step(optax.adamw(0.1)), -0.1 - 0.1 * 0.0001)
    assert optax.schedules.constant_schedule(0.1)(5) == 0.1


# SciPy, JAX, TensorFlow


@says("SciPy", "stats.entropy(q, p, axis=-1)", "scipy.stats.entropy")
def test_scipy_entropy():
    same(scipy.stats.entropy(Q, P, axis=-1), information.kl_divergence(Q, P))
    same(scipy.stats.entropy(2 * Q, 3 * P, axis=-1), information.kl_divergence(Q, P))
    assert scipy.stats.entropy(Q, P).shape == (3,)


@says("SciPy", "scipy.optimize.check_grad", "scipy.optimize.approx_fprime")
def test_scipy_gradients():
    w = np.array([1.0, 2.0])
    same(scipy.optimize.approx_fprime(w, lambda w: np.sum(w**2)), 2 * w)
    wrong = scipy.optimize.check_grad(lambda w: np.sum(w**2), lambda w: 2 * w + [3, 4], w)
    same(wrong, 5)  # a length, not a ratio


@says("JAX", "jax.grad(loss)(w)", "jax.test_util.check_grads", "apply the chain rule")
@says("JAX", "return a new gradient")
def test_jax_gradients():
    def loss(w):
        return jnp.sum(w**2)

    w = jnp.array([1.0, 2.0])
    for _ in range(2):  # nothing is added to the first
        same(jax.grad(loss)(w), [2, 4])
    calls = []
    for parameters in (2, 200):

        def counted(w, calls=calls):
            calls.append(w.size)
            return loss(w)

        jax.test_util.check_grads(counted, (jnp.ones(parameters),), order=1)
    assert calls.count(2) == calls.count(200) < 10  # one direction, however many parameters


@jax.custom_jvp
def slope_wrong_in_one_entry(w):
    return jnp.sum(w**2)


@slope_wrong_in_one_entry.defjvp
def _(primals, tangents):
    (w,), (direction,) = primals, tangents
    return jnp.sum(w**2), jnp.sum(2 * w * direction) + 3 * direction[0]


@says("JAX", "check_grads")
def test_check_grads_sees_a_wrong_entry_along_its_direction():
    with pytest.raises(AssertionError):
        jax.test_util.check_grads(slope_wrong_in_one_entry, (jnp.ones(5),), order=1)


TENSORFLOW = """
import warnings, numpy as np, tensorflow as tf, keras
w = tf.Variable(3.0)
with tf.GradientTape() as tape:
    loss = w * w
assert float(tape.gradient(loss, w)) == 6
with tf.GradientTape() as tape:
    loss = w * w
assert float(tape.gradient(loss, w)) == 6  # a new one: nothing is added
theirs, measured = tf.test.compute_gradient(lambda w: w * w, [tf.constant([3.0])])
assert abs(theirs[0][0, 0] - measured[0][0, 0]) < 0.01
certain = keras.activations.softmax(tf.constant([[40.0, 0.0]]))
back = float(keras.losses.SparseCategoricalCrossentropy()(np.array([1]), certain))
assert abs(back - 40) < 1e-3, back
sure = keras.activations.sigmoid(tf.constant([[40.0]]))
back = float(keras.losses.BinaryCrossentropy()(np.array([[0.0]]), sure))
assert abs(back - 40) < 1e-3, back
likely, logits = keras.activations.sigmoid(tf.constant([[2.0]])), tf.constant([[2.0, 0.0]])
k, y = keras.losses, np.array([1])
for loss, prediction, warned in (
    (k.SparseCategoricalCrossentropy(from_logits=True), certain, True),
    (k.BinaryCrossentropy(from_logits=True), likely, True),
    (k.SparseCategoricalCrossentropy(from_logits=True), logits, False),
    (k.SparseCategoricalCrossentropy(), logits, False),
):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        loss(y[:, None] if loss.name == "binary_crossentropy" else y, prediction)
    assert any("from_logits" in str(w.message) for w in seen) == warned, (loss, seen)
"""


@says("TensorFlow", "tf.GradientTape", "tf.test.compute_gradient", "apply the chain rule")
@says("TensorFlow", "return a new gradient", "goes back to the logits")
@says("TensorFlow", "clips nothing where it finds", "warns on its TensorFlow backend only")
@says("Keras", "goes back to the logits")
def test_tensorflow_and_keras_on_it():
    # In a process of its own: imported beside PyTorch, it may crash.
    run = subprocess.run(
        [sys.executable, "-c", TENSORFLOW],
        env=os.environ | {"KERAS_BACKEND": "tensorflow"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr[-2000:]
