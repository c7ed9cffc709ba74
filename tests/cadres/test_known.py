"""Names kept in the process: nobody is shown as she was before the request began."""

from collections.abc import Callable

import psycopg
import pytest
from flask import Flask

from app.cadres import known, sessions
from app.cadres.models import Cadre
from app.cli.servers import Addresses
from app.db import session, transaction
from tests.cast import Cast
from tests.counting import counted

HIDE = "UPDATE cadres SET display = 'hidden' WHERE id = %s"


@pytest.fixture
def a_request(ctx: Flask, cast: Cast) -> Callable[[], None]:
    """What the first query of every request does."""
    with transaction():
        token = sessions.begin(cast.mega.id, "", "127.0.0.1")

    def comes() -> None:
        assert sessions.actor_for(token)

    comes()
    return comes


def change(cadre: int, name: str, value: object) -> None:
    with transaction():
        setattr(session().get_one(Cadre, cadre), name, value)


def test_a_name_is_asked_for_once(a_request: Callable[[], None], cast: Cast) -> None:
    both = {cast.siti.id, cast.rudi.id}
    first = known.cadres(both)
    a_request()
    with counted() as sent:
        assert known.cadres(both) == first
    assert sent == []
    assert first[cast.siti.id].shown == "Siti Nurhaliza"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("name", "Siti Aminah", ("Siti Aminah", False)),
        ("display", "initials", ("S. N.", False)),
        ("display", "hidden", ("Kader", True)),
        ("status", "left", ("Siti Nurhaliza", True)),
    ],
)
def test_whoever_changed_is_seen_so_by_the_next_request(
    a_request: Callable[[], None], cast: Cast, name: str, value: str, told: tuple
) -> None:
    siti = cast.siti.id
    known.cadres({siti})
    change(siti, name, value)
    a_request()
    found = known.cadres({siti})[siti]
    assert (found.shown, found.hidden) == told


def test_whoever_moved_bears_the_name_of_the_new_unit(
    a_request: Callable[[], None], cast: Cast
) -> None:
    siti = cast.siti.id
    known.cadres({siti})
    change(siti, "unit_id", cast.budi.unit_id)
    a_request()
    assert known.cadres({siti})[siti].unit == "Cilandak Barat"


def test_a_change_committed_late_is_not_stepped_over(
    a_request: Callable[[], None], cast: Cast, addresses: Addresses
) -> None:
    siti, rudi = cast.siti.id, cast.rudi.id
    known.cadres({siti, rudi})
    with psycopg.connect(addresses.superuser_url) as slow:
        slow.execute(HIDE, (siti,))
        change(rudi, "display", "initials")
        a_request()
        assert not known.cadres({siti})[siti].hidden
        assert known.cadres({rudi})[rudi].shown == "R. H."
        change(rudi, "display", "full")
        a_request()
    a_request()
    assert known.cadres({siti})[siti].hidden


def test_a_slower_reader_puts_nothing_old_back(
    a_request: Callable[[], None], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    siti, read = cast.siti.id, known.read

    def slowly(query: str, values: dict) -> list:
        found = read(query, values)
        monkeypatch.setattr(known, "read", read)
        change(siti, "display", "hidden")
        a_request()
        return found

    monkeypatch.setattr(known, "read", slowly)
    known.cadres({siti})
    assert known.cadres({siti})[siti].hidden


def test_the_first_of_two_requests_at_once_hears_of_no_change_and_spoils_nothing(
    a_request: Callable[[], None], cast: Cast
) -> None:
    siti = cast.siti.id
    known.cadres({siti})
    before = known.since()
    change(siti, "display", "hidden")
    known.learn(known.NEVER, before + 10, [])
    a_request()
    assert known.cadres({siti})[siti].hidden


def test_without_a_request_just_before_the_database_is_asked(
    a_request: Callable[[], None], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    siti = cast.siti.id
    known.cadres({siti})
    monkeypatch.setattr(known._memory, "fresh_until", 0.0)
    with counted() as sent:
        known.cadres({siti})
    assert len(sent) == 1
