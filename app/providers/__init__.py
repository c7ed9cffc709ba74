"""The outside world: platforms as our code sees them.

Owns: each platform's sign-in, identity, posts, links and faults.
Does not know: cadres, points, the database.
Invariants: read scopes only, ids are text, every failure is a typed `Fault`; nothing read here is
trusted before `evidence.judge` has seen it.
Begin at `base.py` (the contract), then `x.py` or `threads.py`, then `links.py`.
"""

from collections.abc import Mapping
from typing import Any


def configure_providers(settings: Mapping[str, Any]) -> None:
    """Give each provider its registration and hosts."""
