"""Reading notices: one's own, and those of one's unit and the units above it, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from app.cadres.roles import Actor
from app.campaigns.elections import permitted
from app.db import read, session
from app.notifications.models import Notice, Push, Reader
from app.notifications.words import KINDS, OPENED, Kind

SHOWN = 50
KEPT = timedelta(days=90)
# What the calendar says of both sorts of challenge is asked once a statement, and only where it
# matters. The inbox tells of it once it is open again; no phone is called for what is a day old.
SHUT = f"""
    kind = '{OPENED}' AND NOT CASE
        WHEN EXISTS (SELECT FROM challenges c WHERE c.public_id = about AND c.campaigning)
        THEN {permitted("true", "%(path)s", "%(now)s")}
        ELSE {permitted("false", "%(path)s", "%(now)s")} END
"""
# For `cadre` in the unit with this `path`, `now`. What was announced before she came is no news.
MINE = f"""
    SELECT id, kind, about, title, at FROM notices
    WHERE cadre_id = %(cadre)s AND at <= %(now)s AND (until IS NULL OR until > %(now)s)
    UNION ALL
    SELECT id, kind, about, title, at FROM notices
    WHERE unit_id IS NOT NULL  -- by which the planner knows the index that holds only such
        AND unit_id = ANY(ARRAY(SELECT id FROM units WHERE path @> CAST(%(path)s AS ltree)))
        AND at <= %(now)s AND until > %(now)s
        AND at >= (SELECT activated_at FROM cadres WHERE id = %(cadre)s)
        AND NOT ({SHUT})
"""  # noqa: S608 - constants
SEEN = """
    coalesce((SELECT seen_at FROM notice_readers WHERE cadre_id = %(cadre)s), '-infinity')
"""
INBOX = f"""
    SELECT n.*, n.at > {SEEN} AS unread FROM ({MINE}) n
    ORDER BY n.at DESC, n.id DESC LIMIT {SHOWN}
"""  # noqa: S608 - put together from constants
UNREAD = f"SELECT count(*) FROM ({MINE}) n WHERE n.at > {SEEN}"  # noqa: S608 - constants


@dataclass(frozen=True)
class Told:
    """A notice as its reader sees it, and where what it tells of is to be seen.

    `name` is the name of its kind.
    """

    name: str
    kind: Kind
    title: str
    at: datetime
    unread: bool
    address: str


def listed(actor: Actor, now: datetime) -> Sequence[Told]:
    """The newest notices of a cadre."""
    asked = {"cadre": actor.id, "path": actor.unit_path, "now": now}
    return [
        Told(
            row.kind,
            (kind := KINDS[row.kind]),
            row.title,
            row.at,
            row.unread,
            f"/{kind.room}/{row.about}",
        )
        for row in read(INBOX, asked)
    ]


def see(cadre_id: int, now: datetime) -> None:
    """Whatever was there until now has been read."""
    made = insert(Reader).values(cadre_id=cadre_id, seen_at=now)
    later = {"seen_at": made.excluded.seen_at}
    session().execute(made.on_conflict_do_update(index_elements=["cadre_id"], set_=later))


def forget(now: datetime) -> None:
    """Delete what is older than 90 days."""
    session().execute(delete(Notice).where(Notice.at < now - KEPT))
    session().execute(delete(Push).where(Push.day < (now - KEPT).date()))


def forget_reader(cadre_id: int) -> None:
    """All that a cadre who leaves was told, that she read it, and on which days she was called."""
    for model in (Push, Notice, Reader):
        session().execute(delete(model).where(model.cadre_id == cadre_id))
