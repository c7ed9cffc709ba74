"""The way in and out, seen from the browser."""

import dataclasses
from collections.abc import Generator
from contextlib import contextmanager

import pytest
from flask import Flask

from app import create_app
from app.cadres import demo, throttle
from app.db import let_go
from config import Settings
from tests.cast import PASSWORD, Cast
from tests.conftest import Browser
from tests.page import Page


@contextmanager
def another(settings: Settings, **changes: object) -> Generator[Flask]:
    """A second application with other settings; its connections end with it."""
    app = create_app(dataclasses.replace(settings, **changes))
    try:
        yield app
    finally:
        with app.app_context():
            let_go()


def test_the_landing_page_says_what_this_is_and_what_it_never_does(browser: Browser) -> None:
    page = browser.get("/")
    assert "Partai Gelanggang mengelola Gelanggang" in page.text
    assert "tidak pernah menjadi uang" in page.text
    assert page.soup.find("a", href="/masuk")


def test_whoever_is_signed_in_goes_home(as_, cast: Cast) -> None:
    siti = as_(cast.siti)
    assert siti.get("/", 303).response.location == "/beranda"
    assert siti.get("/masuk", 303).response.location == "/beranda"


def test_phone_and_password_lead_home_with_a_guarded_cookie(browser: Browser, cast: Cast) -> None:
    page = browser.post("/masuk", {"telepon": "0812 0000 0001", "sandi": PASSWORD})
    assert page.response.location == "/beranda"
    cookie = next(c for c in page.response.headers.getlist("Set-Cookie") if c.startswith("sesi="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    assert "Secure" not in cookie, "plain http in tests"
    browser.get("/saya")


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/poin?periode=musim", "/poin?periode=musim"),
        ("//jahat.example/", "/beranda"),
        ("https://jahat.example/", "/beranda"),
        ("/\\jahat.example", "/beranda"),
        ("javascript:alert(1)", "/beranda"),
        ("/\n/jahat.example", "/beranda"),
        ("", "/beranda"),
    ],
)
def test_one_returns_to_where_one_was_and_never_elsewhere(
    browser: Browser, cast: Cast, asked: str, led: str
) -> None:
    form = {"telepon": cast.siti.phone, "sandi": PASSWORD, "lanjut": asked}
    assert browser.post("/masuk", form).response.location == led


def test_a_guarded_page_asks_to_sign_in_and_remembers_the_way(browser: Browser) -> None:
    location = browser.get("/saya", 303).response.location
    assert location == "/masuk?lanjut=%2Fsaya"
    hidden = browser.get(location).soup.find("input", {"name": "lanjut"})
    assert hidden is not None and hidden["value"] == "/saya"


@pytest.mark.parametrize(
    "form",
    [
        {"telepon": "0812 0000 0001", "sandi": "salah sekali"},
        {"telepon": "0812 9999 9999", "sandi": PASSWORD},
        {"telepon": "<b>x</b>", "sandi": "x"},
        {"telepon": "0" * 4000, "sandi": "y" * 4000},
        {"telepon": "\x00", "sandi": "\x00"},
        {},
    ],
)
def test_a_wrong_sign_in_says_the_same_whatever_was_wrong(
    browser: Browser, cast: Cast, form: dict[str, str]
) -> None:
    page = browser.post("/masuk", form, 422)
    alert = page.soup.find(role="alert", class_="notice")
    assert alert is not None
    assert alert.get_text(strip=True) == "Nomor telepon atau kata sandi tidak cocok."
    typed = page.soup.find("input", {"name": "telepon"})
    password = page.soup.find("input", {"name": "sandi"})
    assert typed is not None and typed["value"].strip("\x00\ufffd") == form.get(
        "telepon", ""
    ).strip("\x00")
    assert password is not None and not password.get("value")


def test_too_many_tries_are_429_with_the_wait(browser: Browser, cast: Cast) -> None:
    wrong = {"telepon": cast.siti.phone, "sandi": "salah sekali"}
    for _ in range(throttle.PER_ACCOUNT):
        browser.post("/masuk", wrong, 422)
    page = browser.post("/masuk", {**wrong, "sandi": PASSWORD}, 429)
    assert "Tunggu 15 menit" in page.text
    assert 800 < int(page.response.headers["Retry-After"]) <= 901


