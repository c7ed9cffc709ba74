"""X against the stand-in platform: what only it does, beside the contract of all."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app import clock
from app.providers.base import Provider, Token
from app.providers.x import X
from config import PROVIDER_DEFAULTS
from simulator.platforms.x_api import APP_TOKEN
from simulator.running import Simulator
from tests.consent import X_CALLBACK
from tests.providers.conftest import Registered, registered
from tests.providers.contract import RUDI, SITI, STATE, TEXT, Contract, Siti, failing, granted
from tests.providers.odd import Odd, told


@pytest.fixture(params=["tweet", "post"])
def either(request: pytest.FixtureRequest, sim: Simulator) -> X:
    """X, asked in the old vocabulary and in the new one."""
    return X(registered(sim, "x", vocabulary=request.param))


class TestX(Contract):
    """The contract, and the habits of X."""

    key = "x"
    hidden = "forbidden"
    foreign = None
    taken_back = "expired"

    def some_id(self) -> str:
        return "1"

    def test_the_address_of_consent_carries_pkce(self, provider: Provider) -> None:
        away = provider.depart(STATE, X_CALLBACK, "")
        asked = parse_qs(urlsplit(away.url).query)
        assert asked["scope"] == ["tweet.read users.read offline.access"]
        assert asked["code_challenge_method"] == ["S256"]
        assert away.kept["verifier"] not in away.url

    def test_a_grant_lasts_two_hours_and_can_be_renewed(
        self, sim: Simulator, provider: Provider
    ) -> None:
        token = self.agreed(sim, provider)
        assert token.refresh
        assert token.expires_at is not None
        assert timedelta(minutes=110) < token.expires_at - clock.now() < timedelta(hours=2)

    def test_fewer_scopes_than_asked_are_told(self, sim: Simulator, provider: Provider) -> None:
        token = self.agreed(sim, provider, ["tweet.read", "users.read"])
        assert token.refresh is None
        assert token.scopes == ("tweet.read", "users.read")
        with failing("expired"):
            provider.refresh(token)

    def test_a_code_dies_after_thirty_seconds(self, sim: Simulator, provider: Provider) -> None:
        late = self.code(sim, provider)
        sim.clock.advance(31)
        with failing("revoked"):
            provider.exchange(*late)

    def test_a_code_is_worth_nothing_without_its_verifier(
        self, sim: Simulator, provider: Provider
    ) -> None:
        with failing("revoked"):
            provider.exchange(self.code(sim, provider)[0], X_CALLBACK, {"verifier": "w" * 64})

    def test_refreshing_rotates_both_tokens(self, provider: Provider, siti: Siti) -> None:
        new = provider.refresh(siti.token)
        assert new.access != siti.token.access
        assert new.refresh != siti.token.refresh
        assert provider.identify(new).handle == SITI
        with failing("revoked"):
            provider.refresh(siti.token)

    def test_a_wrong_client_secret_is_our_fault_and_never_the_cadres(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        sim.register("x", "gelanggang-x", "rahasia lain", [X_CALLBACK])
        with failing("down"):
            provider.refresh(siti.token)

    def test_revoking_kills_the_grant(self, provider: Provider, siti: Siti) -> None:
        provider.revoke(siti.token)
        with failing("expired"):
            provider.identify(siti.token)
        with failing("revoked"):
            provider.refresh(siti.token)

    def test_both_vocabularies_tell_the_same(self, sim: Simulator, either: X, siti: Siti) -> None:
        written = sim.write("x", SITI, TEXT)
        newer = sim.edit(written, TEXT + " lagi")
        post = either.post(siti.token, siti.me.subject, written.id)
        assert (post.text, post.tags) == (TEXT + " lagi", ("sayakader",))
        assert post.author_id == siti.me.subject
        assert post.versions == (written.id, newer.id)
        assert post.original
        assert either.recent(siti.token, siti.me.subject, 5)[0].text == post.text

    def test_a_vocabulary_that_nobody_speaks_refuses_to_start(self, sim: Simulator) -> None:
        with pytest.raises(ValueError, match=r"X_VOCABULARY must be tweet or post, not 'kicau'"):
            X(registered(sim, "x", vocabulary="kicau"))

    @pytest.mark.parametrize("kind", ["replied_to", "quoted", "retweeted"])
    def test_what_lives_from_an_earlier_post_is_not_original(
        self, sim: Simulator, either: X, siti: Siti, kind: str
    ) -> None:
        earlier = sim.write("x", RUDI, "Kata Rudi")
        written = sim.write("x", SITI, TEXT, **{kind: earlier.id})
        assert not either.post(siti.token, siti.me.subject, written.id).original

    @pytest.mark.parametrize("kind", ["replied_to", "quoted", "retweeted"])
    def test_a_list_of_own_posts_holds_none_that_live_from_another(
        self, sim: Simulator, provider: Provider, siti: Siti, kind: str
    ) -> None:
        earlier = sim.write("x", RUDI, "Kata Rudi")
        sim.write("x", SITI, TEXT, **{kind: earlier.id})
        assert provider.recent(siti.token, siti.me.subject, 5) == []

    def test_an_edit_changes_the_words_but_not_the_time(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        first = datetime(2026, 10, 1, 8, tzinfo=UTC)
        old = sim.write("x", SITI, "Kata lama", first)
        new = sim.edit(old, "Kata baru")
        for post_id in (old.id, new.id):
            post = provider.post(siti.token, siti.me.subject, post_id)
            assert post.post_id == post_id
            assert post.text == "Kata baru"
            assert abs(post.posted_at - first) < timedelta(seconds=1)
            assert post.versions == (old.id, new.id)

    def test_a_protected_account_is_not_public(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        written = sim.write("x", SITI, TEXT)
        sim.protect("x", SITI)
        assert not self.read(provider, siti, written).public

    def test_what_is_not_there_is_told_alike_inside_a_200(
        self, sim: Simulator, provider: Provider, siti: Siti
    ) -> None:
        sim.switch("x", twin404=True)
        written = sim.write("x", SITI, TEXT)
        sim.hide(written)
        with failing("forbidden"):
            self.read(provider, siti, written)
        sim.delete(written)
        with failing("gone"):
            self.read(provider, siti, written)

    @pytest.mark.parametrize("spent", ["credits", "usage-capped"])
    def test_money_used_up_is_a_quota_and_costs_nobody_a_link(
        self, sim: Simulator, provider: Provider, siti: Siti, spent: str
    ) -> None:
        sim.switch("x", spent=spent)
        with failing("quota") as caught:
            provider.identify(siti.token)
        assert caught.value.retry_at is not None
        assert caught.value.retry_at > clock.now()
        assert not caught.value.permanent

    def test_an_expired_grant_is_told_from_a_missing_scope(
        self, sim: Simulator, provider: Provider
    ) -> None:
        narrow = granted(sim, provider, ["users.read"])
        with failing("missing_scope"):
            provider.post(narrow.token, narrow.me.subject, "1")
        sim.expire_tokens("x")
        with failing("expired"):
            provider.identify(narrow.token)


@pytest.fixture
def odd_x(odd: Odd) -> X:
    """X, played by the odd server."""
    return X(Registered("id", "rahasia", {**PROVIDER_DEFAULTS["x"], "api_url": odd.url}))


A_TOKEN = Token("tanda-masuk", "tanda-lama", None, X.scopes)


def a_post(vocabulary: str = "tweet", **changes: object) -> dict:
    """An answer with one post in it, as it stands in either vocabulary."""
    data = {
        "id": "20",
        "author_id": "7",
        "created_at": "2026-11-24T05:00:00.000Z",
        "text": "Kata &amp; kata",
        f"edit_history_{vocabulary}_ids": ["20"],
    } | changes
    users = [{"id": "7", "username": "siti", "protected": False}]
    return {"data": data, "includes": {"users": users}}


@pytest.mark.parametrize("vocabulary", ["tweet", "post"])
def test_either_vocabulary_is_read_whichever_was_asked_for(
    odd: Odd, odd_x: X, vocabulary: str
) -> None:
    long = {"text": "Kata &amp; kata panjang", "entities": {"hashtags": [{"tag": "Panjang"}]}}
    odd.answer = told(a_post(vocabulary, **{f"note_{vocabulary}": long}))
    post = odd_x.post(A_TOKEN, "7", "20")
    assert (post.text, post.tags) == ("Kata & kata panjang", ("panjang",))
    assert post.versions == ("20",)
    odd.answer = told(a_post(vocabulary, **{f"referenced_{vocabulary}s": [{"type": "quoted"}]}))
    assert not odd_x.post(A_TOKEN, "7", "20").original


@pytest.mark.parametrize(
    "body",
    [
        {"data": None},
        {"errors": []},
        {"errors": "resource-not-found"},
        {"errors": [{"type": "https://api.x.com/2/problems/resource-not-found", "value": "21"}]},
        {"data": a_post()["data"]},
        {"data": a_post()["data"], "includes": {"users": [{"id": "8", "protected": False}]}},
        a_post(id="21"),
        a_post(id=20),
        a_post(author_id="٧"),
        a_post(text=None),
        a_post(created_at="Wed Jan 06 18:40:40 +0000 2021"),
        a_post(edit_history_tweet_ids=["21"]),
        a_post(entities={"urls": [{"url": "https://t.co/a"}]}),
        '{"data": {"id": "20"}, "é": 1}'.encode("latin-1"),
    ],
)
def test_a_strange_answer_is_nonsense_and_never_gone(odd: Odd, odd_x: X, body: object) -> None:
    odd.answer = told(body)
    with failing("nonsense"):
        odd_x.post(A_TOKEN, "7", "20")


@pytest.mark.parametrize(
    ("reset", "wait"),
    [
        ("", timedelta(minutes=15)),
        ("nanti", timedelta(minutes=15)),
        ("٣", timedelta(minutes=15)),
        ("0", timedelta(seconds=5)),
        ("9" * 11, timedelta(hours=24)),
        ("9" * 99, timedelta(minutes=15)),
    ],
)
def test_a_limit_without_a_sensible_reset_waits_all_the_same(
    odd: Odd, odd_x: X, reset: str, wait: timedelta
) -> None:
    status = f"429 Too Many Requests\r\nx-rate-limit-reset: {reset}"
    odd.answer = told({"errors": [{"code": 88}]}, status)
    with failing("rate_limited") as caught:
        odd_x.identify(A_TOKEN)
    assert caught.value.retry_at is not None
    late = caught.value.retry_at - clock.now() - wait
    assert timedelta(minutes=-1) < late <= timedelta()


def test_trends_of_indonesia_are_read_with_the_apps_own_token(sim: Simulator) -> None:
    watching = X(registered(sim, "x", app_token=APP_TOKEN))
    assert watching.watches_trends
    found = watching.trends(12)
    assert len(found) == 12 and len({one.name for one in found}) == 12
    told = [one.posts for one in found if one.posts is not None]
    assert told == sorted(told, reverse=True) and None in [one.posts for one in found]
    assert not X(registered(sim, "x")).watches_trends
    with failing("expired"):
        X(registered(sim, "x", app_token="salah")).trends(5)


def test_trends_beyond_the_rate_are_told_to_wait(sim: Simulator) -> None:
    watching = X(registered(sim, "x", app_token=APP_TOKEN))
    with failing("rate_limited"):
        for _ in range(76):
            watching.trends(1)
