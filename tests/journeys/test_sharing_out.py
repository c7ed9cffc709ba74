"""The share sheet: what a challenge hands to it, its picture included. Nothing is posted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.campaigns.models import Challenge
from app.db import session
from app.jobs import kit_images
from simulator.running import Simulator
from tests.cast import Cast
from tests.journeys.conftest import Live, no_complaints
from tests.pictures.test_making import JPEG
from tests.shares import DISCLOSURE, TAG, Shares

ALT = "Warga menguras sumur"
# A sheet that notes what it was handed; `late` refuses once, as after a tap that is long ago.
SHEET = """() => {
  window.shared = [];
  let late = %s;
  navigator.canShare = () => true;
  navigator.share = async ({ text, url, files }) => {
    if (late) { late = false; throw new DOMException("", "NotAllowedError"); }
    const pictures = (files ?? []).map((file) => [file.type, file.size > 999]);
    window.shared.push([text, url ?? null, pictures]);
    document.documentElement.dataset.shared = window.shared.length;
  };
}"""


@pytest.fixture
def challenge(live: Live, cast: Cast, platforms: Simulator) -> str:
    """A live challenge with one picture."""
    platforms.recover()
    shares = Shares(live.app, cast, platforms)
    made = shares.challenge(state="draft", published_by=None, published_at=None)
    wanted = select(Challenge).where(Challenge.public_id == made)
    with shares.at_work():
        kit_images.add(shares.actor(cast.tika), session().scalars(wanted).one(), JPEG, ALT)
    live.work()
    with shares.at_work():
        ready = session().scalars(wanted).one()
        ready.state, ready.published_by, ready.published_at = (
            "published",
            cast.bima.id,
            ready.drafted_at,
        )
    return made


@pytest.mark.parametrize("late", [False, True], ids=["at once", "after a slow download"])
def test_marks_and_picture_go_to_the_sheet_and_no_text_of_a_post(
    live: Live, cast: Cast, challenge: str, open_as: Callable[..., Page], late: bool
) -> None:
    page = open_as(cast.siti)
    page.add_init_script(f"({SHEET % str(late).lower()})()")
    with no_complaints(page):
        page.goto(f"{live.url}/tantangan/{challenge}")
        write = page.locator("#write")
        button = write.get_by_role("button", name=ALT)
        button.click()
        if late:
            write.get_by_role("button", name="Ketuk sekali lagi").click()
        page.locator("html[data-shared='1']").wait_for()
        write.get_by_role("button", name="Buka aplikasinya").click()
        marks = f"{TAG} {DISCLOSURE}"
        assert page.evaluate("shared") == [
            [marks, None, [["image/jpeg", True]]],
            [marks, None, []],
        ]


def test_without_a_sheet_there_are_links_and_a_download(
    live: Live, cast: Cast, challenge: str, open_as: Callable[..., Page]
) -> None:
    page = open_as(cast.siti, java_script_enabled=False)
    page.goto(f"{live.url}/tantangan/{challenge}")
    write = page.locator("#write")
    expect(write.get_by_role("button")).to_have_count(0)
    expect(write.get_by_role("link", name="Threads")).to_be_visible()
    expect(page.get_by_role("link", name=ALT)).to_be_visible()
