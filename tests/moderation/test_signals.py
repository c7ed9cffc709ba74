"""Each signal alone: what it notices, and honest habits that it leaves alone."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from app.moderation.signals import (
    SIGNALS,
    bursts,
    deleters,
    fast_risers,
    near_copies,
    recyclers,
    rings,
    shared_devices,
)
from app.moderation.signals.rings import Opinion
from app.moderation.signals.seen import Deed, Finding, groups
from app.moderation.signals.shared_devices import Entrance
from tests.shares import story

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ids = count(1)


def deed(cadre: int, words: str | None = None, *, ago_h: float = 1, **more: object) -> Deed:
    """A hand-in of somebody's, with words of her own unless given."""
    number = next(ids)
    own = " ".join(story(number).split()) if words is None else words
    values = {"unit": "dpp.31.74.06.1001", "challenge_id": 1, "state": "verified", "reason": None}
    values |= {"points": 10, "at": NOW - timedelta(hours=ago_h)}
    return Deed(number, cadre, words=own, **(values | more))


def lightly_edited(text: str, seed: int) -> str:
    """One word in eight is another one."""
    words = text.split()
    for place in range(seed % 8, len(words), 8):
        words[place] = f"kata{seed}{place}"
    return " ".join(words)


def test_every_rule_that_opens_cases_is_named_for_people() -> None:
    rules = (bursts, deleters, fast_risers, near_copies, recyclers, rings)
    assert {rule.NAME for rule in rules} | {"recheck"} == set(SIGNALS)


def test_a_text_that_went_round_is_noticed_and_two_friends_are_not() -> None:
    text = " ".join(story(1, length=40).split())
    round_it_went = [deed(cadre, lightly_edited(text, cadre)) for cadre in range(1, 6)]
    honest = [deed(cadre) for cadre in range(10, 60)]
    (found,) = near_copies.find([*honest, *round_it_went])
    assert (set(found.people), found.level) == ({1, 2, 3, 4, 5}, 2)
    assert near_copies.find([*honest, *round_it_went[:2]]) == []


def test_the_same_few_people_in_the_same_minutes_day_after_day() -> None:
    hand = [
        deed(cadre, ago_h=24 * day + cadre / 60, challenge_id=day)
        for day in range(5)
        for cadre in (1, 2, 3)
    ]
    (found,) = bursts.find(hand)
    assert found.people == (1, 2, 3)
    assert bursts.find([one for one in hand if one.cadre_id != 3]) == []


def test_one_message_of_a_leader_sets_many_off_and_is_no_burst() -> None:
    called = [deed(cadre, ago_h=5 + cadre / 100) for cadre in range(40)]
    assert bursts.find(called) == []


def test_who_rises_as_nobody_does_is_noticed_and_the_eager_are_not() -> None:
    usual = [deed(cadre, ago_h=12) for cadre in range(2, 40)]
    eager = [deed(2, ago_h=24 * n + 3) for n in range(3)]
    leap = [deed(1, ago_h=n) for n in range(1, 15)]
    (found,) = fast_risers.find([*usual, *eager, *leap], NOW)
    assert (found.people, found.level, len(found.posts)) == ((1,), 2, 14)
    before = [deed(1, ago_h=24 * 8 + n) for n in range(10)]
    assert fast_risers.find([*usual, *leap, *before], NOW) == []
    assert fast_risers.find([], NOW) == []


def test_a_text_used_for_another_challenge_is_noticed_but_its_first_use_is_not() -> None:
    text = " ".join(story(7, length=30).split())
    first, again = deed(1, text, ago_h=9), deed(1, f"{text} ya", ago_h=3, challenge_id=2)
    (found,) = recyclers.find([deed(2), first, again, deed(1)])
    assert (found.people, found.posts, found.level) == ((1,), (again.id,), 1)


def test_a_habit_of_deleting_is_noticed_and_one_lost_post_is_not() -> None:
    gone = {"state": "reversed", "reason": "unreachable"}
    (found,) = deleters.find([deed(1, **gone), deed(1, **gone), deed(1)])
    assert found.people == (1,)
    assert deleters.find([deed(1, **gone), deed(1)]) == []
    assert deleters.find([deed(1, **gone), deed(1, **gone), *(deed(1) for _ in range(9))]) == []
    taken = {"state": "reversed", "reason": "copied"}
    assert deleters.find([deed(1, **taken), deed(1, **taken)]) == []


def opinions(here: str, there: str, many: int, *, yes: bool = True) -> list[Opinion]:
    return [Opinion(ord(here), here, ord(there), there, next(ids), yes) for _ in range(many)]


def test_two_units_that_always_agree_are_noticed_among_many_that_do_not() -> None:
    rest = [*opinions("x", "y", 30), *opinions("y", "x", 10, yes=False)]
    rest += opinions("x", "z", 20, yes=False)
    (found,) = rings.find([*rest, *opinions("a", "b", 6), *opinions("b", "a", 5)])
    assert {ord("a"), ord("b")} == set(found.people)
    assert rings.find([*rest, *opinions("a", "b", 9)]) == []
    assert rings.find([]) == []


def test_a_shared_device_raises_what_is_there_and_is_nothing_by_itself() -> None:
    entered = [Entrance(one, "Chrome 10.0.0.1", NOW + timedelta(minutes=one)) for one in (1, 2, 3)]
    shared = shared_devices.together(entered)
    finding = Finding("near_copies", 1, (1, 2, 3, 4), (1,))
    assert shared_devices.raised(finding, shared).level == 2
    assert shared_devices.raised(Finding("near_copies", 1, (1, 2, 9), (1,)), shared).level == 1
    assert shared_devices.together(entered[:2]) == []


@pytest.mark.parametrize(
    ("pairs", "found"),
    [([(1, 2), (2, 3)], [{1, 2, 3}]), ([(1, 2), (3, 4)], [{1, 2}, {3, 4}]), ([], [])],
)
def test_what_hangs_together_is_one_group(pairs: list, found: list) -> None:
    assert sorted(map(sorted, groups(pairs))) == [sorted(one) for one in found]
