"""Mastodon against two stand-in servers, of today and of yesterday: and every way it can fail."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app import clock
from app.errors import Fault
from app.providers import dpop, open_web
from app.providers.base import Departure, Nowhere, Post, Token
from app.providers.mastodon import Mastodon
from simulator.platforms import mastodon_shapes as shapes
from simulator.posts import Post as Written
from simulator.running import Simulator
from tests.consent import agree, deny, told
from tests.providers.conftest import Registered
from tests.providers.open_networks import Remembered, played_by

CALLBACK = "http://127.0.0.1:8000/akun/mastodon/kembali"
SITI, RUDI = "siti_lebakbulus", "rudi_lebakbulus"
NEW, OLD = "sosial.example", "lama.example"
STATE = "s" * 43
TEXT = "Kerja bakti di Lebak Bulus & sekitarnya #SayaKader https://dpp.example/kerja?a=1&b=2"
NOBODY = Token("", None, None, ())
BOTH = pytest.mark.parametrize("host", [NEW, OLD])


@pytest.fixture
def clients() -> Remembered:
    return Remembered()


@pytest.fixture
def mastodon(sim: Simulator, clients: Remembered) -> Iterator[Mastodon]:
    """The network, with the simulator playing the web."""
    with played_by(sim):
        network = Mastodon(Registered("", "", {}))
        network.clients = clients
        yield network


def failing(kind: str):
    """The block must end in this fault."""
    return pytest.raises(Fault, match=f"^{kind}:")


def subject(sim: Simulator, handle: str = SITI) -> str:
    """A person's lasting id on her server."""
    person = sim.person(handle)
    return f"{person.kind('mastodon')}/{person.account_id('mastodon')}"


def lay(sim: Simulator, written: Written, **what: object) -> None:
    """Say something about a status: who may see it, what it answers or repeats."""
    sim.stage.store.put("mastodon status", written.id, json.dumps(what))


@dataclass
class Visit:
    """One way through the consent page: how we left, and what the callback got."""

    left: Departure
    back: dict[str, str]


def visit(sim: Simulator, mastodon: Mastodon, host: str = NEW, handle: str = SITI) -> Visit:
    """Leave for a server on which the person lives, agree, come back."""
    sim.become("mastodon", handle, host)
    left = mastodon.depart(STATE, CALLBACK, host)
    return Visit(left, told(agree(sim, left.url, handle)))


def linked(sim: Simulator, mastodon: Mastodon, host: str = NEW, handle: str = SITI) -> Token:
    """A grant, after the whole way."""
    been = visit(sim, mastodon, host, handle)
    return mastodon.exchange(been.back["code"], CALLBACK, been.left.kept)


def read(mastodon: Mastodon, sim: Simulator, written: Written, token: Token = NOBODY) -> Post:
    """A post of Siti's server as it is read for her."""
    home = subject(sim).partition("/")[0]
    return mastodon.post(token, subject(sim), f"{home}/{written.id}")


# -- leaving


def test_a_server_of_today_is_asked_for_the_least_with_pkce(
    sim: Simulator, mastodon: Mastodon
) -> None:
    left = mastodon.depart(STATE, CALLBACK, f"@siti@{NEW}")
    assert left.url.startswith(f"{sim.url}/host/{NEW}/oauth/authorize?")
    assert left.issuer == f"https://{NEW}/"
    asked = {name: one for name, (one,) in parse_qs(urlsplit(left.url).query).items()}
    assert asked["scope"] == "profile read:statuses"
    assert asked["redirect_uri"] == CALLBACK
    assert asked["state"] == STATE
    assert asked["code_challenge"] == dpop.digest(left.kept["verifier"])
    assert asked["code_challenge_method"] == "S256"
    assert left.kept["secret"] not in left.url + repr(left)


