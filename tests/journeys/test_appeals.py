"""A wrong "no" is made good: two people reject, she appeals on her phone, a third one hears her."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from app.ledger.models import Entry
from tests.journeys.conftest import IN_HAND, Live
from tests.shares import Shares


def judge(page: Page, live: Live, answer: str) -> None:
    """Take what the lot gives, and say no to it."""
    page.goto(f"{live.url}/pemeriksaan")
    page.get_by_role("button", name="Ambil satu").click()
    expect(page.get_by_role("heading", name="Periksa unggahan Instagram")).to_be_visible()
    page.get_by_label("Alasan bila ditolak").select_option(label=answer)
    page.get_by_role("button", name="Tolak", exact=True).click()
    expect(page.get_by_role("button", name="Ambil satu")).to_be_visible()


def test_a_verifier_decides_a_cadre_appeals_and_points_arrive(
    shares: Shares, live: Live, open_as: Callable[..., Page]
) -> None:
    cast = shares.cast
    challenge = shares.challenge(providers=["instagram"])
    link = shares.post(cast.rudi, "Sore di kampung", "instagram").url
    one = shares.row(shares.submit(cast.siti, challenge, link))
    for person, hand in ((cast.dewi, "phone"), (cast.gita, "desk")):
        judge(open_as(person, **IN_HAND[hand]), live, "Isi menyalin unggahan lain")

    phone = open_as(cast.siti)
    phone.goto(f"{live.url}/kabar-saya")
    expect(phone.get_by_text("Kiriman Anda ditolak")).to_be_visible()
    phone.get_by_role("link", name="Banding sampai").click()
    phone.get_by_label("Mengapa putusan ini keliru").fill("Ini tulisan dan foto saya sendiri.")
    phone.get_by_role("button", name="Kirim banding").click()
    expect(phone.get_by_text("Ditinjau", exact=True).first).to_be_visible()

    desk = open_as(cast.fajar, **IN_HAND["desk"])
    desk.goto(f"{live.url}/peninjauan")
    desk.locator("main a[href^='/peninjauan/']").click()
    expect(desk.get_by_text("Ini tulisan dan foto saya sendiri.")).to_be_visible()
    assert "Siti" not in desk.content()
    desk.get_by_label("Jawaban untuk kader").fill("Benar, tidak ada yang serupa.")
    desk.get_by_role("button", name="Kabulkan banding").click()
    expect(desk.get_by_text("Tidak ada yang menunggu")).to_be_visible()
    assert shares.count(Entry) == 1

    live.work()
    phone.goto(f"{live.url}/kabar-saya")
    phone.get_by_role("link", name="Banding Anda dikabulkan").click()
    expect(phone.get_by_text("Benar, tidak ada yang serupa.")).to_be_visible()
    phone.goto(f"{live.url}/kiriman/{one.public_id}")
    expect(phone.get_by_text("+10 poin").first).to_be_visible()
    assert shares.entries(cast.siti) == [("share", 10)]
