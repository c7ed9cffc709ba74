"""Units that no official list knows: DPLN abroad and anak ranting, opened and changed by people."""

import re
from datetime import datetime

from sqlalchemy import func, select

from app.clock import party_day
from app.db import session
from app.errors import Refusal
from app.units.directory import needed
from app.units.models import ZONES, Unit, UnitChange
from app.units.tree import ROOT
from app.words import said

# Level → the level it hangs under.
UNDER = {"DPLN": "DPP", "ANAK_RANTING": "RANTING"}
KEY = re.compile(r"[a-z0-9]{1,12}")
NAME_MAX = 120


def add(
    parent_code: str,
    level: str,
    name: str,
    at: datetime,
    key: str | None = None,
    zone: str | None = None,
) -> Unit:
    """Open a unit by hand; `key` becomes the end of its code (`ln_my`, `31.74.06.1002.a1`).

    Without `key` the next number is taken. Raises Refusal for a level that has an official list, a
    parent of the wrong level or closed, a bad or used key, and NotFound for an unknown parent.
    """
    parent = needed(parent_code)
    _insist(parent, level)
    code = _code(parent, level, key)
    if session().scalar(select(Unit.id).where(Unit.code == code)):
        raise Refusal("unit_exists", said("Unit dengan kode %(code)s sudah ada.", code=code))
    unit = Unit(
        code=code,
        level=level,
        name=_name(name),
        parent_id=parent.id,
        path=f"{ROOT}.{code}",
        zone=_zone(zone or parent.zone),
        active_from=party_day(at),
    )
    session().add(unit)
    session().flush()
    _remember(unit, "opened", at, became=unit.name)
    return unit


def rename(code: str, name: str, at: datetime) -> Unit:
    """Give a unit added by hand another name. Raises Refusal for an official one, or NotFound."""
    unit = _ours(code)
    was, unit.name = unit.name, _name(name)
    if was != unit.name:
        _remember(unit, "renamed", at, was=was, became=unit.name)
    return unit


def close(code: str, at: datetime) -> Unit:
    """Close a unit added by hand; today is its last day. Raises Refusal, or NotFound."""
    unit = _ours(code)
    if unit.active_until is None:
        unit.active_until = max(party_day(at), unit.active_from)
        _remember(unit, "closed", at, was=unit.name)
    return unit


def _insist(parent: Unit, level: str) -> None:
    if level not in UNDER:
        words = said(
            "Hanya DPLN dan anak ranting yang dibuka sendiri; yang lain mengikuti daftar resmi."
        )
        raise Refusal("unit_official", words)
    if parent.level != UNDER[level]:
        raise Refusal(
            "unit_parent",
            said(
                "%(level)s hanya bisa berada di bawah %(above)s.", level=level, above=UNDER[level]
            ),
        )
    if parent.active_until is not None:
        raise Refusal("unit_closed", said("Unit %(code)s sudah ditutup.", code=parent.code))


def _code(parent: Unit, level: str, key: str | None) -> str:
    if key is not None and not KEY.fullmatch(key):
        raise Refusal("unit_key", "Kunci unit: 1–12 huruf kecil atau angka.")
    if level == "DPLN":
        if key is None:
            raise Refusal("unit_key", "DPLN memerlukan kunci, misalnya kode negara: my.")
        return f"ln_{key}"
    return f"{parent.code}.{key or f'a{_siblings(parent) + 1}'}"


def _siblings(parent: Unit) -> int:
    return session().scalar(select(func.count()).where(Unit.parent_id == parent.id)) or 0


def _ours(code: str) -> Unit:
    unit = needed(code)
    if unit.level not in UNDER:
        words = said(
            "Unit ini mengikuti daftar resmi; perubahan datang lewat `flask units import`."
        )
        raise Refusal("unit_official", words)
    return unit


def _name(name: str) -> str:
    clean = " ".join(name.split())
    if not clean or len(clean) > NAME_MAX or not clean.isprintable():
        raise Refusal("unit_name", said("Nama unit: 1–%(n)s karakter.", n=NAME_MAX), "nama")
    return clean


def _zone(zone: str) -> str:
    # Abroad has many zones; days are counted in Jakarta anyway, the zone only shows moments.
    if zone not in ZONES:
        raise Refusal("unit_zone", said("Zona waktu: %(zones)s.", zones=", ".join(ZONES)))
    return zone


def _remember(unit: Unit, kind: str, at: datetime, **names: str) -> None:
    session().add(UnitChange(unit_id=unit.id, at=at, kind=kind, **names))
    session().flush()
