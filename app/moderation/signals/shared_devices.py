"""Shared devices: a hint and nothing more. Families share phones, and whole towns share an address.

It opens no case. Where another signal found several people, and some of them signed in with the
same browser from the same address within an hour, that finding is a level stronger.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.moderation.signals.seen import Finding
from app.words import said

WITHIN = timedelta(hours=1)
PEOPLE = 3  # two may be married
STRONGEST = 3
EVIDENCE = said("Sebagian masuk dari perangkat yang sama; ini petunjuk saja, bukan bukti.")


@dataclass(frozen=True)
class Entrance:
    """Somebody signed in: with what, from where, when. Kept for the list of devices anyway."""

    cadre_id: int
    device: str
    at: datetime


def together(entrances: Sequence[Entrance]) -> list[frozenset[int]]:
    """People who signed in on one device within an hour of each other."""
    by_device: dict[str, list[Entrance]] = defaultdict(list)
    for one in sorted(entrances, key=lambda one: one.at):
        by_device[one.device].append(one)
    found = []
    for own in by_device.values():
        for first in own:
            people = frozenset(
                one.cadre_id for one in own if first.at <= one.at <= first.at + WITHIN
            )
            if len(people) >= PEOPLE:
                found.append(people)
    return found


def raised(finding: Finding, shared: Sequence[frozenset[int]]) -> Finding:
    """The finding, a level stronger where enough of its people shared a device."""
    people = set(finding.people)
    if not any(len(people & group) >= PEOPLE for group in shared):
        return finding
    stronger = min(finding.level + 1, STRONGEST)
    return replace(finding, level=stronger, evidence=(*finding.evidence, EVIDENCE))
