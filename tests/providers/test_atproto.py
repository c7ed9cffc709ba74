"""Names, documents and descriptions of the AT Protocol, held against every demand. Pure."""

import pytest

from app.providers import atproto, bluesky
from app.providers.base import Nowhere
from app.providers.bluesky_posts import labels, post_of
from app.providers.wire import moment

DID = "did:plc:" + "a" * 24
ISSUER = "https://masuk.example"
SERVER = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/oauth/authorize",
    "token_endpoint": f"{ISSUER}/oauth/token",
    "revocation_endpoint": f"{ISSUER}/oauth/revoke",
    "pushed_authorization_request_endpoint": f"{ISSUER}/oauth/par",
    "response_types_supported": ["code"],
    "grant_types_supported": ["authorization_code", "refresh_token"],
    "code_challenge_methods_supported": ["S256"],
    "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
    "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
    "scopes_supported": ["atproto", "transition:generic"],
    "authorization_response_iss_parameter_supported": True,
    "require_pushed_authorization_requests": True,
    "dpop_signing_alg_values_supported": ["ES256"],
    "client_id_metadata_document_supported": True,
}
DOCUMENT = {
    "id": DID,
    "alsoKnownAs": ["https://siti.example", "at://Siti.Lebakbulus.id", "at://lain.id"],
    "service": [
        {"id": "#label", "type": "AtprotoLabeler", "serviceEndpoint": "https://lain.example"},
        {
            "id": "#atproto_pds",
            "type": "AtprotoPersonalDataServer",
            "serviceEndpoint": "https://rumah.example/",
        },
    ],
}
# What `wire.understood` turns into the fault "nonsense".
UNFIT = (KeyError, IndexError, TypeError, ValueError, AttributeError)


@pytest.mark.parametrize(
    "name",
    "jay.bsky.social 8.cn name.t--t a.co xn--notarealidn.com example.t "
    "xn--fiqa61au8b7zsevnm8ak20mc4a87e.xn--fiqs8s xn--ls8h.test".split(),
)
def test_handles_of_the_specification_are_handles(name: str) -> None:
    assert atproto.is_handle(name)


@pytest.mark.parametrize(
    "name",
    [
        *"jo@hn.test 💩.test john..test xn--bcher-.tld john.0 cn.8 org name.org. "
        "www.masełkowski.pl.com laptop.local blah.arpa siti.example siti.invalid a_b.id "
        "JAY.bsky.social 1.2.3.4 -a.id".split(),
        "",
        "siti.id\n",
        "a." * 122 + "id",
    ],
)
def test_what_the_specification_refuses_is_no_handle(name: str) -> None:
    assert not atproto.is_handle(name)


@pytest.mark.parametrize("did", [DID, "did:web:siti.id"])
def test_dids_of_both_methods_are_dids(did: str) -> None:
    assert atproto.is_did(did)


@pytest.mark.parametrize(
    "did",
    [
        "did:plc:abc",
        DID.upper(),
        DID + "a",
        "did:plc:" + "1" * 24,
        "did:web:localhost%3A2583",
        "did:web:siti.id:orang",
        "did:key:zQ3shZc2QzApp2oymGvQbzP8eKheVshBHbU4ZYjeXqwSKEn6N",
        f"{DID}\n",
        "",
    ],
)
def test_other_dids_are_none_of_ours(did: str) -> None:
    assert not atproto.is_did(did)


def test_a_document_tells_the_first_handle_and_the_home() -> None:
    found = atproto.parse_document(DOCUMENT, DID)
    assert found == atproto.Document(DID, "siti.lebakbulus.id", "https://rumah.example")


def test_a_document_may_spell_its_service_out_and_have_no_handle() -> None:
    service = [{**DOCUMENT["service"][1], "id": f"{DID}#atproto_pds"}]
    found = atproto.parse_document({"id": DID, "service": service}, DID)
    assert found == atproto.Document(DID, "", "https://rumah.example")


