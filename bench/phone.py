"""The demo party on the screens it is made for: one headless Chromium, signed in as anybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 800}
DESK = {"width": 1440, "height": 900}


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, until the block ends."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def phone(browser: Browser, url: str, person: str | None = None) -> BrowserContext:
    """A phone of its own with nothing in it; with a name, that person of the cast is signed in."""
    context = browser.new_context(
        viewport=PHONE,  # ty: ignore[invalid-argument-type]
        device_scale_factor=2,
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        base_url=url,
        has_touch=True,
    )
    if person:
        page = context.new_page()
        page.goto("/masuk/demo")
        page.get_by_role("button", name=f"Masuk sebagai {person}").click()
        page.wait_for_url("**/beranda")
        page.close()
    return context


def answers(url: str) -> bool:
    """Whether a Gelanggang is there."""
    try:
        with urlopen(f"{url}/healthz", timeout=5) as answer:  # noqa: S310 - one's own
            return answer.status == 200
    except (URLError, OSError):
        return False
