"""In step: the same people hand in within minutes of each other, again and again.

A leader's message sets many off at once, so one such moment says nothing. The same few people in
the same few minutes on several days look like one hand at several accounts.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from app.moderation.signals.seen import Deed, Finding, by_cadre, counts, groups, level
from app.words import noted, said

NAME = "bursts"
TOGETHER = timedelta(minutes=4)  # one hand changes accounts within that
TIMES = 4  # on so many days: four by chance among neighbours is one in thousands
SHARE = 0.6  # and of so many of the days on which either handed in at all
PEOPLE = 3
STEPS = (5, 8)
EVIDENCE = noted("%(people)s kader mengirim dalam %(minutes)s menit yang sama, %(times)s hari")


def find(deeds: Sequence[Deed]) -> list[Finding]:
    """Groups within a unit who hand in in step."""
    by_unit: dict[str, list[Deed]] = {}
    for deed in deeds:  # refused ones, too: it is the hour that tells
        by_unit.setdefault(deed.unit, []).append(deed)
    return [one for unit in sorted(by_unit) for one in _in_step(by_unit[unit])]


def _in_step(deeds: Sequence[Deed]) -> list[Finding]:
    days = {cadre: {one.at.date() for one in own} for cadre, own in by_cadre(deeds).items()}
    met = _met(deeds)
    pairs = [
        pair
        for pair, times in met.items()
        if times >= TIMES and times >= SHARE * max(len(days[one]) for one in pair)
    ]
    found = []
    for people in groups(pairs):
        if len(people) >= PEOPLE:
            posts = tuple(sorted(one.id for one in deeds if one.cadre_id in people and counts(one)))
            words = said(
                EVIDENCE,
                people=len(people),
                minutes=TOGETHER.seconds // 60,
                times=min(met[pair] for pair in pairs if pair[0] in people),
            )
            order = tuple(sorted(people))
            found.append(Finding(NAME, level(len(people), STEPS), order, posts, (words,)))
    return found


def _met(deeds: Sequence[Deed]) -> Counter[tuple[int, int]]:
    """On how many days each two handed in within minutes of each other."""
    seen = set()
    line = sorted(deeds, key=lambda one: one.at)
    for place, deed in enumerate(line):
        for later in line[place + 1 :]:
            if later.at - deed.at > TOGETHER:
                break
            one, other = sorted((deed.cadre_id, later.cadre_id))
            if one != other:
                seen.add(((one, other), deed.at.date()))
    return Counter(pair for pair, _ in seen)
