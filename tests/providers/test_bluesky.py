"""Bluesky against the stand-in network: names, sign-in with proofs, reading, and every "no"."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from app import clock
from app.errors import Fault
from app.providers import bluesky as module
from app.providers import dpop, open_web
from app.providers.base import Departure, Nowhere, Token
from app.providers.bluesky import Bluesky
from config import PROVIDER_DEFAULTS
from simulator.platforms import bluesky_shapes as shapes
from simulator.posts import Post
from simulator.running import Simulator
from tests.consent import agree, deny, told
from tests.providers.conftest import Registered
from tests.providers.open_networks import played_by
from tests.providers.web import Names

CALLBACK = "http://127.0.0.1:8000/akun/bluesky/kembali"
SITI, RUDI = "siti_lebakbulus", "rudi_lebakbulus"
HANDLE = "siti-lebakbulus.bsky.social"
STATE = "s" * 43
TEXT = "Kerja bakti di Lebak Bulus & sekitarnya #SayaKader https://dpp.example/kerja?a=1&b=2"
POSTS = "app.bsky.feed.post"


@pytest.fixture
def names(sim: Simulator) -> Iterator[Names]:
    """The web is the simulator; records of names may be added."""
    with played_by(sim) as names:
        yield names


@pytest.fixture
def bluesky(names: Names) -> Bluesky:
    return Bluesky(Registered("", "", PROVIDER_DEFAULTS["bluesky"]))


def failing(kind: str):
    """The block must end in this fault."""
    return pytest.raises(Fault, match=f"^{kind}:")


def did(sim: Simulator, handle: str = SITI) -> str:
    """A person's DID."""
    return sim.person(handle).account_id("bluesky")


def lay(sim: Simulator, shelf: str, name: str, value: object) -> None:
    """Put something on the stand-in's shelf: a document, a record, where a handle leads."""
    text = value if isinstance(value, str) else json.dumps(value)
    sim.stage.store.put(f"bluesky {shelf}", name, text)


def document(sim: Simulator, handle: str = SITI) -> dict:
    """A person's DID document as it would be."""
    with sim.app.app_context():
        return shapes.document(sim.person(handle))


@dataclass
class Visit:
    """One way through the consent page: how we left, and what the callback got."""

    left: Departure
    back: dict[str, str]


def visit(sim: Simulator, bluesky: Bluesky, where: str = HANDLE, handle: str = SITI) -> Visit:
    """Leave, agree as `handle`, come back."""
    left = bluesky.depart(STATE, CALLBACK, where)
    return Visit(left, told(agree(sim, left.url, handle)))


def linked(sim: Simulator, bluesky: Bluesky, where: str = HANDLE, handle: str = SITI) -> Token:
    """Siti's grant, after the whole way."""
    been = visit(sim, bluesky, where, handle)
    return bluesky.exchange(been.back["code"], CALLBACK, been.left.kept)


def read(bluesky: Bluesky, sim: Simulator, post: Post, handle: str = SITI):
    """A post as it is read for its author, without any grant."""
    author = did(sim, handle)
    return bluesky.post(Token("", None, None, ()), author, f"{author}/{post.id}")


# -- names


@pytest.mark.parametrize("spelling", [HANDLE, f"@{HANDLE.upper()}", "siti-lebakbulus", "did"])
def test_she_leaves_for_whoever_signs_in_the_people_of_her_home(
    sim: Simulator, bluesky: Bluesky, spelling: str
) -> None:
    left = bluesky.depart(STATE, CALLBACK, did(sim) if spelling == "did" else spelling)
    assert left.issuer == "https://bsky.social"
    assert left.url.startswith(f"{sim.url}/host/bsky.social/oauth/authorize?")
    asked = parse_qs(urlsplit(left.url).query)
    assert set(asked) == {"client_id", "request_uri"}
    assert left.kept["did"] == did(sim)
    assert left.kept["key"] not in repr(left)


