"""Linking an account as she does it, on whatever platform."""

from playwright.sync_api import Page

from app.providers import PROVIDERS
from tests.journeys.conftest import Live

# Where a platform tells us no handle, or a longer one.
KNOWN_AS = {
    "facebook": "Siti Rahmawati",
    "bluesky": "@siti-lebakbulus.bsky.social",
    "mastodon": "@siti_lebakbulus@sosial.example",
}
# What she types where accounts have more than one home.
WHERE = {"bluesky": "siti-lebakbulus", "mastodon": "sosial.example"}


def link_account(page: Page, live: Live, key: str, by_button: bool = False) -> None:
    """From the list of accounts through the platform's pages and back."""
    label, known_as = PROVIDERS[key].label, KNOWN_AS.get(key, "@siti_lebakbulus")
    page.goto(f"{live.url}/akun")
    if key in WHERE:
        page.get_by_label(where_of(key)).fill(WHERE[key])
    page.get_by_role("button", name=f"Tautkan {label}", exact=True).click()
    if by_button:
        page.get_by_role("link", name="Lanjut ke").click()
    page.get_by_role("button", name="Siti Rahmawati").click()
    page.get_by_role("button", name="Izinkan").click()
    page.get_by_text(known_as).first.wait_for()
    page.get_by_role("button", name="Ini akun saya").click()
    page.get_by_text(f"Akun {label} {known_as} sudah tertaut.").wait_for()


def where_of(key: str) -> str:
    """The label of the field in which the account's home is typed."""
    where = PROVIDERS[key].where  # ty: ignore[unresolved-attribute]
    return where.label
