"""What every platform must do, whatever its dialect: each provider's test file plugs in here.

    class TestThreads(Contract):
        key = "threads"

and overrides what differs. Tests of its own stand beside, with the same fixtures.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest

from app import clock
from app.cli.dev_environment import STAND_INS
from app.errors import Fault
from app.providers import PROVIDERS, breaker
from app.providers.base import Identity, Post, Provider, Token
from app.providers.links import parse
from config import PROVIDER_DEFAULTS, ProviderSettings
from simulator.posts import Post as Written
from simulator.running import Simulator
from tests.consent import agree, told

SITI, RUDI = "siti_lebakbulus", "rudi_lebakbulus"
TEXT = "Kerja bakti di Lebak Bulus & sekitarnya <3 #SayaKader https://dpp.example/kerja?a=1&b=2"
STATE = "s" * 43


@dataclass(frozen=True)
class Siti:
    """Her grant, and who the platform says she is."""

    token: Token
    me: Identity


@contextmanager
def failing(kind: str) -> Iterator[pytest.ExceptionInfo[Fault]]:
    """The block must end in this fault."""
    with pytest.raises(Fault, match=f"^{kind}:") as caught:
        yield caught


def callback_of(key: str) -> str:
    """The address to which platforms send people back."""
    return f"http://127.0.0.1:8000/akun/{key}/kembali"


def provider_of(sim: Simulator, key: str) -> Provider:
    """A provider as registered with the stand-in platforms of `sim`."""
    known = STAND_INS[key]
    options = {**PROVIDER_DEFAULTS[key], **sim.options(key)}
    return PROVIDERS[key](ProviderSettings(known.client_id, known.client_secret, options))


def granted(sim: Simulator, provider: Provider, scopes: list[str] | None = None) -> Siti:
    """Siti's working grant, without the way through the consent page."""
    person = sim.person(SITI)
    given = sim.grant(provider.key, person, scopes)
    allowed = (*provider.scopes, *provider.post_scopes) if scopes is None else tuple(scopes)
    token = Token(given["access_token"], given.get("refresh_token"), None, allowed)
    return Siti(token, Identity(person.account_id(provider.key), person.handle, person.name))