def test_a_home_of_ones_own_signs_in_its_people_itself(sim: Simulator, bluesky: Bluesky) -> None:
    sim.become("bluesky", SITI, "rumahku.test")
    left = bluesky.depart(STATE, CALLBACK, "siti-lebakbulus.rumahku.test")
    assert left.issuer == "https://pds.rumahku.test"
    token = linked(sim, bluesky, "siti-lebakbulus.rumahku.test")
    assert bluesky.identify(token).handle == "siti-lebakbulus.rumahku.test"


def test_the_dns_has_the_first_word_about_a_handle(
    sim: Simulator, bluesky: Bluesky, names: Names
) -> None:
    own = "siti.id"
    lay(sim, "document", did(sim), document(sim) | {"alsoKnownAs": [f"at://{own}"]})
    names.records[(f"_atproto.{own}", "TXT")] = ['"lain"', f'"did={did(sim)}"']
    assert bluesky.depart(STATE, CALLBACK, own).kept["did"] == did(sim)
    assert bluesky.identify(linked(sim, bluesky, own)).handle == own


def test_two_answers_of_the_dns_are_none(sim: Simulator, bluesky: Bluesky, names: Names) -> None:
    records = [f'"did={did(sim)}"', f'"did={did(sim, RUDI)}"']
    names.records[(f"_atproto.{HANDLE}", "TXT")] = records
    with pytest.raises(Nowhere):
        bluesky.depart(STATE, CALLBACK, HANDLE)


def test_where_a_handle_says_nothing_itself_the_view_of_the_network_is_asked(
    sim: Simulator, bluesky: Bluesky
) -> None:
    own = "siti.id"
    lay(sim, "document", did(sim), document(sim) | {"alsoKnownAs": [f"at://{own}"]})
    lay(sim, "handle", own, did(sim))
    assert bluesky.depart(STATE, CALLBACK, own).kept["did"] == did(sim)
    assert any("resolveHandle" in path for _, path, _ in sim.calls("appview"))


def test_a_did_of_the_web_has_its_document_at_home(sim: Simulator, bluesky: Bluesky) -> None:
    own = "did:web:siti.rumahku.test"
    lay(sim, "document", own, document(sim) | {"id": own, "alsoKnownAs": []})
    assert bluesky.depart(STATE, CALLBACK, own).kept["did"] == own


@pytest.mark.parametrize("where", ["tidak-ada.bsky.social", "siti.id", "did:plc:" + "a" * 24])
def test_a_name_that_is_nobodys_is_refused_at_its_field(bluesky: Bluesky, where: str) -> None:
    with pytest.raises(Nowhere, match="tidak ditemukan") as refusal:
        bluesky.depart(STATE, CALLBACK, where)
    assert refusal.value.field == "di"


def test_a_handle_that_points_at_somebody_who_does_not_answer_to_it_is_nobodys(
    sim: Simulator, bluesky: Bluesky
) -> None:
    lay(sim, "handle", HANDLE, did(sim, RUDI))
    with pytest.raises(Nowhere):
        bluesky.depart(STATE, CALLBACK, HANDLE)


@pytest.mark.parametrize(
    "change",
    [
        {"service": []},
        {"id": "did:plc:" + "a" * 24},
        {
            "service": [
                {
                    "id": "#atproto_pds",
                    "type": "AtprotoPersonalDataServer",
                    "serviceEndpoint": "http://127.0.0.1:9",
                }
            ]
        },
    ],
)
def test_a_document_without_a_fit_home_leads_nowhere(
    sim: Simulator, bluesky: Bluesky, change: dict
) -> None:
    lay(sim, "document", did(sim), document(sim) | change)
    with failing("nonsense"):
        bluesky.depart(STATE, CALLBACK, did(sim))


