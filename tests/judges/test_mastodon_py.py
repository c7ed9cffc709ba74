"""Mastodon.py, the usual client, at both stand-in servers: registering, signing in, reading."""

from collections.abc import Iterator
from datetime import UTC

import pytest
from mastodon import Mastodon, MastodonNotFoundError, MastodonUnauthorizedError
from requests import Session

from simulator.running import Simulator
from tests.consent import agree, told
from tests.judges.conftest import SITI, detour

CALLBACK = "http://127.0.0.1:8000/akun/mastodon/kembali"
SCOPES = {
    "sosial.example": ["profile", "read:statuses"],
    "lama.example": ["read:accounts", "read:statuses"],
}
BOTH = pytest.mark.parametrize("host", SCOPES)


@pytest.fixture
def session(sim: Simulator) -> Iterator[Session]:
    """A session for which the stand-in is the web."""
    with Session() as session:
        for host in SCOPES:
            detour(session, f"https://{host}", f"{sim.url}/host/{host}")
        yield session


def signed_in(sim: Simulator, session: Session, host: str) -> Mastodon:
    """The client with Siti's grant, after the whole way."""
    sim.become("mastodon", SITI, host)
    base, scopes = f"https://{host}", SCOPES[host]
    ours = Mastodon.create_app(
        "Uji", scopes=scopes, redirect_uris=CALLBACK, api_base_url=base, session=session
    )
    client = Mastodon(*ours, api_base_url=base, session=session)
    url = client.auth_request_url(redirect_uris=CALLBACK, scopes=scopes, state="s")
    back = agree(sim, url.replace(base, f"{sim.url}/host/{host}"), SITI)
    client.log_in(code=told(back)["code"], redirect_uri=CALLBACK, scopes=scopes)
    return client


@BOTH
def test_mastodon_py_registers_signs_in_and_reads(
    sim: Simulator, session: Session, host: str
) -> None:
    client = signed_in(sim, session, host)
    written = sim.write("mastodon", SITI, "Halo dari Lebak Bulus #SayaKader")
    me = client.account_verify_credentials()
    assert str(me.id) == sim.person(SITI).account_id("mastodon")
    assert me.acct == SITI
    (status,) = client.account_statuses(me.id, exclude_reblogs=True, exclude_replies=True)
    assert str(status.id) == written.id
    assert status.url == written.url
    assert [tag.name for tag in status.tags] == ["sayakader"]
    assert status.created_at.astimezone(UTC) == written.at
    assert client.status(written.id).account.id == me.id


@BOTH
def test_mastodon_py_understands_every_no(sim: Simulator, session: Session, host: str) -> None:
    client = signed_in(sim, session, host)
    written = sim.write("mastodon", SITI, "Halo")
    sim.delete(written)
    with pytest.raises(MastodonNotFoundError):
        client.status(written.id)
    assert client.ratelimit_remaining < client.ratelimit_limit
    assert client.ratelimit_reset > 0
    client.revoke_access_token()
    assert not sim.stage.grants.holds("mastodon", sim.person(SITI))
    sim.revoke("mastodon", SITI)
    again = signed_in(sim, session, host)
    sim.revoke("mastodon", SITI)
    with pytest.raises(MastodonUnauthorizedError):
        again.account_verify_credentials()
