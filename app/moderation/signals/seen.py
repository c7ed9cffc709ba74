"""What signals look at, as plain values, and what they find."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Deed:
    """A hand-in: whose, in which unit (its path), for which challenge, when, in which own words,
    what became of it and why, and what it is worth."""

    id: int
    cadre_id: int
    unit: str
    challenge_id: int
    at: datetime
    words: str
    state: str
    reason: str | None
    points: int


@dataclass(frozen=True)
class Finding:
    """Something odd: the signal, how strong it is, whom it concerns (whom mainly, first), the
    hand-ins it rests on, and what was noticed in sentences."""

    signal: str
    level: int
    people: tuple[int, ...]
    posts: tuple[int, ...]
    evidence: tuple[str, ...] = field(default=())


def counts(deed: Deed) -> bool:
    """Whether a hand-in counts or still may: what was refused needs no signal."""
    return deed.state in ("pending", "set_aside", "verified")


def by_cadre(deeds: Iterable[Deed]) -> Mapping[int, list[Deed]]:
    """Hand-ins of each cadre, in order of time."""
    found: dict[int, list[Deed]] = {}
    for deed in sorted(deeds, key=lambda one: one.at):
        found.setdefault(deed.cadre_id, []).append(deed)
    return found


def groups(pairs: Iterable[tuple[Hashable, Hashable]]) -> Iterator[frozenset]:
    """What hangs together when each pair does."""
    parent: dict[Hashable, Hashable] = {}

    def root(one: Hashable) -> Hashable:
        while parent.setdefault(one, one) != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for one, other in pairs:
        parent[root(one)] = root(other)
    found: dict[Hashable, set] = {}
    for one in parent:
        found.setdefault(root(one), set()).add(one)
    yield from map(frozenset, found.values())


def level(size: float, steps: Sequence[float]) -> int:
    """1 to 3 by how many of two steps are reached."""
    return 1 + sum(size >= step for step in steps)
