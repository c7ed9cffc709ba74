"""What a unit aims at together: set by its leader, counted live, seen by all, naming nobody."""

from datetime import date, timedelta

import pytest

from app import clock
from app.db import session, transaction
from app.flows.goals import count_goals
from app.teams.models import Goal
from tests.cast import Cast
from tests.conftest import Browser
from tests.flows.test_team import challenge, handed_in, linked

HERE = "/tim/31.74.06.1002/target"


def form(**more: str) -> dict[str, str]:
    today = clock.party_day(clock.now())
    last = today + timedelta(days=3)
    sent = {"ukuran": "posts", "target": "2", "mulai": f"{today}", "sampai": f"{last}"}
    return sent | more


@pytest.fixture
def ani(as_, cast: Cast) -> Browser:
    return as_(cast.ani)


def done(browser: Browser) -> list[tuple[int, bool]]:
    with browser.app.app_context():
        count_goals(clock.now())
        found = session().query(Goal).order_by(Goal.id)
        return [(one.done, one.reached_at is not None) for one in found]


def test_a_goal_is_seen_by_everybody_of_the_unit_and_by_nobody_else(
    ani: Browser, as_, cast: Cast
) -> None:
    ani.post(HERE, form())
    shown = as_(cast.siti).get("/beranda")
    assert "0 dari 2 kiriman terverifikasi" in shown.text
    link = shown.soup.main.find("a", string="Ranting Lebak Bulus")["href"]
    assert "2 kiriman terverifikasi" in as_(cast.siti).get(link).text
    assert "Target bersama" not in as_(cast.budi).get("/beranda").text
    as_(cast.budi).get(link, 404)
    as_(cast.joko).get(link)


def test_it_counts_what_was_verified_in_the_unit_and_says_once_that_it_was_reached(
    ani: Browser, as_, cast: Cast
) -> None:
    ani.post(HERE, form())
    ani.post(HERE, form(ukuran="active"))
    with ani.app.app_context(), transaction():
        one = challenge(cast)
        account = linked(cast.siti)
        handed_in(cast.siti, account, one, timedelta(), state="verified", grade="A")
        handed_in(cast.siti, account, one, timedelta(), state="verified", grade="A")
        handed_in(cast.siti, account, one, timedelta())
        handed_in(cast.budi, linked(cast.budi), one, timedelta(), state="verified", grade="A")
        handed_in(cast.rudi, linked(cast.rudi), one, timedelta(days=1), state="verified", grade="A")
    assert done(ani) == [(2, True), (1, False)]
    assert done(ani) == [(2, True), (1, False)]
    for who, heard in ((cast.siti, 1), (cast.budi, 0)):
        told = as_(who).get("/kabar-saya").text
        assert told.count("Target bersama tercapai") == heard
    page = as_(cast.siti).get("/beranda").text
    assert "Tercapai" in page and cast.rudi.name not in page


def test_a_leader_above_counts_everything_below(as_, cast: Cast) -> None:
    joko = as_(cast.joko)
    joko.post("/tim/31.74.06/target", form())
    with joko.app.app_context(), transaction():
        one = challenge(cast)
        for who in (cast.siti, cast.budi, cast.mega):
            handed_in(who, linked(who), one, timedelta(), state="verified", grade="A")
    assert done(joko) == [(2, True)]
    assert as_(cast.siti).get("/beranda").soup.main.find("a", string="PAC Cilandak")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"target": ""}, "Isi angka target"),
        ({"target": "0"}, "Isi angka target"),
        ({"target": "1000001"}, "Isi angka target"),
        ({"ukuran": "suara"}, "Pilih yang dihitung"),
        ({"mulai": "besok"}, "Tulis tanggal lengkap"),
        ({"mulai": f"{date(2026, 1, 1)}"}, "Target dimulai hari ini"),
        ({"sampai": f"{date(2026, 1, 1)}"}, "Hari terakhir sesudah"),
        ({"sampai": f"{date(2099, 1, 1)}"}, "paling lama 84 hari"),
    ],
)
def test_a_goal_that_makes_no_sense_is_refused_at_its_field(
    ani: Browser, more: dict[str, str], words: str
) -> None:
    page = ani.post(HERE, form(**more), 422)
    assert words in page.text
    field = page.soup.find("input", {"name": "target"})
    assert field["value"] == more.get("target", "2"), "what was typed stands"


def test_one_goal_a_measure_runs_at_a_time_and_can_be_taken_back(ani: Browser, as_, cast) -> None:
    ani.post(HERE, form())
    assert "sudah ada target" in ani.post(HERE, form(), 422).text
    taken = ani.get(HERE).soup.find("button", {"name": "target"})["value"]
    as_(cast.joko).post("/tim/31.74.06/target/cabut", {"target": taken}, 404)
    ani.post(f"{HERE}/cabut", {"target": taken})
    assert "Target bersama" not in as_(cast.siti).get("/beranda").text
    ani.post(HERE, form())
    ani.post(f"{HERE}/cabut", {"target": taken}, 404)


def test_what_was_reached_before_is_kept_in_view(ani: Browser, cast: Cast) -> None:
    today = clock.party_day(clock.now())
    with ani.app.app_context(), transaction():
        session().add(
            Goal(
                public_id="lama",
                unit_id=cast.ani.unit_id,
                measure="active",
                target=3,
                starts_on=today - timedelta(days=20),
                ends_on=today - timedelta(days=14),
                set_by=cast.ani.id,
                set_at=clock.now(),
                done=4,
                reached_at=clock.now() - timedelta(days=15),
            )
        )
    assert "3 kader aktif" in ani.get(HERE).text
    assert "Target yang pernah tercapai" in ani.get("/target/lama").text
