"""Google's own clients ask the stand-in of YouTube: google-auth renews, the schema reads."""

from collections.abc import Iterator

import pytest
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import Resource, build
from googleapiclient.errors import HttpError

from simulator.running import Simulator
from tests.judges.conftest import SITI

RUDI = "rudi_lebakbulus"


@pytest.fixture
def grant(sim: Simulator) -> Credentials:
    """Siti's grant as google-auth holds one."""
    ours, given = sim.client("youtube"), sim.grant("youtube", SITI)
    return Credentials(
        given["access_token"],
        refresh_token=given["refresh_token"],
        token_uri=f"{sim.options('youtube')['token_url']}/token",
        client_id=ours.client_id,
        client_secret=ours.secret,
        scopes=given["scope"].split(),
    )


@pytest.fixture
def tube(sim: Simulator, grant: Credentials) -> Iterator[Resource]:
    """The client that Google generates from the schema it publishes."""
    where = {"api_endpoint": f"{sim.url}/google/"}
    with build("youtube", "v3", credentials=grant, client_options=where) as client:
        yield client


def refused(question: object) -> tuple[int, str]:
    """The status and the reason with which a question fails."""
    with pytest.raises(HttpError) as caught:
        question.execute()
    return caught.value.status_code, caught.value.error_details[0]["reason"]


def test_google_renews_a_grant_and_keeps_its_refresh_token(grant: Credentials) -> None:
    first, lasting = grant.token, grant.refresh_token
    grant.refresh(Request())
    assert grant.token != first
    assert grant.refresh_token == lasting
    assert grant.valid


def test_google_tells_access_that_was_removed(sim: Simulator, grant: Credentials) -> None:
    sim.revoke("youtube", SITI)
    with pytest.raises(RefreshError, match="invalid_grant"):
        grant.refresh(Request())


def test_google_reads_channel_uploads_and_videos(sim: Simulator, tube: Resource) -> None:
    made = [sim.write("youtube", SITI, f"Judul {n}\nIsi {n}") for n in range(7)]
    (mine,) = tube.channels().list(part="id,snippet,contentDetails", mine=True).execute()["items"]
    assert mine["snippet"]["customUrl"] == f"@{SITI}"
    uploads = mine["contentDetails"]["relatedPlaylists"]["uploads"]
    asked = tube.playlistItems().list(part="contentDetails", playlistId=uploads, maxResults=5)
    found = []
    while asked is not None:
        page = asked.execute()
        found += [one["contentDetails"]["videoId"] for one in page["items"]]
        asked = tube.playlistItems().list_next(asked, page)
    assert found == [one.id for one in reversed(made)]
    asked = tube.videos().list(part="snippet,statistics,status", id=f"{made[0].id},AbcdefghijK")
    (video,) = asked.execute()["items"]
    assert (video["snippet"]["title"], video["snippet"]["description"]) == ("Judul 0", "Isi 0")
    assert video["statistics"]["viewCount"] == "0"
    assert video["status"]["privacyStatus"] == "public"


def test_google_finds_nothing_of_what_is_private(sim: Simulator, tube: Resource) -> None:
    his = sim.write("youtube", RUDI, "Judul")
    sim.hide(his)
    assert tube.videos().list(part="status", id=his.id).execute()["items"] == []


def test_google_parses_the_refusals(sim: Simulator, tube: Resource) -> None:
    me = tube.channels().list(part="id", mine=True)
    assert refused(tube.videos().list(part="rahasia", id="AbcdefghijK"))[0] == 400
    nowhere = tube.playlistItems().list(part="id", playlistId="UUtidakada")
    assert refused(nowhere) == (404, "playlistNotFound")
    sim.switch("youtube", units_a_day=1)
    assert refused(me) == (403, "quotaExceeded")