@pytest.mark.parametrize("key", ["bluesky", "plc"])
@pytest.mark.parametrize(
    ("trouble", "kind"),
    [({"down": True}, "down"), ({"down": "closed"}, "down"), ({"garbage": "shape"}, "nonsense")],
)
def test_trouble_on_the_way_out_is_a_fault(
    sim: Simulator, bluesky: Bluesky, key: str, trouble: dict, kind: str
) -> None:
    sim.switch(key, **trouble)
    with failing(kind):
        bluesky.depart(STATE, CALLBACK, did(sim))


# -- signing in


def test_what_is_asked_goes_ahead_by_the_back_door_and_shows_nothing_in_the_address(
    sim: Simulator, bluesky: Bluesky
) -> None:
    left = bluesky.depart(STATE, CALLBACK, HANDLE)
    with sim.stage.store.read() as shelf:
        (row,) = shelf.execute("SELECT value FROM shelf WHERE owner = 'bluesky pushed'").fetchall()
    asked = json.loads(row["value"])["asked"]
    assert asked["scope"] == "atproto"
    assert asked["login_hint"] == HANDLE
    assert asked["redirect_uri"] == CALLBACK
    assert asked["code_challenge"] == dpop.digest(left.kept["verifier"])
    assert STATE not in left.url
    assert asked["client_id"].startswith("http://localhost?")


def test_the_first_answer_to_a_proof_is_a_number_and_the_second_is_the_answer(
    sim: Simulator, bluesky: Bluesky
) -> None:
    bluesky.depart(STATE, CALLBACK, HANDLE)
    pushed = [status for _, path, status in sim.calls("bluesky") if path.endswith("/oauth/par")]
    assert pushed == [400, 201]


def test_a_code_becomes_a_grant_that_is_proven_at_her_home(
    sim: Simulator, bluesky: Bluesky
) -> None:
    been = visit(sim, bluesky)
    assert been.back["iss"] == been.left.issuer
    assert been.back["state"] == STATE
    token = bluesky.exchange(been.back["code"], CALLBACK, been.left.kept)
    assert token.scopes == ("atproto",)
    assert token.extra["did"] == did(sim)
    asked = [status for _, path, status in sim.calls("bluesky") if "getSession" in path]
    assert asked == [401, 200]
    me = bluesky.identify(token)
    assert (me.subject, me.handle, me.name) == (did(sim), HANDLE, "Siti Rahmawati")
    assert not any(secret in repr(token) for secret in (token.access, token.extra["key"]))


def test_a_code_works_once_and_a_second_try_kills_the_first(
    sim: Simulator, bluesky: Bluesky
) -> None:
    been = visit(sim, bluesky)
    token = bluesky.exchange(been.back["code"], CALLBACK, been.left.kept)
    with failing("revoked"):
        bluesky.exchange(been.back["code"], CALLBACK, been.left.kept)
    with failing("revoked"):
        bluesky.refresh(token)


@pytest.mark.parametrize("part", ["verifier", "key"])
def test_a_code_is_nothing_without_what_was_kept(
    sim: Simulator, bluesky: Bluesky, part: str
) -> None:
    been = visit(sim, bluesky)
    other = {"verifier": "v" * 64, "key": dpop.new_key()}[part]
    with failing("revoked"):
        bluesky.exchange(been.back["code"], CALLBACK, {**been.left.kept, part: other})


def test_a_grant_of_another_account_is_not_taken(sim: Simulator, bluesky: Bluesky) -> None:
    been = visit(sim, bluesky)
    sim.person(RUDI)
    sim.switch("bluesky", sub="rudi-lebakbulus.bsky.social")
    with failing("nonsense"):
        bluesky.exchange(been.back["code"], CALLBACK, been.left.kept)


def test_a_server_cannot_sign_in_accounts_of_other_homes(sim: Simulator, bluesky: Bluesky) -> None:
    """Siti's code, handed in as if Rudi's home had been asked: his home must know the grant."""
    sim.become("bluesky", RUDI, "rumahku.test")
    been = visit(sim, bluesky)
    sim.switch("bluesky", sub=did(sim, RUDI))
    forged = {**been.left.kept, "did": did(sim, RUDI)}
    with failing("revoked"):
        bluesky.exchange(been.back["code"], CALLBACK, forged)


