"""What an operation changed: views refresh by these flags and nothing else."""

from enum import Flag, auto


class Changes(Flag):
    NONE = 0
    TIMERS = auto()
    ENTRIES = auto()
    OUTBOX = auto()
    TICKETS = auto()
    CONTRACTS = auto()
    ACCOUNT = auto()
    CONNECTION = auto()
