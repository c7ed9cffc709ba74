"""Near copies across cadres: the same text passed around and changed a little for each.

What is a copy within one challenge is refused at once (submissions/evidence). This sees what
escapes that: lightly edited texts, also over several challenges, by three people or more.
"""

import zlib
from collections.abc import Iterable, Sequence
from itertools import combinations

from app.moderation.signals.seen import Deed, Finding, counts, groups, level
from app.submissions.evidence import likeness
from app.words import noted, said

NAME = "near_copies"
ALIKE = 0.6  # two people about one thing reach 0.3 to 0.4; half of the words changed leaves 0.6
WORDS_MIN = 8  # shorter ones are alike by nature: greetings, exclamations
PEOPLE = 3  # two friends may quote each other; three are a text that went round
STEPS = (5, 8)
SKETCH = 8  # smallest hashes of runs of three words: texts at 0.6 share one in nine of ten cases
CROWDED = 60  # a run that so many share is a phrase of the campaign, no trace
EVIDENCE = noted("%(people)s kader, tulisan %(percent)s%% sama atau lebih")


def find(deeds: Sequence[Deed]) -> list[Finding]:
    """Groups of people whose texts hang together by likeness."""
    texts = {one.id: one for one in deeds if _tells(one)}
    pairs = [
        (one, other)
        for one, other in _near(texts.values())
        if texts[one].cadre_id != texts[other].cadre_id
        and likeness(texts[one].words, texts[other].words) >= ALIKE
    ]
    found = []
    for posts in groups(pairs):
        people = tuple(dict.fromkeys(texts[one].cadre_id for one in sorted(posts)))
        if len(people) >= PEOPLE:
            words = said(EVIDENCE, people=len(people), percent=round(ALIKE * 100))
            strength = level(len(people), STEPS)
            found.append(Finding(NAME, strength, people, tuple(sorted(posts)), (words,)))
    return found


def _tells(deed: Deed) -> bool:
    """Copies that were refused tell too: whom they were copied from, or that one hand wrote all."""
    known = counts(deed) or deed.reason == "copied"
    return known and len(deed.words.split()) >= WORDS_MIN


def _near(deeds: Iterable[Deed]) -> set[tuple[int, int]]:
    """Pairs worth comparing: those that share one of their rarest runs of words."""
    buckets: dict[int, list[int]] = {}
    for deed in deeds:
        for run in _sketch(deed.words):
            buckets.setdefault(run, []).append(deed.id)
    return {
        pair
        for held in buckets.values()
        if len(held) <= CROWDED
        for pair in combinations(sorted(held), 2)
    }


def _sketch(text: str) -> list[int]:
    words = text.split()
    runs = {zlib.crc32(" ".join(words[n : n + 3]).encode()) for n in range(max(1, len(words) - 2))}
    return sorted(runs)[:SKETCH]
