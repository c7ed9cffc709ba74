"""Our linking against an OAuth server that we did not write: oidc-provider, under X's paths."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest
import requests
from flask import Flask

from app.accounts.models import LinkedAccount
from app.accounts.registrations import Registrations
from app.accounts.tokens import fresh_token, held
from app.db import session
from app.errors import Fault
from app.providers import configure_providers
from app.providers.base import Token
from tests.accounts.conftest import Rows, begin, confirm, local
from tests.conftest import Browser
from tests.judges.strict import Strict, strict_server


@pytest.fixture(scope="module")
def server() -> Iterator[Strict]:
    with strict_server() as one:
        yield one


@pytest.fixture
def strict(server: Strict, app: Flask) -> Strict:
    """The strict server stands in X's place for one test; `app` puts X back for the next."""
    configure_providers({"x": server.registration}, Registrations())
    return server


@pytest.fixture
def rows(app: Flask) -> Rows:
    return Rows(app)


@pytest.fixture
def siti(strict: Strict, as_, cast) -> Browser:
    return as_(cast.siti)


def changed(url: str, **changes: str | None) -> str:
    """The same address with other words in its query; None takes one out."""
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | changes
    kept = {name: value for name, value in query.items() if value is not None}
    return urlunsplit(parts._replace(query=urlencode(kept)))


def sent_to(url: str) -> requests.Response:
    """The first answer to somebody sent to `url`."""
    return requests.get(url, allow_redirects=False, timeout=10)


def link(strict: Strict, siti: Browser) -> None:
    """The whole way, with X's paths led to the strict server."""
    siti.get(local(strict.agree(begin(siti, "x"))), status=303)
    confirm(siti, "x")


def grant(app: Flask, account: LinkedAccount) -> Token:
    """The grant in the row now."""
    with app.app_context():
        return held(session().get_one(LinkedAccount, account.id))


def test_a_strict_server_is_satisfied_by_the_whole_way_of_a_link(
    app, strict, siti, rows: Rows
) -> None:
    link(strict, siti)
    (account,) = rows.accounts()
    assert (account.subject, account.handle, account.status) == (strict.subject, "siti", "active")
    token = grant(app, account)
    assert set(token.scopes) == {"tweet.read", "users.read", "offline.access"}
    assert strict.knows(token.access)


def test_the_server_refuses_what_we_never_leave_out(strict, siti) -> None:
    asked = begin(siti, "x")
    without = sent_to(changed(asked, code_challenge=None, code_challenge_method=None))
    assert "error=invalid_request" in without.headers["Location"]
    elsewhere = sent_to(changed(asked, redirect_uri="http://localhost/akun/x/kembali/"))
    assert elsewhere.status_code == 400
    assert "Location" not in elsewhere.headers


def test_a_refusal_of_the_server_links_nothing(strict, siti, rows: Rows) -> None:
    asked = changed(begin(siti, "x"), code_challenge=None, code_challenge_method=None)
    back = sent_to(asked).headers["Location"]
    assert "Izin tidak diberikan" in siti.get(local(back), status=422).text
    assert rows.accounts() == []


def test_a_code_asked_for_by_somebody_else_is_of_no_use(strict, siti, rows: Rows) -> None:
    asked = changed(begin(siti, "x"), code_challenge="a" * 43)
    siti.get(local(strict.agree(asked)), status=422)
    assert rows.accounts() == []


def test_an_answer_in_the_name_of_another_server_is_refused(strict, siti, rows: Rows) -> None:
    back = strict.agree(begin(siti, "x"))
    assert parse_qs(urlsplit(back).query)["iss"] == [strict.url]
    siti.get(local(changed(back, iss="https://penyamar.example")), status=422)
    assert rows.accounts() == []
    assert all(one.found is None for one in rows.attempts())


def test_a_renewed_grant_takes_the_place_of_the_old_one(app, strict, siti, rows: Rows) -> None:
    link(strict, siti)
    (account,) = rows.accounts()
    old = grant(app, account)
    with app.app_context():
        young = fresh_token(account.id, spent=old)
    assert young.access != old.access
    assert strict.knows(young.access)
    assert grant(app, account).refresh not in (old.refresh, None)


def test_a_refresh_token_used_by_a_thief_ends_the_grant_for_both(
    app, strict, siti, rows: Rows
) -> None:
    link(strict, siti)
    (account,) = rows.accounts()
    old = grant(app, account)
    with app.app_context():
        young = fresh_token(account.id, spent=old)
    replayed = strict.refresh(old.refresh)
    assert (replayed.status_code, replayed.json()["error"]) == (400, "invalid_grant")
    assert not strict.knows(young.access)
    with app.app_context(), pytest.raises(Fault) as ended:
        fresh_token(account.id, spent=young)
    assert ended.value.kind == "revoked"
    assert rows.accounts()[0].status == "expired"


def test_unlinking_gives_the_grant_back_to_the_server(app, strict, siti, rows: Rows) -> None:
    link(strict, siti)
    token = grant(app, rows.accounts()[0])
    siti.post("/akun/x/lepas", at="/akun")
    assert not strict.knows(token.access)
    assert strict.refresh(token.refresh).status_code == 400
