"""Facebook against the stand-in platform: what only it does, beside the contract of all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app import clock
from app.providers.base import Provider
from app.providers.facebook import Facebook
from app.providers.links import parse
from simulator.running import Simulator
from tests.providers.contract import RUDI, SITI, TEXT, Siti, failing, granted
from tests.providers.graph import GraphContract

NUMBER_OF = {
    "photo": "https://www.facebook.com/photo/?fbid={}&set=a.1",
    "video": "https://www.facebook.com/watch/?v={}",
    "reel": "https://www.facebook.com/reel/{}",
    "album": "https://www.facebook.com/photo.php?fbid={}",
}


class TestFacebook(GraphContract):
    """The contract, and the habits of Facebook."""

    key = "facebook"
    has_handles = False
    hidden = None
    renews = False

    def some_id(self) -> str:
        return "pfbid0Tidakada1234"

    def test_a_grant_lasts_sixty_days_and_is_never_renewed(
        self, sim: Simulator, provider: Provider
    ) -> None:
        token = self.agreed(sim, provider)
        assert token.expires_at is not None
        assert timedelta(days=59) < token.expires_at - clock.now() < timedelta(days=61)
        with failing("expired"):
            provider.refresh(token)

    def test_a_grant_ends_with_the_access_to_data_where_that_ends_first(
        self, sim: Simulator, provider: Provider
    ) -> None:
        sim.switch("facebook", data_access_days=20)
        token = self.agreed(sim, provider)
        assert token.expires_at is not None
        assert token.expires_at - clock.now() < timedelta(days=21)

    def test_without_the_permission_for_posts_only_the_name_is_read(
        self, sim: Simulator, provider: Provider
    ) -> None:
        token = self.agreed(sim, provider, ["public_profile"])
        assert token.scopes == ("public_profile",)
        siti = Siti(token, provider.identify(token))
        assert siti.me.known_as == "Siti Rahmawati"
        written = sim.write("facebook", SITI, TEXT)
        for ask in (
            lambda: self.read(provider, siti, written),
            lambda: provider.recent(token, siti.me.subject, 5),
        ):
            with failing("missing_scope"):
                ask()

    def test_a_permission_taken_back_unseen_never_looks_like_a_missing_post(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        written = sim.write("facebook", SITI, TEXT)
        narrow = granted(sim, provider, ["public_profile"])
        unaware = Siti(replace(narrow.token, scopes=siti.token.scopes), siti.me)
        for post_id in (written.code, written.id):
            with failing("missing_scope"):
                provider.post(unaware.token, unaware.me.subject, post_id)

    def test_a_post_is_found_by_its_word_and_by_its_number(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        written = sim.write("facebook", SITI, TEXT)
        by_word = provider.post(siti.token, siti.me.subject, written.code)
        by_number = provider.post(siti.token, siti.me.subject, written.id)
        assert by_word.canonical_id == by_number.canonical_id == written.id
        assert (by_word.post_id, by_number.post_id) == (written.code, written.id)

    @pytest.mark.parametrize("kind", NUMBER_OF)
    def test_a_link_to_what_hangs_on_a_post_means_the_post(
        self, sim: Simulator, provider: Provider, siti: Siti, kind: str
    ) -> None:
        written = sim.write("facebook", SITI, TEXT, hung=kind)
        asked = parse(NUMBER_OF[kind].format(int(written.id) + 1)).post_id
        found = provider.post(siti.token, siti.me.subject, asked)
        assert (found.text, found.canonical_id) == (TEXT, written.id)

    def test_a_post_passed_on_is_told_from_one_of_ones_own(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        own = sim.write("facebook", SITI, TEXT)
        shared = sim.write("facebook", SITI, TEXT, parent_id="100000000000001_2")
        assert self.read(provider, siti, own).original
        assert not self.read(provider, siti, shared).original

    def test_a_post_for_friends_is_not_public(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        written = sim.write("facebook", SITI, TEXT)
        sim.protect("facebook", SITI)
        assert not self.read(provider, siti, written).public

    def test_a_word_is_not_called_gone_where_only_numbers_are_told(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        written = sim.write("facebook", SITI, TEXT)
        sim.switch("facebook", permalink_as="number")
        with failing("nonsense"):
            self.read(provider, siti, written)
        assert provider.post(siti.token, siti.me.subject, written.id).text == TEXT
        with failing("gone"):
            provider.post(siti.token, siti.me.subject, "123456789012345")

    def test_a_list_too_long_to_be_read_to_its_end_says_nothing(
        self, sim: Simulator, provider: Provider, siti: Siti, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Facebook, "page", 2)
        monkeypatch.setattr(Facebook, "pages", 3)
        written = [sim.write("facebook", SITI, f"Kiriman {n}") for n in range(9)]
        assert self.read(provider, siti, written[4]).text == "Kiriman 4"
        with failing("nonsense"):
            self.read(provider, siti, written[0])
        assert provider.post(siti.token, siti.me.subject, written[0].id).text == "Kiriman 0"

    def test_giving_back_ends_every_permission(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        provider.revoke(siti.token)
        with failing("revoked"):
            provider.identify(siti.token)

    def test_every_question_proves_that_it_is_us_who_ask(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        sim.register("facebook", "gelanggang-facebook", "rahasia lain", [])
        with failing("nonsense"):
            provider.identify(siti.token)

    def test_a_code_of_another_program_is_worth_nothing(
        self, sim: Simulator, provider: Provider
    ) -> None:
        code = self.code(sim, provider)
        sim.register("facebook", "gelanggang-facebook", "rahasia lain", [])
        with failing("down"):
            provider.exchange(*code)

    def test_somebody_elses_number_is_gone(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        written = sim.write("facebook", RUDI, TEXT)
        with failing("gone"):
            provider.post(siti.token, siti.me.subject, written.id)
