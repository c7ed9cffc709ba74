"""The party's feeds as those see them who choose them."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import update

from app.cadres.models import Role
from app.content import feeds
from app.db import db, session
from tests.cast import Cast
from tests.conftest import Browser
from tests.content.party import Party
from tests.content.sites import Sites, item, rss, standing_in


@pytest.fixture
def sites() -> Iterator[Sites]:
    with standing_in() as found:
        yield found


def test_an_operator_adds_a_feed_and_everybody_reads_it(
    cast: Cast, as_: Callable[..., Browser], sites: Sites
) -> None:
    sites.say("partai.example/feed.xml", rss(item(1)))
    oka = as_(cast.oka)
    assert "Umpan kabar" in oka.get("/beranda").text
    oka.post("/kelola/umpan", {"alamat": " https://partai.example/feed.xml "})
    page = oka.get("/kelola/umpan")
    assert "Situs partai" in page.text
    assert "Berjalan" in page.text
    assert "Kabar 1" in as_(cast.siti).get("/konten").text


def test_what_is_no_feed_is_refused_with_what_was_typed_still_there(
    cast: Cast, as_: Callable[..., Browser], sites: Sites
) -> None:
    sites.say("partai.example/", "<html><body>Halo</body></html>", "text/html")
    page = as_(cast.tika).post("/kelola/umpan", {"alamat": "https://partai.example/"}, status=422)
    assert "halaman web" in page.error_at("alamat")
    assert page.soup.find("input", {"name": "alamat"})["value"] == "https://partai.example/"


def test_trouble_stands_beside_its_feed_and_a_feed_can_be_switched_off_and_on(
    app: Flask, cast: Cast, party: Party, as_: Callable[..., Browser], sites: Sites
) -> None:
    source = party.source(url="https://partai.example/feed.xml")
    shown = party.item(source)
    sites.say("partai.example/feed.xml", "rusak", status=404)
    with app.app_context():
        feeds.refresh(source)
        db.session.remove()
    oka, siti = as_(cast.oka), as_(cast.siti)
    page = oka.get("/kelola/umpan")
    assert "Bermasalah" in page.text
    assert "kode 404" in page.text
    oka.post("/kelola/umpan/saklar", {"umpan": source})
    assert "Mati" in oka.get("/kelola/umpan").text
    siti.get(f"/konten/{shown}", status=404)
    oka.post("/kelola/umpan/saklar", {"umpan": source, "nyala": "1"})
    siti.get(f"/konten/{shown}")
    for nothing in ("", "999", "abc", "9" * 40):
        oka.post("/kelola/umpan/saklar", {"umpan": nothing, "nyala": "1"}, status=404)


def test_an_officer_of_a_province_does_not_choose_for_the_whole_party(
    cast: Cast, party: Party, as_: Callable[..., Browser]
) -> None:
    with party.at_work():
        moved = update(Role).where(Role.cadre_id == cast.tika.id)
        session().execute(moved.values(unit_id=cast.siti.unit_id))
    tika = as_(cast.tika)
    tika.get("/kelola/umpan", status=404)
    assert "Umpan kabar" not in tika.get("/kelola").text
