"""Siti takes her data away and leaves, with the phone in her hand; with and without scripts."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.cast import PASSWORD, Cast
from tests.journeys.conftest import Live, no_complaints


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_siti_takes_her_data_along_and_leaves_for_good(
    live: Live, cast: Cast, open_as: Callable[..., Page], scripts: bool
) -> None:
    phone = open_as(cast.siti, java_script_enabled=scripts)
    with no_complaints(phone):
        phone.goto(f"{live.url}/saya")
        with phone.expect_download() as taken:
            phone.get_by_role("button", name="Unduh semua data saya").click()
        assert taken.value.suggested_filename.startswith("data-saya-gelanggang-")
        told = json.loads(Path(taken.value.path()).read_text())
        assert told["bagian"]["diri"]["baris"][0]["nama"] == cast.siti.name

        phone.get_by_role("link", name="Keluar dari Gelanggang dan hapus").click()
        expect(phone.get_by_text("Poin yang sudah diperoleh ranting")).to_be_visible()
        phone.get_by_role("link", name="Masuk sekali lagi dan lanjut").click()
        phone.get_by_label("Nomor telepon").fill(cast.siti.phone)
        phone.get_by_label("Kata sandi").fill(PASSWORD)
        phone.get_by_role("button", name="Masuk", exact=True).click()
        phone.get_by_role("checkbox").check()
        phone.get_by_role("button", name="Keluar dan hapus data saya").click()
        expect(phone.get_by_role("heading", level=1)).to_have_text("Data Anda sudah dihapus")

        phone.goto(f"{live.url}/saya")
        expect(phone.get_by_role("heading", level=1)).to_have_text("Masuk")
