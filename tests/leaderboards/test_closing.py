"""A period ends, settles for a week, and stands as it stood for ever."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.cadres.models import Cadre
from app.cli.servers import Addresses
from app.db import session, transaction
from app.errors import Refusal
from app.leaderboards.audit import audit
from app.leaderboards.closing import close_due
from app.leaderboards.rebuild import rebuild
from app.leaderboards.standings import Page, cadre_page, unit_page
from app.ledger.entries import award, reverse
from app.seasons.opening import open_season
from app.units.models import Unit
from tests import cast as people
from tests.leaderboards.party import Viewer, settle, shown, store_gone, stored

IN_SEASON = datetime(2026, 12, 1, 3, tzinfo=UTC)
SEASON_OPENS = people.FIRST_SEASON
STILL_SETTLING = datetime(2027, 1, 3, 12, tzinfo=UTC)
SETTLED = datetime(2027, 1, 4, 1, tzinfo=UTC)


def earn(who: people.Person, source: str, points: int, at: datetime = IN_SEASON) -> None:
    with transaction():
        award(who.id, who.unit_id, points, source, "A", "uji", at)


def unit(code: str) -> Unit:
    return session().scalars(select(Unit).where(Unit.code == code)).one()


def viewer(person: people.Person) -> Viewer:
    cadre = session().get_one(Cadre, person.id)
    return Viewer(person.id, cadre.display, person.unit_id, people.path_of(person.unit_code))


def pages(person: people.Person) -> list[Page]:
    """What a person may see of a season: people in two scopes, units in both orders."""
    me, nation = viewer(person), unit("dpp")
    return [
        cadre_page("s1", nation, me),
        cadre_page("s1.best", nation, me, top=1, offset=1),
        cadre_page("s1.days", unit(person.unit_code), me),
        unit_page("s1", nation, "DPD", unit("31")),
        unit_page("s1", nation, "DPC", unit("31.74"), fair=False),
    ]


@pytest.fixture
def season(ctx: Flask, cast: people.Cast) -> people.Cast:
    """A season in which several people earned something, carried to every board."""
    for number, (who, points) in enumerate(
        [(cast.siti, 30), (cast.rudi, 20), (cast.ani, 20), (cast.mega, 50), (cast.budi, 5)]
    ):
        earn(who, f"s:{number}", points)
    settle()
    return cast


def test_a_season_stays_open_for_a_week_after_its_end(season: people.Cast) -> None:
    assert "s1" not in close_due(STILL_SETTLING)
    earn(season.siti, "late", 10)
    settle()
    assert cadre_page("s1", unit("dpp"), viewer(season.siti)).mine.points == 40  # ty: ignore[unresolved-attribute]
    assert "s1" in close_due(SETTLED)
    assert close_due(SETTLED) == []


def test_a_closed_season_looks_as_it_looked_and_has_left_the_store(season: people.Cast) -> None:
    before = pages(season.siti)
    assert {page.source for page in before} == {"live"}
    close_due(SETTLED)
    after = pages(season.siti)
    assert {page.source for page in after} == {"final"}
    assert [shown(page) for page in after] == [shown(page) for page in before]
    assert not [key for key in stored() if key.split(":")[2].startswith(("s1", "w2026"))]
    assert [key for key in stored() if ":all:" in key]


def test_what_comes_late_changes_the_ledger_and_never_a_closed_season(season: people.Cast) -> None:
    close_due(SETTLED)
    before = pages(season.siti)
    earn(season.budi, "late", 60)
    with transaction():
        reverse("s:3", "unggahan hilang", SETTLED)
    settle()
    assert pages(season.siti) == before
    rebuild()
    assert pages(season.siti) == before
    everything = cadre_page("all", unit("dpp"), viewer(season.budi))
    assert everything.mine and (everything.mine.points, everything.mine.rank) == (65, 1)
    assert audit().differences == ()


def test_without_the_store_a_closed_season_is_still_the_final_one(
    season: people.Cast, addresses: Addresses
) -> None:
    close_due(SETTLED)
    before = pages(season.siti)
    earn(season.budi, "late", 60)
    with store_gone(addresses.redis_url):
        assert pages(season.siti) == before


def test_boards_leave_a_store_that_was_gone_when_their_period_closed(
    season: people.Cast, addresses: Addresses
) -> None:
    with store_gone(addresses.redis_url):
        assert "s1" in close_due(SETTLED)
    assert [key for key in stored() if ":s1:" in key]
    close_due(SETTLED + timedelta(hours=1))
    assert not [key for key in stored() if ":s1" in key]


def test_whoever_hides_has_her_own_rank_in_the_final_standing_and_nobody_else_sees_it(
    season: people.Cast,
) -> None:
    with transaction() as current:
        current.get_one(Cadre, season.rudi.id).display = "hidden"
    close_due(SETTLED)
    own = cadre_page("s1", unit("dpp"), viewer(season.rudi))
    assert own.mine and (own.mine.rank, own.mine.points) == (3, 20)
    assert own.gap and (own.gap.points, own.gap.name) == (10, season.siti.name)
    others = cadre_page("s1", unit("dpp"), viewer(season.ani))
    assert season.rudi.id not in {row.id for row in (*others.rows, *others.around)}
    assert others.mine and others.mine.rank == 3
    assert others.total == 4


def test_somebody_who_hides_after_the_end_vanishes_from_the_final_standing(
    season: people.Cast,
) -> None:
    close_due(SETTLED)
    with transaction() as current:
        current.get_one(Cadre, season.mega.id).display = "hidden"
    page = cadre_page("s1", unit("dpp"), viewer(season.siti))
    assert season.mega.id not in {row.id for row in (*page.rows, *page.podium, *page.around)}
    assert page.gap and page.gap.name == "Kader"


def test_what_was_written_down_cannot_be_rewritten_by_the_application(season: people.Cast) -> None:
    close_due(SETTLED)
    for change in ("UPDATE final_standings SET points = 1", "DELETE FROM final_standings"):
        with pytest.raises(Exception, match="permission denied"), transaction() as current:
            current.execute(text(change))


def test_a_week_closes_by_itself_while_its_season_goes_on(season: people.Cast) -> None:
    assert close_due(datetime(2026, 12, 14, 1, tzinfo=UTC)) == ["w2026-49"]
    assert cadre_page("w2026-49", unit("dpp"), viewer(season.siti)).source == "final"
    assert cadre_page("s1", unit("dpp"), viewer(season.siti)).source == "live"


@pytest.mark.parametrize(
    ("name", "starts", "weeks", "code"),
    [
        ("Musim 2", date(2026, 12, 29), 12, "monday"),
        ("Musim 2", date(2026, 12, 21), 12, "overlap"),
        ("Musim 1", date(2026, 12, 28), 12, "taken"),
        ("  ", date(2026, 12, 28), 12, "name"),
        ("Musim 2", date(2026, 12, 28), 0, "weeks"),
        ("Musim 2", date(2026, 12, 28), 27, "weeks"),
    ],
)
def test_a_season_that_cannot_be_is_refused(
    ctx: Flask, name: str, starts: date, weeks: int, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        open_season(name, starts, weeks)
    assert refused.value.code == code


def test_the_next_season_begins_where_the_last_one_ends(ctx: Flask) -> None:
    with transaction():
        season = open_season(" Musim 2 ", date(2026, 12, 28))
        assert (season.name, season.ends_on) == ("Musim 2", date(2027, 3, 21))
