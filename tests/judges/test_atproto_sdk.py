"""The Python SDK of the AT Protocol: names, records and views, through its own strict models."""

import pytest
from atproto import Client, IdResolver, models
from atproto_client.exceptions import BadRequestError

from simulator.running import Simulator
from tests.judges.conftest import SITI

POSTS = "app.bsky.feed.post"
HANDLE = "siti-lebakbulus.bsky.social"
PDS, VIEW = "morel.us-east.host.bsky.network", "public.api.bsky.app"


def client(sim: Simulator, host: str) -> Client:
    """The client of one host."""
    return Client(base_url=f"{sim.url}/host/{host}/xrpc")


def test_the_sdk_finds_people_by_handle_and_document(sim: Simulator) -> None:
    did = sim.person(SITI).account_id("bluesky")
    asked = models.ComAtprotoIdentityResolveHandle.Params(handle=HANDLE)
    assert client(sim, VIEW).com.atproto.identity.resolve_handle(asked).did == did
    document = IdResolver(plc_url=f"{sim.url}/host/plc.directory").did.resolve(did)
    assert document.get_handle() == HANDLE
    assert document.get_pds_endpoint() == f"https://{PDS}"
    assert document.get_did() == did


def test_the_sdk_reads_records_and_their_facets(sim: Simulator) -> None:
    did = sim.person(SITI).account_id("bluesky")
    written = sim.write("bluesky", SITI, "Halo #SayaKader https://dpp.example/kerja/bakti/sekali")
    home = client(sim, PDS)
    asked = {"repo": did, "collection": POSTS, "rkey": written.id}
    found = home.com.atproto.repo.get_record(asked)
    assert isinstance(found.value, models.AppBskyFeedPost.Record)
    tag, link = (facet.features[0] for facet in found.value.facets)
    assert tag.tag == "SayaKader"
    assert link.uri == "https://dpp.example/kerja/bakti/sekali"
    (listed,) = home.com.atproto.repo.list_records({"repo": did, "collection": POSTS}).records
    assert (listed.uri, listed.cid) == (found.uri, found.cid)
    sim.delete(written)
    with pytest.raises(BadRequestError) as refused:
        home.com.atproto.repo.get_record(asked)
    assert refused.value.response.content.error == "RecordNotFound"


def test_the_sdk_sees_posts_as_the_network_does(sim: Simulator) -> None:
    did = sim.person(SITI).account_id("bluesky")
    written = sim.write("bluesky", SITI, "Halo")
    sim.protect("bluesky", SITI)
    uri = f"at://{did}/{POSTS}/{written.id}"
    (post,) = client(sim, VIEW).app.bsky.feed.get_posts({"uris": [uri]}).posts
    assert post.author.handle == HANDLE
    assert [label.val for label in post.author.labels] == ["!no-unauthenticated"]
    assert post.indexed_at == post.record.created_at
