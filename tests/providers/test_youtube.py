"""YouTube against the stand-in platform: what only it does, beside the contract of all."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app import clock
from app.providers.base import Provider, Token
from app.providers.youtube import NoChannel, YouTube
from config import PROVIDER_DEFAULTS
from simulator.running import Simulator
from tests.providers.conftest import Registered
from tests.providers.contract import (
    RUDI,
    SITI,
    STATE,
    TEXT,
    Contract,
    Siti,
    callback_of,
    failing,
)
from tests.providers.odd import Odd, told

SCOPE = "https://www.googleapis.com/auth/youtube.readonly"
CALLBACK = callback_of("youtube")
WORDS = "Posyandu Melati\nSetiap Sabtu #SayaKader\nhttps://dpp.example/posyandu"
A_TOKEN = Token("tanda-masuk", "tanda-lama", None, (SCOPE,))


class TestYouTube(Contract):
    """The contract, and the habits of YouTube and Google."""

    key = "youtube"
    foreign = None
    taken_back = "expired"
    waits = timedelta(minutes=1)

    def test_a_hidden_post_cannot_be_read(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        """Her own she may read; to everybody else it is not there."""
        mine, his = (sim.write("youtube", one, TEXT) for one in (SITI, RUDI))
        sim.hide(mine)
        sim.hide(his)
        assert not self.read(provider, siti, mine).public
        with failing("gone"):
            self.read(provider, siti, his)

    def test_consent_is_asked_for_with_everything_that_makes_a_grant_last(
        self, provider: Provider
    ) -> None:
        away = provider.depart(STATE, CALLBACK, "")
        asked = {name: one[0] for name, one in parse_qs(urlsplit(away.url).query).items()}
        assert asked["scope"] == SCOPE
        assert (asked["access_type"], asked["prompt"]) == ("offline", "consent")
        assert asked["include_granted_scopes"] == "true"
        assert asked["code_challenge_method"] == "S256"
        assert away.kept["verifier"] not in away.url

    def test_a_second_grant_comes_with_a_refresh_token_too(
        self, sim: Simulator, provider: Provider
    ) -> None:
        assert self.agreed(sim, provider).refresh
        again = self.agreed(sim, provider)
        assert again.refresh
        assert again.expires_at is not None
        assert timedelta(minutes=58) < again.expires_at - clock.now() < timedelta(hours=1)

    def test_a_code_is_worth_nothing_late_or_without_its_verifier(
        self, sim: Simulator, provider: Provider
    ) -> None:
        code, callback, _ = self.code(sim, provider)
        with failing("revoked"):
            provider.exchange(code, callback, {"verifier": "w" * 64})
        late = self.code(sim, provider)
        sim.clock.advance(601)
        with failing("revoked"):
            provider.exchange(*late)

    def test_the_refresh_token_stays_the_same(self, provider: Provider, siti: Siti) -> None:
        first = provider.refresh(siti.token)
        second = provider.refresh(first)
        assert siti.token.refresh == first.refresh == second.refresh
        assert len({siti.token.access, first.access, second.access}) == 3
        assert provider.identify(second) == siti.me

    def test_an_hour_later_the_grant_is_renewed(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        sim.clock.advance(3600)
        with failing("expired"):
            provider.identify(siti.token)
        assert provider.identify(provider.refresh(siti.token)) == siti.me

    def test_access_removed_in_the_google_account_ends_the_link(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        sim.revoke("youtube", SITI)
        with failing("revoked") as caught:
            provider.refresh(siti.token)
        assert caught.value.permanent
        assert provider.ends_link

    def test_giving_back_ends_the_whole_grant_and_may_come_twice(
        self, provider: Provider, siti: Siti
    ) -> None:
        provider.revoke(siti.token)
        with failing("expired"):
            provider.identify(siti.token)
        with failing("revoked"):
            provider.refresh(siti.token)
        provider.revoke(siti.token)

    def test_a_wrong_client_secret_is_our_fault_and_never_the_cadres(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        sim.register("youtube", sim.client("youtube").client_id, "rahasia lain", [CALLBACK])
        with failing("down"):
            provider.refresh(siti.token)

    def test_an_account_without_a_channel_is_told_to_make_one(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        sim.switch("youtube", channels=False)
        with pytest.raises(NoChannel, match="Buat channel dahulu"):
            provider.identify(siti.token)
        assert provider.recent(siti.token, siti.me.subject, 5) == []

    def test_title_and_description_are_the_words_and_keywords_are_not(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        post = self.read(provider, siti, sim.write("youtube", SITI, WORDS))
        assert post.text == WORDS
        assert post.tags == ("sayakader",)
        assert post.links == ("https://dpp.example/posyandu",)

    @pytest.mark.parametrize("privacy", ["unlisted", "private"])
    def test_only_a_public_video_is_public(
        self, sim: Simulator, provider: Provider, siti: Siti, privacy: str
    ) -> None:
        written = sim.write("youtube", SITI, WORDS, privacy=privacy)
        assert not self.read(provider, siti, written).public
        assert provider.recent(siti.token, siti.me.subject, 5) == []

    @pytest.mark.parametrize("upload", ["failed", "rejected", "deleted"])
    def test_an_upload_that_came_to_nothing_is_gone(
        self, sim: Simulator, provider: Provider, siti: Siti, upload: str
    ) -> None:
        with failing("gone"):
            self.read(provider, siti, sim.write("youtube", SITI, WORDS, upload=upload))

    def test_a_used_up_day_names_midnight_in_california_and_ends_there(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        sim.switch("youtube", units_a_day=1)
        provider.identify(siti.token)
        with failing("quota") as caught:
            provider.identify(siti.token)
        again = caught.value.retry_at
        assert again is not None
        assert caught.value.everywhere
        assert not caught.value.permanent
        wait = again - sim.clock.now()
        assert timedelta() < wait <= timedelta(hours=25)
        sim.clock.advance(wait.total_seconds() + 1)
        provider.identify(provider.refresh(siti.token))

    @pytest.mark.parametrize(
        ("reason", "kind", "everywhere"),
        [
            ("quotaExceeded", "quota", True),
            ("rateLimitExceeded", "rate_limited", True),
            ("userRateLimitExceeded", "rate_limited", False),
            ("forbidden", "forbidden", False),
            ("authenticatedUserAccountSuspended", "forbidden", False),
            ("insufficientPermissions", "missing_scope", False),
            ("accessNotConfigured", "down", False),
        ],
    )
    def test_a_403_means_what_its_reason_says(
        self,
        sim: Simulator,
        provider: Provider,
        siti: Siti,
        reason: str,
        kind: str,
        everywhere: bool,
    ) -> None:
        sim.switch("youtube", refused_as=reason)
        with failing(kind) as caught:
            provider.post(siti.token, siti.me.subject, "AbcdefghijK")
        assert caught.value.everywhere == everywhere

    def test_what_a_question_may_cost_is_what_it_costs_at_most(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        allowance = provider.allowance
        assert allowance is not None
        mine, his = (sim.write("youtube", one, TEXT) for one in (SITI, RUDI))
        for most, ask in (
            (allowance.identity, lambda: provider.identify(siti.token)),
            (allowance.post, lambda: self.read(provider, siti, mine)),
            (allowance.post, lambda: self.read(provider, siti, his)),
            (allowance.listing, lambda: provider.recent(siti.token, siti.me.subject, 50)),
        ):
            before = len(sim.calls("youtube"))
            ask()
            assert len(sim.calls("youtube")) - before <= most


@pytest.fixture
def odd_tube(odd: Odd) -> YouTube:
    """YouTube and Google, both played by the odd server."""
    hosts = {"api_url": odd.url, "token_url": odd.url}
    return YouTube(Registered("id", "rahasia", {**PROVIDER_DEFAULTS["youtube"], **hosts}))


def a_video(**changes: object) -> dict:
    """A list with one video in it."""
    snippet = {
        "publishedAt": "2026-11-24T05:00:00Z",
        "channelId": "UCmilikSiti",
        "title": "Judul",
        "description": "Isi",
    }
    status = {"privacyStatus": "public", "uploadStatus": "processed"}
    video = {"id": "AbcdefghijK", "snippet": snippet, "status": status} | changes
    return {"kind": "youtube#videoListResponse", "items": [video]}


def test_of_scopes_only_those_asked_for_are_taken(odd: Odd, odd_tube: YouTube) -> None:
    answer = {"access_token": "a", "refresh_token": "b", "expires_in": 3599}
    odd.answer = told(answer | {"scope": f"openid {SCOPE} {'x' * 500}"})
    assert odd_tube.exchange("kode", CALLBACK, {"verifier": "v" * 64}).scopes == (SCOPE,)
    odd.answer = told(answer | {"scope": "openid"})
    assert odd_tube.exchange("kode", CALLBACK, {"verifier": "v" * 64}).scopes == ()


@pytest.mark.parametrize("error", ["access_denied", ["invalid_grant"], {"a": 1}, 7])
def test_no_other_refusal_costs_anybody_a_link(odd: Odd, odd_tube: YouTube, error: object) -> None:
    odd.answer = told({"error": error, "error_description": "Tidak."}, "400 Bad Request")
    with failing("down"):
        odd_tube.refresh(A_TOKEN)


def test_a_channel_without_a_handle_is_known_by_its_id(odd: Odd, odd_tube: YouTube) -> None:
    channel = {"id": "UCtanpaNama", "snippet": {"title": "Ranting 📺"}}
    odd.answer = told({"kind": "youtube#channelListResponse", "items": [channel]})
    me = odd_tube.identify(A_TOKEN)
    assert (me.subject, me.handle, me.name) == ("UCtanpaNama", "UCtanpaNama", "Ranting 📺")


def test_youtubes_own_word_for_no_channel_is_understood(odd: Odd, odd_tube: YouTube) -> None:
    reason = {"domain": "youtube.header", "reason": "youtubeSignupRequired"}
    odd.answer = told({"error": {"code": 401, "errors": [reason]}}, "401 Unauthorized")
    with pytest.raises(NoChannel):
        odd_tube.identify(A_TOKEN)


def test_a_video_reads_as_plain_text_whatever_it_looks_like(odd: Odd, odd_tube: YouTube) -> None:
    about = a_video()["items"][0]["snippet"] | {
        "title": "<b>&amp;</b>",
        "description": "\x00\ud800",
    }
    odd.answer = told(a_video(snippet=about))
    post = odd_tube.post(A_TOKEN, "UCmilikSiti", "AbcdefghijK")
    assert post.text == "<b>&amp;</b>\n?"
    assert post.posted_at == datetime(2026, 11, 24, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "youtube#videoListResponse", "items": None},
        {"kind": "youtube#videoListResponse", "items": {}},
        {"kind": "youtube#videoListResponse", "items": ["AbcdefghijK"]},
        {"kind": "drive#fileList", "items": []},
        {"kind": 7},
        {"items": []},
        a_video(id="AbcdefghijL"),
        a_video(id="abcdefghijk"),
        a_video(id=12345678901),
        a_video(snippet={}),
        a_video(status={"privacyStatus": "terserah"}),
        a_video(snippet=a_video()["items"][0]["snippet"] | {"publishedAt": "2026-11-24T05:00:00"}),
        a_video(snippet=a_video()["items"][0]["snippet"] | {"publishedAt": 1763960400}),
        a_video(snippet=a_video()["items"][0]["snippet"] | {"channelId": ""}),
        a_video(snippet=a_video()["items"][0]["snippet"] | {"title": None}),
        '{"kind": "youtube#videoListResponse", "items": [], "é": 1}'.encode("latin-1"),
    ],
)
def test_a_strange_answer_is_nonsense_and_never_gone(
    odd: Odd, odd_tube: YouTube, body: object
) -> None:
    odd.answer = told(body)
    with failing("nonsense"):
        odd_tube.post(A_TOKEN, "UCmilikSiti", "AbcdefghijK")


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        ("400 Bad Request", {"errors": [{"reason": "badRequest"}]}, "nonsense"),
        ("404 Not Found", {"errors": [{"reason": "videoNotFound"}]}, "gone"),
        ("404 Not Found", {}, "nonsense"),
        ("403 Forbidden", {}, "down"),
        (
            "403 Forbidden",
            {"errors": [{"reason": "forbidden"}], "details": [{"reason": "CONSUMER_SUSPENDED"}]},
            "down",
        ),
        ("429 Too Many Requests", {}, "rate_limited"),
        ("401 Unauthorized", {"errors": [{"reason": "authError"}]}, "expired"),
        ("403 Forbidden", {"errors": "forbidden"}, "nonsense"),
        ("403 Forbidden", "forbidden", "nonsense"),
    ],
)
def test_an_error_takes_nothing_away_that_it_does_not_speak_of(
    odd: Odd, odd_tube: YouTube, status: str, error: object, kind: str
) -> None:
    odd.answer = told({"error": error}, status)
    with failing(kind):
        odd_tube.post(A_TOKEN, "UCmilikSiti", "AbcdefghijK")


@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        ("2026-07-01T06:59:59+00:00", "2026-07-01T07:00:00+00:00"),
        ("2026-07-01T07:00:00+00:00", "2026-07-02T07:00:00+00:00"),
        ("2026-12-01T12:00:00+07:00", "2026-12-01T08:00:00+00:00"),
        ("2026-11-01T07:00:00+00:00", "2026-11-02T08:00:00+00:00"),  # twenty-five hours
        ("2026-03-08T08:00:00+00:00", "2026-03-09T07:00:00+00:00"),  # twenty-three
    ],
)
def test_the_day_turns_at_midnight_in_california(
    odd: Odd, odd_tube: YouTube, now: str, midnight: str
) -> None:
    odd.answer = told({"error": {"errors": [{"reason": "quotaExceeded"}]}}, "403 Forbidden")
    with clock.at(datetime.fromisoformat(now)), failing("quota") as caught:
        odd_tube.identify(A_TOKEN)
    assert caught.value.retry_at == datetime.fromisoformat(midnight)
