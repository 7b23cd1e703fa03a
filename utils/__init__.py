"""From Likelihood to Learning Rate."""