class Contract:
    """Promises of `providers.base.Provider`, kept over HTTP."""

    key: ClassVar[str]
    where: ClassVar[str] = ""  # what she types before leaving
    has_handles: ClassVar[bool] = True
    hidden: ClassVar[str | None] = "gone"  # how a post taken out of sight fails; None: not public
    foreign: ClassVar[str | None] = "gone"  # how somebody else's does; None: it names its author
    taken_back: ClassVar[str] = "revoked"  # how a grant fails that she has taken back
    waits: ClassVar[timedelta] = timedelta(minutes=7)  # how long the platform says to wait
    renews: ClassVar[bool] = True  # whether a grant can be renewed

    @pytest.fixture
    def provider(self, sim: Simulator) -> Provider:
        return provider_of(sim, self.key)

    @pytest.fixture
    def siti(self, sim: Simulator, provider: Provider) -> Siti:
        return granted(sim, provider)

    def agreed(self, sim: Simulator, provider: Provider, scopes: list[str] | None = None) -> Token:
        """Her grant by the whole way: our address, her consent, the code."""
        return provider.exchange(*self.code(sim, provider, scopes))

    def code(
        self, sim: Simulator, provider: Provider, scopes: list[str] | None = None
    ) -> tuple[str, str, Any]:
        """What `exchange` needs, after Siti has agreed on the page to which our address leads."""
        away = provider.depart(STATE, callback_of(self.key), self.where)
        back = told(agree(sim, away.url, SITI, scopes))
        assert back["state"] == STATE
        return back["code"], callback_of(self.key), away.kept

    def read(self, provider: Provider, siti: Siti, written: Written) -> Post:
        """A post of the stand-in as a cadre would hand it in: by its link."""
        return provider.post(siti.token, siti.me.subject, parse(written.url).post_id)

    def asks(self, provider: Provider, siti: Siti) -> list[Callable[[], Any]]:
        """Every question with an answer that is read."""
        token, subject = siti.token, siti.me.subject
        kept = provider.depart(STATE, callback_of(self.key), self.where).kept
        questions = [
            lambda: provider.identify(token),
            lambda: provider.post(token, subject, self.some_id()),
            lambda: provider.recent(token, subject, 5),
            lambda: provider.exchange("kode", callback_of(self.key), kept),
        ]
        return [*questions, lambda: provider.refresh(token)] if self.renews else questions

    def some_id(self) -> str:
        """The id of a post that is not there."""
        return "DRtAbcdefgh"

    def test_it_asks_to_read_and_nothing_else(self, provider: Provider) -> None:
        away = provider.depart(STATE, callback_of(self.key), self.where)
        asked = parse_qs(urlsplit(away.url).query)
        assert asked["state"] == [STATE]
        assert set(asked["scope"][0].replace(",", " ").split()) == {
            *provider.scopes,
            *provider.post_scopes,
        }
        for word in ("write", "publish", "manage", "delete", "upload"):
            assert word not in asked["scope"][0]

    def test_a_code_becomes_a_grant_that_says_whose_it_is(
        self, sim: Simulator, provider: Provider
    ) -> None:
        token = self.agreed(sim, provider)
        assert set(token.scopes) >= {*provider.scopes, *provider.post_scopes}
        person = sim.person(SITI)
        me = provider.identify(token)
        assert me.subject == person.account_id(self.key)
        assert me.handle == (person.handle if self.has_handles else "")
        assert me.name == person.name

    def test_a_code_works_once(self, sim: Simulator, provider: Provider) -> None:
        code = self.code(sim, provider)
        provider.exchange(*code)
        with failing("revoked"):
            provider.exchange(*code)

    def test_a_grant_shows_no_secret_when_printed(self, sim: Simulator, provider: Provider) -> None:
        token = self.agreed(sim, provider)
        shown = repr(token) + repr(provider.depart(STATE, callback_of(self.key), self.where))
        for secret in (token.access, token.refresh, *token.extra.values(), STATE):
            assert secret is None or secret not in shown

    def test_a_grant_taken_back_is_dead(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        sim.revoke(self.key, SITI)
        with failing(self.taken_back):
            provider.identify(siti.token)

    def test_a_post_is_read_as_it_was_written(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        written = sim.write(self.key, SITI, TEXT)
        post = self.read(provider, siti, written)
        assert post.provider == self.key
        assert post.post_id == parse(written.url).post_id
        assert post.author_id == siti.me.subject
        assert post.text == TEXT
        assert abs(post.posted_at - written.at) < timedelta(seconds=1)
        assert post.tags == ("sayakader",)
        assert post.links == ("https://dpp.example/kerja?a=1&b=2",)
        assert post.public
        assert parse(post.url).post_id == post.post_id

    def test_letters_of_every_kind_survive(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        words = 'Gotong royong 🌊 ꦗꦮ &amp; "kutip" \\ #Ranting_01\nbaris kedua'
        post = self.read(provider, siti, sim.write(self.key, SITI, words))
        assert post.text == words
        assert post.tags == ("ranting_01",)

    def test_a_post_has_one_id_of_the_platforms_own_and_is_read_by_it_too(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        post = self.read(provider, siti, sim.write(self.key, SITI, TEXT))
        own = post.canonical_id or post.post_id
        again = provider.post(siti.token, siti.me.subject, own)
        assert again.text == TEXT
        assert (again.canonical_id or again.post_id) == own

    def test_a_deleted_post_is_gone(self, sim: Simulator, provider: Provider, siti: Siti) -> None:
        written = sim.write(self.key, SITI, TEXT)
        own = self.read(provider, siti, written).canonical_id
        sim.delete(written)
        with failing("gone"):
            self.read(provider, siti, written)
        if own:
            with failing("gone"):
                provider.post(siti.token, siti.me.subject, own)

    def test_a_hidden_post_cannot_be_read(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        written = sim.write(self.key, SITI, TEXT)
        sim.hide(written)
        if self.hidden is None:
            assert not self.read(provider, siti, written).public
            return
        with failing(self.hidden):
            self.read(provider, siti, written)

    def test_somebody_elses_post_is_never_hers(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        written = sim.write(self.key, RUDI, TEXT)
        if self.foreign is None:
            post = self.read(provider, siti, written)
            assert post.author_id == sim.person(RUDI).account_id(self.key)
            return
        with failing(self.foreign):
            self.read(provider, siti, written)

    def test_own_recent_posts_come_newest_first(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        assert provider.recent(siti.token, siti.me.subject, 3) == []
        written = [sim.write(self.key, SITI, f"Kiriman {n}") for n in range(7)]
        sim.write(self.key, RUDI, "Bukan milik Siti")
        posts = provider.recent(siti.token, siti.me.subject, 3)
        assert [one.post_id for one in posts] == [
            parse(one.url).post_id for one in reversed(written[-3:])
        ]
        assert {one.author_id for one in posts} == {siti.me.subject}

    def test_a_limit_names_the_moment_to_come_back(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        until = clock.now() + self.waits
        sim.switch(self.key, rate_limited_until=until)
        for ask in self.asks(provider, siti):
            with failing("rate_limited") as caught:
                ask()
            assert not caught.value.permanent
            late = (caught.value.retry_at or clock.now()) - until
            assert timedelta(seconds=-1) <= late <= timedelta(minutes=1, seconds=5)

    def test_a_limit_of_a_hundred_years_is_cut_to_a_day(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        sim.switch(self.key, rate_limited_until=clock.now() + timedelta(days=36500))
        with failing("rate_limited") as caught:
            provider.identify(siti.token)
        assert caught.value.retry_at is not None
        assert caught.value.retry_at - clock.now() <= timedelta(hours=24)

    @pytest.mark.parametrize("how", ["503", "closed"])
    def test_a_platform_that_is_down_is_down_everywhere(
        self, sim: Simulator, provider: Provider, siti: Siti, how: str
    ) -> None:
        asks = self.asks(provider, siti)
        sim.switch(self.key, down=how)
        for ask in asks:
            with failing("down") as caught:
                ask()
            assert not caught.value.permanent

    @pytest.mark.parametrize("kind", ["html", "truncated", "shape", "huge"])
    def test_garbage_is_nonsense_everywhere(
        self, sim: Simulator, provider: Provider, siti: Siti, kind: str
    ) -> None:
        asks = self.asks(provider, siti)
        sim.switch(self.key, garbage=kind)
        for ask in asks:
            with failing("nonsense") as caught:
                ask()
            assert not caught.value.permanent

    @pytest.mark.parametrize("lie", ["post", "author"])
    def test_a_lying_platform_is_not_believed(
        self, sim: Simulator, provider: Provider, siti: Siti, lie: str
    ) -> None:
        written = sim.write(self.key, SITI, TEXT)
        sim.write(self.key, RUDI, "Kiriman Rudi")
        sim.switch(self.key, lying=lie)
        with failing("nonsense"):
            self.read(provider, siti, written)
        with failing("nonsense"):
            provider.recent(siti.token, siti.me.subject, 5)

    def test_no_secret_leaves_by_a_log_or_a_fault(
        self, sim: Simulator, provider: Provider, caplog: pytest.LogCaptureFixture
    ) -> None:
        secret = STAND_INS[self.key].client_secret if self.key in STAND_INS else STATE
        with caplog.at_level(logging.DEBUG):
            token = self.agreed(sim, provider)
            asks = self.asks(provider, Siti(token, provider.identify(token)))
            said = []
            for trouble in ({}, {"down": "503"}, {"down": "closed"}, {"garbage": "html"}):
                sim.healthy(self.key)
                sim.switch(self.key, **trouble)
                breaker.reset()
                for ask in asks:
                    try:
                        ask()
                    except Fault as fault:
                        said.append(f"{fault!r} {fault.__cause__!r}")
        whole = " ".join([*said, *(one.getMessage() for one in caplog.records)])
        for one in (secret, token.access, token.refresh, *token.extra.values()):
            assert not one or one not in whole
