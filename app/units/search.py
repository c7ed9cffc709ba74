"""Finding units by name within one's reach: prefixes, words, small typing mistakes, codes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from app.db import session
from app.units.directory import at_paths
from app.units.naming import title
from app.units.tree import ROOT, ancestors

LIMIT = 20
TYPED_MAX = 80
LEVELS = {
    "dpd": ("DPD",),
    "dpln": ("DPLN",),
    "dpc": ("DPC",),
    "pac": ("PAC",),
    "ranting": ("RANTING", "ANAK_RANTING"),
    "anak ranting": ("ANAK_RANTING",),
}
EVERY_LEVEL = ("DPP", "DPD", "DPLN", "DPC", "PAC", "RANTING", "ANAK_RANTING")


@dataclass(frozen=True)
class Found:
    """A unit as a search shows it; `above` names the units over it, the nearest first."""

    id: int
    code: str
    level: str
    name: str
    path: str
    title: str
    above: tuple[str, ...]


@dataclass(frozen=True)
class Results:
    """What was found, and whether there is more than is shown."""

    words: str
    units: tuple[Found, ...] = ()
    more: bool = False


def search(typed: str, roots: Sequence[str], limit: int = LIMIT, near: str = ROOT) -> Results:
    """Open units under `roots` whose name is like what was typed, the likeliest first; of those
    that are as likely the one nearest to the path `near`.

    "pac cilandak" looks among PACs only; digits and dots look for codes. Nothing typed or no root
    finds nothing. Two queries: the units, and the names of all that stand above them.
    """
    words = " ".join(typed[:TYPED_MAX].lower().replace("\x00", " ").split())
    if not words or not roots:
        return Results(words)
    levels, name = _level_asked(words)
    asked = {
        "levels": list(levels),
        "name": name,
        "prefix": _like(name) + "%",
        "roots": list(roots),
        "near": near,
        "many": limit + 1,
    }
    rows = session().execute(_query(name, roots), asked).all()
    return Results(words, _with_names_above(rows[:limit]), len(rows) > limit)


def beside(path: str, lately: Sequence[int], limit: int) -> tuple[Found, ...]:
    """Open units that are likely meant from the unit at `path`: those of the ids `lately` in their
    order, then those under the same unit above, by name; never the unit itself. Two queries."""
    asked = {"path": path, "lately": list(lately), "many": limit}
    return _with_names_above(session().execute(text(BESIDE), asked).all())


def _level_asked(words: str) -> tuple[Sequence[str], str]:
    """`pac cilandak` → only PAC, "cilandak"; a level alone is looked for as a name."""
    for word in sorted(LEVELS, key=len, reverse=True):
        if words.startswith(word + " "):
            return LEVELS[word], words.removeprefix(word + " ")
    return EVERY_LEVEL, words


def _like(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _query(name: str, roots: Sequence[str]):
    by_code = name.replace(".", "").isdigit()
    # Under DPP everything lies within reach; saying so would only tempt the planner to walk the
    # whole tree instead of asking the trigram index.
    everywhere = ROOT in roots
    return text(
        SEARCH.format(
            like=BY_CODE if by_code else BY_NAME,
            within="" if everywhere else "AND path <@ CAST(:roots AS ltree[])",
        )
    )


# Every part of BY_NAME is answered by the trigram index.
BY_NAME = "(lower(name) LIKE :prefix OR lower(name) % :name OR :name <% lower(name))"
BY_CODE = "code LIKE :prefix"
SEARCH = """
SELECT id, code, level, name, path FROM units
WHERE {like} AND active_until IS NULL AND level = ANY(:levels) {within}
ORDER BY lower(name) = :name DESC, round(word_similarity(:name, lower(name))::numeric, 1) DESC,
    nlevel(lca(path, CAST(:near AS ltree))) DESC, nlevel(path), lower(name) LIKE :prefix DESC,
    similarity(:name, lower(name)) DESC, name, code
LIMIT :many
"""
BESIDE = """
SELECT u.id, u.code, u.level, u.name, u.path FROM units here
JOIN units u ON u.parent_id = here.parent_id OR u.id = ANY(CAST(:lately AS bigint[]))
WHERE here.path = CAST(:path AS ltree) AND u.id <> here.id AND u.active_until IS NULL
ORDER BY array_position(CAST(:lately AS bigint[]), u.id::bigint), u.name, u.code LIMIT :many
"""


def _with_names_above(rows: Sequence) -> tuple[Found, ...]:
    above = at_paths(path for row in rows for path in ancestors(row.path)[1:-1])
    return tuple(
        Found(
            row.id,
            row.code,
            row.level,
            row.name,
            row.path,
            title(row),
            tuple(title(above[path]) for path in reversed(ancestors(row.path)[1:-1])),
        )
        for row in rows
    )
