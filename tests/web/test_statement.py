"""`/poin`: every line that made up my points."""

from flask import Flask

from app import clock
from app.db import transaction
from app.ledger.entries import award, reverse
from tests.cast import Cast
from tests.web.test_leaderboards import Opens, _award, played

__all__ = ["played"]


def test_the_statement_tells_award_and_reversal(app: Flask, played: Cast, as_: Opens) -> None:
    with app.app_context(), transaction():
        reverse("submission:1", "Unggahan tidak ada lagi: Harga beras", clock.now())
        _award(played.siti, 7, "submission:50")
    page = as_(played.siti).get("/poin")
    lines = [line.get_text(" ", strip=True) for line in page.soup.select(".statement li")]
    assert len(lines) == 3
    assert "+7" in lines[0] and "saldo 7" in lines[0]
    assert "−10" in lines[1] and "Unggahan tidak ada lagi" in lines[1]
    assert "+10" in lines[2] and "Ranting Lebak Bulus" in lines[2]


def test_nobody_elses_lines_are_on_it(played: Cast, as_: Opens) -> None:
    page = as_(played.yohana).get("/poin")
    assert "Belum ada baris" in page.text


def test_long_statements_go_on_page_by_page(app: Flask, played: Cast, as_: Opens) -> None:
    who = played.siti
    with app.app_context(), transaction():
        for number in range(70):
            award(who.id, who.unit_id, 1, f"x:{number}", "A", f"Baris {number}", clock.now())
    siti, lines, path = as_(who), 0, "/poin?periode=semua"
    for _ in range(5):
        page = siti.get(path)
        lines += len(page.soup.select(".statement li"))
        older = page.soup.select_one('a[rel="next"]')
        if older is None:
            break
        path = str(older["href"])
    assert lines == 71


def test_a_strange_place_to_go_on_from_is_ignored(played: Cast, as_: Opens) -> None:
    for odd in ("sebelum=abc", "sebelum=-1", "sebelum=99999999999999999999", "periode=x"):
        as_(played.siti).get(f"/poin?{odd}")