def test_only_the_account_that_was_named_may_agree(sim: Simulator, bluesky: Bluesky) -> None:
    left = bluesky.depart(STATE, CALLBACK, HANDLE)
    with pytest.raises(AssertionError, match="Yang diminta masuk adalah"):
        agree(sim, left.url, RUDI)


def test_a_no_on_the_consent_page_comes_back_with_its_issuer(
    sim: Simulator, bluesky: Bluesky
) -> None:
    left = bluesky.depart(STATE, CALLBACK, HANDLE)
    back = told(deny(sim, left.url, SITI))
    assert (back["error"], back["iss"]) == ("access_denied", left.issuer)


def test_a_grant_is_renewed_with_its_key_and_the_old_one_dies(
    sim: Simulator, bluesky: Bluesky
) -> None:
    token = linked(sim, bluesky)
    young = bluesky.refresh(token)
    assert young.access != token.access
    assert young.extra == token.extra
    with failing("revoked"):
        bluesky.refresh(token)
    with failing("revoked"):  # showing the old one killed the whole family
        bluesky.refresh(young)


def test_a_grant_is_of_no_use_with_another_key(sim: Simulator, bluesky: Bluesky) -> None:
    token = linked(sim, bluesky)
    stolen = replace(token, extra={**token.extra, "key": dpop.new_key()})
    with failing("revoked"):
        bluesky.refresh(stolen)


def test_a_grant_ends_after_two_weeks_whatever_was_renewed(
    sim: Simulator, bluesky: Bluesky
) -> None:
    token = linked(sim, bluesky)
    with sim.stage.store.write() as rows:
        rows.execute("UPDATE tokens SET granted = granted - 15 * 86400")
    with failing("revoked"):
        bluesky.refresh(token)


def test_without_a_refresh_token_nothing_is_renewed(bluesky: Bluesky) -> None:
    with failing("expired"):
        bluesky.refresh(Token("a", None, None, ("atproto",), {}))


def test_a_grant_given_back_is_dead(sim: Simulator, bluesky: Bluesky) -> None:
    token = linked(sim, bluesky)
    bluesky.revoke(token)
    assert not sim.stage.grants.holds("bluesky", sim.person(SITI))
    with failing("revoked"):
        bluesky.refresh(token)
    bluesky.revoke(token)


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        ({"down": True}, "down"),
        ({"down": "closed"}, "down"),
        ({"garbage": "html"}, "nonsense"),
        ({"garbage": "truncated"}, "nonsense"),
        ({"garbage": "shape"}, "nonsense"),
        ({"garbage": "huge"}, "nonsense"),
    ],
)
def test_trouble_at_the_token_endpoint_is_a_fault(
    sim: Simulator, bluesky: Bluesky, trouble: dict, kind: str
) -> None:
    been = visit(sim, bluesky)
    sim.switch("bluesky", **trouble)
    with failing(kind):
        bluesky.exchange(been.back["code"], CALLBACK, been.left.kept)


def test_servers_read_who_we_are_at_an_address_by_https(sim: Simulator, bluesky: Bluesky) -> None:
    callback = "https://arena.partai.id/akun/bluesky/kembali"
    ours = module.client_metadata(callback, "Partai Gelanggang")
    assert ours["client_id"] == "https://arena.partai.id/akun/bluesky/client-metadata.json"
    with failing("nonsense"):  # nothing stands there yet
        bluesky.depart(STATE, callback, HANDLE)
    lay(sim, "client", ours["client_id"], ours)
    left = bluesky.depart(STATE, callback, HANDLE)
    back = told(agree(sim, left.url, SITI))
    token = bluesky.exchange(back["code"], callback, left.kept)
    assert token.extra["client_id"] == ours["client_id"]


