"""Writes of which nobody knows whether the store took them.

A write that failed halfway may still lie in a socket, and a store that was only stalled may take
it after the newer value of the next try. So whatever was being written when something failed is
remembered here and written once more after the next success. A process that dies forgets its
doubts; the audit is there for that.
"""

from collections.abc import Generator, Iterable
from contextlib import contextmanager

cadres: set[int] = set()
units: set[tuple[str, int]] = set()  # period and unit


@contextmanager
def over_cadres(claimed: Iterable[int]) -> Generator[None]:
    """Doubt the boards of all `claimed` when the block fails."""
    try:
        yield
    except BaseException:
        cadres.update(claimed)
        raise


@contextmanager
def over_units(touched: Iterable[tuple[str, int]]) -> Generator[None]:
    """Doubt the boards of all `touched` when the block fails."""
    try:
        yield
    except BaseException:
        units.update(touched)
        raise
