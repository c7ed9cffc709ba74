"""Reading the log: within one's reach, by what somebody looks for, the newest first.

Who may read the log somewhere sees there the acts of those whose role is held there too: the
leader of a DPC those of its leaders, not of an officer of DPP. Who may see only that something was
done gets neither name, subject nor details.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from app.auditing.acts import ACTS
from app.db import session
from app.words import Said, said

PAGE = 50
GAP = re.compile(r"%\((\w+)\)s")
UNTOLD = "…"
WITHOUT_END = said("tanpa batas")
ROLES = {
    "cadre": said("kader"),
    "leader": said("ketua"),
    "officer": said("petugas"),
    "verifier": said("pemeriksa"),
    "auditor": said("auditor"),
    "operator": said("operator"),
    "shell": said("terminal peladen"),
}
# Words of values that stand in details as code has them.
VALUES: Mapping[str, Mapping[str, Said]] = {
    "role": ROLES,
    "purpose": {
        "recall": said("mengajak kembali"),
        "welcome": said("menyambut yang baru"),
        "thank": said("berterima kasih"),
        "lead": said("menyapa kader"),
        "group": said("menulis ke grup unit"),
    },
    "mode": {
        "score": said("Memberi poin"),
        "record": said("Tanpa poin"),
        "link_only": said("Tautan saja"),
        "off": said("Tidak dipakai"),
    },
    "kind": {"points": said("poin"), "local": said("tantangan lokal")},
    "measure": {"posts": said("kiriman terverifikasi"), "active": said("kader aktif")},
}
# Their numbers are the program's own, and the words name them already.
NAMED_BY_WORDS = frozenset({"feed", "campaign", "rule", "season", "period", "month"})
# Sentences of ours that were kept as they stood, and are looked up again in the reader's language;
# what somebody typed is in no catalogue, and stays.
KEPT_WORDS = frozenset({"kind", "reason"})

LINES = """
    SELECT * FROM (
        SELECT e.id, e.at, e.role, e.act, e.unit_path, e.about, e.actor_id,
            text(e.unit_path) AS path,
            e.unit_path <@ ANY(CAST(:whole AS ltree[]))
                AND e.role_path <@ ANY(CAST(:whole AS ltree[])) AS open,
            c.name AS actor, e.subject_kind, e.subject, e.details, s.name AS cadre
        FROM audit_events e
        LEFT JOIN cadres c ON c.id = e.actor_id
        LEFT JOIN cadres s ON e.subject_kind = 'cadre' AND s.public_id = e.subject
    ) AS line
    WHERE {where} ORDER BY id DESC LIMIT :limit
"""


@dataclass(frozen=True)
class Sought:
    """What to look for; whatever is None is left open. `units` are paths, `before` an id."""

    since: datetime | None = None
    until: datetime | None = None
    actor: str | None = None
    act: str | None = None
    units: Sequence[str] | None = None
    subject: str | None = None
    before: int | None = None


CONDITIONS = {
    "since": "at >= :since",
    "until": "at < :until",
    "actor": "open AND strpos(lower(actor), lower(:actor)) > 0",
    "act": "act = :act",
    "units": "unit_path <@ ANY(CAST(:units AS ltree[]))",
    "subject": "open AND subject = :subject",
    "before": "id < :before",
}


@dataclass(frozen=True)
class Line:
    """One act as somebody may see it; what she may not see is None. `subject` is the code of what
    was acted upon, `cadre` her name where that is somebody."""

    id: int
    at: datetime
    role: str
    words: Said
    path: str
    actor: str | None
    subject_kind: str | None
    subject: str | None
    cadre: str | None = None


def find(whole: Sequence[str], outline: Sequence[str], sought: Sought) -> list[Line]:
    """A page of acts under the paths `whole`, and, without names, under `outline`."""
    given = {name: getattr(sought, name) for name in CONDITIONS}
    asked = {name: value for name, value in given.items() if value is not None}
    where = ["(open OR unit_path <@ ANY(CAST(:outline AS ltree[])))"]
    where += [CONDITIONS[name] for name in asked]
    query = text(LINES.format(where=" AND ".join(where)))
    scopes = {"whole": [*whole], "outline": [*outline]}
    return [_line(row) for row in session().execute(query, asked | scopes | {"limit": PAGE + 1})]


def about(cadre_id: int, before: int | None = None) -> list[Line]:
    """Acts that concern a cadre, for herself: with the name of who acted where that is hers to
    know, never of who judged her."""
    where = ["about @> ARRAY[CAST(:cadre AS bigint)]", "actor_id IS DISTINCT FROM :cadre"]
    asked: dict[str, object] = {"cadre": cadre_id, "whole": [], "limit": PAGE + 1}
    if before is not None:
        where.append(CONDITIONS["before"])
        asked["before"] = before
    found = session().execute(text(LINES.format(where=" AND ".join(where))), asked)
    return [_to_herself(row) for row in found]


def label(act: str) -> Said:
    """The words of an act with nothing filled in, as a list to choose from shows it."""
    return _words(act, {})


def _line(row: Any) -> Line:
    if not row.open:
        return Line(row.id, row.at, row.role, label(row.act), row.path, None, None, None)
    words = _words(row.act, row.details)
    subject = None if row.subject_kind in NAMED_BY_WORDS else row.subject
    what = row.subject_kind, subject, row.cadre
    return Line(row.id, row.at, row.role, words, row.path, row.actor, *what)


def _to_herself(row: Any) -> Line:
    named = row.act in ACTS and ACTS[row.act].named
    words = _words(row.act, row.details)
    actor = row.actor if named else None
    return Line(row.id, row.at, row.role, words, row.path, actor, None, None)


def _words(act: str, details: Mapping[str, object]) -> Said:
    template = ACTS[act].words.template if act in ACTS else act
    return Said(template, {name: _shown(name, details) for name in GAP.findall(template)})


def _shown(name: str, details: Mapping[str, object]) -> object:
    value = details.get(name, UNTOLD)
    if value is None:
        return WITHOUT_END
    known = VALUES.get(name, {}).get(str(value))
    if known is None and name in KEPT_WORDS and isinstance(value, str):
        return Said(value, {})
    return known or value
