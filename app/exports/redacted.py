"""Which unit a row without a name may be said to stand in. Pure.

A ranting of two tells who is meant as plainly as a name would, so no unit is named beside fewer
than five rows: those stand with the unit above, and so on up.
"""

from collections import Counter
from collections.abc import Sequence

from app.units.tree import depth, parent_of

LEAST = 5  # the matrix of who sees what hides cells of fewer


def units_named(paths: Sequence[str], top: str) -> list[str]:
    """The path of the unit each row is said to stand in: its own, or one above it up to `top`.

    Rows of `top` that would be fewer than five draw the smallest unit right beside them up with
    them, so that every unit is named five times or more, whenever there are five rows at all.
    """
    named = list(paths)
    for level in range(max(map(depth, named), default=0), depth(top), -1):
        few = {path for path, n in Counter(named).items() if depth(path) == level and n < LEAST}
        named = [_above(path) if path in few else path for path in named]
    count = Counter(named)
    while 0 < count[top] < LEAST and len(count) > 1:
        smallest = min((path for path in count if path != top), key=lambda one: (count[one], one))
        count[top] += count.pop(smallest)
        named = [top if path == smallest else path for path in named]
    return named


def _above(path: str) -> str:
    return parent_of(path) or path
