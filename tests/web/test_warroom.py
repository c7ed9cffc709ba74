"""The war room: what it says to whom, what it costs, and how it stays live."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from app import clock
from app.cadres.models import Role
from app.cli.servers import Addresses
from app.db import db, session, transaction
from app.warroom import figures, kept, pulse
from app.web import streams, walls
from tests.cast import Cast
from tests.conftest import Browser
from tests.counting import counted
from tests.leaderboards.party import store_gone
from tests.shares import Shares
from tests.warroom.party import challenges_of, hand_in, plant
from tests.warroom.screens import Screen, served, tick, token_of

COLD_MAX = 60_000  # bytes of everything that a wall loads
TICK_MAX = 3_000
TICK_ASKS = 20  # statements
SignedIn = Callable[..., Browser]


@pytest.fixture
def alive(app: Flask, cast: Cast, shares: Shares) -> list[int]:
    """A party in which much was handed in; ids of its challenges."""
    challenges = challenges_of(shares)
    plant(app, cast, challenges, 240)
    with app.app_context():
        pulse.fold(clock.now())
        db.session.remove()
    return challenges


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT_S", 0.2)
    monkeypatch.setattr(walls, "LOOK_S", 0.05)


@pytest.fixture
def port(app: Flask, quick: None) -> Iterator[int]:
    with served(app) as found:
        yield found


def ids(html: str) -> set[str]:
    return {str(one["id"]) for one in BeautifulSoup(html, "html.parser").select("[id^=room-]")}


def test_everything_is_there_without_a_script(alive: list[int], cast: Cast, as_: SignedIn) -> None:
    page = as_(cast.tika).get("/ruang-kendali/dpp")
    shown = ids(str(page.soup))
    assert {"room-verified", "room-board", "room-news", "room-steps", "room-units"} <= shown
    hrefs = [str(one["href"]) for one in page.soup.select("a[data-key]")]
    assert [one["data-key"] for one in page.soup.select("a[data-key]")] == ["1", "2", "3", "4"]
    assert "/ruang-kendali/dpp?adegan=antrean" in hrefs
    assert len(page.soup.select(".map__land path")) == len(page.soup.select(".map__tiles a")) == 38
    assert "Natural Earth; GeoNames (CC BY 4.0)" in page.text
    assert page.soup.select_one("#room-units a[href='/ruang-kendali/31']")


def test_no_person_is_named_on_a_wall(alive: list[int], cast: Cast, as_: SignedIn) -> None:
    for code, scene in (("dpp", ""), ("31.74.06", ""), ("dpp", "?adegan=tantangan")):
        text = as_(cast.arif).get(f"/ruang-kendali/{code}{scene}").text
        assert not [one.name for one in cast.people.values() if one.name in text]


def test_who_looks_from_above_sees_no_cell_of_fewer_than_five(
    alive: list[int], cast: Cast, as_: SignedIn
) -> None:
    path = "/ruang-kendali/31.74.06.1001"  # two of the cast live there
    from_above = as_(cast.tika).get(path).soup.select_one("#room-active")
    her_own = as_(cast.ratna).get(path).soup.select_one("#room-active")
    assert from_above and her_own
    assert "<5" in from_above.get_text() and "<5" not in her_own.get_text()
    number = her_own.select_one(".figure__number")
    assert number and number.get_text(strip=True) == "2"
    units = as_(cast.tika).get("/ruang-kendali/31.74.06/unit").soup
    cells = [one.get_text(strip=True) for one in units.select("tr td:nth-child(3)")]
    assert cells and set(cells) <= {"0", "<5kurang dari lima"}


def test_a_wall_loads_in_few_bytes(app: Flask, alive: list[int], cast: Cast, as_: SignedIn) -> None:
    browser = as_(cast.tika)
    answer = browser.client.get("/ruang-kendali/dpp", headers={"Accept-Encoding": "br"})
    assets = app.extensions["assets"]
    texts = ("app.css", "css/apart/warroom.css", "js/pages/warroom.js", "icons/icons.svg")
    weights = [len(answer.data), *(len(assets[name].br) for name in texts)]
    weights.append(len(assets["fonts/plus-jakarta-sans.woff2"].body))
    assert sum(weights) <= COLD_MAX, weights


def test_many_pages_and_screens_are_counted_for_once(
    app: Flask,
    alive: list[int],
    cast: Cast,
    as_: SignedIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    units: list[str] = []
    count = figures.count
    monkeypatch.setattr(
        figures, "count", lambda scope, *more: (units.append(scope.code), count(scope, *more))[1]
    )
    for who in (cast.tika, cast.arif, cast.tika):
        as_(who).get("/ruang-kendali/dpp")
        as_(who).get("/ruang-kendali/dpp?adegan=antrean")
    assert units == ["dpp"]
    with app.app_context():
        kept.watch([kept.Watched(unit, 0) for unit in (1, 1, 2)], clock.now().timestamp())
    units.clear()
    assert tick(app) == 2 and len(units) == 2


def test_a_tick_asks_as_much_however_much_was_handed_in(
    app: Flask, alive: list[int], cast: Cast
) -> None:
    with app.app_context():
        kept.watch([kept.Watched(1, 0)], clock.now().timestamp())
        kept.tick_people(clock.now())
        db.session.remove()
    costs = []
    for number in (9100, 9200):
        tick(app)  # units above each other are known for a minute
        with counted() as sent:
            tick(app)
        costs.append(len(sent))
        for more in range(12):
            hand_in(app, cast, ("siti", "mega", "yohana")[more % 3], alive[more % 2], number + more)
    assert costs[1] <= costs[0] <= TICK_ASKS, "\n".join(sent)


def test_without_a_store_a_page_counts_for_itself(
    app: Flask, alive: list[int], cast: Cast, as_: SignedIn, addresses: Addresses
) -> None:
    browser = as_(cast.tika)
    with store_gone(addresses.redis_url):
        assert browser.get("/ruang-kendali/dpp").soup.select_one("#room-verified")
        assert browser.client.get("/ruang-kendali/dpp/arus").status_code == 503


def test_a_verified_post_arrives_as_the_parts_it_changes(
    app: Flask, alive: list[int], cast: Cast, port: int
) -> None:
    token = token_of(app, cast.tika)
    path = "/ruang-kendali/dpp/arus"
    with closing(Screen(port, token, path)) as screen:
        assert screen.status == 200
        tick(app)
        whole = screen.next()
        assert ids(whole["data"]) >= {"room-as_of", "room-platforms", "room-hours", "room-board"}
        hand_in(app, cast, "siti", alive[0], 9000)
        tick(app)
        moved = screen.next()
        assert whole["id"] < moved["id"]
        assert {"room-verified", "room-news"} <= ids(moved["data"]) < ids(whole["data"])
        assert "room-board" not in ids(moved["data"])  # nothing was projected
        tick(app)
        assert ids(screen.next()["data"]) == {"room-as_of"}
    with closing(Screen(port, token, path, whole["id"])) as back:
        late = back.next()
        assert ids(late["data"]) == ids(moved["data"])
    with closing(Screen(port, token, path, "000000000000001")) as long_away:
        assert ids(long_away.next()["data"]) == ids(whole["data"])


def test_a_tick_is_small_even_when_everything_changed(
    app: Flask, alive: list[int], cast: Cast, port: int
) -> None:
    token = token_of(app, cast.tika)
    with closing(Screen(port, token, "/ruang-kendali/dpp/arus", packed=True)) as screen:
        assert screen.answer.headers["Content-Encoding"] == "gzip"
        tick(app)
        whole = screen.next()
        assert "room-board" in whole["data"] and screen.bytes <= TICK_MAX
        before = screen.bytes
        hand_in(app, cast, "siti", alive[0], 9001)
        tick(app)
        assert "room-verified" in screen.next()["data"]
        assert screen.bytes - before <= TICK_MAX


def test_a_screen_hears_in_its_own_words_what_its_reader_may_know(
    app: Flask, alive: list[int], cast: Cast, port: int
) -> None:
    path = "/ruang-kendali/31.74.06/arus"
    with (
        closing(Screen(port, token_of(app, cast.tika), path)) as officer,
        closing(Screen(port, token_of(app, cast.ratna), path)) as leader,
    ):
        tick(app)
        assert "&lt;5" in officer.next()["data"]
        assert "&lt;5" not in leader.next()["data"]


def test_a_stream_ends_with_the_role(app: Flask, alive: list[int], cast: Cast, port: int) -> None:
    with closing(Screen(port, token_of(app, cast.ratna), "/ruang-kendali/31.74/arus")) as screen:
        tick(app)
        screen.next()
        with app.app_context():
            with transaction():
                session().query(Role).filter_by(cadre_id=cast.ratna.id).delete()
            db.session.remove()
        with pytest.raises(EOFError):
            screen.next()
