"""Update rules of gradient descent: seven variations of one idea.

Every rule takes the parameters x and the gradient g of the loss, and steps against it,

    x ← x - update(g),

and every class below is one formula for the update. Its first argument is the learning rate α; the
attribute `learning_rate` may be changed between steps. What a rule sums or averages starts at 0.
A rate or an ε (`eps`) that is not positive and finite, a share to keep (β, ρ) outside [0, 1), or a
negative weight decay raises ValueError; what is no number, TypeError.
Conventions are PyTorch's, and so are the defaults, but for `momentum`, which there is 0, and for
the rate, which there has a default in every rule: 0.001, or 0.01 for Adagrad and RMSprop.
"""

import numpy as np

from utils import _checks


class _Optimizer:
    """What all rules share: the learning rate, and the step against the update."""

    _shape = None

    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    @property
    def learning_rate(self):
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value):
        self._learning_rate = _checks.positive("learning_rate", value)

    def step(self, parameters, gradient):
        """One update of the parameters, as a new array.

        parameters: any shape. gradient: of the loss, at `parameters`; the same shape. Neither is
        written to. Returns their shape; float32 where the parameters are, else float64.
        Raises ValueError for an empty array, NaN, two different shapes, or another shape than in
        the steps before; TypeError for values that are not real numbers.
        """
        x, g = _checks.of_one_shape("parameters", parameters, "gradient", gradient)
        if self._shape not in (None, x.shape):
            raise ValueError(
                f"parameters must keep the shape of the steps before, {self._shape}, "
                f"got shape {x.shape}: each array needs an optimizer of its own"
            )
        x, g = _checks.real_array("parameters", x), _checks.real_array("gradient", g)
        self._shape = x.shape
        return x - self._update(g).astype(x.dtype)


class GradientDescent(_Optimizer):
    """Plain gradient descent: x ← x - α g.

    Stochastic gradient descent (SGD) is the same rule; the gradient then comes from a minibatch.

    Source: Cauchy, "Méthode générale pour la résolution des systèmes d'équations simultanées",
    Comptes rendus 25 (1847).
    """

    def _update(self, g):
        return self.learning_rate * g


class Momentum(_Optimizer):
    """Gradient descent with momentum β: a velocity v sums the gradients, and forgets slowly.

        v ← β v + g
        x ← x - α v                 or, with nesterov=True,  x ← x - α (g + β v)

    The first step is plain gradient descent, or with nesterov=True 1 + β times as long. α stands
    outside the velocity: a new learning rate also rescales what has been gathered (PyTorch's
    convention).

    Source: Polyak, "Some methods of speeding up the convergence of iteration methods" (1964);
    Nesterov's look-ahead as in Sutskever et al., "On the importance of initialization and momentum
    in deep learning" (ICML 2013), with x for the point looked ahead to, as in Bengio et al.,
    "Advances in optimizing recurrent networks" (ICASSP 2013).
    """

    def __init__(self, learning_rate, momentum=0.9, nesterov=False):
        super().__init__(learning_rate)
        self.momentum, self.nesterov = _checks.fraction("momentum", momentum), nesterov
        self.velocity = 0.0

    def _update(self, g):
        self.velocity = self.momentum * self.velocity + g
        ahead = g + self.momentum * self.velocity if self.nesterov else self.velocity
        return self.learning_rate * ahead


class Adagrad(_Optimizer):
    """Adagrad: each coordinate's rate shrinks with all the squared gradients it has seen.

        S ← S + g²
        x ← x - α g / (√S + ε)

    ε keeps a coordinate that has seen no gradient from 0 / 0.

    Source: Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and
    stochastic optimization", JMLR 12 (2011).
    """

    def __init__(self, learning_rate, eps=1e-10):
        super().__init__(learning_rate)
        self.eps = _checks.positive("eps", eps)
        self.squares = 0.0

    def _update(self, g):
        self.squares = self.squares + g * g
        return self.learning_rate * g / (np.sqrt(self.squares) + self.eps)


class RMSProp(_Optimizer):
    """RMSProp: Adagrad that forgets, with a running mean of the squared gradients.

        S ← ρ S + (1 - ρ) g²
        x ← x - α g / (√S + ε)

    ρ is the `decay` (PyTorch calls it alpha). The first step is about α / √(1 - ρ) long, ten times
    α by default: Adam's bias correction mends that.

    Source: Tieleman and Hinton, "Neural networks for machine learning", lecture 6.5 (2012).
    """

    def __init__(self, learning_rate, decay=0.99, eps=1e-8):
        super().__init__(learning_rate)
        self.decay = _checks.fraction("decay", decay)
        self.eps = _checks.positive("eps", eps)
        self.squares = 0.0

    def _update(self, g):
        self.squares = self.decay * self.squares + (1 - self.decay) * g * g
        return self.learning_rate * g / (np.sqrt(self.squares) + self.eps)


class Adam(_Optimizer):
    """Adam: momentum over RMSProp, both freed from their bias towards the 0 they start at.

        m ← β₁ m + (1 - β₁) g       m̂ = m / (1 - β₁ᵗ)
        S ← β₂ S + (1 - β₂) g²      Ŝ = S / (1 - β₂ᵗ)
        x ← x - α m̂ / (√Ŝ + ε)

    t counts the steps from 1. The first step is α in every coordinate whose gradient is well above
    ε, whatever the gradient's size. Raises ValueError for betas that are not two.

    Source: Kingma and Ba, "Adam: a method for stochastic optimization" (ICLR 2015), algorithm 1.
    """

    def __init__(self, learning_rate=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(learning_rate)
        if np.shape(betas) != (2,):
            raise ValueError(f"betas must be two numbers, got {betas!r}")
        self.betas = tuple(_checks.fraction(f"betas[{i}]", beta) for i, beta in enumerate(betas))
        self.eps = _checks.positive("eps", eps)
        self.mean, self.squares, self.t = 0.0, 0.0, 0

    def _update(self, g):
        beta1, beta2 = self.betas
        self.t += 1
        self.mean = beta1 * self.mean + (1 - beta1) * g
        self.squares = beta2 * self.squares + (1 - beta2) * g * g
        mean = self.mean / (1 - beta1**self.t)
        squares = self.squares / (1 - beta2**self.t)
        return self.learning_rate * mean / (np.sqrt(squares) + self.eps)


class AdamW(Adam):
    """Adam with weight decay: each step shrinks the parameters by a share of their own, first.

        x ← x - α γ x
        x ← x - α m̂ / (√Ŝ + ε)      as Adam

    γ is the `weight_decay`. The decay is decoupled: it does not pass through m and S, as the
    gradient of a penalty γ/2 |x|² on the loss would.

    Source: Loshchilov and Hutter, "Decoupled weight decay regularization" (ICLR 2019); with the
    learning rate as a factor of the decay, as in PyTorch.
    """

    def __init__(self, learning_rate=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(learning_rate, betas, eps)
        self.weight_decay = _checks.not_negative("weight_decay", weight_decay)

    def step(self, parameters, gradient):
        """One update of the parameters, as a new array: see `Adam.step`."""
        x = _checks.as_floats("parameters", parameters)
        return super().step(x - self.learning_rate * self.weight_decay * x, gradient)
