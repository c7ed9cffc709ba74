"""TikTok against the stand-in platform: what only it does, beside the contract of all."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app import clock
from app.providers.base import Provider, Token
from app.providers.links import parse, posted_at_from_id
from app.providers.tiktok import REFRESH_ENDS, TikTok
from config import PROVIDER_DEFAULTS
from simulator.running import Simulator
from tests.providers.conftest import Registered, registered
from tests.providers.contract import (
    RUDI,
    SITI,
    STATE,
    TEXT,
    Contract,
    Siti,
    callback_of,
    failing,
    granted,
)
from tests.providers.odd import Odd, told

CALLBACK = callback_of("tiktok")
LINKING = ["user.info.basic", "user.info.profile"]
LONG = "Cerita panjang dari Lebak Bulus. " * 6 + "#SayaKader https://dpp.example/kerja"
A_TOKEN = Token("tanda-masuk", "tanda-lama", None, (*LINKING, "video.list"))


class TestTikTok(Contract):
    """The contract, and the habits of TikTok."""

    key = "tiktok"
    taken_back = "expired"
    waits = timedelta(minutes=1)

    @pytest.mark.parametrize("lie", ["post"])
    def test_a_lying_platform_is_not_believed(
        self, sim: Simulator, provider: Provider, siti: Siti, lie: str
    ) -> None:
        """Answers name no author: whatever the grant lists is hers, or TikTok's word is nothing."""
        written = sim.write("tiktok", SITI, TEXT)
        sim.switch("tiktok", lying=lie)
        with failing("nonsense"):
            self.read(provider, siti, written)

    def some_id(self) -> str:
        return "7412345678901234567"

    def test_a_client_has_a_key_and_scopes_have_commas(self, provider: Provider) -> None:
        asked = parse_qs(urlsplit(provider.depart(STATE, CALLBACK, "").url).query)
        assert "client_id" not in asked
        assert asked["client_key"] == ["gelanggangtiktok"]
        assert asked["scope"] == ["user.info.basic,user.info.profile,video.list"]
        assert asked["redirect_uri"] == [CALLBACK]

    def test_a_code_is_taken_however_often_it_was_encoded_on_the_way(
        self, sim: Simulator, provider: Provider
    ) -> None:
        for encoded in ("*0!", "%2A0%21"):
            code, callback, kept = self.code(sim, provider)
            assert "*0!" in code
            token = provider.exchange(code.replace("*0!", encoded), callback, kept)
            assert provider.identify(token).handle == SITI

    def test_a_code_dies(self, sim: Simulator, provider: Provider) -> None:
        late = self.code(sim, provider)
        sim.clock.advance(601)
        with failing("revoked"):
            provider.exchange(*late)

    def test_both_ends_of_a_grant_are_told(self, sim: Simulator, provider: Provider) -> None:
        token = self.agreed(sim, provider)
        assert token.expires_at is not None
        assert timedelta(minutes=119) < token.expires_at - clock.now() < timedelta(minutes=121)
        ends = datetime.fromisoformat(token.extra[REFRESH_ENDS]) - clock.now()
        assert timedelta(days=179) < ends < timedelta(days=181)

    def test_refreshing_rotates_and_the_old_one_is_dead(
        self, sim: Simulator, provider: Provider
    ) -> None:
        token = self.agreed(sim, provider)
        young = provider.refresh(token)
        assert young.access != token.access
        assert young.refresh != token.refresh
        assert provider.identify(young).handle == SITI
        with failing("revoked"):
            provider.refresh(token)

    def test_two_hours_later_the_grant_is_renewed(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        sim.clock.advance(2 * 3600)
        with failing("expired"):
            provider.identify(siti.token)
        assert provider.identify(provider.refresh(siti.token)).handle == SITI

    def test_a_grant_unused_for_half_a_year_is_not_even_asked_about(
        self, sim: Simulator, provider: Provider
    ) -> None:
        token = self.agreed(sim, provider)
        before = len(sim.calls("tiktok"))
        with clock.at(clock.now() + timedelta(days=181)), failing("expired"):
            provider.refresh(token)
        assert len(sim.calls("tiktok")) == before

    def test_a_wrong_client_secret_is_our_fault_and_never_the_cadres(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        sim.register("tiktok", "gelanggangtiktok", "rahasia lain", [CALLBACK])
        with failing("down"):
            provider.refresh(siti.token)

    def test_giving_back_ends_the_whole_grant(self, provider: Provider, siti: Siti) -> None:
        provider.revoke(siti.token)
        with failing("expired"):
            provider.identify(siti.token)
        with failing("revoked"):
            provider.refresh(siti.token)

    def test_a_grant_whose_access_has_ended_is_renewed_to_be_given_back(
        self, sim: Simulator, provider: Provider
    ) -> None:
        token = self.agreed(sim, provider)
        sim.clock.advance(3 * 3600)
        with clock.at(clock.now() + timedelta(hours=3)):
            provider.revoke(token)
        with failing("revoked"):
            provider.refresh(token)

    def test_who_keeps_her_videos_to_herself_is_linked_and_not_read(
        self, sim: Simulator, provider: Provider
    ) -> None:
        token = self.agreed(sim, provider, LINKING)
        assert set(token.scopes) == set(LINKING) == set(provider.scopes)
        assert provider.identify(token).handle == SITI
        for ask in (
            lambda: provider.post(token, "-", self.some_id()),
            lambda: provider.recent(token, "-", 5),
        ):
            with failing("missing_scope"):
                ask()

    def test_without_a_name_nobody_is_linked(self, sim: Simulator, provider: Provider) -> None:
        narrow = granted(sim, provider, ["user.info.basic"])
        with failing("missing_scope"):
            provider.identify(narrow.token)

    @pytest.mark.parametrize(
        ("code", "kind"),
        [
            ("access_token_invalid", "expired"),
            ("scope_not_authorized", "missing_scope"),
            ("scope_permission_missed", "missing_scope"),
            ("rate_limit_exceeded", "rate_limited"),
            ("invalid_params", "nonsense"),
            ("internal_error", "down"),
        ],
    )
    def test_errors_inside_the_envelope_are_told_apart(
        self, sim: Simulator, provider: Provider, siti: Siti, code: str, kind: str
    ) -> None:
        sim.switch("tiktok", refused_as=code)
        with failing(kind):
            provider.post(siti.token, siti.me.subject, self.some_id())

    def test_its_limit_slides_over_one_minute_and_each_door_has_its_own(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        sim.switch("tiktok", calls_a_minute=2)
        provider.identify(siti.token)
        sim.clock.advance(40)
        provider.identify(siti.token)
        with failing("rate_limited") as caught:
            provider.identify(siti.token)
        assert caught.value.retry_at is not None
        assert timedelta(seconds=50) < caught.value.retry_at - clock.now() <= timedelta(minutes=1)
        assert provider.recent(siti.token, siti.me.subject, 5) == []
        sim.clock.advance(61)
        provider.identify(siti.token)

    def test_a_locked_account_shows_nothing(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        written = sim.write("tiktok", SITI, TEXT)
        sim.protect("tiktok", SITI)
        with failing("gone"):
            self.read(provider, siti, written)
        assert provider.recent(siti.token, siti.me.subject, 5) == []

    @pytest.mark.parametrize("photo", [False, True])
    def test_its_plain_link_is_that_of_a_pasted_one(
        self, sim: Simulator, provider: Provider, siti: Siti, photo: bool
    ) -> None:
        written = sim.write("tiktok", SITI, TEXT, photo=photo)
        post = self.read(provider, siti, written)
        assert post.url == parse(written.url).url
        assert ("/photo/" in post.url) == photo

    def test_the_id_tells_the_time_almost(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        post = self.read(provider, siti, sim.write("tiktok", SITI, TEXT))
        told_by_id = posted_at_from_id("tiktok", post.post_id)
        assert told_by_id is not None
        assert timedelta() <= post.posted_at - told_by_id < timedelta(seconds=15)

    def test_many_posts_are_read_page_by_page(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        noon = datetime(2026, 11, 1, 5, tzinfo=UTC)
        made = [
            sim.write("tiktok", SITI, f"Ke-{n}", noon + timedelta(minutes=n)) for n in range(45)
        ]
        posts = provider.recent(siti.token, siti.me.subject, 41)
        assert [one.post_id for one in posts] == [one.id for one in reversed(made[-41:])]

    def test_a_cut_caption_is_read_to_its_end(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        post = self.read(provider, siti, sim.write("tiktok", SITI, LONG))
        assert post.text == LONG
        assert post.tags == ("sayakader",)
        assert post.links == ("https://dpp.example/kerja",)

    @pytest.mark.parametrize("text", ["x" * 150, LONG])
    def test_a_caption_stays_cut_where_its_end_cannot_be_told(
        self, sim: Simulator, siti: Siti, text: str
    ) -> None:
        retired = TikTok(registered(sim, "tiktok", oembed_url=f"{sim.url}/tidak-ada"))
        assert self.read(retired, siti, sim.write("tiktok", SITI, text)).text == text[:150]

    def test_a_caption_whose_end_cannot_be_told_now_is_worth_waiting_for(
        self, sim: Simulator, siti: Siti, odd: Odd
    ) -> None:
        odd.close()
        silent = TikTok(registered(sim, "tiktok", oembed_url=odd.url))
        written = sim.write("tiktok", SITI, LONG)
        with failing("down"):
            self.read(silent, siti, written)

    def test_another_caption_than_the_own_is_not_put_in_its_place(
        self, sim: Simulator, siti: Siti, odd: Odd
    ) -> None:
        written = sim.write("tiktok", SITI, LONG)
        odd.answer = told(
            {
                "title": "Sesuatu yang lain #SayaKader",
                "author_url": f"https://www.tiktok.com/@{RUDI}",
                "html": f'<blockquote data-video-id="{written.id}"></blockquote>',
            }
        )
        other = TikTok(registered(sim, "tiktok", oembed_url=odd.url))
        assert self.read(other, siti, written).text == LONG[:150]
        assert b"Authorization" not in odd.heard


@pytest.fixture
def odd_tok(odd: Odd) -> TikTok:
    """TikTok, played by the odd server."""
    hosts = {"api_url": odd.url, "oembed_url": odd.url}
    return TikTok(Registered("kunci", "rahasia", {**PROVIDER_DEFAULTS["tiktok"], **hosts}))


def enveloped(**data: object) -> dict:
    """An answer that is well."""
    return {"data": data, "error": {"code": "ok", "message": "", "log_id": "1"}}


def a_video(**changes: object) -> dict:
    """An answer with one video in it."""
    video = {"id": "7412345678901234567", "create_time": 1763960400, "title": "Judul"} | changes
    return enveloped(videos=[video])


def test_an_id_that_comes_as_a_number_loses_nothing(odd: Odd, odd_tok: TikTok) -> None:
    odd.answer = told(a_video(id=7412345678901234567))
    post = odd_tok.post(A_TOKEN, "-000siti", "7412345678901234567")
    assert post.post_id == "7412345678901234567"
    assert post.posted_at == datetime.fromtimestamp(1763960400, UTC)


def test_title_and_description_are_read_once_where_they_say_the_same(
    odd: Odd, odd_tok: TikTok
) -> None:
    for told_by, text in (
        ({"title": "Sama", "video_description": "Sama"}, "Sama"),
        ({"title": "", "video_description": "Isi <i>"}, "Isi <i>"),
        ({"title": "Judul", "video_description": "Isi"}, "Judul\nIsi"),
        ({"title": None, "video_description": None}, ""),
    ):
        odd.answer = told(a_video(**told_by))
        assert odd_tok.post(A_TOKEN, "-000siti", "7412345678901234567").text == text


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"data": {"videos": []}},
        {"data": {"videos": []}, "error": None},
        {"data": {"videos": []}, "error": {"code": 0}},
        {"data": {"videos": []}, "error": {"code": ["ok"]}},
        {"data": None, "error": {"code": "ok"}},
        {"error": {"code": "ok"}},
        enveloped(),
        enveloped(videos=None),
        enveloped(videos=["7412345678901234567"]),
        a_video(id="7412345678901234568"),
        a_video(id="74123"),
        a_video(id=True),
        a_video(id="٧٤١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧"),
        a_video(create_time=1763960400000),
        a_video(create_time="1763960400"),
        a_video(create_time=-1),
        a_video(create_time=1e30),
        a_video(title=["Judul"]),
        a_video(share_url=7),
        '{"data": {"videos": []}, "error": {"code": "ok"}, "é": 1}'.encode("latin-1"),
    ],
)
def test_a_strange_answer_is_nonsense_and_never_gone(
    odd: Odd, odd_tok: TikTok, body: object
) -> None:
    odd.answer = told(body)
    with failing("nonsense"):
        odd_tok.post(A_TOKEN, "-000siti", "7412345678901234567")


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        ("400 Bad Request", {"error": "invalid_grant", "log_id": "1"}, "revoked"),
        ("200 OK", {"error": "invalid_grant", "log_id": "1"}, "revoked"),
        ("400 Bad Request", {"error": "invalid_request", "log_id": "1"}, "down"),
        ("401 Unauthorized", {"error": "invalid_client", "log_id": "1"}, "down"),
        ("200 OK", {"error": ["invalid_grant"]}, "down"),
        ("400 Bad Request", {}, "down"),
        ("200 OK", {}, "nonsense"),
        ("200 OK", b"", "nonsense"),
        ("200 OK", {"access_token": "a", "refresh_token": "b", "expires_in": 7200}, "nonsense"),
        ("429 Too Many Requests", b"", "rate_limited"),
    ],
)
def test_the_envelope_of_sign_in_is_another_one(
    odd: Odd, odd_tok: TikTok, status: str, body: object, kind: str
) -> None:
    odd.answer = told(body, status)
    with failing(kind):
        odd_tok.refresh(A_TOKEN)
