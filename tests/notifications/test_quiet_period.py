"""Nobody is asked to take part while it is quiet where she lives, whatever the hour elsewhere."""

from datetime import UTC, date, datetime, timedelta

from app.campaigns import calendar_file
from app.notifications import inbox, outbox
from app.notifications.words import OPENED
from app.units.directory import needed
from tests.campaigns.test_elections import phase, today_in
from tests.cast import Cast, Person
from tests.notifications.conftest import Calls, noon
from tests.shares import Shares

FIRST, LAST = date(2029, 2, 11), date(2029, 2, 14)
BEGINS = datetime(2029, 2, 10, 15, tzinfo=UTC)  # 00.00 in Jayapura, 22.00 in Jakarta
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def hold(shares: Shares, *lines: calendar_file.Line) -> None:
    with shares.at_work():
        calendar_file.replace("Uji", lines, datetime(2026, 11, 1, tzinfo=UTC))


def announce(shares: Shares, about: str, at: datetime) -> None:
    """A challenge opened for the whole party."""
    with shares.at_work():
        until = at + timedelta(days=9)
        outbox.announce(needed("dpp").id, OPENED, about, "Air bersih", at, until)


def told(shares: Shares, who: Person, at: datetime) -> list[str]:
    actor = shares.cast.actor(who.key)
    with shares.app.app_context():
        return [one.name for one in inbox.listed(actor, at)]


def test_what_opened_is_told_until_midnight_of_the_own_zone_and_after_the_vote(
    shares: Shares, cast: Cast
) -> None:
    hold(shares, phase("dpp", "quiet", FIRST, LAST))
    announce(shares, shares.challenge(), BEGINS - HOUR)
    siti, yohana = cast.siti, cast.yohana
    assert told(shares, yohana, BEGINS - SECOND) == [OPENED]
    assert told(shares, yohana, BEGINS) == []
    assert told(shares, siti, BEGINS + HOUR) == [OPENED]
    assert told(shares, siti, BEGINS + 2 * HOUR) == []
    over = datetime(2029, 2, 14, 15, tzinfo=UTC)
    assert (told(shares, yohana, over), told(shares, siti, over)) == ([OPENED], [])
    assert told(shares, siti, over + 2 * HOUR) == [OPENED]


def test_an_appeal_to_vote_is_told_where_people_campaign_alone(shares: Shares, cast: Cast) -> None:
    hold(shares, phase("31", "campaign", FIRST, LAST), phase("91", "internal", FIRST, LAST))
    announce(shares, shares.challenge(campaigning=True), BEGINS + 12 * HOUR)
    announce(shares, shares.challenge(), BEGINS + 13 * HOUR)
    at = BEGINS + 14 * HOUR
    assert told(shares, cast.siti, at) == [OPENED, OPENED]
    assert told(shares, cast.yohana, at) == [OPENED]
    assert told(shares, cast.dewi, at) == [OPENED]


def test_no_phone_is_called_to_a_challenge_where_it_is_quiet(calls: Calls) -> None:
    shares, cast = calls.shares, calls.shares.cast
    hold(shares, phase("91", "quiet", date(2026, 11, 28), date(2026, 11, 30)))
    for person in (cast.siti, cast.yohana):
        calls.phone(person)
    announce(shares, "c1", noon())
    calls.pass_minute(noon())
    assert [one.name for one in calls.received()] == ["siti HP"]
    calls.tell(cast.yohana, noon() + HOUR)
    calls.pass_minute(noon() + HOUR)  # what came of her own post is no call to take part
    assert calls.heard("yohana") == ["Kiriman Anda sudah diperiksa."]


def test_leaders_ask_nobody_to_take_part_but_may_thank(shares: Shares, as_, cast: Cast) -> None:
    today = today_in("Asia/Jakarta")
    ani, yos = as_(cast.ani), as_(cast.yos)
    here = "/tim/31.74.06.1002"
    assert "Kabar untuk grup" in ani.get(f"{here}/apel").text
    hold(shares, phase("31.74", "quiet", today, today))
    page = ani.get(f"{here}/apel")
    assert "Masa tenang" in page.text and "Kabar untuk grup" not in page.text
    assert not page.soup.find(id="recall-pesan")
    assert not ani.get(f"{here}?daftar=diam").soup.find(id="list-pesan")
    assert ani.get(f"{here}?daftar=semua").soup.find(id="list-pesan")
    refused = ani.post(f"{here}/kontak", {"pesan": "Ayo"}, 422)
    assert "masa tenang" in refused.text
    whom = {"kader": cast.siti.public_id, "pesan": "Halo"}
    ani.post(f"{here}/kontak", whom | {"tujuan": "recall"}, 422)
    ani.post(f"{here}/kontak", whom | {"tujuan": "thank"}, 303)
    assert "Kabar untuk grup" in yos.get("/tim/31/apel").text  # elsewhere in his province it is not


def test_no_card_of_a_week_is_shared_where_it_is_quiet(shares: Shares, as_, cast: Cast) -> None:
    today = today_in("Asia/Jakarta")
    hold(shares, phase("31.74", "quiet", today, today))
    ani, yos = as_(cast.ani), as_(cast.yos)
    page = ani.get("/tim/31.74.06.1002/kartu")
    assert "Masa tenang" in page.text and "Bagikan kartu" not in page.text
    ani.get("/tim/31.74.06.1002/kartu.png", 404)
    assert "Bagikan kartu" in yos.get("/tim/31.71/kartu").text
