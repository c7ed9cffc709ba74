"""What every graph of Meta must do besides; its three platforms plug in here."""

from datetime import timedelta
from typing import ClassVar

import pytest

from app import clock
from app.providers.base import Provider
from simulator.running import Simulator
from tests.providers.contract import SITI, TEXT, Contract, Siti, failing, granted

CODES = {
    "190": "revoked",
    "190/458": "revoked",
    "190/459": "revoked",
    "190/460": "revoked",
    "190/463": "expired",
    "190/467": "revoked",
    "102": "revoked",
    "102/463": "expired",
    "10": "missing_scope",
    "200": "missing_scope",
    "299": "missing_scope",
    "300": "nonsense",
    "100": "nonsense",
    "100/33": "nonsense",
    "4": "rate_limited",
    "17": "rate_limited",
    "32": "rate_limited",
    "341": "rate_limited",
    "613": "rate_limited",
    "80002": "rate_limited",
    "368": "rate_limited",
    "1": "down",
    "2": "down",
    "3": "down",
    "101": "down",
    "506": "nonsense",
    "2500": "nonsense",
}


class GraphContract(Contract):
    """The contract of all, in the dialect of Meta."""

    @pytest.mark.parametrize("code", CODES)
    def test_every_code_of_the_envelope_has_its_meaning(
        self, sim: Simulator, provider: Provider, siti: Siti, code: str
    ) -> None:
        sim.switch(self.key, graph_error=code)
        for ask in (
            lambda: provider.identify(siti.token),
            lambda: provider.recent(siti.token, siti.me.subject, 5),
        ):
            with failing(CODES[code]) as caught:
                ask()
            permanent = CODES[code] in ("revoked", "expired", "missing_scope")
            assert caught.value.permanent == permanent
            assert caught.value.everywhere == (code in ("4", "341"))

    @pytest.mark.parametrize("how", ["business", "app", "nowhere"])
    def test_the_wait_is_read_from_whichever_header_tells_it(
        self, sim: Simulator, provider: Provider, siti: Siti, how: str
    ) -> None:
        minutes = 15 if how == "nowhere" else 40
        until = clock.now() + timedelta(minutes=40)
        sim.switch(self.key, rate_limited_until=until, usage_as=how)
        with failing("rate_limited") as caught:
            provider.identify(siti.token)
        assert caught.value.retry_at is not None
        wait = caught.value.retry_at - clock.now()
        assert timedelta(minutes=minutes - 1) < wait < timedelta(minutes=minutes + 1)

    @pytest.mark.parametrize("code", ["190/463", "190/460", "100/33", "10", "1"])
    def test_trouble_with_a_code_never_looks_like_a_missing_post(
        self, sim: Simulator, provider: Provider, siti: Siti, code: str
    ) -> None:
        written = sim.write(self.key, SITI, TEXT)
        sim.switch(self.key, graph_error=code)
        with failing(CODES[code]):
            self.read(provider, siti, written)


class LongGraphContract(GraphContract):
    """Where a grant of sixty days is renewed from its second day on, and while it lives."""

    narrow: ClassVar[str]  # a scope that does not reach far enough

    def test_a_code_becomes_a_grant_of_sixty_days(self, sim: Simulator, provider: Provider) -> None:
        code, callback, kept = self.code(sim, provider)
        token = provider.exchange(code + "#_", callback, kept)
        assert token.expires_at is not None
        assert timedelta(days=59) < token.expires_at - clock.now() < timedelta(days=61)

    def test_a_grant_is_renewed_while_it_lives(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        sim.clock.advance(40 * 86400)
        new = provider.refresh(siti.token)
        assert set(new.scopes) >= set(siti.token.scopes)
        assert new.extra == siti.token.extra
        sim.clock.advance(30 * 86400)
        assert provider.identify(new).handle == SITI
        with failing("expired"):
            provider.refresh(siti.token)

    def test_a_grant_of_less_than_a_day_is_not_renewed_and_not_lost(
        self, provider: Provider, siti: Siti
    ) -> None:
        with failing("nonsense"):
            provider.refresh(siti.token)

    def test_a_narrow_grant_misses_its_scope(self, sim: Simulator, provider: Provider) -> None:
        narrow = granted(sim, provider, [self.narrow])
        with failing("missing_scope"):
            provider.identify(narrow.token)

    def test_an_old_post_is_found_on_a_later_page_and_the_search_ends(
        self, sim: Simulator, provider: Provider, siti: Siti, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(type(provider), "page", 2)
        monkeypatch.setattr(type(provider), "pages", 3)
        written = [sim.write(self.key, SITI, f"Kiriman {n}") for n in range(9)]
        assert self.read(provider, siti, written[4]).text == "Kiriman 4"
        with failing("nonsense"):
            self.read(provider, siti, written[0])
        monkeypatch.setattr(type(provider), "pages", 5)
        with failing("gone"):
            provider.post(siti.token, siti.me.subject, self.some_id())

    def test_a_wrong_secret_is_our_fault_and_never_the_cadres(
        self, sim: Simulator, provider: Provider
    ) -> None:
        code = self.code(sim, provider)
        known = sim.client(self.key)
        sim.register(self.key, known.client_id, "rahasia lain", known.redirects)
        with failing("down"):
            provider.exchange(*code)
