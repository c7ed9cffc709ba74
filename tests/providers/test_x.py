"""X against the stand-in platform: sign-in, reading, and every way it can fail."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app import clock
from app.errors import Fault
from app.providers.base import Token
from app.providers.x import X
from simulator.running import Simulator
from tests.consent import VERIFIER, X_CALLBACK, agree, told
from tests.providers.conftest import Siti, granted, registered

TEXT = "Kerja bakti di Lebak Bulus & sekitarnya #SayaKader https://dpp.example/kerja?a=1&b=2"


def failing(kind: str):
    """The block must end in this fault."""
    return pytest.raises(Fault, match=f"^{kind}:")


def a_code(
    sim: Simulator, x: X, scopes: list[str] | None = None
) -> tuple[str, str, Mapping[str, str]]:
    """Siti agrees on the consent page to which our own address leads: what the exchange takes."""
    there = x.depart("s" * 43, X_CALLBACK, "")
    back = told(agree(sim, there.url, "siti_lebakbulus", scopes))
    assert back["state"] == "s" * 43
    return back["code"], X_CALLBACK, there.kept


def test_the_address_of_consent_carries_pkce_and_read_scopes_only(x: X) -> None:
    there = x.depart("abc", X_CALLBACK, "")
    asked = parse_qs(urlsplit(there.url).query)
    assert asked["scope"] == ["tweet.read users.read offline.access"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["state"] == ["abc"]
    assert there.kept["verifier"] not in there.url
    assert there.kept["verifier"] not in repr(there)


def test_a_code_becomes_a_grant_that_names_its_owner(sim: Simulator, x: X) -> None:
    token = x.exchange(*a_code(sim, x))
    assert set(token.scopes) == set(x.scopes)
    assert token.refresh
    assert timedelta(minutes=110) < token.expires_at - clock.now() < timedelta(hours=2)
    me = x.identify(token)
    assert me.subject == sim.person("siti_lebakbulus").account_id("x")
    assert me.handle == "siti_lebakbulus"


def test_a_grant_shows_no_secret_when_printed(siti_x: Siti) -> None:
    assert siti_x.token.access not in repr(siti_x.token)
    assert siti_x.token.refresh not in repr(siti_x.token)


def test_fewer_scopes_than_asked_are_told(sim: Simulator, x: X) -> None:
    token = x.exchange(*a_code(sim, x, ["tweet.read", "users.read"]))
    assert token.refresh is None
    assert "offline.access" not in token.scopes


def test_a_code_works_once_and_dies_after_thirty_seconds(sim: Simulator, x: X) -> None:
    code = a_code(sim, x)
    x.exchange(*code)
    with failing("revoked"):
        x.exchange(*code)
    late = a_code(sim, x)
    sim.clock.advance(31)
    with failing("revoked"):
        x.exchange(*late)


def test_a_code_is_worth_nothing_without_its_verifier(sim: Simulator, x: X) -> None:
    with failing("revoked"):
        x.exchange(a_code(sim, x)[0], X_CALLBACK, {"verifier": "w" * 64})


def test_refreshing_rotates_both_tokens(x: X, siti_x: Siti) -> None:
    new = x.refresh(siti_x.token)
    assert new.access != siti_x.token.access
    assert new.refresh != siti_x.token.refresh
    assert x.identify(new).handle == "siti_lebakbulus"
    with failing("revoked"):
        x.refresh(siti_x.token)


def test_a_wrong_client_secret_is_our_fault_and_never_the_cadres(
    sim: Simulator, x: X, siti_x: Siti
) -> None:
    sim.register("x", "gelanggang-x", "rahasia lain", [X_CALLBACK])
    with failing("down"):
        x.refresh(siti_x.token)


def test_revoking_kills_the_grant(x: X, siti_x: Siti) -> None:
    x.revoke(siti_x.token)
    with failing("expired"):
        x.identify(siti_x.token)
    with failing("revoked"):
        x.refresh(siti_x.token)


def test_a_post_is_read_as_it_was_written(sim: Simulator, x: X, siti_x: Siti) -> None:
    written = sim.write("x", "siti_lebakbulus", TEXT)
    post = x.post(siti_x.token, siti_x.me.subject, written.id)
    assert post.text == TEXT
    assert post.author_id == siti_x.me.subject
    assert abs(post.posted_at - written.at) < timedelta(seconds=1)
    assert post.tags == ("sayakader",)
    assert post.links == ("https://dpp.example/kerja?a=1&b=2",)
    assert post.public
    assert post.url == f"https://x.com/i/web/status/{written.id}"


@pytest.fixture(params=["tweet", "post"])
def either(request: pytest.FixtureRequest, sim: Simulator) -> X:
    """X, asked in the old vocabulary and in the new one."""
    return X(registered(sim, "x", vocabulary=request.param))


def test_both_vocabularies_tell_the_same(sim: Simulator, either: X, siti_x: Siti) -> None:
    written = sim.write("x", "siti_lebakbulus", TEXT)
    newer = sim.edit(written, TEXT + " lagi")
    post = either.post(siti_x.token, siti_x.me.subject, written.id)
    assert (post.text, post.tags) == (TEXT + " lagi", ("sayakader",))
    assert post.author_id == siti_x.me.subject
    assert post.versions == (written.id, newer.id)
    assert post.original
    assert either.recent(siti_x.token, siti_x.me.subject, 5)[0].text == post.text


def test_a_vocabulary_that_nobody_speaks_refuses_to_start(sim: Simulator) -> None:
    with pytest.raises(ValueError, match=r"X_VOCABULARY must be tweet or post, not 'kicau'"):
        X(registered(sim, "x", vocabulary="kicau"))


@pytest.mark.parametrize("kind", ["replied_to", "quoted", "retweeted"])
def test_what_lives_from_an_earlier_post_is_not_original(
    sim: Simulator, either: X, siti_x: Siti, kind: str
) -> None:
    earlier = sim.write("x", "rudi_lebakbulus", "Kata Rudi")
    written = sim.write("x", "siti_lebakbulus", TEXT, **{kind: earlier.id})
    assert not either.post(siti_x.token, siti_x.me.subject, written.id).original


@pytest.mark.parametrize("kind", ["replied_to", "quoted", "retweeted"])
def test_a_list_of_own_posts_holds_none_that_live_from_another(
    sim: Simulator, x: X, siti_x: Siti, kind: str
) -> None:
    earlier = sim.write("x", "rudi_lebakbulus", "Kata Rudi")
    sim.write("x", "siti_lebakbulus", TEXT, **{kind: earlier.id})
    assert x.recent(siti_x.token, siti_x.me.subject, 5) == []


def test_an_edit_changes_the_words_but_not_the_time(sim: Simulator, x: X, siti_x: Siti) -> None:
    first = datetime(2026, 10, 1, 8, tzinfo=UTC)
    old = sim.write("x", "siti_lebakbulus", "Kata lama", first)
    new = sim.edit(old, "Kata baru")
    for post_id in (old.id, new.id):
        post = x.post(siti_x.token, siti_x.me.subject, post_id)
        assert post.post_id == post_id
        assert post.text == "Kata baru"
        assert abs(post.posted_at - first) < timedelta(seconds=1)
        assert post.versions == (old.id, new.id)


def test_somebody_elses_post_names_its_author(sim: Simulator, x: X, siti_x: Siti) -> None:
    written = sim.write("x", "rudi_lebakbulus", TEXT)
    post = x.post(siti_x.token, siti_x.me.subject, written.id)
    assert post.author_id == sim.person("rudi_lebakbulus").account_id("x")


def test_a_protected_account_is_not_public(sim: Simulator, x: X, siti_x: Siti) -> None:
    written = sim.write("x", "siti_lebakbulus", TEXT)
    sim.protect("x", "siti_lebakbulus")
    assert not x.post(siti_x.token, siti_x.me.subject, written.id).public


@pytest.mark.parametrize("twin", [False, True])
def test_a_deleted_post_is_gone_however_it_is_said(
    sim: Simulator, x: X, siti_x: Siti, twin: bool
) -> None:
    sim.switch("x", twin404=twin)
    written = sim.write("x", "siti_lebakbulus", TEXT)
    sim.delete(written)
    with failing("gone"):
        x.post(siti_x.token, siti_x.me.subject, written.id)


@pytest.mark.parametrize("twin", [False, True])
def test_a_hidden_post_is_forbidden_not_gone(
    sim: Simulator, x: X, siti_x: Siti, twin: bool
) -> None:
    sim.switch("x", twin404=twin)
    written = sim.write("x", "siti_lebakbulus", TEXT)
    sim.hide(written)
    with failing("forbidden"):
        x.post(siti_x.token, siti_x.me.subject, written.id)


def test_own_recent_posts_come_newest_first(sim: Simulator, x: X, siti_x: Siti) -> None:
    assert x.recent(siti_x.token, siti_x.me.subject, 3) == []
    written = [sim.write("x", "siti_lebakbulus", f"Kiriman {n}") for n in range(7)]
    sim.write("x", "rudi_lebakbulus", "Bukan milik Siti")
    posts = x.recent(siti_x.token, siti_x.me.subject, 3)
    assert [one.post_id for one in posts] == [one.id for one in reversed(written[-3:])]


def test_a_limit_names_the_moment_to_come_back(sim: Simulator, x: X, siti_x: Siti) -> None:
    until = clock.now().replace(microsecond=0) + timedelta(minutes=7)
    sim.switch("x", rate_limited_until=until)
    with failing("rate_limited") as caught:
        x.identify(siti_x.token)
    assert caught.value.retry_at == until
    assert not caught.value.permanent


def test_a_limit_at_sign_in_is_a_limit_too(sim: Simulator, x: X, siti_x: Siti) -> None:
    sim.switch("x", rate_limited_until=clock.now() + timedelta(minutes=7))
    for ask in (
        lambda: x.refresh(siti_x.token),
        lambda: x.exchange("kode", X_CALLBACK, {"verifier": VERIFIER}),
    ):
        with failing("rate_limited") as caught:
            ask()
        assert caught.value.retry_at > clock.now()


def test_a_limit_of_a_hundred_years_is_cut_to_a_day(sim: Simulator, x: X, siti_x: Siti) -> None:
    sim.switch("x", rate_limited_until=clock.now() + timedelta(days=36500))
    with failing("rate_limited") as caught:
        x.identify(siti_x.token)
    assert caught.value.retry_at - clock.now() <= timedelta(hours=24)


@pytest.mark.parametrize("spent", ["credits", "usage-capped"])
def test_money_used_up_is_a_quota_and_costs_nobody_a_link(
    sim: Simulator, x: X, siti_x: Siti, spent: str
) -> None:
    sim.switch("x", spent=spent)
    with failing("quota") as caught:
        x.identify(siti_x.token)
    assert caught.value.retry_at > clock.now()
    assert not caught.value.permanent


def test_an_expired_grant_is_told_from_a_missing_scope(sim: Simulator, x: X) -> None:
    narrow = granted(sim, x, ["users.read"])
    with failing("missing_scope"):
        x.post(narrow.token, narrow.me.subject, "1")
    sim.expire_tokens("x")
    with failing("expired"):
        x.identify(narrow.token)


@pytest.mark.parametrize("how", ["503", "closed"])
def test_a_platform_that_is_down_is_down_everywhere(
    sim: Simulator, x: X, siti_x: Siti, how: str
) -> None:
    sim.switch("x", down=how)
    for ask in (
        lambda: x.identify(siti_x.token),
        lambda: x.post(siti_x.token, siti_x.me.subject, "1"),
        lambda: x.recent(siti_x.token, siti_x.me.subject, 5),
        lambda: x.refresh(siti_x.token),
        lambda: x.revoke(siti_x.token),
        lambda: x.exchange("kode", X_CALLBACK, {"verifier": VERIFIER}),
    ):
        with failing("down") as caught:
            ask()
        assert not caught.value.permanent


@pytest.mark.parametrize("kind", ["html", "truncated", "shape", "huge"])
def test_garbage_is_nonsense_everywhere(sim: Simulator, x: X, siti_x: Siti, kind: str) -> None:
    sim.switch("x", garbage=kind)
    for ask in (
        lambda: x.identify(siti_x.token),
        lambda: x.post(siti_x.token, siti_x.me.subject, "1"),
        lambda: x.recent(siti_x.token, siti_x.me.subject, 5),
        lambda: x.refresh(siti_x.token),
        lambda: x.exchange("kode", X_CALLBACK, {"verifier": VERIFIER}),
    ):
        with failing("nonsense") as caught:
            ask()
        assert not caught.value.permanent


@pytest.mark.parametrize("lie", ["post", "author"])
def test_a_lying_platform_is_not_believed(sim: Simulator, x: X, siti_x: Siti, lie: str) -> None:
    written = sim.write("x", "siti_lebakbulus", TEXT)
    sim.write("x", "rudi_lebakbulus", "Kiriman Rudi")
    sim.switch("x", lying=lie)
    with failing("nonsense"):
        x.post(siti_x.token, siti_x.me.subject, written.id)
    with failing("nonsense"):
        x.recent(siti_x.token, siti_x.me.subject, 5)


def test_a_refused_grant_without_refresh_token_cannot_be_renewed(x: X) -> None:
    with failing("expired"):
        x.refresh(Token("a", None, None, ()))
