"""The official regions as units: loads the Kemendagri tree, again and again with the same result.

What the source says wins for DPD, DPC, PAC and ranting: a new code opens a unit, a new name renames
it, a code that is gone closes it, a code that comes back reopens it, and every change stays in
`unit_changes`. Units added by hand (DPLN, anak ranting) are none of its business.
"""

import csv
import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

import psycopg
from sqlalchemy import text

from app.clock import party_day
from app.db import session
from app.errors import Refusal
from app.units.tree import ROOT

SOURCE = Path(__file__).parent / "wilayah"
# Files from the top down: name, level, column of the parent's code.
FILES = (
    ("provinces", "DPD", None),
    ("regencies", "DPC", "province_code"),
    ("districts", "PAC", "regency_code"),
    ("villages", "RANTING", "district_code"),
)
OFFICIAL = tuple(level for _, level, _ in FILES)
# Every other province keeps WIB, Kalimantan Barat and Tengah among them (Keppres 41/1987).
WITA = frozenset(("51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"))
WIT = frozenset(("81", "82", "91", "92", "93", "94", "95", "96"))
SPELLED = {
    "DAERAH ISTIMEWA YOGYAKARTA": "DI Yogyakarta",
    "DKI JAKARTA": "DKI Jakarta",
}
ROMAN = re.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})", re.IGNORECASE)
LOWER = frozenset(("dan",))

Row = tuple[str, str, str, str, str, str]


@dataclass(frozen=True)
class Outcome:
    """How many units one import opened, renamed, closed and reopened."""

    opened: int = 0
    renamed: int = 0
    closed: int = 0
    reopened: int = 0


def zone_of(code: str) -> str:
    """The time zone people live by in the province that a region code begins with."""
    province = code[:2]
    if province in WITA:
        return "Asia/Makassar"
    return "Asia/Jayapura" if province in WIT else "Asia/Jakarta"


def humanised(name: str) -> str:
    """`KABUPATEN ACEH SELATAN` → `Kabupaten Aceh Selatan`; a name in mixed case stays as given."""
    if name in SPELLED:
        return SPELLED[name]
    if name != name.upper():
        return name
    return re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)*", lambda found: _word(found[0]), name)


def _word(word: str) -> str:
    if ROMAN.fullmatch(word):
        return word.upper()
    return word.lower() if word.lower() in LOWER else word.capitalize()


def rows(folder: Path = SOURCE) -> Iterator[Row]:
    """Code, level, name, parent's code, path and zone of every unit, DPP first."""
    yield (ROOT, "DPP", "Indonesia", "", ROOT, "Asia/Jakarta")
    for file, level, parent in FILES:
        with _opened(folder, file) as lines:
            for row in csv.DictReader(lines):
                code, above = row["code"], row[parent] if parent else ROOT
                # Only upper levels shout; a village called "KI'E" is spelled so on purpose.
                name = row["name"] if level == "RANTING" else humanised(row["name"])
                yield code, level, name, above, f"{ROOT}.{code}", zone_of(code)


def _opened(folder: Path, file: str):
    packed = folder / f"{file}.csv.gz"
    if packed.exists():
        return gzip.open(packed, "rt", encoding="utf-8", newline="")
    return (folder / f"{file}.csv").open(encoding="utf-8", newline="")


def import_regions(
    at: datetime, folder: Path = SOURCE, say: Callable[[str], None] = lambda _words: None
) -> Outcome:
    """Make the tree like the source, within the caller's transaction; counts what changed.

    Raises Refusal("orphans") when the source names a parent that it does not have: half a file
    must not close half a party.
    """
    say("Reading the official regions …")
    _copy(folder)
    _insist_on_parents()
    return _apply(at, say)


def _apply(at: datetime, say: Callable[[str], None]) -> Outcome:
    opened = 0
    for level in ("DPP", *OFFICIAL):
        opened += (new := _count(OPEN, at, level=level))
        if new:
            say(f"  {level}: {new:,} opened")
    renamed = _count(RENAME, at)
    reopened = _count(REOPEN, at)
    closed = _count(CLOSE, at, official=list(OFFICIAL))
    session().execute(text(REZONE))
    return Outcome(opened, renamed, closed, reopened)


