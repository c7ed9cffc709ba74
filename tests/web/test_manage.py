"""`/kelola`: one officer drafts, another publishes, never the author."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.clock import JAKARTA
from tests.cast import Cast
from tests.conftest import Browser
from tests.page import Page


def filled(**changed: object) -> dict[str, object]:
    """A form as an officer would fill it, live from an hour ago for two days."""
    now = clock.now().astimezone(JAKARTA)
    return {
        "kampanye": "Air bersih untuk semua",
        "judul": "Ceritakan sumur di kampung Anda",
        "alasan": "Air bersih masih jauh dari banyak rumah.",
        "pokok": "Berapa jauh warga mengambil air\nApa yang sudah dikerjakan bersama",
        "tagar": "AirBersih",
        "penanda": "#SayaKader",
        "platform": ["threads", "x"],
        "unit": "31",
        "zona": "WIB",
        "buka": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "tutup": f"{now + timedelta(days=2):%Y-%m-%dT%H:%M}",
        "poin": "20",
        "batas": "3",
        "aksi": "simpan",
        **changed,
    }


CHECKED = dict.fromkeys(("periksa_nada", "periksa_hadiah", "periksa_fakta", "periksa_salin"), "1")


def publish(officer: Browser, place: str, ticked: dict[str, str] = CHECKED, **kw: int) -> Page:
    """Send the form of the page as it stands."""
    read = officer.get(place).soup.find("input", {"name": "diajukan"})
    return officer.post(f"{place}/terbitkan", {**ticked, "diajukan": read["value"]}, **kw)


def test_a_challenge_goes_from_draft_over_a_second_person_to_live(
    as_: Callable, cast: Cast, app: Flask
) -> None:
    tika, bima = as_(cast.tika), as_(cast.bima)
    sent = tika.post("/kelola/baru", filled(), at="/kelola/baru")
    place = sent.response.location
    assert "Draf" in tika.get(place).text
    tika.post(f"{place}/ajukan")
    waiting = tika.get(place)
    assert "Menunggu petugas lain" in waiting.text
    assert "Periksa lalu terbitkan" not in waiting.text
    assert "Tidak menyerang orang" in bima.get(place).text
    publish(bima, place)
    assert "Berlangsung" in bima.get(place).text
    assert "Ceritakan sumur" in as_(cast.siti).get("/tantangan").text
    assert "Ceritakan sumur" not in as_(cast.yohana).get("/tantangan").text


def test_the_author_cannot_publish_even_by_hand(as_: Callable, cast: Cast) -> None:
    tika = as_(cast.tika)
    place = tika.post("/kelola/baru", filled()).response.location
    tika.post(f"{place}/ajukan")
    refused = tika.post(f"{place}/terbitkan", CHECKED, status=422)
    assert "petugas lain" in refused.text


def test_a_text_exchanged_behind_the_readers_back_is_not_published(
    as_: Callable, cast: Cast
) -> None:
    tika, bima = as_(cast.tika), as_(cast.bima)
    place = tika.post("/kelola/baru", filled()).response.location
    tika.post(f"{place}/ajukan")
    read = bima.get(place).soup.find("input", {"name": "diajukan"})["value"]
    tika.post(f"{place}/ubah", filled(judul="Diam-diam diganti"))
    tika.post(f"{place}/ajukan")
    refused = bima.post(f"{place}/terbitkan", {**CHECKED, "diajukan": read}, status=422)
    assert "berubah sejak Anda membukanya" in refused.text
    assert not refused.soup.find("input", {"name": "periksa_nada", "checked": True})
    publish(bima, place)
    assert "Diam-diam diganti" in as_(cast.siti).get("/tantangan").text


def test_publishing_without_the_whole_checklist_is_refused_at_what_is_missing(
    as_: Callable, cast: Cast
) -> None:
    place = as_(cast.tika).post("/kelola/baru", filled()).response.location
    as_(cast.tika).post(f"{place}/ajukan")
    some = {**CHECKED}
    del some["periksa_fakta"]
    refused = publish(as_(cast.bima), place, some, status=422)
    assert refused.error_at("periksa_fakta")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kampanye", ""),
        ("judul", "x" * 81),
        ("alasan", ""),
        ("pokok", "kata " * 60),
        ("tagar", "dua kata"),
        ("tautan", "javascript:alert(1)"),
        ("penanda", ""),
        ("unit", "tidak-ada"),
        ("buka", "kemarin"),
        ("tutup", "2020-01-01T00:00"),
        ("poin", "101"),
        ("batas", "nol"),
        ("zona", "GMT"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(
    as_: Callable, cast: Cast, field: str, value: str
) -> None:
    tika = as_(cast.tika)
    refused = tika.post("/kelola/baru", filled(**{field: value}), status=422)
    assert refused.error_at(field)
    kept = refused.soup.find("input", {"name": "kampanye" if field != "kampanye" else "judul"})
    assert kept and kept["value"]


def test_searching_a_unit_keeps_what_was_typed(as_: Callable, cast: Cast) -> None:
    page = as_(cast.tika).post("/kelola/baru", filled(aksi="cari", cari="lebak bulus"), status=200)
    assert page.soup.find("option", {"value": "31.74.06.1002"})
    assert page.soup.find("input", {"name": "judul"})["value"] == filled()["judul"]


def test_a_published_challenge_can_no_longer_be_edited_but_closed_early(
    as_: Callable, cast: Cast
) -> None:
    tika, bima = as_(cast.tika), as_(cast.bima)
    place = tika.post("/kelola/baru", filled()).response.location
    tika.post(f"{place}/ajukan")
    publish(bima, place)
    tika.get(f"{place}/ubah", status=404)
    bima.post(f"{place}/tutup")
    assert "Ditutup" in tika.get(place).text


def test_names_with_markup_and_marks_of_all_scripts_survive(as_: Callable, cast: Cast) -> None:
    hostile = "O'Neil <b>& 🌊 \u200fמים"
    place = as_(cast.tika).post("/kelola/baru", filled(judul=hostile)).response.location
    page = as_(cast.tika).get(place)
    assert hostile in page.soup.h1.get_text()
    assert not page.soup.h1.find("b")


def test_the_preview_shows_all_three_zones(as_: Callable, cast: Cast) -> None:
    place = as_(cast.tika).post("/kelola/baru", filled()).response.location
    text = as_(cast.tika).get(f"{place}/pratinjau").text
    assert all(zone in text for zone in ("WIB", "WITA", "WIT"))
