"""What kind of visitor a request is, and what counts as one and the same."""

import pytest

from app.content.visitors import kind_of, network_of, source_of
from tests.content.party import PHONE, WHATSAPP

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
    " Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/500.0]"
)


@pytest.mark.parametrize(
    "agent",
    [
        PHONE,
        IPHONE,
        "Mozilla/5.0 (Linux; Android 12; wv) Chrome/140.0 Mobile Safari/537.36 Instagram 400.0",
        "Opera/9.80 (Android; Opera Mini/36.2/191.249; U; id) Presto/2.12.423 Version/12.16",
        "Mozilla/5.0 (Linux; U; Android 10; id; CUBOT NOTE 7) UCBrowser/13.4 Mobile",
    ],
)
def test_a_persons_browser_is_a_human(agent: str) -> None:
    assert kind_of("GET", {"User-Agent": agent}) == "human"


@pytest.mark.parametrize(
    "agent",
    [
        WHATSAPP,
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "Mozilla/5.0 (compatible; Twitterbot/1.0)",
        "TelegramBot (like TwitterBot)",
        "LinkedInBot/1.0 (compatible; Mozilla/5.0)",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    ],
)
def test_who_only_shows_the_link_is_a_preview(agent: str) -> None:
    assert kind_of("GET", {"User-Agent": agent}) == "preview"


@pytest.mark.parametrize(
    "headers",
    [
        {"Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"X-Moz": "prefetch"},
    ],
)
def test_a_browser_that_only_looks_ahead_is_a_preview(headers: dict[str, str]) -> None:
    assert kind_of("GET", {"User-Agent": PHONE, **headers}) == "preview"
    assert kind_of("HEAD", {"User-Agent": PHONE}) == "preview"


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "curl/8.5.0",
        "python-requests/2.32",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/143.0 Safari/537.36",
        "Go-http-client/2.0",
        "meta-externalagent/1.1",
    ],
)
def test_machines_are_bots(agent: str) -> None:
    assert kind_of("GET", {"User-Agent": agent}) == "bot"


def test_one_phone_is_one_source_however_its_address_is_written() -> None:
    assert source_of("103.10.64.7") == source_of("::ffff:103.10.64.7")
    assert source_of("103.10.64.7") != source_of("103.10.64.8")
    assert source_of("2404:c0:1:2::1") == source_of("2404:c0:1:2:ffff::9")
    assert source_of("2404:c0:1:2::1") != source_of("2404:c0:1:3::1")
    assert source_of("") == source_of("unix:") == source_of("1.2.3.4.5")


def test_a_network_is_wider_than_a_source() -> None:
    assert network_of("103.10.64.7") == network_of("103.10.64.200") != network_of("103.10.65.7")
    assert network_of("2404:c0:1:2::1") == network_of("2404:c0:1:ff::1")
    assert network_of("2404:c0:1::1") != network_of("2404:c0:2::1")
