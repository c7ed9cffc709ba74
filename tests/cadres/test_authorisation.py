"""What `tests/data` says by hand of who may do what, the table of roles and every door say too.

Those files are the party's decision, written by hand; what a letter means is worked out here from
paths alone. A door that is missing there fails, and so does an act that no longer exists. How the
doors answer, `tests/web/test_scope.py` tries one by one.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app.cadres.roles import ACTS, Actor, Grant, can, may, roots
from tests.cadres.test_roles import actor

DATA = Path(__file__).resolve().parents[1] / "data"
TABLE, DOORS = DATA / "authorisation.txt", DATA / "doors.txt"
LEVELS = ("DPP", "DPD", "DPC", "PAC", "RANTING")
HOME = "dpp.31.74.06.1002"
# Column → the role, and where it is held; everybody here lives in the ranting at HOME.
HELD = {
    "cadre": None,
    "ranting": ("leader", HOME),
    "pac": ("leader", "dpp.31.74.06"),
    "dpc": ("leader", "dpp.31.74"),
    "dpd": ("leader", "dpp.31"),
    "officer": ("officer", "dpp.32"),
    "verifier": ("verifier", "dpp"),
    "auditor": ("auditor", "dpp"),
    "operator": ("operator", "dpp"),
}
BELOW = {1: (1,), 2: (1,), 3: (1, 2)}  # steps down, from a DPD, a DPC and a PAC
PLACES = (
    "dpp",
    "dpp.31",
    "dpp.31.74",
    "dpp.31.74.06",
    HOME,
    f"{HOME}.1",
    "dpp.31.74.06.1001",
    "dpp.31.74.07",
    "dpp.31.71.06.1001",
    "dpp.3",
    "dpp.32",
    "dpp.32.73.02.1004",
    "dpp.91.71",
)


def _inside(path: str, scope: str) -> bool:
    return (path + ".").startswith(scope + ".")


def _steps(path: str, above: str) -> int:
    return path.count(".") - above.count(".")


def holding(role: tuple[str, str] | None) -> Actor:
    """Who lives at HOME and holds this role."""
    if role is None:
        return actor(HOME)
    kind, path = role
    return replace(actor(HOME), grants=(Grant(kind, 1, path, LEVELS[path.count(".")]),))


def meant(letter: str, role: tuple[str, str] | None, path: str) -> bool:
    """Whether this letter of the table reaches `path` for who lives at HOME and holds the role."""
    kind, held = role or ("cadre", HOME)
    own = {HOME, held} if kind == "leader" else {HOME}
    return {
        "-": False,
        "L": any(_inside(unit, path) for unit in own),
        "T": _inside(path, held),
        "U": path == held,
        "N": True,
        "B": _inside(path, held) and _steps(path, held) in BELOW.get(held.count("."), ()),
        "O": not any(_inside(path, unit) or _inside(unit, path) for unit in own),
    }[letter]


def table() -> dict[str, dict[str, str]]:
    lines = [line.split() for line in TABLE.read_text().splitlines() if line and line[0] != "#"]
    (_, *columns), *rows = lines
    assert columns == list(HELD)
    assert len({act for act, *_ in rows}) == len(rows), "an act stands there twice"
    return {act: dict(zip(columns, cells, strict=True)) for act, *cells in rows}


def test_every_act_has_its_row_and_every_row_its_act() -> None:
    assert table().keys() == ACTS.keys()


def test_every_door_with_an_act_stands_in_the_table(built: Flask) -> None:
    asked = {
        rule.endpoint: built.view_functions[rule.endpoint].access.act  # ty: ignore[missing-attribute]
        for rule in built.url_map.iter_rules()
    }
    rows = table()
    assert {door: act for door, act in asked.items() if act and act not in rows} == {}


def test_every_door_lets_in_whom_the_list_of_doors_says(built: Flask) -> None:
    found = {}
    for rule in built.url_map.iter_rules():
        access = built.view_functions[rule.endpoint].access  # ty: ignore[missing-attribute]
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        where = [f"@{access.unit}"] if access.unit else []
        found[rule.endpoint] = [method, access.act or access.who, *where]
    lines = [line.split() for line in DOORS.read_text().splitlines() if line and line[0] != "#"]
    assert len({door for door, *_ in lines}) == len(lines), "a door stands there twice"
    said = {door: rest for door, *rest in lines}
    wrong = {
        door: f"is {found.get(door)}, the list says {said.get(door)}"
        for door in found.keys() | said.keys()
        if found.get(door) != said.get(door)
    }
    assert wrong == {}


@pytest.mark.parametrize("column", HELD)
def test_each_role_reaches_what_the_table_says_and_nothing_else(column: str) -> None:
    role = HELD[column]
    who = holding(role)
    wrong = []
    for act, cells in table().items():
        for path in PLACES:
            said = meant(cells["cadre"], role, path) or meant(cells[column], role, path)
            if may(who, act, path) != said:
                wrong.append(f"{column} {act} {path}: the table says {said}")
        anywhere = cells["cadre"] != "-" or cells[column] != "-"
        if can(who, act) != anywhere:
            wrong.append(f"{column} {act} anywhere: the table says {anywhere}")
    assert wrong == []


@pytest.mark.parametrize("column", HELD)
def test_roots_of_queries_never_reach_further_than_the_table(column: str) -> None:
    role = HELD[column]
    who = holding(role)
    rows = table()
    wrong = [
        f"{column} {act} {path}"
        for act in ACTS
        for path in PLACES
        if any(_inside(path, root) for root in roots(who, act))
        and rows[act][column] not in "TN"
        and rows[act]["cadre"] not in "TN"
    ]
    assert wrong == []
