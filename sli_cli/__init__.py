"""A register for the recommendations of improvement reviews, and the clock that keeps them alive."""

__version__ = "0.1.0"
