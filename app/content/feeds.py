"""The party's feeds: added by a person, asked again by the clock, their items kept once each.

A source that does not answer, or answers something else than a feed, is asked ever more rarely;
what is wrong with it stands beside it until it is well again, and its items stay.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import or_, select, text
from sqlalchemy.dialects.postgresql import insert

from app import clock
from app.auditing.recording import record
from app.cadres.fields import web_address
from app.cadres.roles import Actor
from app.content.models import Item, Source
from app.db import session, transaction
from app.errors import Fault, NotFound, Refusal
from app.providers import feeds
from app.providers.feeds import Entry, Feed
from app.units.tree import ROOT
from app.words import said

EVERY = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=24)
LEASE = timedelta(minutes=5)  # a look that is lost with its worker is simply due again
URL_MAX = 500
TROUBLE_MAX = 200
YOUTUBE = frozenset({"www.youtube.com", "youtube.com", "m.youtube.com"})
ALREADY = said("Umpan ini sudah ada di daftar.")

TAKE = text(
    """
    UPDATE content_sources SET next_at = :lease WHERE id IN (
        SELECT id FROM content_sources WHERE active AND next_at <= :now
        ORDER BY next_at LIMIT 100 FOR UPDATE SKIP LOCKED)
    RETURNING id
    """
)


def take_due(now: datetime) -> Sequence[int]:
    """Sources to ask now; each is the caller's for as long as a look may take."""
    return session().scalars(TAKE, {"now": now, "lease": now + LEASE}).all()


def refresh(source_id: int) -> None:
    """Ask a source for what is new. Never raises for what the site does.

    Opens its own transactions, since none may be open while the site is asked.
    """
    with transaction():
        source = session().get(Source, source_id)
        if source is None or not source.active:
            return
        asked = (source.url, source.etag, source.last_modified)
    try:
        feed = feeds.fetch(*asked)
    except Fault as fault:
        with transaction():
            _failed(_locked(source_id), fault, clock.now())
        return
    with transaction():
        _answered(_locked(source_id), feed, clock.now())


def add(typed: str, actor: Actor) -> int:
    """Take up a feed by its address: it is asked at once, and its items are there at once.

    Returns the source's id. Raises Refusal at the field for an address that cannot be one, that is
    there already, or behind which there is no feed. Opens its own transactions.
    """
    url = web_address(typed, URL_MAX, "alamat")
    if not url:
        raise Refusal("empty", "Wajib diisi.", "alamat")
    with transaction():
        if session().scalar(select(Source.id).where(Source.url == url)):
            raise Refusal("feed_there", ALREADY, "alamat")
    try:
        feed = feeds.fetch(url)
    except Fault as fault:
        raise Refusal("feed", fault.words, "alamat") from None
    if feed is None:
        raise Refusal("feed", feeds.NOT_A_FEED, "alamat")
    with transaction():
        source_id = _added(url, feed, actor.id, clock.now())
        record(actor, "feed_added", ROOT, "feed", str(source_id), address=url)
        return source_id


def switch(actor: Actor, source_id: int, on: bool) -> None:
    """Show a source and ask it, or do neither. Raises NotFound."""
    source = _locked(source_id)
    if source.active != on:
        source.active, source.next_at = on, clock.now()
        act = "feed_shown" if on else "feed_hidden"
        record(actor, act, ROOT, "feed", str(source_id), address=source.url)


def listed() -> Sequence[Source]:
    """Every source: those with trouble first."""
    order = (Source.active.desc(), Source.failures.desc(), Source.title, Source.id)
    return session().scalars(select(Source).order_by(*order)).all()


def _locked(source_id: int) -> Source:
    found = session().get(Source, source_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def _added(url: str, feed: Feed, actor_id: int, now: datetime) -> int:
    new = (
        insert(Source)
        .values(
            kind="youtube" if urlsplit(url).hostname in YOUTUBE else "site",
            title=feed.title,
            url=url,
            etag="",
            last_modified="",
            next_at=now,
            failures=0,
            trouble="",
            added_by=actor_id,
            added_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Source.id)
    )
    source_id = session().scalar(new)
    if source_id is None:
        raise Refusal("feed_there", ALREADY, "alamat")
    _answered(_locked(source_id), feed, now)
    return source_id


def _answered(source: Source, feed: Feed | None, now: datetime) -> None:
    """Well again, whether something is new (`feed`) or nothing is."""
    source.checked_at, source.next_at = now, now + EVERY
    source.failures, source.trouble = 0, ""
    if feed is not None:
        source.etag, source.last_modified = feed.etag, feed.last_modified
        _keep(source.id, feed.entries, now)
    session().flush()


def _failed(source: Source, fault: Fault, now: datetime) -> None:
    source.failures += 1
    wait = min(EVERY * 2 ** min(source.failures, 10), LONGEST_WAIT)
    source.checked_at, source.trouble = now, fault.words[:TROUBLE_MAX]
    source.next_at = max(now + wait, fault.retry_at or now)
    session().flush()


def _keep(source_id: int, entries: Sequence[Entry], now: datetime) -> None:
    """Insert what is new and correct what was changed; when it was published stays as first told.

    A date that lies ahead, or is missing, becomes the moment at which the item was found.
    """
    if not entries:
        return
    new = insert(Item).values(
        [
            {
                "public_id": secrets.token_hex(6),
                "source_id": source_id,
                "key": one.key,
                "title": one.title,
                "summary": one.summary,
                "url": one.url,
                "published_at": min(one.published_at or now, now),
                "found_at": now,
            }
            for one in entries
        ]
    )
    told = {name: new.excluded[name] for name in ("title", "summary", "url")}
    changed = or_(*(getattr(Item, name) != value for name, value in told.items()))
    session().execute(
        new.on_conflict_do_update(
            index_elements=[Item.source_id, Item.key], set_=told, where=changed
        )
    )
