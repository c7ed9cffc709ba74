"""Invitations on paper: a poster of one unit, or cards to cut apart, each with its code."""

from tests.cast import Cast
from tests.conftest import Browser


def made(leader: Browser) -> str:
    form = {"unit": "31.74.06.1002", "jumlah": "5", "hari": "7", "catatan": "Rahasia RW 05"}
    return leader.post("/undangan", form).response.location


def test_a_poster_has_one_code_and_the_link_in_words(as_, cast: Cast) -> None:
    ani = as_(cast.ani)
    where = made(ani)
    link = ani.get(where).soup.find(id="link").get_text()
    sheet = ani.get(f"{where}/cetak")
    assert len(sheet.soup.main.find_all("svg", {"class": "qr"})) == 1
    assert link in sheet.text and "Ranting Lebak Bulus" in sheet.text
    assert "Rahasia RW 05" not in sheet.text, "a leader's own remark"


def test_small_cards_are_eight_on_a_sheet_and_whoever_may_not_invite_sees_none(
    as_, cast: Cast
) -> None:
    ani = as_(cast.ani)
    where = made(ani)
    sheet = ani.get(f"{where}/cetak?bentuk=kartu")
    assert len(sheet.soup.main.find_all("svg", {"class": "qr"})) == 8
    as_(cast.joko).get(f"{where}/cetak?bentuk=kartu")
    for who in (cast.siti, cast.mega, cast.arif):
        as_(who).get(f"{where}/cetak", 404)


def test_nobody_prints_what_lets_nobody_in(as_, cast: Cast) -> None:
    ani = as_(cast.ani)
    where = made(ani)
    ani.post(f"{where}/cabut")
    ani.get(f"{where}/cetak", 404)
