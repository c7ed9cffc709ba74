"""An operator keeps the machine running: terms, feeds, costs, health; he learns nobody's name."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from app import clock
from app.accounts import allowance
from app.providers import base, get
from tests.content.sites import item, rss, standing_in
from tests.journeys.conftest import Live, by_menu, no_complaints, on_phone_and_desk
from tests.shares import Shares

NOTE = "Surat jawaban platform tertanggal kemarin."


@on_phone_and_desk
def test_an_operator_keeps_it_running_and_learns_nobodys_name(
    shares: Shares, live: Live, open_as: Callable[..., Page], hand: dict
) -> None:
    _a_day(shares)
    page = open_as(shares.cast.oka, **hand)
    with no_complaints(page), standing_in() as sites:
        sites.say("partai.example/feed.xml", rss(item(1)))
        page.goto(f"{live.url}/beranda")
        _decides_about_a_platform(page)
        _ends_a_silence(page)
        _takes_up_a_feed(page)
        _reads_only_the_outline(page)
        _asks_how_the_machine_is(page)
    cadre = open_as(shares.cast.siti, **hand)
    cadre.goto(f"{live.url}/konten")
    expect(cadre.get_by_role("link", name="Kabar 1", exact=True)).to_be_visible()


def _a_day(shares: Shares) -> None:
    """Somebody judged a post, and X asked for silence."""
    challenge = shares.challenge(providers=["instagram"])
    post = shares.post(shares.cast.siti, "Sore", "instagram")
    shares.decide(shares.submit(shares.cast.siti, challenge, post.url), shares.cast.dewi)
    with shares.app.app_context():
        until = clock.now() + timedelta(hours=2)
        allowance.pause(get("x"), base.rate_limited("X", until))


def _decides_about_a_platform(page: Page) -> None:
    by_menu(page, "Aturan platform")
    page.get_by_role("link", name="Threads").click()
    page.get_by_role("radio", name="Tercatat, tanpa poin").check()
    page.get_by_label("Catatan").fill(NOTE)
    page.get_by_label("Berlaku sampai").fill("2020-01-31")
    page.get_by_role("button", name="Simpan putusan").click()
    expect(page.locator("#paham-error")).to_contain_text("centang bahwa Anda memahaminya")
    expect(page.locator("#sampai-error")).to_contain_text("sudah lewat")
    expect(page.get_by_label("Catatan")).to_have_value(NOTE)
    expect(page.get_by_role("radio", name="Tercatat, tanpa poin")).to_be_checked()
    page.get_by_label("Berlaku sampai").fill("")
    page.get_by_role("checkbox", name="Saya sudah membaca aturan").check()
    page.get_by_role("button", name="Simpan putusan").click()
    expect(page.get_by_text("Tersimpan. Berlaku")).to_be_visible()
    expect(page.get_by_text(NOTE)).to_be_visible()


def _ends_a_silence(page: Page) -> None:
    by_menu(page, "Biaya membaca")
    page.get_by_role("button", name="Tanyai lagi sekarang: X").click()
    expect(page.get_by_text("X ditanyai lagi mulai sekarang.")).to_be_visible()


def _takes_up_a_feed(page: Page) -> None:
    by_menu(page, "Umpan kabar")
    address = page.get_by_label("Alamat umpan")
    address.fill("https://partai.example/tidak-ada")
    page.get_by_role("button", name="Periksa dan tambahkan").click()
    expect(page.locator("#alamat-error")).to_be_visible()
    expect(address).to_have_value("https://partai.example/tidak-ada")
    address.fill("https://partai.example/feed.xml")
    page.get_by_role("button", name="Periksa dan tambahkan").click()
    expect(page.get_by_text("Berjalan")).to_be_visible()


def _reads_only_the_outline(page: Page) -> None:
    by_menu(page, "Jejak")
    expect(page.get_by_text("tanpa nama dan tanpa rincian")).to_be_visible()
    lines = page.get_by_role("list", name="Jejak")
    expect(lines).to_contain_text("Pemeriksa")
    expect(lines).not_to_contain_text("Dewi")
    expect(page.get_by_label("Nama pelaku")).to_have_count(0)


def _asks_how_the_machine_is(page: Page) -> None:
    page.goto("/beranda")
    page.get_by_role("link", name="Bagian mesin perlu dilihat").click()
    expect(page.get_by_role("heading", name="Kesehatan mesin")).to_be_visible()
    expect(page.get_by_role("list", name="Bagian mesin")).to_contain_text("Pekerja")
    found = page.request.get("/readyz").json()
    assert found["database"] and found["store"]
    assert "gelanggang_board_lag_seconds" in page.request.get("/metrics").text()
    for path in ("/pemeriksaan", "/kelola", "/tim", "/ruang-kendali"):
        assert page.request.get(path).status == 404
