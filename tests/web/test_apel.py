"""*Apel Senin*: where the unit stands, what moved it, whom to thank, the cheapest gain."""

from datetime import datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.cadres.models import Cadre
from app.db import session, transaction
from app.flows.apel import muster
from app.flows.team_gain import points_needed
from app.leaderboards import measuring
from app.leaderboards.fairness import Nation, index, rule_on
from app.leaderboards.projection import project_once
from app.ledger.entries import award
from app.seasons.calendar import week_start
from app.teams.models import Contact
from app.units.lines import scope
from app.units.models import Unit
from tests.cast import Cast
from tests.conftest import Browser
from tests.counting import counted
from tests.flows.test_team import challenge, handed_in, leader, linked
from tests.leaderboards.party import crowd

HERE = "/tim/31.74.06.1002/apel"


def this_week(hours: int = 0) -> timedelta:
    """How long ago the week began, but for some hours: what came then belongs to it."""
    now = clock.now()
    monday = datetime.combine(week_start(clock.party_day(now)), time(), clock.JAKARTA)
    return (now - monday) - timedelta(hours=hours)


@pytest.fixture
def ani(as_, cast: Cast) -> Browser:
    return as_(cast.ani)


def project(app: Flask) -> None:
    with app.app_context():
        with transaction():
            measuring.measure(clock.now())
        while project_once():
            pass


def test_the_units_place_among_its_sisters_is_told_once_it_has_points(
    ani: Browser, cast: Cast
) -> None:
    assert "Peringkat 1" not in ani.get(HERE).soup.main.get_text()
    with ani.app.app_context(), transaction():
        award(cast.siti.id, cast.siti.unit_id, 20, "submission:1", "A", "Uji", clock.now())
        crowd([0] * 5)  # enough of them to be judged
    project(ani.app)
    page = ani.get(HERE)
    assert "Peringkat 1" in page.text and "dari 1 unit" in page.text
    assert "di PAC Cilandak" in page.text
    assert "Siti Nurhaliza (20)" in page.text
    assert "peringkat 1 dari 1 di PAC Cilandak" in page.text, "for the group"
    link = page.soup.main.find("section", {"class": "my-card"}).find("a")
    ani.get(link["href"])


def test_the_cheapest_way_to_the_next_place_is_told_in_posts(ani: Browser, cast: Cast) -> None:
    with ani.app.app_context(), transaction():
        challenge(cast)
        crowd([0] * 5)
        next_door = session().query(Unit).filter_by(code="31.74.06.1001").one()
        for number in range(6):
            one = Cadre(
                public_id=f"tetangga-{number}",
                name=f"Tetangga {number}",
                unit_id=next_door.id,
                display="full",
                status="active",
                activated_at=clock.now(),
                attested_at=clock.now(),
            )
            session().add(one)
            session().flush()
            award(one.id, next_door.id, 20, f"submission:{number}", "A", "Uji", clock.now())
        award(cast.siti.id, cast.siti.unit_id, 20, "submission:90", "A", "Uji", clock.now())
    project(ani.app)
    page = ani.get(HERE)
    assert "Peringkat 2" in page.text
    assert "untuk menyamai Cilandak Barat" in page.text
    assert "kiriman Bersihkan kali (" in page.text


def test_points_needed_are_the_formula_the_other_way_round() -> None:
    rule, nation = rule_on(clock.party_day(clock.now())), Nation(5000, 900)
    for capped, roll, ahead in ((40, 12, 7000), (0, 5, 4999), (311, 46, 9001)):
        mine = index(capped, roll, nation, rule)
        assert mine is not None
        missing = points_needed(ahead - mine, roll, rule.weight)
        reached = index(capped + missing, roll, nation, rule)
        assert reached is not None and reached >= ahead - 1, "rounding takes a thousandth at most"
        short = index(capped + missing - 2, roll, nation, rule)
        assert short is not None and short < ahead


def test_last_week_is_compared_at_the_same_hour(ani: Browser, cast: Cast) -> None:
    week = timedelta(days=7)
    with ani.app.app_context(), transaction():
        one = challenge(cast)
        handed_in(cast.siti, linked(cast.siti), one, week + timedelta(minutes=5))
        handed_in(cast.rudi, linked(cast.rudi), one, week - timedelta(minutes=5))
    with ani.app.app_context():
        unit = scope(cast.ani.unit_code)
        assert unit is not None
        now = clock.now()
        found = muster(unit, leader(cast.ani, unit), now)
    if this_week() > timedelta(minutes=6):  # else the hour before last week's began a week earlier
        assert found.before == 1


