"""Notes (*pesan*) of officers: a line for a unit and all below it, from when until when.

On the first screen of every cadre there, and at the foot of its walls. Of several that hold, the
one that began last is shown: a wall has room for one.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, LiteralString

from sqlalchemy import Select, select, text
from sqlalchemy.orm import joinedload

from app import clock
from app.auditing.recording import record
from app.cadres.fields import Collected, line, moment
from app.cadres.roles import Actor, may, roots
from app.content.models import Note
from app.db import session
from app.errors import NotFound, Refusal
from app.units.directory import needed
from app.units.lines import line as units_above
from app.units.models import Unit
from app.units.naming import title
from app.words import said

WORDS_MAX = 160  # two lines on a phone and on a wall
LASTS_MAX = timedelta(days=14)
LISTED = 20
ACT = "write_notes"


@dataclass(frozen=True)
class Saying:
    """What a note says, and whose it is: "DPP", "DPD Jawa Barat"."""

    words: str
    whose: str


@dataclass(frozen=True)
class NoteForm:
    """A note as an officer meant it; moments are aware."""

    words: str
    unit_code: str
    starts_at: datetime
    ends_at: datetime


def holding(path: LiteralString, now: LiteralString) -> LiteralString:
    """SQL for the note that holds at `path` at `now`, both SQL themselves: its `words`, and the
    `level` and `name` of the unit it comes from."""
    return f"""
        SELECT n.words, f.level, f.name
        FROM notes n JOIN units u ON u.id = n.unit_id JOIN units f ON f.id = n.from_unit_id
        WHERE n.starts_at <= {now} AND n.ends_at > {now} AND u.path @> CAST({path} AS ltree)
        ORDER BY n.starts_at DESC, n.id DESC LIMIT 1
    """  # noqa: S608 - the callers' own words


@dataclass(frozen=True)
class _From:
    level: str
    name: str


def told(row: Mapping[str, Any] | None) -> Saying | None:
    """Of a row of `holding`."""
    return Saying(row["words"], title(_From(row["level"], row["name"]))) if row else None


def read(typed: Mapping[str, str], now: datetime) -> NoteForm:
    """What was typed, in the party's time. Raises Refusals naming every wrong field."""
    got = Collected()
    words = got.read(line, " ".join(typed.get("pesan", "").split()), WORDS_MAX, "pesan")
    code = got.read(line, typed.get("unit", ""), 40, "unit")
    starts = got.read(moment, typed.get("mulai", ""), clock.JAKARTA, "mulai")
    ends = got.read(moment, typed.get("sampai", ""), clock.JAKARTA, "sampai")
    got.read(_window, starts, ends, now)
    got.settle()
    assert words and code and starts and ends
    return NoteForm(words, code, starts, ends)


def write(actor: Actor, form: NoteForm, now: datetime) -> Note:
    """A new note. Raises NotFound for a unit out of reach."""
    unit = needed(form.unit_code)
    if not may(actor, ACT, unit.path):
        raise NotFound
    _kind, held_in = actor.role_for(ACT, unit.path)
    note = Note(
        public_id=secrets.token_hex(6),
        words=form.words,
        unit_id=unit.id,
        from_unit_id=units_above(held_in)[-1].id,
        starts_at=form.starts_at,
        ends_at=form.ends_at,
        written_by=actor.id,
        written_at=now,
    )
    session().add(note)
    session().flush()
    record(actor, "note_written", unit.path, "note", note.public_id, words=note.words)
    return note


def end(actor: Actor, public_id: str, now: datetime) -> None:
    """Take a note away before its time. Raises NotFound for one that is over or out of reach."""
    mine = _within(actor).where(Note.public_id == public_id, Note.ends_at > now)
    note = session().scalar(mine.with_for_update(of=Note))
    if note is None:
        raise NotFound
    note.ends_at = now
    record(actor, "note_ended", note.unit.path, "note", note.public_id, words=note.words)


def listed(actor: Actor) -> Sequence[Note]:
    """Those within reach, the last ones first."""
    newest = _within(actor).order_by(Note.ends_at.desc(), Note.id.desc()).limit(LISTED)
    return session().scalars(newest).all()


def _within(actor: Actor) -> Select[Note]:
    here = text("units.path <@ ANY(CAST(:roots AS ltree[]))")
    joined = select(Note).join(Unit, Unit.id == Note.unit_id).options(joinedload(Note.unit))
    return joined.where(here.bindparams(roots=list(roots(actor, ACT))))


def _window(starts: datetime | None, ends: datetime | None, now: datetime) -> None:
    if starts is None or ends is None:
        return
    if ends <= starts:
        raise Refusal("window", "Waktu selesai harus sesudah waktu mulai.", "sampai")
    if ends <= now:
        raise Refusal("window", "Waktu selesai sudah lewat.", "sampai")
    if ends - starts > LASTS_MAX:
        raise Refusal("window", said("Paling lama %(days)s hari.", days=LASTS_MAX.days), "sampai")
