"""The first screen: my rank on every board above me, what to do, how the last went."""

from flask import Flask

from app.cadres import known
from app.db import transaction
from app.units import lines
from tests.cast import Cast
from tests.counting import counted
from tests.leaderboards.party import settle
from tests.web.test_leaderboards import Opens, _award, played

__all__ = ["played"]


def test_the_first_screen_tells_my_ranks_and_the_next_step(played: Cast, as_: Opens) -> None:
    page = as_(played.siti).get("/beranda")
    assert "Halo, Siti" in page.text
    card = page.soup.select_one("#my-rank")
    assert card is not None
    words = " ".join(card.get_text(" ").split())
    assert "Kurang 20 poin untuk menyamai Rudi Hartono" in words
    assert [link["href"] for link in card.select(".places a")] == [
        "/peringkat/31.74.06",
        "/peringkat/31.74",
        "/peringkat/31",
        "/peringkat/dpp",
    ]


def test_somebody_without_points_is_told_how_to_begin(cast: Cast, as_: Opens) -> None:
    page = as_(cast.yohana).get("/beranda")
    assert "Belum ada poin" in page.text
    assert "Tautkan akun" in page.text


def test_the_card_is_204_until_my_rank_moves(app: Flask, played: Cast, as_: Opens) -> None:
    siti = as_(played.siti)
    card = siti.get("/beranda").soup.select_one("#my-rank")
    assert card is not None
    live = str(card["hx-get"])
    siti.get(live, 204, headers={"HX-Request": "true"})
    with app.app_context():
        with transaction():
            _award(played.siti, 25, "submission:99")
        settle()
    moved = siti.get(live, headers={"HX-Request": "true"})
    assert "Peringkat 1" in moved.text


def test_the_first_screen_asks_the_database_twice(played: Cast, as_: Opens) -> None:
    """Who is asking, and all there is to tell her."""
    siti = as_(played.siti)
    siti.get("/beranda")
    with counted() as seen:
        siti.get("/beranda")
    assert len(seen) <= 2, seen


def test_a_cold_first_screen_asks_for_units_and_a_name_besides(played: Cast, as_: Opens) -> None:
    siti = as_(played.siti)
    siti.get("/beranda")  # the periods on offer are asked for every 20 seconds
    known.forget()
    lines.forget()
    with counted() as seen:
        siti.get("/beranda")
    assert len(seen) <= 4, seen
