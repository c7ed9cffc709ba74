"""Deleters: posts that are gone once they counted. Their points are gone too; this is the habit.

Platforms lose posts and people clean up, so one post says nothing, nor do two of fifty.
"""

from collections.abc import Sequence

from app.moderation.signals.seen import Deed, Finding, by_cadre, level
from app.words import noted, said

NAME = "deleters"
TIMES = 2
SHARE = 0.2  # of what ever counted for her
GONE = ("unreachable", "edited")
STEPS = (4, 6)
EVIDENCE = noted("%(gone)s dari %(all)s unggahan yang pernah dihitung sudah tidak ada")


def find(deeds: Sequence[Deed]) -> list[Finding]:
    """Whose posts do not stay."""
    found = []
    for cadre, own in by_cadre(deeds).items():
        gone = [one for one in own if one.state == "reversed" and one.reason in GONE]
        stayed = [one for one in own if one.state == "verified"]
        ever = len(gone) + len(stayed)
        if len(gone) >= TIMES and len(gone) >= SHARE * ever:
            words = said(EVIDENCE, gone=len(gone), all=ever)
            posts = tuple(one.id for one in (*gone, *stayed))
            found.append(Finding(NAME, level(len(gone), STEPS), (cadre,), posts, (words,)))
    return found
