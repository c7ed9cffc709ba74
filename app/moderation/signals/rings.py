"""Rings: reviewers of two units who let each other's people pass, more than anybody else does.

Posts are drawn by lot, so two units meet rarely; where they always agree when they meet, and do
not with others, they have agreed beforehand.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.moderation.signals.seen import Finding, level
from app.words import noted, said

NAME = "rings"
EACH_WAY = 4  # acceptances in both directions: chance alone makes one or two
ABOVE = 0.25  # how far their rate must lie above that of everybody
STEPS = (12, 20)
EVIDENCE = noted(
    "%(times)s unggahan satu sama lain diterima dari %(of)s, rata-rata partai %(percent)s%%"
)


@dataclass(frozen=True)
class Opinion:
    """What a reviewer said of a post: both by unit, and who they are."""

    reviewer_id: int
    reviewer_unit: str
    cadre_id: int
    unit: str
    submission_id: int
    accept: bool


def find(opinions: Sequence[Opinion]) -> list[Finding]:
    """Pairs of units that accept each other in step."""
    if not opinions:
        return []
    usual = sum(one.accept for one in opinions) / len(opinions)
    total = Counter((one.reviewer_unit, one.unit) for one in opinions)
    yes = Counter((one.reviewer_unit, one.unit) for one in opinions if one.accept)
    found = []
    for here, there in sorted(total):
        if here >= there or min(yes[here, there], yes[there, here]) < EACH_WAY:
            continue
        met = total[here, there] + total[there, here]
        agreed = yes[here, there] + yes[there, here]
        if agreed / met >= min(0.95, usual + ABOVE):
            found.append(_finding(opinions, here, there, agreed, met, usual))
    return found


def _finding(
    opinions: Sequence[Opinion], here: str, there: str, agreed: int, met: int, usual: float
) -> Finding:
    between = [
        one for one in opinions if one.accept and {one.reviewer_unit, one.unit} == {here, there}
    ]
    reviewers = dict.fromkeys(one.reviewer_id for one in between)
    people = (*reviewers, *dict.fromkeys(one.cadre_id for one in between))
    words = said(EVIDENCE, times=agreed, of=met, percent=round(usual * 100))
    posts = tuple(sorted({one.submission_id for one in between}))
    return Finding(NAME, level(agreed, STEPS), tuple(dict.fromkeys(people)), posts, (words,))
