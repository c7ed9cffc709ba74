"""Threads against the stand-in platform: what only it does, beside the contract of all."""

from datetime import timedelta

import pytest

from app import clock
from app.providers.base import Provider
from app.providers.threads import Threads
from simulator.running import Simulator
from tests.providers.contract import SITI, Siti, failing, granted
from tests.providers.graph import GraphContract


class TestThreads(GraphContract):
    """The contract, and the habits of Threads."""

    key = "threads"

    @pytest.mark.parametrize("kind", ["number", "string"])
    def test_a_code_becomes_a_grant_of_sixty_days(
        self, sim: Simulator, provider: Provider, kind: str
    ) -> None:
        sim.switch("threads", user_id_as=kind)
        code, callback, kept = self.code(sim, provider)
        token = provider.exchange(code + "#_", callback, kept)
        assert token.expires_at is not None
        assert timedelta(days=59) < token.expires_at - clock.now() < timedelta(days=61)

    def test_a_grant_is_renewed_while_it_lives(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        sim.clock.advance(40 * 86400)
        new = provider.refresh(siti.token)
        sim.clock.advance(30 * 86400)
        assert provider.identify(new).handle == SITI
        with failing("expired"):
            provider.refresh(siti.token)

    def test_a_grant_of_less_than_a_day_is_not_renewed_and_not_lost(
        self, provider: Provider, siti: Siti
    ) -> None:
        with failing("nonsense"):
            provider.refresh(siti.token)

    def test_a_grant_of_a_private_profile_ends_after_ninety_days(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        sim.protect("threads", SITI)
        token = siti.token
        for _ in range(2):
            sim.clock.advance(44 * 86400)
            token = provider.refresh(token)
        sim.clock.advance(3 * 86400)
        with failing("expired"):
            provider.identify(token)

    def test_a_narrow_grant_misses_its_scope(self, sim: Simulator, provider: Provider) -> None:
        narrow = granted(sim, provider, ["threads_manage_insights"])
        with failing("missing_scope"):
            provider.identify(narrow.token)

    def test_an_old_post_is_found_on_a_later_page_and_the_search_ends(
        self, sim: Simulator, provider: Provider, siti: Siti, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Threads, "page", 2)
        monkeypatch.setattr(Threads, "pages", 3)
        written = [sim.write("threads", SITI, f"Kiriman {n}") for n in range(9)]
        assert self.read(provider, siti, written[4]).text == "Kiriman 4"
        with failing("nonsense"):
            self.read(provider, siti, written[0])
        monkeypatch.setattr(Threads, "pages", 5)
        with failing("gone"):
            provider.post(siti.token, siti.me.subject, "TidakAdaKode")
