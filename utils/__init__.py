"""The thin package behind the notebooks: losses, gradients, optimizers and widgets."""
