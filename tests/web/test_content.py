"""The party's stream, an item, bringing people, and one's own links."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.conftest import Browser
from tests.content.party import WHATSAPP, Party
from tests.page import Page
from tests.shares import Shares


def href(page: Page, words: str) -> str:
    found = next(link for link in page.soup.find_all("a") if link.get_text(strip=True) == words)
    return str(found["href"])


def message(page: Page) -> str:
    parts = urlsplit(href(page, "WhatsApp"))
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "wa.me", "/")
    return parse_qs(parts.query)["text"][0]


def test_the_stream_shows_the_newest_first_and_pages_by_the_last_one_seen(
    party: Party, as_: Callable[..., Browser]
) -> None:
    source = party.source()
    for number in range(25):
        party.item(source, hours_ago=number + 1, title=f"Kabar nomor {number:02d}")
    siti = as_(party.cast.siti)
    first = siti.get("/konten")
    assert first.text.index("Kabar nomor 00") < first.text.index("Kabar nomor 01")
    assert "Kabar nomor 19" in first.text
    assert "Kabar nomor 20" not in first.text
    party.item(source, hours_ago=0, title="Baru saja terbit")
    older = siti.get(href(first, "Lebih lama"))
    assert "Kabar nomor 20" in older.text
    assert "Kabar nomor 24" in older.text
    assert "Kabar nomor 19" not in older.text
    assert "Lebih lama" not in older.text
    assert "Belum ada kabar" in siti.get("/konten?sebelum=tidak-ada").text


def test_home_and_the_stream_lead_to_an_item_with_a_draft_and_ones_own_link(
    party: Party, as_: Callable[..., Browser]
) -> None:
    item = party.item()
    siti = as_(party.cast.siti)
    assert "/konten/terbaru" in siti.get("/beranda").html
    assert f"/konten/{item}" in siti.get("/konten/terbaru").html
    page = siti.get(f"/konten/{item}")
    link = "http://localhost" + party.path(party.link(party.cast.siti, item))
    assert link in page.text
    assert (
        message(page) == f"Saya kader Partai Gelanggang, dan menurut saya ini layak dibaca: {link}"
    )
    telegram = parse_qs(urlsplit(href(page, "Telegram")).query)
    assert telegram["url"] == [link]
    assert "0 orang datang" in page.text


def test_she_chooses_an_opening_or_writes_her_own_words(
    party: Party, as_: Callable[..., Browser]
) -> None:
    item = party.item()
    siti = as_(party.cast.siti)
    assert message(siti.get(f"/konten/{item}?pembuka=3")).startswith("Ada kabar dari Partai")
    page = siti.get(f"/konten/{item}?pesan=Bu+Tini,+ini+jadwal+posyandu+%26+alamatnya:")
    assert message(page).startswith("Bu Tini, ini jadwal posyandu & alamatnya: http://localhost/b/")
    for odd in ("pembuka=0", "pembuka=99", "pembuka=abc", "pesan=%20"):
        assert message(siti.get(f"/konten/{item}?{odd}")).startswith("Saya kader")


def test_who_came_is_told_per_link_and_to_nobody_else(
    party: Party, as_: Callable[..., Browser]
) -> None:
    item = party.item()
    link = party.link(party.cast.siti, item)
    for address in ("103.10.1.1", "103.10.2.1"):
        party.tap(link, address)
    party.tap(link, agent=WHATSAPP)
    siti = as_(party.cast.siti)
    words = "2 orang datang , 1 pratinjau tidak dihitung"
    assert words in siti.get(f"/konten/{item}").text
    mine = siti.get("/konten/tautan")
    assert words in mine.text
    assert "9 orang 3 poin" in mine.text
    rudi = as_(party.cast.rudi)
    assert "0 orang datang" in rudi.get(f"/konten/{item}").text
    assert "Belum ada yang datang" in rudi.get("/konten/tautan").text


def test_a_live_challenge_with_a_page_offers_to_bring_people_there(
    party: Party, shares: Shares, as_: Callable[..., Browser]
) -> None:
    challenge = shares.challenge(required_link="https://partai.example/sehat")
    without = shares.challenge()
    siti = as_(party.cast.siti)
    assert href(siti.get(f"/tantangan/{challenge}"), "Ajak orang") == f"/tantangan/{challenge}/ajak"
    page = siti.get(f"/tantangan/{challenge}/ajak")
    assert "https://partai.example/sehat" in page.text
    assert message(page).endswith(party.path(party.challenge_link(party.cast.siti, challenge)))
    assert "/ajak" not in siti.get(f"/tantangan/{without}").html
    siti.get(f"/tantangan/{without}/ajak", status=404)


@pytest.mark.parametrize(
    ("mode", "words"),
    [("record", "tanpa poin"), ("off", "Berbagi tautan sedang dimatikan")],
)
def test_the_page_says_how_the_party_treats_whatsapp_now(
    party: Party, shares: Shares, as_: Callable[..., Browser], mode: str, words: str
) -> None:
    item = party.item()
    shares.policy("whatsapp", mode)
    assert words in as_(party.cast.siti).get(f"/konten/{item}").text


def test_what_was_switched_off_is_nowhere(party: Party, as_: Callable[..., Browser]) -> None:
    item = party.item(party.source(active=False))
    siti = as_(party.cast.siti)
    siti.get(f"/konten/{item}", status=404)
    assert "Belum ada kabar" in siti.get("/konten").text
    assert item not in siti.get("/konten/terbaru").html


def test_a_strangers_page_is_whole_and_leads_on_to_the_party(
    party: Party, browser: Browser
) -> None:
    page = browser.get(party.path(party.link(party.cast.siti)))
    assert href(page, "Buka di partai.example").startswith("https://partai.example/berita/")
    assert "Alamat Anda tidak disimpan" in page.text
    assert page.response.headers["Cache-Control"] == "private, no-cache"
