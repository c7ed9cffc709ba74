"""A unit's own challenge: written by its leader, published by a second person, seen by its cadres,
within rules that DPP set."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from app import clock
from app.clock import JAKARTA
from app.db import db, session
from app.flows.verified_share import check
from tests.cast import Cast, Person
from tests.conftest import Browser
from tests.page import Page
from tests.shares import Shares, story
from tests.web.test_manage import CHECKED, filled, publish

Opens = Callable[[Person], Browser]
OURS = "/tim/31.74/tantangan"
TITLE = "Ceritakan sumur di kampung Anda"
STRICT = {
    "live_pac": "0",
    "live_dpc": "1",
    "live_dpd": "1",
    "points_most": "10",
    "weekly_cap": "12",
    "days_most": "7",
    "providers": ["x"],
    "alasan": "Uji",
}


def written(leader: Browser, room: str = OURS, **changed: object) -> str:
    """The address of a draft that a leader wrote step by step, as its pages lead on."""
    unit = room.split("/")[2]
    form = filled(**({"unit": unit, "poin": "15"} | changed))
    here = f"{room}/baru"
    for _ in range(3):
        here = leader.post(here, form, at=here).response.location
    assert here.endswith("/pratinjau")
    return here.removesuffix("/pratinjau")


def issued(leader: Browser, second: Browser, room: str = OURS, **changed: object) -> str:
    """The same, proposed by its writer and published by the second person."""
    place = written(leader, room, **changed)
    leader.post(f"{place}/ajukan")
    publish(second, place)
    return place


def set_rules(as_: Opens, cast: Cast, **changed: object) -> None:
    """DPP's rules as of last week on."""
    page = "/kelola/aturan/lokal"
    with clock.at(clock.now() - timedelta(days=8)):
        as_(cast.tika).post(page, STRICT | changed)
        as_(cast.bima).post(f"{page}/2", {"putusan": "sahkan"})


def words(page: Page) -> str:
    return " ".join(page.soup.body.get_text(" ").split())


def test_a_dpc_writes_its_dpd_publishes_and_its_cadres_alone_see_it(as_: Opens, cast: Cast) -> None:
    ratna, yos = as_(cast.ratna), as_(cast.yos)
    assert "Tulis tantangan" in ratna.get(OURS).text
    place = written(ratna)
    ratna.post(f"{place}/ajukan")
    assert "Menunggu orang kedua" in ratna.get(place).text
    assert "Periksa lalu terbitkan" not in ratna.get(place).text
    ratna.post(f"{place}/terbitkan", CHECKED, status=422)
    assert "Tantangan lokal menunggu Anda periksa" in yos.get("/kabar-saya").text
    assert "Menunggu Anda periksa" in yos.get("/tim/31/tantangan").text
    yos.get(f"{place}/pratinjau")
    publish(yos, place)
    assert "Tantangan Anda sudah diterbitkan" in ratna.get("/kabar-saya").text
    public_id = place.rpartition("/")[2]
    for page in ("/tantangan", "/beranda", f"/tantangan/{public_id}"):
        assert "dari DPC Jakarta Selatan" in words(as_(cast.siti).get(page)), page
    assert TITLE not in as_(cast.mega).get("/tantangan").text
    as_(cast.mega).get(f"/tantangan/{public_id}", status=404)
    register = words(as_(cast.mega).get("/daftar-tantangan"))
    assert "Dari DPC Kota Administrasi Jakarta Selatan" in register
    assert "Ditulis oleh ketua DPC Diterbitkan oleh ketua DPD" in register


def test_what_is_sent_back_comes_with_its_reason(as_: Opens, cast: Cast) -> None:
    ratna, yos = as_(cast.ratna), as_(cast.yos)
    place = written(ratna)
    ratna.post(f"{place}/ajukan")
    assert yos.post(f"{place}/kembalikan", {"catatan": " "}, status=422).error_at("catatan")
    yos.post(f"{place}/kembalikan", {"catatan": "Sumbernya bukan yang resmi"})
    assert "Tantangan Anda dikembalikan dengan catatan" in ratna.get("/kabar-saya").text
    assert "Sumbernya bukan yang resmi" in ratna.get(place).text
    assert "Sumbernya bukan yang resmi" in ratna.get(OURS).text
    yos.post(f"{place}/kembalikan", {"catatan": "Sekali lagi"}, status=422)
    ratna.post(f"{place}/ajukan")
    assert "Sumbernya bukan yang resmi" not in ratna.get(place).text
    publish(yos, place)


def test_nobody_outside_has_a_part_in_it(as_: Opens, cast: Cast) -> None:
    ratna = as_(cast.ratna)
    place = written(ratna)
    ratna.post(f"{place}/ajukan")
    for person in (cast.siti, cast.ani, cast.joko, cast.mega, cast.yohana, cast.dewi, cast.oka):
        other = as_(person)
        other.get(place, status=404)
        other.get(f"{place}/pratinjau", status=404)
        other.post(f"{place}/terbitkan", CHECKED, status=404)
        other.post(f"{place}/kembalikan", {"catatan": "x"}, status=404)
        other.post(f"{place}/tutup", status=404)
        other.post(f"{place}/tarik", {"bagian": "semua"}, status=404)
    as_(cast.joko).get(OURS, status=404)
    for person in (cast.yos, cast.tika, cast.arif):
        as_(person).get(place)
        as_(person).post(f"{place}/langkah/1", filled(), status=404)
    as_(cast.arif).post(f"{place}/terbitkan", CHECKED, status=404)
    publish(as_(cast.tika), place)