def test_a_server_of_yesterday_is_asked_in_its_own_words(
    sim: Simulator, mastodon: Mastodon
) -> None:
    left = mastodon.depart(STATE, CALLBACK, OLD)
    asked = parse_qs(urlsplit(left.url).query)
    assert asked["scope"] == ["read:accounts read:statuses"]
    assert "code_challenge" not in asked
    assert "verifier" not in left.kept


def test_we_register_with_a_server_once(
    sim: Simulator, mastodon: Mastodon, clients: Remembered
) -> None:
    first, second = (mastodon.depart(STATE, CALLBACK, NEW) for _ in range(2))
    assert first.kept["client_id"] == second.kept["client_id"]
    mastodon.depart(STATE, CALLBACK, OLD)
    assert {host for _, host in clients.kept} == {NEW, OLD}
    made = [path for _, path, _ in sim.calls("mastodon") if path.endswith("/api/v1/apps")]
    assert len(made) == 2


def test_another_callback_is_registered_anew(mastodon: Mastodon, clients: Remembered) -> None:
    first = mastodon.depart(STATE, CALLBACK, NEW)
    second = mastodon.depart(STATE, CALLBACK.replace(":8000", ":9000"), NEW)
    assert first.kept["client_id"] != second.kept["client_id"]
    assert clients.kept[("mastodon", NEW)]["client_id"] == second.kept["client_id"]


def test_a_server_that_has_forgotten_us_gets_to_know_us_again(
    sim: Simulator, mastodon: Mastodon
) -> None:
    first = mastodon.depart(STATE, CALLBACK, OLD)
    with sim.stage.store.write() as rows:
        rows.execute("DELETE FROM clients WHERE platform = 'mastodon'")
    second = mastodon.depart(STATE, CALLBACK, OLD)
    assert first.kept["client_id"] != second.kept["client_id"]
    assert mastodon.identify(linked(sim, mastodon, OLD)).subject == subject(sim)


@pytest.mark.parametrize(
    "trouble", [{"down": True}, {"down": "closed"}, *({"garbage": one} for one in ("html", "huge"))]
)
def test_a_server_that_is_none_of_mastodons_is_refused_at_its_field(
    sim: Simulator, mastodon: Mastodon, trouble: dict
) -> None:
    sim.switch("mastodon", **trouble)
    with pytest.raises(Nowhere, match=NEW) as refusal:
        mastodon.depart(STATE, CALLBACK, NEW)
    assert refusal.value.field == "di"


@pytest.mark.parametrize("where", ["tidak.ada.example", "plc.directory", "bsky.social"])
def test_a_host_of_something_else_is_refused_at_its_field(mastodon: Mastodon, where: str) -> None:
    with pytest.raises(Nowhere):
        mastodon.depart(STATE, CALLBACK, where)


def test_a_server_that_limits_us_says_when_to_come_back(sim: Simulator, mastodon: Mastodon) -> None:
    until = clock.now() + timedelta(minutes=4)
    sim.switch("mastodon", rate_limited_until=until)
    with failing("rate_limited") as raised:
        mastodon.depart(STATE, CALLBACK, NEW)
    assert abs(raised.value.retry_at - until) < timedelta(seconds=2)
    assert not raised.value.everywhere


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://lain.example/"},
        {"issuer": None},
        {"scopes_supported": None},
        {"scopes_supported": 7},
    ],
)
def test_a_server_that_calls_itself_another_is_refused(
    monkeypatch: pytest.MonkeyPatch, mastodon: Mastodon, change: dict
) -> None:
    real = open_web.get

    def forged(url: str, **options: object) -> open_web.Answer:
        answer = real(url, **options)
        if "oauth-authorization-server" not in url:
            return answer
        return replace(answer, body=json.dumps(answer.json() | change).encode())

    monkeypatch.setattr(open_web, "get", forged)
    with pytest.raises(Nowhere):
        mastodon.depart(STATE, CALLBACK, NEW)


# -- coming back


