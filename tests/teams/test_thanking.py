"""Whom a leader thanks next: fairly, and never the same one twice running."""

from datetime import UTC, date, datetime, timedelta

from app.teams.thanking import Deserving, next_to_thank

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def person(number: int, done: int = 1, days_ago: int | None = None) -> Deserving:
    at = None if days_ago is None else NOW - timedelta(days=days_ago)
    return Deserving(number, f"kader-{number}", f"Kader {number}", done, None, at)


def test_who_was_never_thanked_comes_before_who_did_more() -> None:
    assert next_to_thank([person(1, 9, 3), person(2, 1)], TODAY) == person(2, 1)


def test_among_those_who_wait_equally_long_the_most_active_comes_first() -> None:
    assert next_to_thank([person(1, 2), person(2, 5), person(3, 1)], TODAY) == person(2, 5)


def test_never_the_one_who_was_thanked_last() -> None:
    assert next_to_thank([person(1, 9, 0)], TODAY) is None
    assert next_to_thank([person(1, 9, 0), person(2, 1, 4)], TODAY) == person(2, 1, 4)


def test_nobody_is_thanked_for_nothing() -> None:
    assert next_to_thank([], TODAY) is None


def test_everybody_gets_a_turn_before_anybody_gets_a_second() -> None:
    waiting = {number: person(number, done=number) for number in range(1, 8)}
    turns = []
    for day in range(7):
        one = next_to_thank(waiting.values(), TODAY)
        assert one is not None
        turns.append(one.id)
        waiting[one.id] = person(one.id, one.done, days_ago=100 - day)
    assert sorted(turns) == list(range(1, 8))


def test_the_same_page_shows_the_same_person() -> None:
    people = [person(number) for number in range(20)]
    assert len({next_to_thank(people[n:] + people[:n], TODAY) for n in range(20)}) == 1