def test_a_machine_of_ones_own_is_led_back_to_by_number(sim: Simulator, bluesky: Bluesky) -> None:
    callback = CALLBACK.replace("127.0.0.1", "localhost")
    left = bluesky.depart(STATE, callback, HANDLE)
    back = told(agree(sim, left.url, SITI))
    assert bluesky.exchange(back["code"], callback, left.kept).access


# -- proofs, as the stand-in checks them


def proof_answer(sim: Simulator, proof: str) -> tuple[int, str]:
    """What the server says to an otherwise right push with this proof."""
    asked = {"client_id": f"http://localhost?redirect_uri={CALLBACK}", "redirect_uri": CALLBACK}
    form = asked | {
        "response_type": "code",
        "scope": "atproto",
        "state": STATE,
        "code_challenge": dpop.digest("v" * 64),
        "code_challenge_method": "S256",
    }
    url = f"{sim.url}/host/bsky.social/oauth/par"
    answer = requests.post(url, data=form, headers={"DPoP": proof}, timeout=10)
    assert answer.headers["DPoP-Nonce"]
    return answer.status_code, answer.json().get("error", answer.headers["DPoP-Nonce"])


def test_the_stand_in_takes_a_proof_once_for_one_request_only(sim: Simulator) -> None:
    url = "https://bsky.social/oauth/par"
    key = dpop.new_key()
    assert proof_answer(sim, dpop.proof(key, "POST", url, None)) == (400, "use_dpop_nonce")
    asked = requests.post(
        f"{sim.url}/host/bsky.social/oauth/par",
        headers={"DPoP": dpop.proof(key, "POST", url, None)},
        timeout=10,
    )
    nonce = asked.headers["DPoP-Nonce"]
    good = dpop.proof(key, "POST", url, nonce)
    assert proof_answer(sim, good)[0] == 201
    assert proof_answer(sim, good) == (400, "invalid_dpop_proof")
    for method, other in (("GET", url), ("POST", "https://lain.example/oauth/par")):
        assert proof_answer(sim, dpop.proof(key, method, other, nonce))[1] == "invalid_dpop_proof"
    head, claims, _ = dpop.proof(key, "POST", url, nonce).split(".")
    _, _, foreign = dpop.proof(dpop.new_key(), "POST", url, nonce).split(".")
    for bad in (f"{head}.{claims}.{foreign}", "", "a.b.c"):
        assert proof_answer(sim, bad) == (400, "invalid_dpop_proof")
    sim.clock.advance(600)
    assert proof_answer(sim, dpop.proof(key, "POST", url, nonce))[1] == "invalid_dpop_proof"


def test_a_number_is_taken_for_a_while_after_a_new_one_is_out(sim: Simulator) -> None:
    url = "https://bsky.social/oauth/par"
    key = dpop.new_key()
    answer = requests.post(
        f"{sim.url}/host/bsky.social/oauth/par",
        headers={"DPoP": dpop.proof(key, "POST", url, None)},
        timeout=10,
    )
    stale = dpop.proof(key, "POST", url, "dari-tempat-lain")
    assert proof_answer(sim, stale) == (400, "use_dpop_nonce")
    assert proof_answer(sim, dpop.proof(key, "POST", url, answer.headers["DPoP-Nonce"]))[0] == 201


# -- reading


def test_a_post_is_read_by_anybody_with_whole_links(sim: Simulator, bluesky: Bluesky) -> None:
    written = sim.write("bluesky", SITI, TEXT)
    post = read(bluesky, sim, written)
    assert post.text == TEXT
    assert post.author_id == did(sim)
    assert post.post_id == post.canonical_id == f"{did(sim)}/{written.id}"
    assert post.tags == ("sayakader",)
    assert post.links == ("https://dpp.example/kerja?a=1&b=2",)
    assert post.public
    assert abs(post.posted_at - written.at) < timedelta(milliseconds=1)
    assert post.url == f"https://bsky.app/profile/{did(sim)}/post/{written.id}"


