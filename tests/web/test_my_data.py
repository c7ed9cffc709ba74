"""Taking one's data away and leaving for good, seen from the browser."""

import json
from datetime import timedelta

import time_machine

from app import clock
from app.cadres.models import Cadre
from app.db import session
from app.web.guards import FRESH
from app.web.my_data import JUST_NOW
from tests.cast import PASSWORD, Cast
from tests.conftest import Browser

SURE = "/saya/keluar/pastikan"


def status_of(browser: Browser, who: int) -> str:
    with browser.app.app_context():
        return session().get_one(Cadre, who).status


def test_one_tap_gives_a_file_with_everything_explained(as_, cast: Cast) -> None:
    siti = as_(cast.siti)
    page = siti.post("/saya/data", status=200, at="/saya")
    headers = page.response.headers
    assert headers["Content-Type"] == "application/json"
    assert headers["Content-Disposition"].startswith('attachment; filename="data-saya-')
    assert headers["Cache-Control"] == "no-store"
    me = json.loads(page.html)["bagian"]["diri"]
    assert me["baris"][0]["nama"] == cast.siti.name
    assert me["arti_kolom"]["nama"] == "Nama lengkap"


def test_data_is_handed_out_only_right_after_signing_in(as_, cast: Cast) -> None:
    siti = as_(cast.siti)
    with time_machine.travel(clock.now() + FRESH + timedelta(seconds=1), tick=False):
        from_saya = {"headers": {"Referer": "http://localhost/saya"}}
        page = siti.post("/saya/data", at="/saya", **from_saya)
        assert page.response.location == "/masuk?lagi=1&lanjut=/saya"


def test_leaving_says_what_goes_and_what_stays_and_asks_to_sign_in(as_, cast: Cast) -> None:
    siti = as_(cast.siti)
    page = siti.get("/saya/keluar")
    for words in ("Yang dihapus", "Yang tinggal, tanpa nama Anda", "Tidak dapat dibatalkan"):
        assert words in page.text
    way = page.soup.find("a", class_="button--danger")["href"]
    assert way == "/masuk?lagi=1&lanjut=/saya/keluar/pastikan"
    with time_machine.travel(clock.now() + JUST_NOW + timedelta(seconds=1), tick=False):
        siti.get(SURE, 303)
        assert "/masuk?lagi=1" in siti.post(SURE, {"paham": "ya"}, at="/saya").response.location
        assert status_of(siti, cast.siti.id) == "active"
        form = {"telepon": cast.siti.phone, "sandi": PASSWORD, "lanjut": SURE}
        assert siti.post("/masuk", form, at=way).response.location == SURE
        siti.get(SURE)


def test_leaving_needs_a_tick_then_ends_everything(as_, cast: Cast) -> None:
    siti, elsewhere = as_(cast.siti), as_(cast.siti)
    page = siti.post(SURE, status=422, at=SURE)
    assert page.error_at("paham") and status_of(siti, cast.siti.id) == "active"
    page = siti.post(SURE, {"paham": "ya"}, 200, at=SURE)
    assert "Data Anda sudah dihapus" in page.text and cast.siti.name not in page.text
    assert status_of(siti, cast.siti.id) == "left"
    assert siti.client.get_cookie("sesi") is None
    assert page.response.headers["Clear-Site-Data"] == '"cache"'
    elsewhere.get("/saya", 303)
    siti.post("/masuk", {"telepon": cast.siti.phone, "sandi": PASSWORD}, 422)


def test_a_leader_who_leaves_leads_no_more(as_, cast: Cast) -> None:
    ani = as_(cast.ani)
    ani.post(SURE, {"paham": "ya"}, 200, at=SURE)
    joko = as_(cast.joko)
    assert cast.ani.name not in joko.get("/tim/31.74.06").text
