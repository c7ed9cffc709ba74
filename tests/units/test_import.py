"""The import of the official regions: complete, repeatable, and nothing is forgotten."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import session, transaction
from app.errors import NotFound, Refusal
from app.units import by_hand
from app.units.directory import chain, children, needed
from app.units.models import Unit, UnitChange
from app.units.wilayah import Outcome, import_regions

FIRST = datetime(2026, 10, 1, 3, tzinfo=UTC)
LATER = FIRST + timedelta(days=30)

VILLAGES = {
    "31.74.06.1001": "Cilandak Barat",
    "31.74.06.1002": "Lebak Bulus",
    "31.74.06.1003": "Pondok Labu",
    "32.73.02.1004": "Dago",
}
DISTRICTS = {"31.74.06": "Cilandak", "32.73.02": "Coblong"}


def write(folder: Path, districts: dict[str, str], villages: dict[str, str]) -> Path:
    """A source of two provinces with the districts and villages given."""
    regencies = {"31.74": "KOTA ADMINISTRASI JAKARTA SELATAN", "32.73": "KOTA BANDUNG"}
    tables = {
        "provinces": (("code", "name"), {"31": "DKI JAKARTA", "32": "JAWA BARAT"}),
        "regencies": (("code", "province_code", "name"), regencies),
        "districts": (("code", "regency_code", "name"), districts),
        "villages": (("code", "district_code", "name"), villages),
    }
    for file, (head, names) in tables.items():
        lines = [",".join(head)]
        for code, name in names.items():
            above = [code.rpartition(".")[0]] if len(head) == 3 else []
            lines.append(",".join((code, *above, name)))
        (folder / f"{file}.csv").write_text("\n".join(lines) + "\n")
    return folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write(tmp_path, DISTRICTS, VILLAGES)


@pytest.fixture
def tree(ctx: Flask, source: Path) -> Outcome:
    """A party whose tree came from the small source alone."""
    with transaction():
        return import_regions(FIRST, source)


def history(code: str) -> list[tuple[str, str | None, str | None]]:
    found = session().scalars(
        select(UnitChange).join(Unit).where(Unit.code == code).order_by(UnitChange.id)
    )
    return [(change.kind, change.was, change.became) for change in found]


def test_the_whole_tree_comes_in_and_a_second_import_changes_nothing(ctx: Flask) -> None:
    with transaction():
        import_regions(FIRST)
    levels = select(Unit.level, func.count()).where(Unit.active_until.is_(None))
    counts = Counter(dict(session().execute(levels.group_by(Unit.level)).all()))
    assert counts == {"DPP": 1, "DPD": 38, "DPC": 514, "PAC": 7_277, "RANTING": 83_763}
    found = needed("31.74.06.1002")
    assert found.path == "dpp.31.74.06.1002"
    assert [unit.name for unit in chain(found)] == [
        "Indonesia",
        "DKI Jakarta",
        "Kota Administrasi Jakarta Selatan",
        "Cilandak",
        "Lebak Bulus",
    ]
    strays = select(func.count()).where(Unit.active_until.is_(None), Unit.level != "DPP")
    assert session().scalar(strays.where(Unit.parent_id.is_(None))) == 0
    with transaction():
        assert import_regions(LATER) == Outcome()


def test_a_new_name_renames_the_unit_and_the_old_one_is_kept(tree: Outcome, source: Path) -> None:
    write(source, DISTRICTS, VILLAGES | {"31.74.06.1002": "Lebak Bulus Raya"})
    with transaction():
        assert import_regions(LATER, source).renamed == 1
    assert needed("31.74.06.1002").name == "Lebak Bulus Raya"
    assert history("31.74.06.1002")[-1] == ("renamed", "Lebak Bulus", "Lebak Bulus Raya")


def test_a_code_that_is_gone_closes_its_unit_and_reopens_it_when_it_returns(
    tree: Outcome, source: Path
) -> None:
    before = needed("31.74.06.1003").id
    without = {code: name for code, name in VILLAGES.items() if code != "31.74.06.1003"}
    write(source, DISTRICTS, without)
    with transaction():
        assert import_regions(LATER, source) == Outcome(closed=1)
    closed = needed("31.74.06.1003")
    assert closed.active_until is not None
    assert closed.name not in [unit.name for unit in children(needed("31.74.06"))]
    write(source, DISTRICTS, VILLAGES)
    with transaction():
        assert import_regions(LATER, source) == Outcome(reopened=1)
    back = needed("31.74.06.1003")
    assert (back.id, back.active_until) == (before, None)
    assert [kind for kind, _, _ in history("31.74.06.1003")][-2:] == ["closed", "reopened"]


def test_units_opened_by_hand_outlive_every_import(tree: Outcome, source: Path) -> None:
    with transaction():
        by_hand.add("dpp", "DPLN", "Kuala Lumpur", FIRST, key="my")
        by_hand.add("31.74.06.1002", "ANAK_RANTING", "RW 03", FIRST)
    with transaction():
        assert import_regions(LATER, source) == Outcome()
    abroad, small = needed("ln_my"), needed("31.74.06.1002.a1")
    assert (abroad.path, abroad.active_until) == ("dpp.ln_my", None)
    assert (small.path, small.active_until) == ("dpp.31.74.06.1002.a1", None)


def test_half_a_source_is_refused_and_changes_nothing(tree: Outcome, source: Path) -> None:
    write(source, {"31.74.06": "Cilandak"}, VILLAGES)
    with pytest.raises(Refusal) as refusal, transaction():
        import_regions(LATER, source)
    assert refusal.value.code == "orphans"
    assert needed("32.73.02").active_until is None


def test_units_by_hand_are_renamed_and_closed_with_their_history(tree: Outcome) -> None:
    with transaction():
        by_hand.add("31.74.06.1002", "ANAK_RANTING", "RW 03", FIRST)
        by_hand.rename("31.74.06.1002.a1", "RW 03 Lebak Lestari", LATER)
        by_hand.close("31.74.06.1002.a1", LATER)
    assert history("31.74.06.1002.a1") == [
        ("opened", None, "RW 03"),
        ("renamed", "RW 03", "RW 03 Lebak Lestari"),
        ("closed", "RW 03 Lebak Lestari", None),
    ]


@pytest.mark.parametrize(
    ("parent", "level", "key", "code"),
    [
        ("dpp", "DPD", "99", "unit_official"),
        ("dpp", "ANAK_RANTING", None, "unit_parent"),
        ("31.74.06", "ANAK_RANTING", None, "unit_parent"),
        ("31.74.06.1002", "DPLN", "my", "unit_parent"),
        ("dpp", "DPLN", None, "unit_key"),
        ("dpp", "DPLN", "Kuala Lumpur", "unit_key"),
    ],
)
def test_a_unit_that_cannot_hang_there_is_refused(
    tree: Outcome, parent: str, level: str, key: str | None, code: str
) -> None:
    with pytest.raises(Refusal) as refusal, transaction():
        by_hand.add(parent, level, "Unit", FIRST, key=key)
    assert refusal.value.code == code


def test_official_units_cannot_be_changed_by_hand(tree: Outcome) -> None:
    with pytest.raises(Refusal), transaction():
        by_hand.close("31.74.06.1002", LATER)
    with pytest.raises(Refusal), transaction():
        by_hand.rename("31.74", "Lain", LATER)
    with pytest.raises(NotFound), transaction():
        by_hand.close("tidak.ada", LATER)
