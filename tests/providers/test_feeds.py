"""Feeds as strangers write them: what is read, what is doubted, and what is no feed at all."""

from datetime import UTC, datetime

import pytest

from app.errors import Fault
from app.providers import feeds
from app.providers.feeds import Feed, read
from tests.content.sites import item, rss, standing_in

URL = "https://partai.example/feed.xml"
YOUTUBE = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015"
      xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">
 <id>yt:channel:x</id><title>Kanal partai</title>
 <entry><id>yt:video:abcdefghijk</id><yt:videoId>abcdefghijk</yt:videoId>
  <title>Air &lt; api</title>
  <link rel="alternate" href="https://www.youtube.com/watch?v=abcdefghijk"/>
  <published>2026-11-20T10:00:00+00:00</published><updated>2026-11-21T10:00:00+00:00</updated>
  <media:group><media:description>Baris satu
baris dua</media:description></media:group></entry></feed>"""


def got(body: str | bytes, content_type: str = "application/rss+xml") -> Feed:
    return read(body.encode() if isinstance(body, str) else body, content_type, URL)


def test_rss_gives_plain_text_dates_in_utc_and_the_feeds_own_keys() -> None:
    html = "<![CDATA[<p>Dua <b>kali</b>&nbsp;lipat</p><script>alert(1)</script><p>Selesai</p>]]>"
    feed = got(rss(item(7, title="Beras &amp;amp; &lt;b&gt;minyak&lt;/b&gt;", description=html)))
    assert feed.title == "Situs partai"
    (entry,) = feed.entries
    assert (entry.key, entry.url) == ("kabar-7", "https://partai.example/berita/7")
    assert (entry.title, entry.summary) == ("Beras & minyak", "Dua kali lipat Selesai")
    assert entry.published_at == datetime(2026, 11, 7, 3, tzinfo=UTC)


def test_a_channel_of_youtube_is_read_by_its_video_ids() -> None:
    (entry,) = got(YOUTUBE, "text/xml; charset=UTF-8").entries
    assert entry.key == "yt:video:abcdefghijk"
    assert entry.url == "https://www.youtube.com/watch?v=abcdefghijk"
    assert (entry.title, entry.summary) == ("Air < api", "Baris satu baris dua")
    assert entry.published_at == datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_without_a_guid_the_link_is_the_key_and_the_same_key_is_one_entry() -> None:
    feed = got(rss(item(1, guid=""), item(1, guid="", title="Lagi")))
    assert [(one.key, one.title) for one in feed.entries] == [
        ("https://partai.example/berita/1", "Lagi")
    ]


def test_a_key_too_long_for_a_row_is_kept_by_its_hash() -> None:
    (entry,) = got(rss(item(1, guid="k" * 3000))).entries
    assert entry.key.startswith("sha256:")
    assert len(entry.key) == 71


@pytest.mark.parametrize("told", ["kemarin", "", "32 Nov 2026 25:00:00 +0700", "0000-00-00"])
def test_a_date_nobody_can_read_is_no_date(told: str) -> None:
    (entry,) = got(rss(item(1, pubDate=told))).entries
    assert entry.published_at is None


def test_a_broken_feed_gives_what_stands_before_the_break() -> None:
    whole = rss(item(1), item(2), "<item><title>Putus & rusak")
    feed = got(whole.removesuffix("</channel></rss>"))
    assert [one.key for one in feed.entries] == ["kabar-1", "kabar-2"]


def test_text_in_another_charset_than_it_says_is_still_text() -> None:
    body = rss(item(1, title="Kafé kampung")).encode("latin-1")
    (entry,) = got(body).entries
    assert entry.title == "Kafé kampung"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("http://partai.example/a", "https://partai.example/a"),  # its own site answers https
        ("/berita/a", "https://partai.example/berita/a"),
        ("http://lain.example/a", None),
        ("javascript:alert(1)", None),
        ("https://orang:sandi@partai.example/a", None),
        ("https://127.0.0.1/a", None),
        ("https://partai.example/" + "a" * 2000, None),
    ],
)
def test_only_links_a_person_may_be_sent_to_are_kept(link: str, url: str | None) -> None:
    found = [one.url for one in got(rss(item(1, link=link))).entries]
    assert found == ([url] if url else [])


def test_long_texts_are_cut_between_words() -> None:
    (entry,) = got(rss(item(1, title="kata " * 90, description="kata " * 300))).entries
    assert len(entry.title) <= feeds.TITLE_MAX
    assert len(entry.summary) <= feeds.SUMMARY_MAX
    assert entry.title.endswith("kata…")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<!doctype html><html><head><title>Partai</title></head><body>Halo</body></html>", "web"),
        ('{"items": []}', "bukan umpan"),
        ("", "bukan umpan"),
        ("/etc/passwd", "bukan umpan"),  # never taken for the name of a file
        (b"\xff\xfe\x00\xd8", "bukan umpan"),
        ('<!DOCTYPE x [<!ENTITY a "a">]><rss version="2.0"><channel/></rss>', "terlalu besar"),
        ('<rss version="2.0"><channel>' + "<item>" * 6000, "terlalu besar"),
    ],
)
def test_what_is_no_feed_ends_in_words(body: str | bytes, words: str) -> None:
    with pytest.raises(Fault) as caught:
        got(body)
    assert words in caught.value.words


def test_a_feed_is_asked_for_changes_only() -> None:
    with standing_in() as sites:
        sites.say("partai.example/feed.xml", rss(item(1)), ETag='"satu"')
        feed = feeds.fetch(URL)
        assert feed is not None
        assert (feed.etag, len(feed.entries)) == ('"satu"', 1)
        assert feeds.fetch(URL, feed.etag, "Sun, 22 Nov 2026 03:00:00 GMT") is None
    asked = sites.asked[-1].headers
    assert asked["If-None-Match"] == '"satu"'
    assert asked["If-Modified-Since"] == "Sun, 22 Nov 2026 03:00:00 GMT"


def test_a_site_that_fails_or_floods_is_a_fault() -> None:
    with standing_in() as sites:
        for status in (403, 404, 500):
            sites.say("partai.example/feed.xml", "tidak", status=status)
            with pytest.raises(Fault):
                feeds.fetch(URL)
        sites.say("partai.example/feed.xml", rss(item(1, description="x" * 2_000_000)))
        with pytest.raises(Fault):
            feeds.fetch(URL)
