"""Threads against the stand-in platform: what only it does, beside the contract of all."""

import pytest

from app.providers.base import Provider
from simulator.running import Simulator
from tests.providers.contract import SITI, TEXT, Siti, failing
from tests.providers.graph import LongGraphContract


class TestThreads(LongGraphContract):
    """The contract, and the habits of Threads."""

    key = "threads"
    narrow = "threads_manage_insights"

    @pytest.mark.parametrize("kind", ["number", "string"])
    def test_the_number_of_an_account_is_text_however_it_is_told(
        self, sim: Simulator, provider: Provider, kind: str
    ) -> None:
        sim.switch("threads", user_id_as=kind)
        me = provider.identify(self.agreed(sim, provider))
        assert me.subject == sim.person(SITI).account_id("threads")

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

    @pytest.mark.parametrize("kind", ["reposted_post", "replied_to"])
    def test_a_repost_and_a_reply_are_no_posts(
        self, sim: Simulator, provider: Provider, siti: Siti, kind: str
    ) -> None:
        written = sim.write("threads", SITI, TEXT, **{kind: "180000000000001"})
        assert provider.recent(siti.token, siti.me.subject, 5) == []
        with failing("gone"):
            self.read(provider, siti, written)

    @pytest.mark.parametrize("kind", ["quoted_post", "replied_to"])
    def test_a_quote_and_a_reply_are_told_from_a_post_of_ones_own(
        self, sim: Simulator, provider: Provider, siti: Siti, kind: str
    ) -> None:
        own = sim.write("threads", SITI, TEXT)
        written = sim.write("threads", SITI, TEXT, **{kind: "180000000000001"})
        for post, original in ((own, True), (written, False)):
            assert provider.post(siti.token, siti.me.subject, post.id).original is original
        assert [one.post_id for one in provider.recent(siti.token, siti.me.subject, 5)] == [
            own.code
        ]

    def test_what_is_attached_is_read_too(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        attached = {"link_attachment_url": "https://dpp.example/air?b=1", "topic_tag": "Air Bersih"}
        post = self.read(provider, siti, sim.write("threads", SITI, "Lihat ini", **attached))
        assert post.links == ("https://dpp.example/air?b=1",)
        assert post.tags == ("air bersih",)
