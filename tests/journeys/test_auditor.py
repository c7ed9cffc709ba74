"""An auditor sees everything, has the last word on appeals, and changes nothing else."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Live, by_menu, no_complaints, on_phone_and_desk
from tests.moderation.stage import Court
from tests.shares import Shares

CLOSED = ("/kelola/baru", "/pemeriksaan", "/kasus", "/undangan", "/kelola/umpan")


@on_phone_and_desk
def test_an_auditor_reads_the_trail_and_answers_the_last_appeal(
    shares: Shares, live: Live, open_as: Callable[..., Page], hand: dict
) -> None:
    one = _twice_appealed(Court(shares))
    page = open_as(shares.cast.arif, **hand)
    with no_complaints(page):
        page.goto(f"{live.url}/beranda")
        _searches_the_trail(page)
        _has_the_last_word(page)
        _looks_around(page)
    assert shares.row(one).state == "verified"
    assert shares.entries(shares.cast.siti) == [("share", 10)]
    for path in CLOSED:
        answer = page.goto(live.url + path)
        assert answer is not None and answer.status == 404, path


def _twice_appealed(court: Court) -> int:
    one, cast = court.rejected(), court.shares.cast
    court.answer(court.appeal(one), cast.fajar, overturn=False, answer="Tetap sama.")
    court.appeal(one, "Foto itu saya ambil sendiri.")
    return one


def _searches_the_trail(page: Page) -> None:
    by_menu(page, "Jejak")
    lines = page.get_by_role("list", name="Jejak")
    expect(lines).to_contain_text("Dewi Anggraini, pemeriksa")
    page.get_by_text("Cari di jejak").click()
    page.get_by_label("Nama pelaku").fill("fajar")
    page.get_by_label("Dari tanggal").fill("2026-02-03")
    page.get_by_label("Sampai tanggal").fill("2026-02-01")
    page.get_by_role("button", name="Cari", exact=True).click()
    expect(page.locator("#sampai-error")).to_contain_text("sebelum tanggal awal")
    expect(page.get_by_label("Nama pelaku")).to_have_value("fajar")
    page.get_by_label("Sampai tanggal").fill("")
    page.get_by_role("button", name="Cari", exact=True).click()
    expect(lines.get_by_role("listitem")).to_have_count(1)
    expect(lines).to_contain_text("Fajar Rumbiak, pemeriksa")


def _has_the_last_word(page: Page) -> None:
    by_menu(page, "Peninjauan banding")
    page.get_by_role("link", name="Kiriman ditolak").click()
    expect(page.get_by_text("Foto itu saya ambil sendiri.")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Siti")
    answer = page.get_by_label("Jawaban untuk kader")
    answer.fill("   ")
    page.get_by_role("button", name="Kabulkan banding").click()
    expect(page.locator("#jawaban-error")).to_contain_text("Tulis jawaban")
    answer.fill("Foto Anda sendiri, keputusan lama keliru.")
    page.get_by_role("button", name="Kabulkan banding").click()
    expect(page.get_by_text("Tidak ada yang menunggu")).to_be_visible()


def _looks_around(page: Page) -> None:
    """Everything may be read; nowhere is there anything to press."""
    by_menu(page, "Ketelitian pemeriksa")
    expect(page.locator("main")).not_to_contain_text("Dewi")
    by_menu(page, "Kelola tantangan")
    expect(page.get_by_role("link", name="Tulis tantangan")).to_have_count(0)
    page.locator("main a[href^='/kelola/']").first.click()
    expect(page.locator("main form:not([action*='/unduhan'])")).to_have_count(0)
    page.get_by_role("link", name="Lihat sebagai kader").click()
    expect(page.get_by_text("Beginilah kader melihatnya")).to_be_visible()
    expect(page.locator("main form")).to_have_count(0)
    by_menu(page, "Aturan platform")
    page.get_by_role("link", name="Threads").click()
    expect(page.get_by_role("button", name="Simpan putusan")).to_have_count(0)
    page.goto("/kejujuran")
    expect(page.get_by_text("Kasus menurut tanda").first).to_be_visible()
    by_menu(page, "Ruang kendali")
    expect(page.locator("#room-verified")).to_be_visible()
    expect(page.locator("main form, main button")).to_have_count(0)
