"""What acts of the log were done to, by the names people know it by. Read only.

Only for readers who may know: whoever sees no more than that something was done is told no subject
by `app.auditing.searching`, and so asks for none here.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import text

from app.db import session
from app.units.naming import LEVEL_WORDS, short

# Code and name; a unit's level stands before its name.
NAMES = {
    "submission": """SELECT s.public_id, c.title, NULL FROM submissions s
        JOIN challenges c ON c.id = s.challenge_id WHERE s.public_id = ANY(:submission)""",
    "activity": "SELECT public_id, title, NULL FROM activities WHERE public_id = ANY(:activity)",
    "invitation": """SELECT i.public_id, u.name, u.level FROM invitations i
        JOIN units u ON u.id = i.unit_id WHERE i.public_id = ANY(:invitation)""",
    "transfer": """SELECT t.public_id, c.name, NULL FROM transfers t
        JOIN cadres c ON c.id = t.cadre_id WHERE t.public_id = ANY(:transfer)""",
    "award": """SELECT m.public_id, c.name, NULL FROM manual_awards m
        JOIN cadres c ON c.id = m.cadre_id WHERE m.public_id = ANY(:award)""",
    "sanction": """SELECT s.public_id, c.name, NULL FROM sanctions s
        JOIN cadres c ON c.id = s.cadre_id WHERE s.public_id = ANY(:sanction)""",
    "unit": "SELECT code, name, level FROM units WHERE code = ANY(:unit)",
}
PART = "SELECT '{kind}' AS kind, x.* FROM ({names}) x (code, name, level)"


def names(subjects: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
    """Names by kind and code, in one query; what has none is missing."""
    codes = {kind: [code for of, code in subjects if of == kind] for kind in NAMES}
    asked = {kind: found for kind, found in codes.items() if found}
    if not asked:
        return {}
    parts = [PART.format(kind=kind, names=NAMES[kind]) for kind in asked]
    rows = session().execute(text(" UNION ALL ".join(parts)), asked)
    return {(row.kind, row.code): _called(row.name, row.level) for row in rows}


def _called(name: str, level: str | None) -> str:
    return f"{LEVEL_WORDS[level]} {short(name)}" if level else name
