"""Reporting activities as a phone's form does, for tests."""

from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO

from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app import clock
from tests.conftest import Browser
from tests.page import Page, check
from tests.pictures.test_making import JPEG

ALT = "Warga mengangkat lumpur dari saluran"
AT = "/kegiatan/lapor"


def filled(**changed: object) -> dict[str, object]:
    """The form as somebody fills it in, an hour after it began."""
    began = (clock.now() - timedelta(hours=1)).astimezone(clock.JAKARTA)
    typed: dict[str, object] = {
        "judul": "Kerja bakti saluran air",
        "cerita": "Dua puluh warga datang.\nSaluran mengalir lagi.",
        "unit": "31.74.06.1002",
        "tempat_acara": "Jalan Karang Tengah",
        "tanggal": f"{began:%Y-%m-%d}",
        "jam": f"{began:%H:%M}",
        "orang": "20",
        "foto1": JPEG,
        "alt1": ALT,
        "pernyataan": "1",
        "izin": "1",
        "anak": "1",
        "tempat": "1",
    }
    return {name: value for name, value in (typed | changed).items() if value is not None}


def sent(
    browser: Browser, typed: Mapping[str, object], to: str = AT, headers: dict | None = None
) -> TestResponse:
    """The form with its files; encoded here, since the client leaves its own copy of one open."""
    parts = {
        name: FileStorage(BytesIO(value), "../IMG_1.svg") if isinstance(value, bytes) else value
        for name, value in typed.items()
    }
    token = browser.get("/saya").token()
    boundary, body = encode_multipart({"csrf_token": token, **parts})
    kind = f"multipart/form-data; boundary={boundary}"
    return browser.client.post(to, data=body, content_type=kind, headers=headers or {})


def report(browser: Browser, **changed: object) -> str:
    """Report it: the address of its page."""
    answer = sent(browser, filled(**changed))
    assert answer.status_code == 303, Page(answer).text[:400]
    return str(answer.location)


def refused(browser: Browser, **changed: object) -> Page:
    """The form that comes back."""
    page = check(Page(sent(browser, filled(**changed))))
    assert page.status == 422, page.text[:400]
    return page