@BOTH
def test_a_code_becomes_a_grant_without_an_end(
    sim: Simulator, mastodon: Mastodon, host: str
) -> None:
    been = visit(sim, mastodon, host)
    assert been.back["state"] == STATE
    token = mastodon.exchange(been.back["code"], CALLBACK, been.left.kept)
    assert token.expires_at is None
    assert token.scopes == ("profile", "read:statuses")
    me = mastodon.identify(token)
    assert me.subject == subject(sim)
    assert (me.handle, me.name) == (f"{SITI}@{host}", "Siti Rahmawati")
    assert not any(secret in repr(token) for secret in (token.access, token.extra["secret"]))


@BOTH
def test_a_code_works_once(sim: Simulator, mastodon: Mastodon, host: str) -> None:
    been = visit(sim, mastodon, host)
    mastodon.exchange(been.back["code"], CALLBACK, been.left.kept)
    with failing("revoked"):
        mastodon.exchange(been.back["code"], CALLBACK, been.left.kept)


def test_a_code_is_nothing_without_what_was_kept(sim: Simulator, mastodon: Mastodon) -> None:
    been = visit(sim, mastodon)
    with failing("revoked"):
        mastodon.exchange(been.back["code"], CALLBACK, {**been.left.kept, "verifier": "v" * 64})
    been = visit(sim, mastodon)
    with failing("down"):  # our own secret is not the cadre's affair
        mastodon.exchange(been.back["code"], CALLBACK, {**been.left.kept, "secret": "salah"})


def test_a_no_on_the_consent_page_comes_back_as_one(sim: Simulator, mastodon: Mastodon) -> None:
    left = mastodon.depart(STATE, CALLBACK, NEW)
    assert told(deny(sim, left.url, SITI))["error"] == "access_denied"


def test_fewer_scopes_are_told_in_the_words_of_today(sim: Simulator, mastodon: Mastodon) -> None:
    sim.become("mastodon", SITI, OLD)
    left = mastodon.depart(STATE, CALLBACK, OLD)
    back = told(agree(sim, left.url, SITI, ["read:accounts"]))
    token = mastodon.exchange(back["code"], CALLBACK, left.kept)
    assert token.scopes == ("profile",)
    assert mastodon.identify(token).subject == subject(sim)


def test_a_server_that_answers_for_another_servers_people_is_not_believed(
    sim: Simulator, mastodon: Mastodon
) -> None:
    token = linked(sim, mastodon)
    sim.become("mastodon", SITI, OLD)
    sim.switch("mastodon", answers_for=OLD)
    with failing("nonsense"):
        mastodon.identify(token)


def test_a_grant_taken_back_is_revoked(sim: Simulator, mastodon: Mastodon) -> None:
    token = linked(sim, mastodon)
    sim.revoke("mastodon", SITI)
    with failing("revoked"):
        mastodon.identify(token)
    with failing("revoked"):
        mastodon.refresh(token)


@BOTH
def test_a_grant_given_back_is_dead(sim: Simulator, mastodon: Mastodon, host: str) -> None:
    token = linked(sim, mastodon, host)
    for _ in range(2):
        mastodon.revoke(token)
    with failing("revoked"):
        mastodon.identify(token)
    with failing("down"):
        mastodon.revoke(replace(token, extra={**token.extra, "secret": "salah"}))


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        ({"down": True}, "down"),
        ({"down": "closed"}, "down"),
        ({"garbage": "html"}, "nonsense"),
        ({"garbage": "truncated"}, "nonsense"),
        ({"garbage": "shape"}, "nonsense"),
        ({"garbage": "huge"}, "nonsense"),
    ],
)
def test_a_server_in_trouble_is_a_fault(
    sim: Simulator, mastodon: Mastodon, trouble: dict, kind: str
) -> None:
    been = visit(sim, mastodon)
    token = mastodon.exchange(been.back["code"], CALLBACK, been.left.kept)
    written = sim.write("mastodon", SITI, TEXT)
    sim.switch("mastodon", **trouble)
    for ask in (
        lambda: mastodon.exchange("kode", CALLBACK, been.left.kept),
        lambda: mastodon.identify(token),
        lambda: read(mastodon, sim, written, token),
        lambda: mastodon.recent(token, subject(sim), 5),
    ):
        with failing(kind):
            ask()


