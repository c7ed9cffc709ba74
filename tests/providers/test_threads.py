"""Threads against the stand-in platform: sign-in, reading, and every way it can fail."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app import clock
from app.errors import Fault
from app.providers import threads as module
from app.providers.threads import Threads
from simulator.running import Simulator
from tests.consent import THREADS_CALLBACK, agree, told
from tests.providers.conftest import Siti, granted

TEXT = "Kerja bakti di Lebak Bulus & sekitarnya #SayaKader https://dpp.example/kerja?a=1&b=2"


def failing(kind: str):
    """The block must end in this fault."""
    return pytest.raises(Fault, match=f"^{kind}:")


def a_code(sim: Simulator, threads: Threads) -> str:
    """Siti agrees on the consent page to which our own address leads."""
    url = threads.depart("s" * 43, THREADS_CALLBACK, "").url
    back = told(agree(sim, url, "siti_lebakbulus"))
    assert back["state"] == "s" * 43
    return back["code"]


def test_the_address_of_consent_asks_to_read_and_nothing_else(threads: Threads) -> None:
    asked = parse_qs(urlsplit(threads.depart("abc", THREADS_CALLBACK, "").url).query)
    assert asked["scope"] == ["threads_basic"]
    assert "code_challenge" not in asked


@pytest.mark.parametrize("kind", ["number", "string"])
def test_a_code_becomes_a_grant_of_sixty_days(sim: Simulator, threads: Threads, kind: str) -> None:
    sim.switch("threads", user_id_as=kind)
    token = threads.exchange(a_code(sim, threads) + "#_", THREADS_CALLBACK, {})
    assert timedelta(days=59) < token.expires_at - clock.now() < timedelta(days=61)
    me = threads.identify(token)
    assert me.subject == sim.person("siti_lebakbulus").account_id("threads")
    assert me.handle == "siti_lebakbulus"


def test_a_code_works_once(sim: Simulator, threads: Threads) -> None:
    code = a_code(sim, threads)
    threads.exchange(code, THREADS_CALLBACK, {})
    with failing("revoked"):
        threads.exchange(code, THREADS_CALLBACK, {})


def test_a_grant_is_renewed_while_it_lives(
    sim: Simulator, threads: Threads, siti_threads: Siti
) -> None:
    sim.clock.advance(40 * 86400)
    new = threads.refresh(siti_threads.token)
    sim.clock.advance(30 * 86400)
    assert threads.identify(new).handle == "siti_lebakbulus"
    with failing("expired"):
        threads.refresh(siti_threads.token)


def test_a_grant_taken_back_is_revoked(
    sim: Simulator, threads: Threads, siti_threads: Siti
) -> None:
    sim.revoke("threads", "siti_lebakbulus")
    with failing("revoked"):
        threads.identify(siti_threads.token)


def test_a_narrow_grant_misses_its_scope(sim: Simulator, threads: Threads) -> None:
    narrow = granted(sim, threads, ["threads_manage_insights"])
    with failing("missing_scope"):
        threads.identify(narrow.token)


def test_an_own_post_is_found_by_its_shortcode(
    sim: Simulator, threads: Threads, siti_threads: Siti
) -> None:
    written = sim.write("threads", "siti_lebakbulus", TEXT)
    post = threads.post(siti_threads.token, siti_threads.me.subject, written.code)
    assert post.post_id == written.code
    assert post.author_id == siti_threads.me.subject
    assert post.text == TEXT
    assert abs(post.posted_at - written.at) < timedelta(seconds=1)
    assert post.tags == ("sayakader",)
    assert post.links == ("https://dpp.example/kerja?a=1&b=2",)


def test_an_old_post_is_found_on_a_later_page_and_the_search_ends(
    sim: Simulator, threads: Threads, siti_threads: Siti, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 2)
    monkeypatch.setattr(module, "PAGES_MAX", 3)
    written = [sim.write("threads", "siti_lebakbulus", f"Kiriman {n}") for n in range(9)]
    found = threads.post(siti_threads.token, siti_threads.me.subject, written[4].code)
    assert found.text == "Kiriman 4"
    with failing("nonsense"):
        threads.post(siti_threads.token, siti_threads.me.subject, written[0].code)
    monkeypatch.setattr(module, "PAGES_MAX", 5)
    with failing("gone"):
        threads.post(siti_threads.token, siti_threads.me.subject, "TidakAdaKode")


def test_deleted_hidden_and_foreign_posts_are_gone(
    sim: Simulator, threads: Threads, siti_threads: Siti
) -> None:
    deleted = sim.write("threads", "siti_lebakbulus", TEXT)
    sim.delete(deleted)
    hidden = sim.write("threads", "siti_lebakbulus", TEXT)
    sim.hide(hidden)
    foreign = sim.write("threads", "rudi_lebakbulus", TEXT)
    for post in (deleted, hidden, foreign):
        with failing("gone"):
            threads.post(siti_threads.token, siti_threads.me.subject, post.code)


def test_own_recent_posts_come_newest_first(
    sim: Simulator, threads: Threads, siti_threads: Siti
) -> None:
    assert threads.recent(siti_threads.token, siti_threads.me.subject, 3) == []
    written = [sim.write("threads", "siti_lebakbulus", f"Kiriman {n}") for n in range(5)]
    posts = threads.recent(siti_threads.token, siti_threads.me.subject, 3)
    assert [one.post_id for one in posts] == [one.code for one in reversed(written[-3:])]


@pytest.mark.parametrize("code", [4, 17])
def test_a_limit_names_the_moment_to_come_back(
    sim: Simulator, threads: Threads, siti_threads: Siti, code: int
) -> None:
    until = clock.now() + timedelta(minutes=7)
    sim.switch("threads", rate_limited_until=until, rate_code=code)
    with failing("rate_limited") as caught:
        threads.identify(siti_threads.token)
    assert timedelta() <= caught.value.retry_at - until <= timedelta(minutes=1, seconds=5)


@pytest.mark.parametrize("how", ["503", "closed"])
def test_a_platform_that_is_down_is_down_everywhere(
    sim: Simulator, threads: Threads, siti_threads: Siti, how: str
) -> None:
    sim.switch("threads", down=how)
    for ask in (
        lambda: threads.identify(siti_threads.token),
        lambda: threads.post(siti_threads.token, siti_threads.me.subject, "Abcdef"),
        lambda: threads.refresh(siti_threads.token),
        lambda: threads.exchange("kode", THREADS_CALLBACK, {}),
    ):
        with failing("down"):
            ask()


@pytest.mark.parametrize("kind", ["html", "truncated", "shape", "huge"])
def test_garbage_is_nonsense_everywhere(
    sim: Simulator, threads: Threads, siti_threads: Siti, kind: str
) -> None:
    sim.switch("threads", garbage=kind)
    for ask in (
        lambda: threads.identify(siti_threads.token),
        lambda: threads.post(siti_threads.token, siti_threads.me.subject, "Abcdef"),
        lambda: threads.refresh(siti_threads.token),
        lambda: threads.exchange("kode", THREADS_CALLBACK, {}),
    ):
        with failing("nonsense"):
            ask()


@pytest.mark.parametrize("lie", ["post", "author"])
def test_a_lying_platform_is_not_believed(
    sim: Simulator, threads: Threads, siti_threads: Siti, lie: str
) -> None:
    written = sim.write("threads", "siti_lebakbulus", TEXT)
    sim.write("threads", "rudi_lebakbulus", "Kiriman Rudi")
    sim.switch("threads", lying=lie)
    with failing("nonsense"):
        threads.post(siti_threads.token, siti_threads.me.subject, written.code)