def _copy(folder: Path) -> None:
    """The source into a temporary table, in one COPY."""
    for setting in SETTINGS:
        session().execute(text(setting))
    session().execute(text(INCOMING))
    driver = cast(psycopg.Connection, session().connection().connection.driver_connection)
    into = "COPY incoming (code, level, name, parent_code, path, zone) FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows(folder):
            copy.write_row(row)
    session().execute(text("ANALYZE incoming"))


def _insist_on_parents() -> None:
    lost = session().execute(text(ORPHANS)).scalars().all()
    if lost:
        words = f"Sumber tidak lengkap: induk dari {', '.join(lost)} tidak ada di dalamnya."
        raise Refusal("orphans", words)


def _count(statement: str, at: datetime, **values: object) -> int:
    given = {"at": at, "day": party_day(at), **values}
    return session().execute(text(statement), given).scalar_one()


# One import at a time, longer than a page may take. Plans of foreign key checks are made at the
# first row, when the table is empty, and kept: without the last line they would read all of it for
# each of 80,000 rows.
SETTINGS = (
    "SELECT pg_advisory_xact_lock(hashtext('units import'))",
    "SET LOCAL statement_timeout = '120s'",
    "SET LOCAL enable_seqscan = off",
)
INCOMING = """
CREATE TEMPORARY TABLE incoming (
    code varchar PRIMARY KEY, level varchar NOT NULL, name varchar NOT NULL,
    parent_code varchar NOT NULL, path ltree NOT NULL, zone varchar NOT NULL
) ON COMMIT DROP
"""
ORPHANS = """
SELECT i.code FROM incoming i LEFT JOIN incoming above ON above.code = i.parent_code
WHERE above.code IS NULL AND i.level <> 'DPP' ORDER BY i.code LIMIT 3
"""
REZONE = """
UPDATE units u SET zone = i.zone FROM incoming i WHERE u.code = i.code AND u.zone <> i.zone
"""
# `active_from` of the first import is the day of the import: when a region came to be is not ours
# to say. Each statement changes units and writes their history at once, and counts.
OPEN = """
WITH opened AS (
    INSERT INTO units (code, level, name, parent_id, path, zone, active_from)
    SELECT i.code, i.level, i.name, above.id, i.path, i.zone, :day
    FROM incoming i
    LEFT JOIN units above ON above.code = i.parent_code
    LEFT JOIN units u ON u.code = i.code
    WHERE u.id IS NULL AND i.level = :level
    ORDER BY i.code
    RETURNING id, name
), history AS (
    INSERT INTO unit_changes (unit_id, at, kind, became) SELECT id, :at, 'opened', name FROM opened
)
SELECT count(*) FROM opened
"""
RENAME = """
WITH changed AS (
    SELECT u.id, u.name AS was, i.name AS became
    FROM units u JOIN incoming i USING (code) WHERE u.name <> i.name
), renamed AS (
    UPDATE units u SET name = changed.became FROM changed WHERE u.id = changed.id
), history AS (
    INSERT INTO unit_changes (unit_id, at, kind, was, became)
    SELECT id, :at, 'renamed', was, became FROM changed
)
SELECT count(*) FROM changed
"""
REOPEN = """
WITH reopened AS (
    UPDATE units u SET active_until = NULL FROM incoming i
    WHERE i.code = u.code AND u.active_until IS NOT NULL
    RETURNING u.id, u.name
), history AS (
    INSERT INTO unit_changes (unit_id, at, kind, became)
    SELECT id, :at, 'reopened', name FROM reopened
)
SELECT count(*) FROM reopened
"""
CLOSE = """
WITH closed AS (
    UPDATE units u SET active_until = greatest(:day, u.active_from)
    WHERE u.level = ANY(:official) AND u.active_until IS NULL
    AND NOT EXISTS (SELECT FROM incoming i WHERE i.code = u.code)
    RETURNING u.id, u.name
), history AS (
    INSERT INTO unit_changes (unit_id, at, kind, was) SELECT id, :at, 'closed', name FROM closed
)
SELECT count(*) FROM closed
"""
