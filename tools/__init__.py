"""What is neither course nor test: what `make` calls, each `python -m tools.NAME`."""
