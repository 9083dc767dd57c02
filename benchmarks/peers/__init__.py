"""The peers of benchmarks/speed.py: their environments, their input, and what each of them does."""
