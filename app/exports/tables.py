"""What stands in the tables that can be taken away: read only, each within one unit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from app import clock
from app.cadres import phones
from app.db import session, transaction
from app.exports.cells import Row
from app.exports.models import Export
from app.exports.redacted import units_named
from app.leaderboards.boards import LEVELS_IN
from app.leaderboards.standings import cadre_page, unit_page
from app.seasons.calendar import week_start
from app.units.lines import Scope
from app.units.naming import title
from app.words import said

ROWS_MAX = 5_000
PHONE_ROWS_MAX = 500
PAGE = 500
COUNT = text(
    """
    SELECT count(*) FROM cadres c JOIN units u ON u.id = c.unit_id
    WHERE c.status = 'active' AND u.path <@ CAST(:path AS ltree)
    """
)
TEAM = text(
    """
    SELECT c.id, c.public_id, c.name AS cadre, c.activated_at, c.phone,
        u.path::text AS path, u.level, u.name,
        (SELECT count(*) FROM linked_accounts a
         WHERE a.cadre_id = c.id AND a.status = 'active') AS accounts,
        (SELECT count(*) FROM submissions s
         WHERE s.cadre_id = c.id AND s.submitted_at >= :monday) AS week,
        (SELECT max(s.submitted_at) FROM submissions s WHERE s.cadre_id = c.id) AS last_at
    FROM cadres c JOIN units u ON u.id = c.unit_id
    WHERE c.status = 'active' AND u.path <@ CAST(:path AS ltree)
    ORDER BY u.path, c.name, c.id LIMIT :most
    """
)
CHALLENGE = text(
    """
    SELECT dpc.code, dpc.level, dpc.name,
        count(*) FILTER (WHERE s.state = 'verified') AS verified,
        count(DISTINCT s.cadre_id) FILTER (WHERE s.state = 'verified') AS cadres,
        count(*) FILTER (WHERE s.state IN ('pending', 'set_aside')) AS waiting,
        count(*) FILTER (WHERE s.state = 'rejected') AS rejected,
        count(*) FILTER (WHERE s.state = 'reversed') AS reversed
    FROM challenges c JOIN submissions s ON s.challenge_id = c.id
    JOIN units u ON u.id = s.unit_id
    JOIN units dpc ON dpc.path = subpath(u.path, 0, least(nlevel(u.path), 3))
    WHERE c.public_id = :challenge
    GROUP BY dpc.id ORDER BY dpc.path LIMIT :most
    """
)
UNITS = text("SELECT path::text, level, name FROM units WHERE path = ANY(CAST(:paths AS ltree[]))")
HEADS = {
    "team": ("Nama", "Unit", "Bergabung", "Akun tertaut", "Kiriman minggu ini", "Kiriman terakhir"),
    "redacted": (
        "Kode kader",
        "Unit",
        "Bulan bergabung",
        "Akun tertaut",
        "Kiriman minggu ini",
        "Bulan kiriman terakhir",
    ),
    "challenge": (
        "Kode",
        "Unit",
        "Terverifikasi",
        "Kader",
        "Menunggu",
        "Ditolak",
        "Ditarik",
    ),
    "cadres": ("Peringkat", "Nama", "Unit", "Poin"),
    "units": ("Peringkat", "Kode", "Unit", "Poin", "Kader"),
}
PHONE = "Telepon"


@dataclass(frozen=True)
class Table:
    """Heads, rows, and the ids of the cadres who have a row of their own, named or not."""

    head: Sequence[str]
    rows: Sequence[Row]
    about: Sequence[int]


def size(scope: Scope) -> int:
    """How many cadres a table of this team holds."""
    return session().scalars(COUNT, {"path": scope.path}).one()


def table(export: Export, scope: Scope) -> Table:
    """The table that was asked for. Opens its own transaction where it reads the database."""
    return MAKERS[export.kind](export, scope)


def _team(export: Export, scope: Scope) -> Table:
    found = _members(scope, PHONE_ROWS_MAX if export.phones else ROWS_MAX)
    head = HEADS["team"] + ((PHONE,) if export.phones else ())
    return Table(head, [_member(row, export.phones) for row in found], [row.id for row in found])


def _redacted(_export: Export, scope: Scope) -> Table:
    """Codes for names, months for days, no unit that fewer than five rows name; in the order of
    the codes, since that of names would tell."""
    found = _members(scope, ROWS_MAX)
    named = units_named([row.path for row in found], scope.path)
    with transaction():
        asked = {"paths": sorted({*named})}
        titles = {row.path: title(row) for row in session().execute(UNITS, asked)}
    rows = [
        [
            row.public_id,
            titles[path],
            _month(row.activated_at),
            row.accounts,
            row.week,
            _month(row.last_at) if row.last_at else None,
        ]
        for row, path in zip(found, named, strict=True)
    ]
    return Table(HEADS["redacted"], sorted(rows, key=lambda row: row[0]), [row.id for row in found])


def _members(scope: Scope, most: int) -> Sequence[Any]:
    monday = clock.midnight(week_start(clock.party_day(clock.now())))
    with transaction():
        asked = {"path": scope.path, "monday": monday, "most": most}
        return session().execute(TEAM, asked).all()


def _member(row: Any, with_phone: bool) -> Row:
    last = _day(row.last_at) if row.last_at else None
    cells = [row.cadre, title(row), _day(row.activated_at), row.accounts, row.week, last]
    return [*cells, phones.shown(row.phone) if row.phone else None] if with_phone else cells


def _challenge(export: Export, _scope: Scope) -> Table:
    with transaction():
        asked = {"challenge": export.subject, "most": ROWS_MAX}
        found = session().execute(CHALLENGE, asked).all()
    rows = [
        [
            row.code,
            title(row),
            row.verified,
            row.cadres,
            row.waiting,
            row.rejected,
            row.reversed,
        ]
        for row in found
    ]
    return Table(HEADS["challenge"], rows, [])


def _board(export: Export, scope: Scope) -> Table:
    """The board as its page shows it, further down: who hides does not stand in it either."""
    period, _, level = export.subject.partition("/")
    if level and level not in LEVELS_IN.get(scope.level, ()):
        return Table(HEADS["units"], [], [])
    rows: list[Row] = []
    for offset in range(0, ROWS_MAX, PAGE):
        if level:
            page = unit_page(period, scope, level, None, top=PAGE, offset=offset, fair=False)
            rows += [[one.rank, one.code, one.name, one.points, one.roll] for one in page.rows]
        else:
            page = cadre_page(period, scope, None, top=PAGE, offset=offset)
            rows += [[one.rank, one.name, one.unit, one.points] for one in page.rows]
        if not page.more:
            break
    return Table(HEADS["units" if level else "cadres"], rows, [])


def _day(moment: Any) -> str:
    return clock.party_day(moment).isoformat()


def _month(moment: Any) -> str:
    return _day(moment)[: len("2026-11")]


MAKERS: dict[str, Callable[[Export, Scope], Table]] = {
    "team": _team,
    "redacted": _redacted,
    "challenge": _challenge,
    "board": _board,
}
KINDS = {"team": said("Tim"), "challenge": said("Tantangan"), "board": said("Papan peringkat")}