def test_a_link_with_a_handle_leads_to_the_same_post(sim: Simulator, bluesky: Bluesky) -> None:
    written = sim.write("bluesky", SITI, TEXT)
    post = bluesky.post(Token("", None, None, ()), did(sim), f"{HANDLE}/{written.id}")
    assert post.post_id == f"{HANDLE}/{written.id}"
    assert post.canonical_id == f"{did(sim)}/{written.id}"


def test_the_post_of_another_is_told_as_hers(sim: Simulator, bluesky: Bluesky) -> None:
    written = sim.write("bluesky", RUDI, TEXT)
    post = bluesky.post(Token("", None, None, ()), did(sim), f"{did(sim, RUDI)}/{written.id}")
    assert post.author_id == did(sim, RUDI)


def test_a_handle_taken_over_by_another_leads_to_the_other(
    sim: Simulator, bluesky: Bluesky
) -> None:
    sim.person("kancil")
    written = sim.write("bluesky", "kancil", TEXT)
    owner = did(sim, "kancil")
    sim.rename("kancil", "pelanduk")
    nobody = Token("", None, None, ())
    with failing("gone"):
        bluesky.post(nobody, owner, f"kancil.bsky.social/{written.id}")
    thief = sim.person("kancil")
    copied = sim.write("bluesky", thief, TEXT)
    post = bluesky.post(nobody, owner, f"kancil.bsky.social/{copied.id}")
    assert post.author_id == thief.account_id("bluesky") != owner
    assert bluesky.post(nobody, owner, f"{owner}/{written.id}").author_id == owner


def test_what_is_deleted_taken_down_or_never_was_is_gone(sim: Simulator, bluesky: Bluesky) -> None:
    deleted, down = (sim.write("bluesky", SITI, TEXT) for _ in range(2))
    sim.delete(deleted)
    sim.hide(down)
    for post in (deleted, down):
        with failing("gone"):
            read(bluesky, sim, post)
    with failing("gone"):
        bluesky.post(Token("", None, None, ()), did(sim), f"did:plc:{'a' * 24}/{deleted.id}")


def test_a_home_that_knows_no_such_account_has_none_of_its_posts(
    sim: Simulator, bluesky: Bluesky
) -> None:
    written = sim.write("bluesky", SITI, TEXT)
    moved = document(sim)
    moved["service"][0]["serviceEndpoint"] = "https://pds.rumahku.test"
    lay(sim, "document", did(sim), moved)
    with failing("gone"):
        read(bluesky, sim, written)


def test_who_hides_from_strangers_hides_her_posts(sim: Simulator, bluesky: Bluesky) -> None:
    written = sim.write("bluesky", SITI, TEXT)
    sim.protect("bluesky", SITI)
    assert not read(bluesky, sim, written).public
    sim.protect("bluesky", SITI, False)
    assert read(bluesky, sim, written).public


def test_a_reply_is_no_post_of_ones_own(sim: Simulator, bluesky: Bluesky) -> None:
    other = sim.write("bluesky", RUDI, TEXT)
    written = sim.write("bluesky", SITI, "Setuju sekali dengan ini #SayaKader")
    parent = {"uri": f"at://{did(sim, RUDI)}/{POSTS}/{other.id}", "cid": "bafy"}
    lay(sim, "record", written.id, {"reply": {"root": parent, "parent": parent}})
    assert not read(bluesky, sim, written).original
    assert bluesky.recent(Token("", None, None, ()), did(sim), 10) == []


def test_the_moment_is_the_earlier_of_what_is_said_and_what_was_seen(
    sim: Simulator, bluesky: Bluesky
) -> None:
    written = sim.write("bluesky", SITI, TEXT, clock.now() - timedelta(days=3))
    lay(sim, "record", written.id, {"createdAt": shapes.when(clock.now())})
    assert abs(read(bluesky, sim, written).posted_at - written.at) < timedelta(seconds=1)
    long_ago = clock.now() - timedelta(days=75)
    lay(sim, "record", written.id, {"createdAt": shapes.when(long_ago)})
    assert abs(read(bluesky, sim, written).posted_at - long_ago) < timedelta(seconds=1)