@pytest.mark.parametrize(
    "change",
    [
        {"id": "did:plc:" + "b" * 24},
        {"service": []},
        {"service": None},
        {"service": DOCUMENT["service"][:1]},
        {"alsoKnownAs": [7]},
        *(
            {"service": [{**DOCUMENT["service"][1], "serviceEndpoint": home}]}
            for home in (
                "http://rumah.example",
                "https://rumah.example/pds",
                "https://siti@rumah.example",
                "https://rumah.example:443",
                "https://rumah.example?a=1",
                "https://",
                "rumah.example",
                None,
                {"uri": "https://rumah.example"},
            )
        ),
    ],
)
def test_a_document_that_does_not_fit_is_not_used(change: dict) -> None:
    with pytest.raises(UNFIT):
        atproto.parse_document(DOCUMENT | change, DID)


def test_a_server_that_keeps_to_the_profile_may_sign_people_in() -> None:
    found = atproto.parse_server(SERVER, ISSUER)
    assert found.issuer == ISSUER
    assert found.push == f"{ISSUER}/oauth/par"


@pytest.mark.parametrize("name", list(SERVER))
def test_a_server_that_leaves_out_a_demand_may_not(name: str) -> None:
    with pytest.raises(UNFIT):
        atproto.parse_server({key: one for key, one in SERVER.items() if key != name}, ISSUER)


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://lain.example"},
        {"issuer": f"{ISSUER}/"},
        {"require_pushed_authorization_requests": False},
        {"authorization_response_iss_parameter_supported": "true"},
        {"client_id_metadata_document_supported": False},
        {"require_request_uri_registration": False},
        {"dpop_signing_alg_values_supported": ["RS256"]},
        {"code_challenge_methods_supported": ["plain"]},
        {"scopes_supported": ["openid"]},
        {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
        {"grant_types_supported": ["authorization_code"]},
        {"token_endpoint": "http://masuk.example/oauth/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_server_that_promises_less_may_not(change: dict) -> None:
    with pytest.raises(UNFIT):
        atproto.parse_server(SERVER | change, ISSUER)


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("siti.bsky.social", "siti.bsky.social"),
        (" @Siti.Bsky.Social ", "siti.bsky.social"),
        ("siti", "siti.bsky.social"),
        ("@siti", "siti.bsky.social"),
        ("https://bsky.app/profile/siti.id/", "siti.id"),
        ("bsky.app/profile/siti.id", "siti.id"),
        (f"https://bsky.app/profile/{DID}", DID),
        (f"at://{DID}", DID),
        (DID, DID),
        ("did:web:siti.id", "did:web:siti.id"),
    ],
)
def test_many_spellings_of_a_name_are_understood(where: str, name: str) -> None:
    assert bluesky._typed(where) == name


@pytest.mark.parametrize(
    "where",
    [
        *"@ did:plc:abc siti@sosial.id siti_r.bsky.social http://127.0.0.1/ siti.local".split(),
        *"did:web:127.0.0.1 https://bsky.app/profile/siti.id/post/3k".split(),
        "",
        "siti rahma",
        "nama\x00.bsky.social",
        "a" * 300,
    ],
)
def test_what_is_no_name_is_refused_in_words(where: str) -> None:
    with pytest.raises(Nowhere) as refusal:
        bluesky._typed(where)
    assert refusal.value.field == "di"


KEY = "3m6f72q6k22ni"
RECORD = {"$type": "app.bsky.feed.post", "createdAt": "2026-11-25T10:00:00.000Z", "text": "Halo"}


def link(start: int, end: int, uri: str) -> dict:
    """A facet that makes bytes of a text lead somewhere."""
    kind = "app.bsky.richtext.facet#link"
    return {
        "index": {"byteStart": start, "byteEnd": end},
        "features": [{"$type": kind, "uri": uri}],
    }


