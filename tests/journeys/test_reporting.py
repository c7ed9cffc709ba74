"""A report with a photo, made where there is no signal: kept in the phone, sent once, shown."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.activities.models import Activity, ActivityImage
from app.db import db, session
from tests.cast import Cast
from tests.journeys.conftest import Live
from tests.journeys.test_accessibility import problems
from tests.journeys.test_without_signal import (
    QUEUED,
    _end_sessions,
    _posts,
    _queued,
    _settle,
    _sign_in,
    _signal_back,
)
from tests.pictures.test_making import bytes_of, drawn

KEPT = "Tersimpan di HP. Dikirim otomatis saat ada sinyal."
UNTIL_SENT = f"""async () => {{
  const queued = {QUEUED};
  while ((await queued()).length) await new Promise(requestAnimationFrame);
}}"""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """As a phone takes it: large, with the place in it."""
    path = tmp_path / "IMG_20261128.jpg"
    path.write_bytes(bytes_of(drawn((3000, 2250)), "JPEG", quality=98, comment=b"Alamat Rahasia"))
    return path


def _fill(page: Page, photo: Path, title: str = "Kerja bakti saluran air") -> None:
    page.get_by_label("Apa kegiatannya").fill(title)
    page.get_by_label("Ceritakan singkat").fill("Dua puluh warga datang.")
    page.get_by_label("Jam mulai").fill("00:00")
    page.get_by_label("Pilih foto").first.set_input_files(photo)
    page.get_by_label("Apa yang tampak di foto").first.fill("Warga di tepi saluran")
    for box in page.get_by_role("checkbox").all():
        box.check()


def _send(page: Page, words: str = "Kirim laporan") -> None:
    page.get_by_role("button", name=words).click()


def _reports(live: Live) -> list[tuple[str, int]]:
    """Titles, and how many bytes of photo came with each."""
    with live.app.app_context():
        asked = session().query(Activity.title, ActivityImage.raw)
        rows = asked.join(ActivityImage, ActivityImage.activity_id == Activity.id).all()
        db.session.remove()
    return [(title, len(raw or b"")) for title, raw in rows]


def test_a_report_made_without_a_signal_is_sent_once_when_it_returns(
    live: Live, cast: Cast, open_as: Callable[..., Page], photo: Path
) -> None:
    page = open_as(cast.siti, bypass_csp=True)
    _settle(page, live)
    page.goto(f"{live.url}/kegiatan/lapor")
    page.context.set_offline(True)
    _fill(page, photo)
    expect(page.locator("#foto1-diperkecil")).to_contain_text("Diperkecil di HP")
    _send(page)
    expect(page.locator("#waiting")).to_contain_text(KEPT)
    expect(page.locator("#waiting")).to_contain_text("Kerja bakti saluran air")
    expect(page.locator("[data-room]")).to_contain_text("KB di HP ini")
    assert problems(page) == []
    page.goto(f"{live.url}/kegiatan/lapor")  # where there never was a signal
    _fill(page, photo, "Tanam cabai")
    assert problems(page) == []
    _send(page, "Simpan di HP")
    expect(page.locator("#waiting")).to_contain_text("Tanam cabai")
    assert _reports(live) == []
    _end_sessions(live, cast.siti)
    _signal_back(page)
    page.goto(f"{live.url}/kegiatan/saya")
    expect(page.get_by_text("Ada kiriman yang menunggu di HP ini")).to_be_visible()
    _sign_in(page.context, live, cast.siti)
    with _posts(live) as posts:
        page.goto(f"{live.url}/kegiatan/saya")
        page.evaluate("() => { for (const _ of [1, 2, 3]) dispatchEvent(new Event('online')); }")
        page.evaluate(UNTIL_SENT)
        page.reload()
        expect(page.get_by_role("link", name="Kerja bakti saluran air")).to_be_visible()
    assert posts == ["/antrean/kegiatan"] * 2
    (first, second) = _reports(live)
    assert (first[0], second[0]) == ("Kerja bakti saluran air", "Tanam cabai")
    assert 0 < first[1] <= 150 * 1024
    live.work()
    page.get_by_role("link", name="Kerja bakti saluran air").click()
    expect(page.get_by_alt_text("Warga di tepi saluran")).to_be_visible()


def test_a_session_that_ended_meanwhile_loses_no_report_and_one_that_arrived_is_not_sent_again(
    live: Live, cast: Cast, open_as: Callable[..., Page], photo: Path
) -> None:
    page = open_as(cast.siti)
    _settle(page, live)
    page.goto(f"{live.url}/kegiatan/lapor")
    _fill(page, photo)
    _end_sessions(live, cast.siti)
    _send(page)  # before the photo is small: the form waits for it
    page.wait_for_url("**/masuk?*")
    assert _reports(live) == []
    _sign_in(page.context, live, cast.siti)
    page.goto(f"{live.url}/kegiatan/saya")
    page.evaluate(UNTIL_SENT)
    assert len(_reports(live)) == 1
    page.goto(f"{live.url}/kegiatan/lapor")
    _fill(page, photo)
    with _posts(live) as posts:
        _send(page)
        page.wait_for_url("**/kegiatan/*")
        page.evaluate(UNTIL_SENT)
    assert posts == ["/kegiatan/lapor"]
    assert len(_reports(live)) == 2
    assert _queued(page) == []
