"""Carnet: a timer for every iTop ticket, and the customer's time book beside it."""

__version__ = "0.1.0"