# -- reading


@BOTH
def test_an_open_post_is_read_with_a_grant_and_without(
    sim: Simulator, mastodon: Mastodon, host: str
) -> None:
    token = linked(sim, mastodon, host)
    written = sim.write("mastodon", SITI, TEXT)
    for held in (token, NOBODY):
        post = read(mastodon, sim, written, held)
        assert post.text == TEXT
        assert post.author_id == subject(sim)
        assert post.post_id == f"{host}/{written.id}"
        assert post.tags == ("sayakader",)
        assert post.links == ("https://dpp.example/kerja?a=1&b=2",)
        assert abs(post.posted_at - written.at) < timedelta(milliseconds=1)
        assert post.public
        assert post.url == written.url


def test_an_open_post_is_read_when_the_grant_has_ended_or_is_too_narrow(
    sim: Simulator, mastodon: Mastodon
) -> None:
    written = sim.write("mastodon", SITI, TEXT)
    left = mastodon.depart(STATE, CALLBACK, NEW)
    back = told(agree(sim, left.url, SITI, ["profile"]))
    narrow = mastodon.exchange(back["code"], CALLBACK, left.kept)
    assert read(mastodon, sim, written, narrow).text == TEXT
    sim.revoke("mastodon", SITI)
    assert read(mastodon, sim, written, narrow).text == TEXT
    assert len(mastodon.recent(narrow, subject(sim), 5)) == 1


def test_unlisted_posts_are_open_and_followers_only_ones_are_not(
    sim: Simulator, mastodon: Mastodon
) -> None:
    token = linked(sim, mastodon)
    quiet, hidden = (sim.write("mastodon", SITI, TEXT) for _ in range(2))
    lay(sim, quiet, visibility="unlisted")
    sim.hide(hidden)
    assert read(mastodon, sim, quiet).public
    assert not read(mastodon, sim, hidden, token).public
    with failing("gone"):
        read(mastodon, sim, hidden)
    found = mastodon.recent(token, subject(sim), 5)
    assert [one.post_id for one in found] == [f"{NEW}/{quiet.id}"]


def test_deleted_posts_and_numbers_that_never_were_are_gone(
    sim: Simulator, mastodon: Mastodon
) -> None:
    written = sim.write("mastodon", SITI, TEXT)
    sim.delete(written)
    with failing("gone"):
        read(mastodon, sim, written)
    with failing("gone"):
        mastodon.post(NOBODY, subject(sim), f"{NEW}/1")


def test_the_post_of_another_on_the_same_server_is_told_as_hers(
    sim: Simulator, mastodon: Mastodon
) -> None:
    written = sim.write("mastodon", RUDI, TEXT)
    assert read(mastodon, sim, written).author_id == subject(sim, RUDI)


def test_a_copy_on_her_server_of_a_post_from_elsewhere_is_refused(
    sim: Simulator, mastodon: Mastodon
) -> None:
    sim.become("mastodon", RUDI, OLD)
    written = sim.write("mastodon", RUDI, TEXT)
    copied = f"{NEW}/{shapes.copy_of(written.id)}"
    with pytest.raises(Fault, match=r"^forbidden:.*salinan"):
        mastodon.post(NOBODY, subject(sim), copied)


def test_a_link_to_another_server_than_her_own_is_refused_unasked(
    sim: Simulator, mastodon: Mastodon
) -> None:
    written = sim.write("mastodon", SITI, TEXT)
    before = len(sim.calls("mastodon"))
    for host in (OLD, "jahat.example"):
        with failing("forbidden"):
            mastodon.post(NOBODY, subject(sim), f"{host}/{written.id}")
    assert len(sim.calls("mastodon")) == before


