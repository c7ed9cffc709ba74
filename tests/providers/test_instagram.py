"""Instagram against the stand-in platform: what only it does, beside the contract of all."""

from datetime import UTC, datetime

import pytest

from app.providers.base import Provider
from app.providers.instagram import Instagram, PersonalAccount
from simulator.running import Simulator
from tests.providers.contract import RUDI, SITI, TEXT, Siti, failing
from tests.providers.graph import LongGraphContract


class TestInstagram(LongGraphContract):
    """The contract, and the habits of Instagram."""

    key = "instagram"
    narrow = "instagram_business_manage_insights"

    @pytest.mark.parametrize("shape", ["list", "flat"])
    @pytest.mark.parametrize("called", ["scoped", "public"])
    def test_sign_in_is_understood_however_it_is_answered(
        self, sim: Simulator, provider: Provider, shape: str, called: str
    ) -> None:
        sim.switch("instagram", token_as=shape, user_id_as=called)
        token = self.agreed(sim, provider)
        assert token.scopes == ("instagram_business_basic",)
        me = provider.identify(token)
        assert me.subject == sim.person(SITI).account_id("instagram")
        assert me.alias not in ("", me.subject)
        assert token.extra["scoped_id"] == (me.alias if called == "scoped" else me.subject)

    @pytest.mark.parametrize("owner", ["scoped", "public"])
    def test_a_post_is_hers_by_either_number_of_hers_and_by_no_other(
        self, sim: Simulator, provider: Provider, owner: str
    ) -> None:
        sim.switch("instagram", owner_as=owner)
        token = self.agreed(sim, provider)
        siti = Siti(token, provider.identify(token))
        written = sim.write("instagram", SITI, TEXT)
        sim.write("instagram", RUDI, TEXT)
        assert self.read(provider, siti, written).author_id == siti.me.subject
        sim.switch("instagram", lying="author")
        with failing("nonsense"):
            self.read(provider, siti, written)

    def test_a_personal_account_is_refused_in_words_that_say_what_to_do(
        self, sim: Simulator, provider: Provider
    ) -> None:
        token = self.agreed(sim, provider)
        sim.become("instagram", SITI, "personal")
        with pytest.raises(PersonalAccount) as caught:
            provider.identify(token)
        assert "akun profesional" in caught.value.words
        assert "tautan" in caught.value.words

    @pytest.mark.parametrize("kind", ["feed", "reel", "carousel"])
    def test_photos_reels_and_albums_are_posts(
        self, sim: Simulator, provider: Provider, siti: Siti, kind: str
    ) -> None:
        sim.switch("instagram", likes_hidden=True)
        written = sim.write("instagram", SITI, TEXT, media=kind)
        assert self.read(provider, siti, written).text == TEXT

    def test_a_story_is_no_post(self, sim: Simulator, provider: Provider, siti: Siti) -> None:
        written = sim.write("instagram", SITI, TEXT, media="story")
        assert provider.recent(siti.token, siti.me.subject, 5) == []
        with failing("gone"):
            self.read(provider, siti, written)

    def test_a_post_of_long_ago_is_found_by_the_moment_in_its_shortcode(
        self, sim: Simulator, provider: Provider, siti: Siti, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Instagram, "page", 2)
        monkeypatch.setattr(Instagram, "pages", 1)
        old = sim.write("instagram", SITI, "Lama", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
        for n in range(7):
            sim.write("instagram", SITI, f"Kiriman {n}")
        before = len(sim.calls("instagram"))
        assert self.read(provider, siti, old).text == "Lama"
        assert len(sim.calls("instagram")) == before + 1

    def test_a_post_without_words_has_none(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        written = sim.write("instagram", SITI, "#SayaKader")
        post = self.read(provider, siti, written)
        assert (post.links, post.tags) == ((), ("sayakader",))
