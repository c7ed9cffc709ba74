"""The operator sees what reading costs and may end a silence that was a mistake."""

from datetime import timedelta

from app import clock
from app.accounts import allowance
from app.providers import base, configured, get
from app.web import reading
from tests.shares import Shares


def test_the_page_tells_todays_cost_against_the_limit(shares: Shares, as_) -> None:
    with shares.at_work():
        allowance.charge(get("x"), 35_000)
        allowance.charge(get("x"), 1_500_000)
    page = as_(shares.cast.oka).get("/operator/bacaan")
    assert "1,535" in page.text
    assert "paling banyak 10 US$" in page.text
    assert "2 pertanyaan" in page.text


def test_the_page_tells_whether_trends_are_read(shares: Shares, as_, monkeypatch) -> None:
    oka = as_(shares.cast.oka)
    assert "Topik hangat di Indonesia ikut dibaca" in oka.get("/operator/bacaan").text
    monkeypatch.setattr(get("x"), "options", {**get("x").options, "app_token": ""})
    assert "tidak dibaca. Dinyalakan dengan X_APP_TOKEN" in oka.get("/operator/bacaan").text


def test_a_silence_is_shown_and_the_operator_ends_it(shares: Shares, as_) -> None:
    with shares.app.app_context():
        until = clock.now() + timedelta(hours=2)
        allowance.pause(get("x"), base.rate_limited("X", until))
    oka = as_(shares.cast.oka)
    assert "Tidak ditanyai sampai" in oka.get("/operator/bacaan").text
    assert "Tanyai lagi" not in as_(shares.cast.arif).get("/operator/bacaan").text
    oka.post("/operator/bacaan/x/lanjutkan", at="/operator/bacaan")
    assert "Tidak ditanyai sampai" not in oka.get("/operator/bacaan").text


def test_every_day_that_platforms_count_by_has_words(shares: Shares, as_) -> None:
    zones = {one.allowance.zone.key for one in configured() if one.allowance}
    assert zones <= reading.DAYS.keys()
    page = as_(shares.cast.oka).get("/operator/bacaan").text
    assert "America/Los_Angeles" not in page
    assert "waktu Pasifik (AS)" in page


def test_only_operators_and_auditors_see_it(shares: Shares, as_) -> None:
    for person in (shares.cast.siti, shares.cast.tika, shares.cast.dewi):
        as_(person).get("/operator/bacaan", status=404)