def test_a_form_without_its_token_is_refused(browser: Browser, cast: Cast) -> None:
    answer = browser.client.post("/masuk", data={"telepon": cast.siti.phone, "sandi": PASSWORD})
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers or "sesi=" not in answer.headers["Set-Cookie"]


def test_signing_out_ends_the_session_for_every_copy_of_its_token(as_, cast: Cast) -> None:
    siti = as_(cast.siti)
    token = siti.client.get_cookie("sesi").value
    left = siti.post("/keluar").response
    assert left.location == "/"
    assert left.headers["Clear-Site-Data"] == '"cache"'
    siti.client.set_cookie("sesi", token)
    siti.get("/saya", 303)


def test_signing_in_changes_the_token_and_ends_the_old_one(as_, cast: Cast) -> None:
    siti = as_(cast.siti)
    old = siti.client.get_cookie("sesi").value
    siti.post("/masuk", {"telepon": cast.rudi.phone, "sandi": PASSWORD})
    assert siti.client.get_cookie("sesi").value != old
    assert cast.rudi.name in siti.get("/saya").text
    siti.client.set_cookie("sesi", old)
    siti.get("/saya", 303)


@pytest.mark.parametrize("token", ["", "x", "x" * 3000, "ünïcode", "' OR 1=1 --"])
def test_an_invented_token_opens_nothing(browser: Browser, cast: Cast, token: str) -> None:
    browser.client.set_cookie("sesi", token)
    browser.get("/saya", 303)


def test_in_the_demo_one_tap_signs_in_as_one_of_the_cast(browser: Browser, cast: Cast) -> None:
    player = demo.CAST[0]
    assert player.phone == cast.siti.phone
    assert browser.get("/masuk").soup.find("a", href="/masuk/demo")
    page = browser.get("/masuk/demo")
    assert cast.siti.name in page.text and player.part in page.text
    assert browser.post("/masuk/demo", {"telepon": player.phone}).response.location == "/beranda"
    assert cast.siti.name in browser.get("/saya").text


def test_one_tap_lets_in_nobody_outside_the_cast(browser: Browser, cast: Cast) -> None:
    for phone in (cast.oka.phone, "", "+62", demo.DEMO_PHONES[-1] + "0"):
        browser.post("/masuk/demo", {"telepon": phone}, 404)
    browser.get("/saya", 303)


def test_without_the_demo_there_is_no_such_door(app: Flask, settings: Settings) -> None:
    with another(settings, demo=False) as serious:
        rules = [rule.rule for rule in serious.url_map.iter_rules()]
        assert "/masuk" in rules
        assert "/masuk/demo" not in rules
        assert "demo" not in serious.test_client().get("/masuk").get_data(as_text=True).lower()


def test_over_https_the_cookie_never_travels_in_the_clear(
    app: Flask, cast: Cast, settings: Settings
) -> None:
    there = {"base_url": "https://gelanggang.example"}
    with another(settings, demo=False, public_url=there["base_url"]) as public:
        client = public.test_client()
        token = Page(client.get("/masuk", **there)).token()
        form = {"csrf_token": token, "telepon": cast.siti.phone, "sandi": PASSWORD}
        cookies = client.post("/masuk", data=form, **there).headers.getlist("Set-Cookie")
    (cookie,) = [one for one in cookies if one.startswith("sesi=")]
    assert "Secure" in cookie and "HttpOnly" in cookie


@pytest.mark.parametrize(
    ("host", "accepts", "status"),
    [
        ("127.0.0.1", "text/html,*/*", 307),
        ("127.0.0.1", "*/*", 200),  # programs that look whether we are there
        ("127.0.0.1:9", "text/html", 200),  # a way of somebody's own
        ("localhost", "text/html", 200),
    ],
)
def test_on_ones_own_machine_pages_asked_for_by_number_are_opened_by_name(
    browser: Browser, host: str, accepts: str, status: int
) -> None:
    path = "/masuk?lanjut=/poin"
    asked = {"base_url": f"http://{host}", "headers": {"Accept": accepts}}
    answer = browser.client.get(path, **asked)
    assert answer.status_code == status
    assert answer.headers.get("Location") == (f"http://localhost{path}" if status == 307 else None)
