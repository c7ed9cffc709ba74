"""What every graph of Meta must do besides; its three platforms plug in here."""

from datetime import timedelta

import pytest

from app import clock
from app.providers.base import Provider
from simulator.running import Simulator
from tests.providers.contract import SITI, TEXT, Contract, Siti, failing

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