def test_what_brought_the_most_is_named(ani: Browser, cast: Cast) -> None:
    with ani.app.app_context(), transaction():
        one = challenge(cast)
        handed_in(cast.siti, linked(cast.siti), one, timedelta(), state="verified", grade="A")
    text = ani.get(HERE).text
    assert "“Bersihkan kali” membawa paling banyak: 1 dari 1 kiriman terverifikasi" in text
    assert "1 kader aktif lebih banyak daripada minggu lalu" in text


def test_one_is_proposed_for_thanks_and_never_twice_running(ani: Browser, cast: Cast) -> None:
    with ani.app.app_context(), transaction():
        one = challenge(cast)
        for who, times in ((cast.siti, 2), (cast.rudi, 1)):
            account = linked(who)
            for _ in range(times):
                handed_in(who, account, one, timedelta(), state="verified", grade="A")

    def proposed() -> str:
        form = ani.get(HERE).soup.find("input", {"name": "tujuan", "value": "thank"})
        return form.find_parent("form").find("button", {"name": "kader"})["value"] if form else ""

    assert proposed() == cast.siti.public_id
    assert proposed() == cast.siti.public_id, "as long as nobody was thanked"
    sent = {"kader": cast.siti.public_id, "tujuan": "thank", "pesan": "Terima kasih, {nama}"}
    ani.post("/tim/31.74.06.1002/kontak", sent)
    assert proposed() == cast.rudi.public_id
    ani.post("/tim/31.74.06.1002/kontak", sent | {"kader": cast.rudi.public_id})
    assert proposed() == cast.siti.public_id


def test_a_leader_higher_up_thanks_the_leaders_below(as_, cast: Cast) -> None:
    joko = as_(cast.joko)
    with joko.app.app_context(), transaction():
        handed_in(cast.siti, linked(cast.siti), challenge(cast), timedelta())
    page = joko.get("/tim/31.74.06/apel")
    assert "1 kader aktif di Lebak Bulus" in page.text
    form = page.soup.find("input", {"name": "tujuan", "value": "thank"}).find_parent("form")
    assert form.find("button", {"name": "kader"})["value"] == cast.ani.public_id


def test_the_text_for_the_group_names_nobody_and_goes_where_the_leader_sends_it(
    ani: Browser, cast: Cast
) -> None:
    area = ani.get(HERE).soup.find("textarea", id="group-pesan")
    assert area is not None and "0 dari 3 kader Ranting Lebak Bulus" in area.get_text()
    assert not any(one.name.split()[0] in area.get_text() for one in (cast.siti, cast.rudi))
    sent = ani.post("/tim/31.74.06.1002/kontak", {"pesan": "Kabar\r\nkita"})
    address = urlsplit(sent.response.location)
    assert (address.netloc, address.path) == ("wa.me", "/")
    assert parse_qs(address.query)["text"] == ["Kabar\r\nkita"]
    with ani.app.app_context():
        (noted,) = session().scalars(select(Contact)).all()
        assert (noted.cadre_id, noted.purpose) == (None, "group")


def test_the_page_costs_as_much_however_many_are_in_the_unit(ani: Browser, cast: Cast) -> None:
    with ani.app.app_context(), transaction():
        one = challenge(cast)
        handed_in(cast.siti, linked(cast.siti), one, timedelta(), state="verified", grade="A")
        award(cast.siti.id, cast.siti.unit_id, 20, "submission:1", "A", "Uji", clock.now())
        crowd([0] * 5)
    project(ani.app)
    costs = []
    for many in (0, 15):
        with ani.app.app_context(), transaction():
            session().add_all(
                Cadre(
                    public_id=f"banyak-{number}",
                    name=f"Orang {number}",
                    unit_id=cast.siti.unit_id,
                    activated_at=clock.now() - timedelta(days=number),
                    attested_at=clock.now(),
                )
                for number in range(many)
            )
        ani.get(HERE)
        with counted() as sent:
            ani.get(HERE)
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 12, "\n".join(sent)
