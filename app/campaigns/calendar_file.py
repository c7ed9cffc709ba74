"""Reading an election calendar from a file, and putting it in the place of the one before.

CSV with a head: unit (code), phase, starts_on, ends_on (both days count), source, source_date.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from app.campaigns.models import ElectionPhase
from app.campaigns.phases import STRICTEST
from app.db import session
from app.errors import Refusal
from app.units.directory import by_code
from app.units.models import Unit
from app.words import said

COLUMNS = ("unit", "phase", "starts_on", "ends_on", "source", "source_date")
LONGEST = timedelta(days=500)
FIRST_TO_BEGIN = ZoneInfo("Asia/Jayapura")


@dataclass(frozen=True)
class Line:
    """One phase as a file tells it."""

    unit: str
    phase: str
    starts_on: date
    ends_on: date
    source: str
    source_date: date


def read(lines: Iterable[str]) -> Sequence[Line]:
    """The phases of a file. Raises Refusal that names the line which is wrong."""
    table = csv.DictReader(lines)
    if tuple(table.fieldnames or ()) != COLUMNS:
        raise Refusal("calendar_head", said("Kolom harus: %(columns)s.", columns=",".join(COLUMNS)))
    found = [_line(row, number) for number, row in enumerate(table, 2)]
    if not found:
        raise Refusal("calendar_empty", said("Berkas tidak memuat tahapan."))
    return found


def replace(election: str, lines: Sequence[Line], now: datetime) -> int:
    """Let these phases hold for an election, and no earlier ones of it; how many were withdrawn.

    Raises Refusal for an unknown unit, and for a calendar in which a quiet period that has begun
    would be shorter than it is: nobody ends one.
    """
    units = {code: _unit(code) for code in {one.unit for one in lines}}
    standing = session().scalars(
        select(ElectionPhase)
        .where(ElectionPhase.election == election, ElectionPhase.withdrawn_at.is_(None))
        .with_for_update()
    )
    before = standing.all()
    today = now.astimezone(FIRST_TO_BEGIN).date()
    for one in before:
        if one.phase == "quiet" and one.starts_on <= today and not _covered(one, lines, units):
            day = f"{one.starts_on}"
            words = said("Masa tenang yang sudah mulai (%(day)s) tidak dapat dicabut.", day=day)
            raise Refusal("quiet_stands", words)
    ids = [one.id for one in before]
    session().execute(
        update(ElectionPhase).where(ElectionPhase.id.in_(ids)).values(withdrawn_at=now)
    )
    for line in lines:
        session().add(_row(election, line, units[line.unit], now))
    session().flush()
    return len(before)


def _covered(quiet: ElectionPhase, lines: Sequence[Line], units: dict[str, Unit]) -> bool:
    return any(
        line.phase == "quiet"
        and units[line.unit].id == quiet.unit_id
        and line.starts_on <= quiet.starts_on
        and line.ends_on >= quiet.ends_on
        for line in lines
    )


def _line(row: dict[str, str], number: int) -> Line:
    def wrong(words: str) -> Refusal:
        return Refusal("calendar_line", said("Baris %(n)s: %(why)s", n=number, why=words))

    if None in row.values() or row["phase"] not in STRICTEST:
        raise wrong("tahapan harus salah satu dari " + ", ".join(STRICTEST) + ".")
    try:
        starts, ends, read_on = (
            date.fromisoformat(row[name]) for name in ("starts_on", "ends_on", "source_date")
        )
    except ValueError:
        raise wrong("tanggal harus seperti 2029-02-11.") from None
    if not timedelta() <= ends - starts <= LONGEST:
        raise wrong("hari terakhir sebelum hari pertama, atau terlalu jauh.")
    if not 5 <= len(row["source"].strip()) <= 300:
        raise wrong("sumber wajib, paling banyak 300 huruf.")
    return Line(row["unit"], row["phase"], starts, ends, row["source"].strip(), read_on)


def _unit(code: str) -> Unit:
    unit = by_code(code)
    if unit is None:
        raise Refusal("calendar_unit", said("Tidak ada unit dengan kode %(code)s.", code=code))
    return unit


def _row(election: str, line: Line, unit: Unit, now: datetime) -> ElectionPhase:
    return ElectionPhase(
        election=election,
        unit_id=unit.id,
        phase=line.phase,
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        source=line.source,
        source_date=line.source_date,
        added_at=now,
    )
