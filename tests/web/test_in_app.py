"""Browsers inside other apps: known by how they name themselves, and the way out of them."""

import re
from collections.abc import Callable

import pytest
from bs4 import Tag

from app.web.in_app import InApp, chrome_link, in_app
from tests.cast import Cast, Person
from tests.conftest import Browser
from tests.page import Page

ANDROID = "Mozilla/5.0 (Linux; Android 13; SM-A145F Build/TP1A.220624.014"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.6723.86 Mobile Safari/537.36"
WEBVIEW = (
    "AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.6723.86 Mobile Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML)"
INSTAGRAM = "Instagram 355.0.0.42.103 Android (33/13; 450dpi; 1080x2408; samsung; SM-A145F; in_ID)"
FACEBOOK = "[FB_IAB/FB4A;FBAV/488.0.0.67.79;]"
TIKTOK = "trill_350402 JsSdk/1.0 NetType/4G AppName/trill ByteLocale/id-ID Region/ID"
INSIDE = (
    (f"{ANDROID}; wv) {WEBVIEW} {INSTAGRAM}", InApp("Instagram", True)),
    (f"{ANDROID}; wv) {WEBVIEW} {FACEBOOK}", InApp("Facebook", True)),
    (f"{ANDROID}; wv) {WEBVIEW} {TIKTOK}", InApp("TikTok", True)),
    (f"{ANDROID}; wv) {WEBVIEW} musical_ly_2023 BytedanceWebview/d8a21c6", InApp("TikTok", True)),
    (f"{ANDROID}; wv) {WEBVIEW} Line/14.16.0/IAB", InApp("LINE", True)),
    (f"{ANDROID}; wv) {WEBVIEW} Barcelona 289.0.0.77.109 Android", InApp("Threads", True)),
    (f"{ANDROID}; wv) {WEBVIEW} TwitterAndroid", InApp("X", True)),
    (f"{ANDROID}; wv) {WEBVIEW}", InApp("", True)),
    (f"{IPHONE} Mobile/15E148 Instagram 339.0.3.29.84 (iPhone12,1)", InApp("Instagram", False)),
    (f"{IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/470.0.0.38.107]", InApp("Facebook", False)),
    (f"{IPHONE} Mobile/15E148 musical_ly_34.9.0 BytedanceWebview/d8a21c6", InApp("TikTok", False)),
    (f"{IPHONE} Safari Line/14.16.0", InApp("LINE", False)),
)
OUTSIDE = (
    f"{ANDROID}) {CHROME}",
    f"{ANDROID}) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0 Mobile",
    f"{IPHONE} Version/17.5 Mobile/15E148 Safari/604.1",
    f"{IPHONE} CriOS/130.0.6723.90 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36",
    "Outline/1.0 offline/2",
    "",
)


@pytest.mark.parametrize(("agent", "expected"), INSIDE)
def test_the_app_around_the_page_is_known(agent: str, expected: InApp) -> None:
    assert in_app(agent) == expected


@pytest.mark.parametrize("agent", OUTSIDE)
def test_a_browser_of_its_own_is_left_alone(agent: str) -> None:
    assert in_app(agent) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "https://gelanggang.example/masuk?lanjut=%2Fakun",
            "intent://gelanggang.example/masuk?lanjut=%2Fakun"
            "#Intent;scheme=https;package=com.android.chrome;end",
        ),
        (
            "http://127.0.0.1:8000/gabung/abc#x",
            "intent://127.0.0.1:8000/gabung/abc#Intent;scheme=http;package=com.android.chrome;end",
        ),
    ],
)
def test_the_way_out_names_the_same_page_and_chrome(url: str, expected: str) -> None:
    assert chrome_link(url) == expected


def test_who_signs_in_or_links_inside_an_app_is_shown_the_way_out(
    browser: Browser, cast: Cast, as_: Callable[[Person], Browser]
) -> None:
    inside = {"User-Agent": INSIDE[0][0]}
    siti = as_(cast.siti)
    for who, path in ((browser, "/masuk"), (siti, "/akun")):
        link = _way_out(who.get(path, headers=inside))
        assert link.get_text(strip=True) == "Buka di Chrome"
        assert link["href"].startswith(f"intent://localhost{path}#Intent;scheme=http;")
        assert "Buka di Chrome" not in who.get(path, headers={"User-Agent": OUTSIDE[0]}).text
    on_iphone = browser.get("/masuk", headers={"User-Agent": INSIDE[8][0]})
    assert "pilih Buka di Safari" in on_iphone.text
    assert _way_out(on_iphone) is None


def _way_out(page: Page) -> Tag | None:
    return page.soup.find("a", href=re.compile("^intent:"))
