"""A unit's weeks as they stood in the end, and the present one as a picture without names."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image

from app import clock
from app.db import transaction
from app.leaderboards import measuring
from app.leaderboards.closing import close_due
from app.ledger.entries import award
from app.web.branding import Brand
from app.web.unit_card import SIZE, Told, drawn
from tests.cast import Cast
from tests.flows.test_team import challenge, handed_in, linked
from tests.leaderboards.party import crowd

STATIC = Path(__file__).resolve().parents[2] / "static"
LONG = "Anak Ranting Perumahan Griya Sejahtera Indah Permai Blok C RT 05 RW 12 Kelurahan Lebak"


def test_a_closed_week_is_told_with_rank_points_and_who_was_active(as_, cast: Cast) -> None:
    ani, now = as_(cast.ani), clock.now()
    assert "Belum ada minggu yang selesai" in ani.get("/tim/31.74.06.1002/riwayat").text
    then = now - timedelta(days=21)
    with ani.app.app_context():
        with transaction():
            crowd([0] * 5)
        with clock.at(then), transaction():
            award(cast.siti.id, cast.siti.unit_id, 20, "submission:1", "A", "Uji", then)
            award(cast.budi.id, cast.budi.unit_id, 5, "submission:2", "A", "Uji", then)
            measuring.measure(then)
        close_due(now)
    table = ani.get("/tim/31.74.06.1002/riwayat").soup.find("table")
    cells = [cell.get_text(strip=True) for cell in table.tbody.find_all("td")]
    assert cells[1].startswith("1") and cells[3:] == ["20", "1"]
    assert cells[2] not in ("", "–")


def test_fourteen_days_are_drawn_and_told(as_, cast: Cast) -> None:
    ani = as_(cast.ani)
    with ani.app.app_context(), transaction():
        one, account = challenge(cast), linked(cast.siti)
        for days in (0, 0, 3, 20):
            at = timedelta(days=days)
            handed_in(cast.siti, account, one, at, state="verified", grade="A")
    chart = ani.get("/tim/31.74.06.1002/riwayat").soup.find("svg", {"class": "spark"})
    assert chart["aria-label"].endswith(": " + ", ".join(["0"] * 10 + ["1", "0", "0", "2"]))


def test_the_card_is_a_picture_with_the_units_numbers_and_nobodys_name(as_, cast: Cast) -> None:
    ani = as_(cast.ani)
    with ani.app.app_context(), transaction():
        one, account = challenge(cast), linked(cast.siti)
        handed_in(cast.siti, account, one, timedelta(), state="verified", grade="A")
    page = ani.get("/tim/31.74.06.1002/kartu")
    picture = page.soup.main.find("img")
    assert "1 dari 3 kader aktif" in picture["alt"] and "1 kiriman terverifikasi" in picture["alt"]
    assert cast.siti.name not in page.soup.main.get_text()
    answer = ani.client.get(picture["src"])
    assert answer.mimetype == "image/png"
    assert Image.open(BytesIO(answer.data)).size == SIZE
    as_(cast.siti).get("/tim/31.74.06.1002/kartu.png", 404)


def test_long_names_and_a_partys_colours_stay_within_the_card() -> None:
    told = Told("Partai", LONG, "Minggu", "#1.204", f"dari 9.999 di {LONG}", "9", 1, "", "", "")
    for brand in (Brand(), Brand("#7a1020", "#4a0810", "#ffd24a")):
        card = Image.open(BytesIO(drawn(told, brand, STATIC)))
        ground = card.getpixel((SIZE[0] - 4, 700))
        assert all(card.getpixel((SIZE[0] - 4, y)) != (255, 255, 255) for y in range(0, 1350, 9))
        assert ground != (255, 255, 255)
