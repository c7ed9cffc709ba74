"""Pages of trouble: in our own look, in words, and without leaning on what has just failed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app import create_app
from app.db import session
from app.web.guards import public
from app.web.refusals import PAGES
from app.web.session import COOKIE
from config import Settings
from tests.conftest import Browser
from tests.page import Page, check

NOWHERE = "postgresql+psycopg://nobody:nothing@127.0.0.1:9/nowhere"


@pytest.fixture(scope="module")
def stranded(settings: Settings) -> Iterator[Flask]:
    """The application with neither database nor store, and a door behind which all goes wrong."""
    app = create_app(
        replace(
            settings,
            database_url=NOWHERE,
            database_owner_url=NOWHERE,
            redis_url="redis://127.0.0.1:9",
        )
    )

    @app.get("/galat/<int:status>")
    @public
    def trouble(status: int) -> None:
        abort(status)

    yield app
    create_app(settings)  # store and limiter are one a process: back to those that live


@pytest.fixture
def stranger(stranded: Flask) -> FlaskClient:
    """Somebody whose session cannot be looked up."""
    client = stranded.test_client()
    client.set_cookie(COOKIE, "sebuah-token")
    return client


@pytest.mark.parametrize("status", PAGES)
def test_every_kind_of_trouble_has_a_page_that_says_what_to_do(
    stranger: FlaskClient, status: int
) -> None:
    page = check(Page(stranger.get(f"/galat/{status}")))
    assert page.status == status
    assert page.soup.select_one('main a[href="/beranda"]')


def test_without_a_database_the_answer_is_503_in_our_own_look(stranger: FlaskClient) -> None:
    page = check(Page(stranger.get("/beranda")))
    assert page.status == 503
    assert "tidak menjawab" in page.text


def test_logs_name_the_door_but_never_the_secret_in_its_address(
    stranger: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    stranger.get("/gabung/kode-yang-rahasia")
    assert "/gabung/<token>" in caplog.text
    assert "rahasia" not in caplog.text


def test_what_was_typed_is_not_part_of_a_database_error(ctx: Flask) -> None:
    with pytest.raises(SQLAlchemyError) as failed:
        session().execute(text("SELECT 1 / CAST(:typed AS integer)"), {"typed": "0"})
    assert "hidden" in str(failed.value)


def test_doubled_slashes_never_send_anybody_to_the_host_of_the_request(browser: Browser) -> None:
    answer = browser.get("/kiriman//abc", 404, headers={"Host": "jahat.example"}).response
    assert "Location" not in answer.headers


def test_a_link_to_nowhere_is_404_in_our_own_look(stranger: FlaskClient) -> None:
    page = check(Page(stranger.get("/tidak-ada")))
    assert page.status == 404
    assert "Halaman ini tidak ada" in page.text


def test_a_method_that_is_not_taken_is_405_in_our_own_look(stranger: FlaskClient) -> None:
    assert check(Page(stranger.put("/masuk"))).status in (400, 405)


def test_what_is_wrong_with_many_fields_is_said_once_and_counted(as_, cast) -> None:
    page = as_(cast.tika).post("/kelola/baru", {}, 422)
    said = [one.get_text(" ", strip=True) for one in page.soup.select("#errors li")]
    assert len(said) == len(set(said))
    assert "Wajib diisi. (5 isian)" in said
    assert page.soup.select_one("#errors li a")["href"] == "#kampanye"
