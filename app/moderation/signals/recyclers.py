"""Recyclers: one text of one's own, handed in for several challenges.

Within one challenge a copy of one's own earlier post is refused at once; over challenges only this
sees it. The first hand-in of a text is honest work and no part of the finding.
"""

from collections.abc import Sequence

from app.moderation.signals.seen import Deed, Finding, by_cadre, counts, level
from app.submissions.evidence import COPY, likeness
from app.words import noted, said

NAME = "recyclers"
REPEATS = 1  # the words are the same nine times in ten: that does not happen by itself
STEPS = (2, 4)
EVIDENCE = noted("%(repeats)s kiriman dengan tulisan yang sudah dipakai untuk tantangan lain")


def find(deeds: Sequence[Deed]) -> list[Finding]:
    """Who repeats herself, and by which hand-ins."""
    found = []
    for cadre, own in by_cadre(one for one in deeds if counts(one) and one.words).items():
        repeated = [
            deed.id
            for place, deed in enumerate(own)
            if any(_same(deed, earlier) for earlier in own[:place])
        ]
        if len(repeated) >= REPEATS:
            words = said(EVIDENCE, repeats=len(repeated))
            strength = level(len(repeated), STEPS)
            found.append(Finding(NAME, strength, (cadre,), tuple(repeated), (words,)))
    return found


def _same(deed: Deed, earlier: Deed) -> bool:
    return likeness(deed.words, earlier.words) >= COPY