def test_what_dpp_issued_is_nothing_to_leaders(shares: Shares, as_: Opens, cast: Cast) -> None:
    here = f"/kelola/{shares.challenge(unit='31.74')}"
    for person in (cast.ratna, cast.yos):
        leader = as_(person)
        leader.get(here, status=404)
        leader.post(f"{here}/tutup", status=404)
        leader.post(f"{here}/tarik", {"bagian": "semua"}, status=404)
        assert leader.get("/kelola/baru", status=303).response.location == "/tim"
        leader.get("/kelola", status=404)


def test_a_pac_asks_itself_alone_and_waits_for_its_dpd(as_: Opens, cast: Cast) -> None:
    joko, ratna, yos = as_(cast.joko), as_(cast.ratna), as_(cast.yos)
    room = "/tim/31.74.06/tantangan"
    place = written(joko, room)
    refused = joko.post(f"{place}/langkah/3", filled(unit="31.74.06.1002"), status=422)
    assert refused.error_at("unit")
    joko.post(f"{place}/ajukan")
    assert TITLE in ratna.get(OURS).text
    ratna.post(f"{place}/terbitkan", CHECKED, status=404)
    publish(yos, place)
    assert "dari PAC Cilandak" in words(as_(cast.siti).get("/tantangan"))
    ratna.get("/tim/31.74.06/tantangan/baru", status=303)


@pytest.mark.parametrize(
    ("step", "changed", "field"),
    [
        (2, {"poin": "11"}, "poin"),
        (2, {"platform": ["threads"]}, "platform"),
        (3, {"hari": 8}, "tutup"),
        (3, {"unit": "31.71"}, "unit"),
        (3, {"unit": "31"}, "unit"),
    ],
)
def test_each_breach_of_the_rules_is_told_at_its_field(
    as_: Opens, cast: Cast, step: int, changed: dict, field: str
) -> None:
    set_rules(as_, cast)
    ratna = as_(cast.ratna)
    fits = {"unit": "31.74", "poin": "10", "platform": ["x"]}
    place = written(ratna, **fits)
    if days := changed.pop("hari", None):
        later = clock.now().astimezone(JAKARTA) + timedelta(days=days)
        changed["tutup"] = f"{later:%Y-%m-%dT%H:%M}"
    refused = ratna.post(f"{place}/langkah/{step}", filled(**(fits | changed)), status=422)
    assert refused.error_at(field)


def test_a_level_issues_as_many_at_once_as_the_rules_say(as_: Opens, cast: Cast) -> None:
    set_rules(as_, cast)
    ratna, yos = as_(cast.ratna), as_(cast.yos)
    fits = {"poin": "10", "platform": ["x"]}
    first = issued(ratna, yos, **fits)
    second = written(ratna, **fits)
    refused = ratna.post(f"{second}/ajukan", status=422)
    assert "paling banyak 1 tantangan satu DPC" in refused.text
    ratna.post(f"{first}/tutup")
    ratna.post(f"{second}/ajukan")
    publish(yos, second)
    joko = as_(cast.joko)
    assert "tidak membuka tantangan lokal" in joko.get("/tim/31.74.06/tantangan").text
    form = filled(unit="31.74.06")
    refused = joko.post("/tim/31.74.06/tantangan/baru", form, status=422)
    assert "tidak membuka tantangan lokal untuk PAC" in refused.text


def test_where_the_rules_leave_no_platform_nothing_can_be_begun(as_: Opens, cast: Cast) -> None:
    set_rules(as_, cast, providers=["website"])
    as_(cast.oka).post(
        "/operator/platform/website",
        {"mode": "off", "sampai": "", "catatan": "Uji", "paham": "1"},
    )
    refused = as_(cast.ratna).post(f"{OURS}/baru", filled(), status=422)
    assert "Belum ada platform yang dapat dipakai" in refused.text


def test_videos_are_for_kits_of_dpp_until_the_rules_say_otherwise(as_: Opens, cast: Cast) -> None:
    ratna = as_(cast.ratna)
    place = written(ratna)
    assert "Unggah video" not in ratna.get(place).text
    refused = ratna.post(f"{place}/video", {"isi-video": "Sumur"}, status=422)
    assert "tidak membuka video" in refused.text
    set_rules(as_, cast, videos="1")
    assert "Unggah video" in ratna.get(place).text


