"""`/kelola`: one officer drafts, another publishes, never the author."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.campaigns import law
from app.clock import JAKARTA
from app.flows.verified_share import check
from tests.cast import Cast
from tests.conftest import Browser
from tests.page import Page
from tests.shares import Shares


def filled(**changed: object) -> dict[str, object]:
    """A form as an officer would fill it, live from an hour ago for two days."""
    now = clock.now().astimezone(JAKARTA)
    return {
        "kampanye": "Air bersih untuk semua",
        "judul": "Ceritakan sumur di kampung Anda",
        "alasan": "Air bersih masih jauh dari banyak rumah.",
        "pokok": "Berapa jauh warga mengambil air\nApa yang sudah dikerjakan bersama",
        "sumber": "https://partai.example/sumber",
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


CHECKED = {one.key: "1" for one in law.in_force(clock.party_day(clock.now()))}


def written(officer: Browser, **changed: object) -> str:
    """The address of a draft, gone through step by step as its pages lead on."""
    here = "/kelola/baru"
    for _ in range(3):
        here = officer.post(here, filled(**changed), at=here).response.location
    assert here.endswith("/pratinjau")
    return here.removesuffix("/pratinjau")


def publish(officer: Browser, place: str, ticked: dict[str, str] = CHECKED, **kw: int) -> Page:
    """Send the form of the page as it stands."""
    read = officer.get(place).soup.find("input", {"name": "diajukan"})
    return officer.post(f"{place}/terbitkan", {**ticked, "diajukan": read["value"]}, **kw)


def test_a_challenge_goes_from_draft_over_a_second_person_to_live(
    as_: Callable, cast: Cast, app: Flask
) -> None:
    tika, bima = as_(cast.tika), as_(cast.bima)
    place = written(tika)
    assert "Draf" in tika.get(place).text
    tika.post(f"{place}/ajukan")
    waiting = tika.get(place)
    assert "Menunggu petugas lain" in waiting.text
    assert "Periksa lalu terbitkan" not in waiting.text
    assert "Tidak menghina orang" in bima.get(place).text
    publish(bima, place)
    assert "Berlangsung" in bima.get(place).text
    assert "Ceritakan sumur" in as_(cast.siti).get("/tantangan").text
    assert "Ceritakan sumur" not in as_(cast.yohana).get("/tantangan").text


def test_what_waits_for_ones_decision_comes_before_what_is_going_on(
    shares: Shares, as_: Callable, cast: Cast
) -> None:
    shares.challenge(title="Sedang jalan")
    shares.challenge(title="Tunggu saya", state="proposed", published_by=None, published_at=None)
    page = as_(cast.bima).get("/kelola")
    main = page.soup.find("main").get_text(" ")
    assert main.index("Tunggu saya") < main.index("Sedang jalan")
    assert page.soup.select_one("ul.rows")["aria-label"] == "Menunggu diterbitkan"


def test_the_author_cannot_publish_even_by_hand(as_: Callable, cast: Cast) -> None:
    tika = as_(cast.tika)
    place = written(tika)
    tika.post(f"{place}/ajukan")
    refused = tika.post(f"{place}/terbitkan", CHECKED, status=422)
    assert "petugas lain" in refused.text


def test_a_text_exchanged_behind_the_readers_back_is_not_published(
    as_: Callable, cast: Cast
) -> None:
    tika, bima = as_(cast.tika), as_(cast.bima)
    place = written(tika)
    tika.post(f"{place}/ajukan")
    read = bima.get(place).soup.find("input", {"name": "diajukan"})["value"]
    tika.post(f"{place}/langkah/1", filled(judul="Diam-diam diganti"))
    tika.post(f"{place}/ajukan")
    refused = bima.post(f"{place}/terbitkan", {**CHECKED, "diajukan": read}, status=422)
    assert "berubah sejak Anda membukanya" in refused.text
    assert not refused.soup.find("input", {"name": "periksa_nada", "checked": True})
    publish(bima, place)
    assert "Diam-diam diganti" in as_(cast.siti).get("/tantangan").text


def test_publishing_without_the_whole_checklist_is_refused_at_what_is_missing(
    as_: Callable, cast: Cast
) -> None:
    place = written(as_(cast.tika))
    as_(cast.tika).post(f"{place}/ajukan")
    some = {**CHECKED}
    del some["periksa_fakta"]
    refused = publish(as_(cast.bima), place, some, status=422)
    assert refused.error_at("periksa_fakta")


REACH = ("unit", "zona", "buka", "tutup")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kampanye", ""),
        ("judul", "x" * 81),
        ("alasan", ""),
        ("pokok", "kata " * 60),
        ("sumber", "kata orang"),
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
    place = written(tika)
    number = 2 if field in ("poin", "batas") else 3 if field in REACH else 1
    form = filled(**{field: value})
    refused = tika.post(f"{place}/langkah/{number}", form, status=422)
    assert refused.error_at(field)
    for other in {1: ("judul", "kampanye"), 2: ("poin", "batas"), 3: ("buka", "tutup")}[number]:
        kept = refused.soup.find("input", {"name": other})
        assert kept and kept["value"] == form[other]


def test_searching_a_unit_keeps_what_was_typed(as_: Callable, cast: Cast) -> None:
    tika = as_(cast.tika)
    place = written(tika)
    form = filled(aksi="cari", cari="lebak bulus", buka="2026-12-24T08:00")
    page = tika.post(f"{place}/langkah/3", form, status=200)
    assert page.soup.find("option", {"value": "31.74.06.1002"})
    assert page.soup.find("input", {"name": "buka"})["value"] == "2026-12-24T08:00"


def test_a_draft_is_kept_from_the_first_step_on_and_proposed_after_the_last(
    as_: Callable, cast: Cast
) -> None:
    tika = as_(cast.tika)
    second = tika.post("/kelola/baru", filled(), at="/kelola/baru").response.location
    place = second.removesuffix("/langkah/2")
    assert "Ceritakan sumur" in tika.get("/kelola").text
    page = tika.get(place)
    assert "Lanjutkan menulis" in page.text
    assert "Ajukan untuk diterbitkan" not in page.text
    assert "Selesaikan semua langkah" in tika.post(f"{place}/ajukan", status=422).text
    tika.post(second, filled(poin="7"))
    assert tika.get(second).soup.find("input", {"name": "poin"})["value"] == "7"
    last = tika.post(f"{place}/langkah/3", filled()).response.location
    assert "Ajukan untuk diterbitkan" in tika.get(last).text


def test_the_preview_plays_the_last_four_weeks_and_names_the_articles(
    shares: Shares, as_: Callable, cast: Cast
) -> None:
    shares.link(cast.siti)
    number = shares.submit(cast.siti, shares.challenge(), shares.post(cast.siti).url)
    with shares.app.app_context():
        check(number)
    tika = as_(cast.tika)
    text = tika.get(written(tika) + "/pratinjau").text
    assert "Andai sudah berjalan empat minggu ini" in text
    assert "Sepersepuluh teratas akan mendapat 100%" in text
    assert "Kota Administrasi Jakarta Selatan 1 1 20" in text
    assert "UU 7/2017 pasal 280(1) huruf j" in text
    elsewhere = written(tika, unit="91") + "/pratinjau"
    assert "belum ada unggahan terverifikasi" in tika.get(elsewhere).text


def test_a_published_challenge_can_no_longer_be_edited_but_closed_early(
    as_: Callable, cast: Cast
) -> None:
    tika, bima = as_(cast.tika), as_(cast.bima)
    place = written(tika)
    tika.post(f"{place}/ajukan")
    publish(bima, place)
    tika.get(f"{place}/langkah/1", status=404)
    bima.post(f"{place}/tutup")
    assert "Ditutup" in tika.get(place).text


def test_names_with_markup_and_marks_of_all_scripts_survive(as_: Callable, cast: Cast) -> None:
    hostile = "O'Neil <b>& 🌊 \u200fמים"
    place = written(as_(cast.tika), judul=hostile)
    page = as_(cast.tika).get(place)
    assert hostile in page.soup.h1.get_text()
    assert not page.soup.h1.find("b")


def test_the_preview_shows_all_three_zones(as_: Callable, cast: Cast) -> None:
    place = written(as_(cast.tika))
    text = as_(cast.tika).get(f"{place}/pratinjau").text
    assert all(zone in text for zone in ("WIB", "WITA", "WIT"))


def test_who_publishes_reads_what_cadres_will_read_before_the_checklist(
    as_: Callable, cast: Cast
) -> None:
    tika, bima = as_(cast.tika), as_(cast.bima)
    place = written(tika)
    tika.post(f"{place}/ajukan")
    page = bima.get(place)
    main = " ".join(page.soup.find("main").get_text().split())
    for words in (
        "Air bersih masih jauh dari banyak rumah",
        "Apa yang sudah dikerjakan bersama",
        "https://partai.example/sumber",
        "Jangan menyalin teks",
        "#SayaKader",
        "X atau Threads",
        "DKI Jakarta",
        "+20 poin",
    ):
        assert words in main.partition("Periksa lalu terbitkan")[0], words
    uploads = page.soup.select_one("details#uploads")
    assert main.index("Unggah gambar") > main.index("Periksa lalu terbitkan")
    assert not uploads.has_attr("open")
    publish(bima, place)
    assert not bima.get(place).soup.select_one("#uploads")
    assert "Air bersih masih jauh" in bima.get(place).text


def test_whoever_may_not_change_a_challenge_is_offered_no_upload(
    shares: Shares, as_: Callable, cast: Cast
) -> None:
    shares.challenge(title="Tunggu", state="proposed", published_by=None, published_at=None)
    auditor = as_(cast.arif)
    link = auditor.get("/kelola").soup.find("a", string="Tunggu")["href"]
    assert not auditor.get(link).soup.select_one("#uploads")