@pytest.mark.parametrize("trouble", [{"down": True}, {"garbage": "shape"}, {"garbage": "html"}])
def test_without_a_view_of_the_network_what_is_said_counts(
    sim: Simulator, bluesky: Bluesky, trouble: dict
) -> None:
    written = sim.write("bluesky", SITI, TEXT)
    said = clock.now() - timedelta(hours=5)
    lay(sim, "record", written.id, {"createdAt": shapes.when(said)})
    sim.switch("appview", **trouble)
    assert abs(read(bluesky, sim, written).posted_at - said) < timedelta(seconds=1)


def test_the_newest_own_posts_come_first(sim: Simulator, bluesky: Bluesky) -> None:
    now = clock.now()
    written = [
        sim.write("bluesky", SITI, f"Kiriman {n} #SayaKader", now - timedelta(hours=9 - n))
        for n in range(9)
    ]
    sim.write("bluesky", RUDI, TEXT)
    found = bluesky.recent(Token("", None, None, ()), did(sim), 4)
    assert [one.text for one in found] == [f"Kiriman {n} #SayaKader" for n in (8, 7, 6, 5)]
    assert found[0].post_id == f"{did(sim)}/{written[8].id}"
    assert bluesky.recent(Token("", None, None, ()), did(sim, "ani_cilandak"), 4) == []


@pytest.mark.parametrize("lying", ["post", "author"])
def test_a_lying_home_is_not_believed(sim: Simulator, bluesky: Bluesky, lying: str) -> None:
    written = sim.write("bluesky", SITI, TEXT)
    sim.write("bluesky", RUDI, TEXT)
    sim.switch("bluesky", lying=lying)
    with failing("nonsense"):
        read(bluesky, sim, written)
    with failing("nonsense"):
        bluesky.recent(Token("", None, None, ()), did(sim), 4)


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        ({"down": True}, "down"),
        ({"down": "closed"}, "down"),
        ({"garbage": "html"}, "nonsense"),
        ({"garbage": "truncated"}, "nonsense"),
        ({"garbage": "shape"}, "nonsense"),
        ({"garbage": "huge"}, "nonsense"),
    ],
)
def test_a_home_in_trouble_is_a_fault(
    sim: Simulator, bluesky: Bluesky, trouble: dict, kind: str
) -> None:
    written = sim.write("bluesky", SITI, TEXT)
    sim.switch("bluesky", **trouble)
    with failing(kind):
        read(bluesky, sim, written)


def test_a_limit_says_when_to_come_back_and_holds_for_that_home_only(
    sim: Simulator, bluesky: Bluesky
) -> None:
    written = sim.write("bluesky", SITI, TEXT)
    until = clock.now() + timedelta(minutes=4)
    sim.switch("bluesky", rate_limited_until=until)
    with failing("rate_limited") as raised:
        read(bluesky, sim, written)
    assert abs(raised.value.retry_at - until) < timedelta(seconds=2)
    assert not raised.value.everywhere


@pytest.mark.parametrize(
    ("error", "kind"),
    [("RepoTakendown", "forbidden"), ("RepoDeactivated", "forbidden"), ("Apa", "nonsense")],
)
def test_the_names_of_a_homes_no_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, sim: Simulator, bluesky: Bluesky, error: str, kind: str
) -> None:
    written = sim.write("bluesky", SITI, TEXT)
    real = open_web.get

    def no(url: str, **options: object) -> open_web.Answer:
        if "getRecord" not in url:
            return real(url, **options)
        return open_web.Answer(url, 400, {}, json.dumps({"error": error}).encode())

    monkeypatch.setattr(open_web, "get", no)
    with failing(kind):
        read(bluesky, sim, written)
