"""Removing us on the platform itself, with a phone: the link ends here, and the data goes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.providers import PROVIDERS
from simulator.running import Simulator
from tests.cast import Cast
from tests.journeys.conftest import Live, no_complaints
from tests.journeys.linking import link_account


@pytest.mark.parametrize("key", ["instagram", "facebook", "threads"])
def test_siti_has_her_data_deleted_from_over_there_and_sees_that_it_is_gone(
    key: str, cast: Cast, platforms: Simulator, live: Live, open_as: Callable[..., Page]
) -> None:
    platforms.recover()
    platforms.become("instagram", "siti_lebakbulus", "professional")  # it lets no other be read
    platforms.stage.program_url = live.url
    label = PROVIDERS[key].label
    phone = open_as(cast.siti)
    with no_complaints(phone):
        link_account(phone, live, key)
        expect(phone.get_by_text("sudah tertaut")).to_be_visible()

        phone.goto(f"{platforms.url}/orang/siti_lebakbulus")
        settings = phone.locator("form").filter(has_text=f"membaca akun {label} Anda")
        settings.get_by_role("checkbox").check()
        settings.get_by_role("button", name=f"Cabut izin di {label}").click()
        told = phone.get_by_role("status").filter(has_text="kode").inner_text()
        phone.goto(next(word for word in told.split() if word.startswith("http")))
        expect(phone.get_by_role("heading", level=1)).to_have_text(f"Penghapusan data {label}")
        expect(phone.get_by_text("Selesai pada")).to_be_visible()

        phone.goto(f"{live.url}/akun")
        expect(phone.get_by_role("button", name=f"Tautkan {label}", exact=True)).to_be_visible()
    platforms.stage.program_url = ""