def test_a_published_one_keeps_the_rules_of_its_day(as_: Opens, cast: Cast, app: Flask) -> None:
    place = issued(as_(cast.ratna), as_(cast.yos))
    set_rules(as_, cast)
    assert "45 poin seminggu" in as_(cast.siti).get(place.replace("kelola", "tantangan")).text
    with app.app_context():
        kept = session().execute(text("SELECT local_version, weekly_cap, points FROM challenges"))
        assert [tuple(row) for row in kept] == [(1, 45, 15)]
        db.session.remove()


def test_its_points_stop_at_the_weeks_cap_and_say_whose_they_are(
    shares: Shares, as_: Opens, cast: Cast
) -> None:
    set_rules(as_, cast)
    shares.link(cast.siti)
    place = issued(as_(cast.ratna), as_(cast.yos), poin="10", platform=["x"], penanda="#SayaKader")
    public_id = place.rpartition("/")[2]
    for number in range(2):
        post = shares.post(cast.siti, story(number))
        one = shares.submit(cast.siti, public_id, post.url)
        with shares.app.app_context():
            check(one)
    assert shares.entries(cast.siti) == [("share", 10), ("share", 2)]
    siti = as_(cast.siti)
    statement = words(siti.get("/poin"))
    assert f"Tantangan dari DPC Jakarta Selatan: {TITLE}" in statement
    assert "batas mingguan tantangan lokal: 2 dari 10 poin" in statement
    assert "minggu ini sudah 12" in words(siti.get(f"/tantangan/{public_id}"))
    last = shares.row(one).public_id
    assert "paling banyak 12 poin seminggu" in words(siti.get(f"/kiriman/{last}"))


def test_the_unit_and_dpp_close_and_recall_it(as_: Opens, cast: Cast) -> None:
    ratna, yos = as_(cast.ratna), as_(cast.yos)
    correction = {
        "bagian": "semua",
        "sebab": "Angkanya keliru",
        "ralat": "Yang benar dua belas sumur.",
        "sumber": "https://partai.example/ralat",
    }
    place = issued(ratna, yos)
    ratna.post(f"{place}/tutup")
    assert "Ditutup" in ratna.get(place).text
    ratna.post(f"{place}/tarik", correction)
    other = issued(ratna, yos, judul="Bersihkan pasar bersama")
    as_(cast.tika).post(f"{other}/tarik", correction)
    assert "Tantangan ditarik" in ratna.get(other).text
    assert "Yang benar dua belas sumur." in as_(cast.mega).get("/daftar-tantangan").text


def test_officers_list_local_ones_apart(shares: Shares, as_: Opens, cast: Cast) -> None:
    shares.challenge(title="Dari pusat")
    issued(as_(cast.ratna), as_(cast.yos))
    tika = as_(cast.tika)
    local, central = (tika.get(f"/kelola?dari={one}") for one in ("lokal", "dpp"))
    assert TITLE in local.text and "Dari pusat" not in local.text
    assert TITLE not in central.text and "Dari pusat" in central.text
    assert "dari DPC Jakarta Selatan" in words(tika.get("/kelola"))


def test_each_act_is_in_the_log_with_the_role_it_was_done_by(
    as_: Opens, cast: Cast, app: Flask
) -> None:
    ratna, yos = as_(cast.ratna), as_(cast.yos)
    place = written(ratna)
    ratna.post(f"{place}/ajukan")
    yos.post(f"{place}/kembalikan", {"catatan": "Perbaiki"})
    ratna.post(f"{place}/ajukan")
    publish(yos, place)
    ratna.post(f"{place}/tutup")
    with app.app_context():
        asked = (
            "SELECT act, role, role_path::text FROM audit_events WHERE subject = :id ORDER BY id"
        )
        kept = session().execute(text(asked), {"id": place.rpartition("/")[2]}).all()
        db.session.remove()
    done = [(act, role, path) for act, role, path in kept if not re.search("revised", act)]
    dpc, dpd = ("leader", "dpp.31.74"), ("leader", "dpp.31")
    assert done == [
        ("challenge_drafted", *dpc),
        ("challenge_proposed", *dpc),
        ("challenge_returned", *dpd),
        ("challenge_proposed", *dpc),
        ("challenge_published", *dpd),
        ("challenge_closed", *dpc),
    ]


def test_rules_for_units_take_two_officers_and_every_cadre_reads_them(
    as_: Opens, cast: Cast
) -> None:
    tika, bima, siti = as_(cast.tika), as_(cast.bima), as_(cast.siti)
    page = "/kelola/aturan/lokal"
    refused = tika.post(page, STRICT | {"providers": [], "points_most": "101"}, status=422)
    assert refused.error_at("providers") and refused.error_at("points_most")
    tika.post(page, STRICT)
    tika.post(f"{page}/2", {"putusan": "sahkan"}, status=422)
    bima.post(f"{page}/2", {"putusan": "sahkan"})
    told = words(siti.get("/aturan-lokal"))
    assert "Berlaku sekarang: versi 1" in told
    assert "Versi 2 Berlaku sejak" in told and "akan datang" in told
    assert "Poin satu unggahan paling banyak: 10" in told
    assert "Tika" not in told
    as_(cast.ratna).get(page, status=404)
