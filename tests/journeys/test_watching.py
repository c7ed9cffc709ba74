"""A video of a kit on a phone: not loaded before she asks, then played, sounded, and sought in."""

from collections.abc import Callable

from playwright.sync_api import Page
from sqlalchemy import select

from app.campaigns import kit_videos
from app.campaigns.models import Challenge
from app.cli.seed_pictures import FILM
from app.db import session
from bench.phone import PHONE
from simulator.running import Simulator
from tests.cast import Cast
from tests.journeys.conftest import Live, no_complaints
from tests.shares import Shares

ALT = "Warga menimba air dari sumur"
# How much of a picture is drawn: a film that is not decoded stays one colour.
COLOURS = """(video) => {
  const canvas = document.createElement("canvas");
  canvas.width = 32; canvas.height = 32;
  const pen = canvas.getContext("2d");
  pen.drawImage(video, 0, 0, 32, 32);
  return new Set(new Uint32Array(pen.getImageData(0, 0, 32, 32).data.buffer)).size;
}"""
PLAYED = """(video) => new Promise((done, fail) => {
  video.ontimeupdate = () => video.currentTime > 0.3 && done();
  video.muted = true;
  video.play().catch(fail);
})"""
SOUGHT = """(video) => new Promise((done) => {
  video.pause();
  video.onseeked = () => done(video.currentTime);
  video.currentTime = 5;
})"""


def test_a_film_plays_with_sound_and_begins_anew_where_she_wants(
    live: Live, cast: Cast, platforms: Simulator, open_as: Callable[..., Page]
) -> None:
    shares = Shares(live.app, cast, platforms)
    made = shares.challenge(state="draft", published_by=None, published_at=None)
    with shares.at_work():
        one = session().scalars(select(Challenge).where(Challenge.public_id == made)).one()
        kit_videos.add(shares.actor(cast.tika), one, FILM.read_bytes(), ALT)
        one.state, one.published_by, one.published_at = "published", cast.bima.id, one.drafted_at
    page = open_as(cast.siti)
    answers: list[int] = []
    page.on("response", lambda got: answers.append(got.status) if "/video/" in got.url else None)
    with no_complaints(page):
        page.goto(f"{live.url}/tantangan/{made}")
        page.wait_for_load_state("networkidle")
        assert answers == []
        film = page.locator("video")
        assert film.evaluate("video => video.readyState") == 0
        film.evaluate(PLAYED)
        assert 5.9 < film.evaluate("video => video.duration") < 6.1
        assert film.evaluate("video => [video.videoWidth, video.videoHeight]") == [480, 848]
        assert film.evaluate(COLOURS) > 20
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert film.evaluate(SOUGHT) == 5
        assert film.evaluate("video => video.webkitAudioDecodedByteCount") > 0
    assert set(answers) == {206}