def test_shortened_links_are_put_back_by_their_bytes() -> None:
    text = "Bésok 🎉 dpp.example/ker... ya"
    start = len("Bésok 🎉 ".encode())
    where = "https://dpp.example/kerja?a=1"
    record = RECORD | {
        "text": text,
        "facets": [link(start, start + len("dpp.example/ker..."), where)],
    }
    post = post_of(DID, KEY, record, None)
    assert post.text == f"Bésok 🎉 {where} ya"
    assert post.links == (where,)


def test_facets_that_overlap_or_lie_outside_are_as_if_not_there() -> None:
    facets = [link(0, 4, "https://a.id"), link(2, 4, "https://b.id"), link(3, 900, "https://c.id")]
    assert post_of(DID, KEY, RECORD | {"facets": facets}, None).links == ("https://a.id",)


def test_a_card_and_tags_beside_the_words_count_too() -> None:
    record = RECORD | {
        "text": "Halo #Satu",
        "tags": ["Dua"],
        "embed": {"media": {"external": {"uri": "https://dpp.example/1"}}},
    }
    post = post_of(DID, KEY, record, None)
    assert post.links == ("https://dpp.example/1",)
    assert set(post.tags) == {"satu", "dua"}


@pytest.mark.parametrize(
    ("created", "seen", "posted"),
    [
        ("2026-11-25T10:00:00Z", None, "2026-11-25T10:00:00Z"),
        ("2026-11-25T10:00:00Z", "2026-11-25T09:00:00Z", "2026-11-25T09:00:00Z"),
        ("2026-11-25T10:00:00+07:00", "2026-11-25T10:00:00Z", "2026-11-25T03:00:00Z"),
        ("2024-01-01T00:00:00Z", "2026-11-25T10:00:00Z", "2024-01-01T00:00:00Z"),
    ],
)
def test_of_two_clocks_the_earlier_one_counts(created: str, seen: str | None, posted: str) -> None:
    seen_at = moment(seen) if seen else None
    post = post_of(DID, KEY, RECORD | {"createdAt": created}, seen_at)
    assert post.posted_at == moment(posted)


def test_no_post_is_from_the_future() -> None:
    post = post_of(DID, KEY, RECORD | {"createdAt": "2999-01-01T00:00:00Z"}, None)
    assert post.posted_at.year < 2999


def test_a_mark_of_the_author_hides_a_post() -> None:
    marked = {"values": [{"val": "!no-unauthenticated"}]}
    assert not post_of(DID, KEY, RECORD | {"labels": marked}, None).public
    assert labels({"labels": marked}) == {"!no-unauthenticated"}
    assert post_of(DID, KEY, RECORD, None).public


OTHER = {"uri": f"at://{DID}/app.bsky.feed.post/{KEY}", "cid": "bafy"}


@pytest.mark.parametrize(
    ("change", "original"),
    [
        ({}, True),
        ({"reply": {"parent": OTHER, "root": OTHER}}, False),
        ({"embed": {"record": OTHER}}, False),
        ({"embed": {"record": {"record": OTHER}, "media": {}}}, False),
        ({"embed": {"record": {"uri": f"at://{DID}/app.bsky.feed.generator/a"}}}, True),
        ({"embed": {"images": []}}, True),
    ],
)
def test_replies_and_quotes_live_from_somebodys_post(change: dict, original: bool) -> None:
    assert post_of(DID, KEY, RECORD | change, None).original is original


@pytest.mark.parametrize(
    "change",
    [
        {"$type": "app.bsky.feed.repost"},
        {"createdAt": "kemarin"},
        {"createdAt": "2026-11-25T10:00:00"},
        {"createdAt": None},
        {"text": None},
        {"text": 7},
        {"facets": [7]},
        {"facets": [{"index": {"byteStart": 0, "byteEnd": 2}, "features": [{"uri": 7}]}]},
        {"facets": [{"index": {"byteStart": "0", "byteEnd": 2}}]},
        {"labels": {"values": [{"val": 7}]}},
        {"embed": {"external": {"uri": 7}}},
    ],
)
def test_a_record_that_does_not_fit_is_not_used(change: dict) -> None:
    with pytest.raises(UNFIT):
        post_of(DID, KEY, RECORD | change, None)