def test_boosts_and_answers_are_no_posts_of_ones_own(sim: Simulator, mastodon: Mastodon) -> None:
    other = sim.write("mastodon", RUDI, TEXT)
    boost = sim.write("mastodon", SITI, "-")
    lay(sim, boost, reblog=other.id)
    answer = sim.write("mastodon", SITI, "Setuju sekali dengan ini")
    author = sim.person(RUDI).account_id("mastodon")
    lay(sim, answer, in_reply_to_id=other.id, in_reply_to_account_id=author)
    for written in (boost, answer):
        post = read(mastodon, sim, written)
        assert (post.author_id, post.original) == (subject(sim), False)
    assert mastodon.recent(NOBODY, subject(sim), 5) == []


def test_an_edited_post_keeps_its_number_and_its_moment(sim: Simulator, mastodon: Mastodon) -> None:
    written = sim.write("mastodon", SITI, "Salah ketik", clock.now() - timedelta(hours=3))
    sim.edit(written, TEXT)
    post = read(mastodon, sim, written)
    assert post.text == TEXT
    assert abs(post.posted_at - written.at) < timedelta(seconds=1)


def test_the_newest_own_posts_come_first(sim: Simulator, mastodon: Mastodon) -> None:
    now = clock.now()
    for n in range(9):
        sim.write("mastodon", SITI, f"Kiriman {n}", now - timedelta(hours=9 - n))
    sim.write("mastodon", RUDI, TEXT)
    found = mastodon.recent(NOBODY, subject(sim), 4)
    assert [one.text for one in found] == [f"Kiriman {n}" for n in (8, 7, 6, 5)]
    assert mastodon.recent(NOBODY, subject(sim, "ani_cilandak"), 4) == []


@pytest.mark.parametrize("lying", ["post", "author"])
def test_a_lying_server_earns_nobody_anything(
    sim: Simulator, mastodon: Mastodon, lying: str
) -> None:
    written = sim.write("mastodon", SITI, TEXT)
    sim.write("mastodon", RUDI, TEXT)
    sim.switch("mastodon", lying=lying)
    if lying == "post":
        with failing("nonsense"):
            read(mastodon, sim, written)
    else:
        assert read(mastodon, sim, written).author_id != subject(sim)
    with failing("nonsense"):
        mastodon.recent(NOBODY, subject(sim), 5)


def test_a_limit_is_a_moment_written_out(sim: Simulator, mastodon: Mastodon) -> None:
    written = sim.write("mastodon", SITI, TEXT)
    until = clock.now() + timedelta(minutes=4)
    sim.switch("mastodon", rate_limited_until=until)
    with failing("rate_limited") as raised:
        read(mastodon, sim, written)
    assert abs(raised.value.retry_at - until) < timedelta(seconds=2)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (404, b'{"error":"Record not found"}', "gone"),
        (404, b'{"error":"Not Found"}', "gone"),
        (410, b'{"error":"Gone"}', "gone"),
        (404, b"<html>Nanti kembali lagi</html>", "nonsense"),
        (404, b"{}", "nonsense"),
        (401, b'{"error":"This API requires an authenticated user"}', "revoked"),
        (403, b'{"error":"This action is outside the authorized scopes"}', "missing_scope"),
        (422, b'{"error":"This method requires an authenticated user"}', "nonsense"),
        (429, b'{"error":"Too many requests"}', "rate_limited"),
        (302, b"", "nonsense"),
        (200, b"[]", "nonsense"),
        (200, b"null", "nonsense"),
        (200, b'{"id":"1"}', "nonsense"),
    ],
)
def test_every_answer_has_one_meaning(
    monkeypatch: pytest.MonkeyPatch,
    sim: Simulator,
    mastodon: Mastodon,
    status: int,
    body: bytes,
    kind: str,
) -> None:
    monkeypatch.setattr(open_web, "get", lambda url, **_: open_web.Answer(url, status, {}, body))
    with failing(kind):
        mastodon.post(NOBODY, f"{NEW}/1", f"{NEW}/2")
