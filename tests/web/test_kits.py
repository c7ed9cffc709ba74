"""Pictures of a kit: uploaded by an officer, made ready by a worker, seen within reach alone."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.campaigns.models import KitFile, KitImage
from app.db import db, session
from app.jobs.due import run_due_jobs
from tests.cast import Cast, Person
from tests.conftest import Browser
from tests.page import Page, check
from tests.pictures.test_making import JPEG, SVG
from tests.web.test_manage import publish, written

Opens = Callable[[Person], Browser]
ALT = "Warga menguras sumur di belakang musala"


@pytest.fixture
def place(as_: Opens, cast: Cast) -> str:
    """A draft of Tika's for the whole of Jakarta."""
    return written(as_(cast.tika))


def sent(officer: Browser, place: str, raw: bytes, alt: str = ALT) -> TestResponse:
    """The form with a file; encoded here, since the client leaves its own copy of one open."""
    file = FileStorage(BytesIO(raw), "../../foto.svg", content_type="image/svg+xml")
    token = officer.get("/saya").token()
    boundary, body = encode_multipart({"csrf_token": token, "alt": alt, "gambar": file})
    kind = f"multipart/form-data; boundary={boundary}"
    return officer.client.post(f"{place}/gambar", data=body, content_type=kind)


def upload(officer: Browser, place: str, raw: bytes, alt: str = ALT, status: int = 303) -> Page:
    page = check(Page(sent(officer, place, raw, alt)))
    assert page.status == status, page.text[:300]
    return page


def files_of(page: Page) -> list[str]:
    return [
        str(tag.get("src") or tag.get("srcset") or tag.get("href"))
        for tag in page.soup.select(".kit-picture img, .kit-picture source, .kit-picture a")
    ]


def test_a_picture_goes_from_an_officers_upload_to_a_cadres_screen(
    app: Flask, as_: Opens, cast: Cast, place: str
) -> None:
    tika = as_(cast.tika)
    upload(tika, place, JPEG)
    page = tika.get(place)
    assert "Sedang disiapkan" in page.text
    waiting = page.soup.select_one("#kit-pictures")
    live = str(waiting["hx-get"])
    tika.get(live, 204, headers={"HX-Request": "true"})
    run_due_jobs(app)
    ready = tika.get(live, headers={"HX-Request": "true"})
    assert not ready.soup.select_one("#kit-pictures").has_attr("hx-get")
    tika.post(f"{place}/ajukan")
    publish(as_(cast.bima), place)
    page = as_(cast.siti).get(f"/tantangan/{place.rpartition('/')[2]}")
    shown = page.soup.select_one(".kit-picture img")
    assert shown["alt"] == ALT
    assert (shown["width"], shown["height"]) == ("640", "480")
    assert "foto" not in page.html and ".svg" not in str(page.soup.select_one(".kit-picture img"))
    for address, kind in zip(files_of(page), ("avif", "webp", "jpeg"), strict=True):
        answer = as_(cast.siti).client.get(address)
        assert answer.mimetype == f"image/{kind}"
        assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_nobody_outside_its_reach_gets_a_file_nor_anybody_before_it_is_published(
    app: Flask, as_: Opens, cast: Cast, place: str, browser: Browser
) -> None:
    tika = as_(cast.tika)
    upload(tika, place, JPEG)
    run_due_jobs(app)
    address = files_of(tika.get(place))[0]
    browser.get(address, 303)
    as_(cast.siti).get(address, 404)
    tika.post(f"{place}/ajukan")
    publish(as_(cast.bima), place)
    assert as_(cast.siti).client.get(address).status_code == 200
    as_(cast.yohana).get(address, 404)  # Papua: the challenge is Jakarta's
    tika.get(address.replace(address.split("/")[3][:16], "0" * 16), 404)


@pytest.mark.parametrize(
    ("raw", "alt", "field"),
    [
        (SVG, ALT, "gambar"),
        (b"", ALT, "gambar"),
        (JPEG, "  ", "alt"),
        (b"\xff\xd8\xff" + b"\x00" * (6 * 1024 * 1024), ALT, "gambar"),
    ],
)
def test_what_cannot_be_a_picture_is_said_at_its_field(
    as_: Opens, cast: Cast, place: str, raw: bytes, alt: str, field: str
) -> None:
    page = upload(as_(cast.tika), place, raw, alt, 422)
    assert page.error_at(field)


def test_what_a_worker_cannot_read_is_told_to_the_officer(
    app: Flask, as_: Opens, cast: Cast, place: str
) -> None:
    tika = as_(cast.tika)
    upload(tika, place, JPEG[:500])
    run_due_jobs(app)
    assert "Gambar ini rusak, terpotong, atau bukan gambar." in tika.get(place).text
    with app.app_context():
        (image,) = session().query(KitImage).all()
        assert (image.state, image.raw) == ("refused", None)
        assert session().query(KitFile).count() == 0
        db.session.remove()


def test_a_changed_picture_has_to_be_proposed_anew_and_a_published_one_stays(
    app: Flask, as_: Opens, cast: Cast, place: str
) -> None:
    tika, bima = as_(cast.tika), as_(cast.bima)
    tika.post(f"{place}/ajukan")
    upload(bima, place, JPEG)
    run_due_jobs(app)
    assert "Draf" in bima.get(place).text
    bima.post(f"{place}/ajukan")
    publish(tika, place)
    upload(tika, place, JPEG, status=422)
    with app.app_context():
        image = session().query(KitImage).one().public_id
        db.session.remove()
    tika.post(f"{place}/gambar/{image}/hapus", status=422)


def test_an_officer_takes_a_picture_out(app: Flask, as_: Opens, cast: Cast, place: str) -> None:
    tika = as_(cast.tika)
    upload(tika, place, JPEG)
    run_due_jobs(app)
    page = tika.get(place)
    form = next(one for one in page.soup.find_all("form") if "/hapus" in one["action"])
    tika.post(str(form["action"]))
    assert files_of(tika.get(place)) == []


def test_a_challenge_has_four_pictures_at_most(as_: Opens, cast: Cast, place: str) -> None:
    tika = as_(cast.tika)
    for _ in range(4):
        upload(tika, place, JPEG)
    assert "Unggah gambar" not in tika.get(place).text
    upload(tika, place, JPEG, status=422)


def test_only_those_who_may_upload_may_send_so_much(as_: Opens, cast: Cast, place: str) -> None:
    """256 KB is the limit of everybody else, and everywhere else, before the body is read."""
    large = JPEG + b"\x00" * 300_000
    assert sent(as_(cast.siti), place, large).status_code == 413
    tika = as_(cast.tika)
    data = {"csrf_token": tika.get("/saya").token(), "judul": "x" * 300_000}
    assert tika.client.post(f"{place}/langkah/1", data=data).status_code == 413
