"""Sources of the party: taken up by hand, asked by the clock, their items kept once each."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.content import feeds
from app.content.models import Item, Source
from app.db import session, transaction
from app.errors import Refusal
from app.jobs.due import run_due_jobs
from app.jobs.schedule import queue_feeds
from app.providers import breaker
from tests.cast import Cast
from tests.content.sites import Sites, item, rss

URL, WHERE = "https://partai.example/feed.xml", "partai.example/feed.xml"


def items() -> dict[str, Item]:
    return {one.key: one for one in session().scalars(select(Item).order_by(Item.id))}


def source() -> Source:
    return session().scalars(select(Source).execution_options(populate_existing=True)).one()


def added(sites: Sites, cast: Cast, *told: str, **more: str) -> int:
    sites.say(WHERE, rss(*told), **more)
    return feeds.add(URL, cast.actor("oka"))


def test_a_feed_is_taken_up_with_its_items_at_once(ctx: Flask, cast: Cast, sites: Sites) -> None:
    added(sites, cast, item(1), item(2))
    kept = source()
    assert (kept.kind, kept.title, kept.trouble, kept.failures) == ("site", "Situs partai", "", 0)
    assert kept.added_by == cast.oka.id
    assert set(items()) == {"kabar-1", "kabar-2"}


def test_asking_again_adds_what_is_new_corrects_what_changed_and_repeats_nothing(
    ctx: Flask, cast: Cast, sites: Sites
) -> None:
    number = added(sites, cast, item(1), item(2))
    before = {key: (one.public_id, one.published_at) for key, one in items().items()}
    sites.say(WHERE, rss(item(1), item(2, title="Ralat", pubDate="09 Nov 2026"), item(3)))
    feeds.refresh(number)
    feeds.refresh(number)
    now = items()
    assert list(now) == ["kabar-1", "kabar-2", "kabar-3"]
    assert now["kabar-2"].title == "Ralat"
    assert {key: (now[key].public_id, now[key].published_at) for key in before} == before


def test_an_unchanged_feed_costs_one_short_answer(ctx: Flask, cast: Cast, sites: Sites) -> None:
    number = added(sites, cast, item(1), ETag='"satu"')
    feeds.refresh(number)
    assert sites.asked[-1].headers["If-None-Match"] == '"satu"'
    assert source().next_at - clock.now() > feeds.EVERY - timedelta(minutes=1)


def test_dates_that_lie_ahead_or_are_missing_become_the_moment_of_finding(
    ctx: Flask, cast: Cast, sites: Sites
) -> None:
    added(sites, cast, item(1, pubDate="1 Jan 2099"), item(2, pubDate="kemarin"), item(3))
    now = clock.now()
    found = {key: one.published_at for key, one in items().items()}
    assert now - found["kabar-1"] < timedelta(minutes=1)
    assert now - found["kabar-2"] < timedelta(minutes=1)
    assert found["kabar-3"] < datetime.fromisoformat("2026-11-04T00:00:00+00:00")


def test_a_site_in_trouble_is_asked_ever_more_rarely_and_says_so_until_it_is_well(
    ctx: Flask, cast: Cast, sites: Sites
) -> None:
    number = added(sites, cast, item(1))
    sites.say(WHERE, "rusak", status=500)
    waits = []
    for _ in range(12):
        feeds.refresh(number)
        kept = source()
        assert kept.checked_at is not None
        waits.append(kept.next_at - kept.checked_at)
    assert waits == sorted(waits)
    assert waits[0] > feeds.EVERY
    assert waits[-1] == feeds.LONGEST_WAIT
    assert source().failures == 12
    assert "tidak dapat dihubungi" in source().trouble
    breaker.reset()  # the host is left alone for a moment only
    sites.say(WHERE, "<!doctype html><html></html>", "text/html")
    feeds.refresh(number)
    assert "halaman web" in source().trouble
    sites.say(WHERE, rss(item(1), item(2)))
    feeds.refresh(number)
    assert (source().failures, source().trouble) == (0, "")
    assert set(items()) == {"kabar-1", "kabar-2"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Wajib"),
        ("partai.example/feed.xml", "https://"),
        ("http://partai.example/feed.xml", "https://"),
        ("https://127.0.0.1/feed.xml", "tidak dapat dibuka"),
        ("https://partai.example/halaman", "halaman web"),
        ("https://partai.example/tidak-ada", "404"),
    ],
)
def test_what_is_no_feed_is_refused_at_the_field(
    ctx: Flask, cast: Cast, sites: Sites, typed: str, words: str
) -> None:
    sites.say("partai.example/halaman", "<html><body>Halo</body></html>", "text/html")
    with pytest.raises(Refusal) as caught:
        feeds.add(typed, cast.actor("oka"))
    assert caught.value.field == "alamat"
    assert words in caught.value.words
    assert session().scalar(select(Source.id)) is None


def test_one_address_is_one_source(ctx: Flask, cast: Cast, sites: Sites) -> None:
    added(sites, cast, item(1))
    with pytest.raises(Refusal) as caught:
        feeds.add(URL, cast.actor("tika"))
    assert caught.value.code == "feed_there"


def test_the_clock_asks_each_due_source_once_and_none_that_is_off(
    app: Flask, cast: Cast, sites: Sites
) -> None:
    with app.app_context():
        number = added(sites, cast, item(1))
        later = clock.now() + feeds.EVERY + timedelta(seconds=1)
        asked = len(sites.asked)
        assert (queue_feeds(clock.now()), queue_feeds(later), queue_feeds(later)) == (0, 1, 0)
    run_due_jobs(app)
    assert len(sites.asked) == asked + 1
    with app.app_context():
        with transaction():
            feeds.switch(cast.actor("oka"), number, on=False)
        assert queue_feeds(later + timedelta(days=2)) == 0
        feeds.refresh(number)
    assert len(sites.asked) == asked + 1
