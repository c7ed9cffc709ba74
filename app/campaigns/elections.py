"""The election calendar: which phase holds for a unit at a moment, by the clock of its own zone.

Rows come from operators as a file with a source for each (`flask calendar import`); no page changes
them, and a quiet period that has begun cannot be taken out by anybody.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import LiteralString

from sqlalchemy import Select, select, text
from sqlalchemy.orm import contains_eager

from app import clock
from app.campaigns.models import Challenge, ElectionPhase
from app.campaigns.phases import SQL_PERMITS, nudges, permits, strictest
from app.db import session
from app.errors import Refusal
from app.units.models import Unit
from app.words import said

LISTED = 500


def holding(path: LiteralString, at: LiteralString) -> LiteralString:
    """SQL, FROM and WHERE: phases `p` that hold in the unit at `path` at a moment, both as SQL."""
    return f"""
        FROM election_phases p JOIN units r ON r.id = p.unit_id
        JOIN units here ON here.path <@ r.path
        WHERE here.path = CAST({path} AS ltree) AND p.withdrawn_at IS NULL
        AND CAST(CAST({at} AS timestamptz) AT TIME ZONE here.zone AS date)
            BETWEEN p.starts_on AND p.ends_on"""


def permitted(campaigning: LiteralString, path: LiteralString, at: LiteralString) -> LiteralString:
    """SQL: whether a challenge (its column `campaigning`) may be open there and then."""
    decided = SQL_PERMITS.format(campaigning=campaigning)
    return f"(SELECT {decided} {holding(path, at)})"


HOLDING = text(f"SELECT p.phase {holding(':path', ':at')}")


def phase_at(path: str, moment: datetime) -> str:
    """The phase that decides in the unit at `path`."""
    return strictest(session().scalars(HOLDING, {"path": path, "at": moment}))


def open_in(challenge: Challenge, path: str, moment: datetime) -> bool:
    """Whether the calendar lets a challenge be open for cadres of the unit at `path`."""
    return permits(phase_at(path, moment), challenge.campaigning)


def may_nudge(path: str, moment: datetime) -> bool:
    """Whether the calendar lets cadres of the unit at `path` be asked to take part."""
    return nudges(phase_at(path, moment))


def meeting(path: str, first: date, last: date) -> Sequence[ElectionPhase]:
    """Phases in the unit at `path`, above and below it, that meet these days."""
    related = text(
        "(units.path @> CAST(:here AS ltree) OR units.path <@ CAST(:here AS ltree))"
    ).bindparams(here=path)
    met = ElectionPhase.starts_on <= last, ElectionPhase.ends_on >= first
    return session().scalars(_standing().where(related, *met)).all()


def listed(today: date) -> Sequence[ElectionPhase]:
    """Every phase that is not over yet, in the order of time."""
    return session().scalars(_standing().where(ElectionPhase.ends_on >= today).limit(LISTED)).all()


def publishable(challenge: Challenge) -> None:
    """Raises Refusal while the quiet period holds where the challenge is for, and for an appeal to
    vote whose window leaves the time of campaigning."""
    path, zone = challenge.unit.path, challenge.unit.zone
    if phase_at(path, clock.now()) == "quiet":
        words = said("Sekarang masa tenang di wilayah ini. Tidak ada yang diterbitkan.")
        raise Refusal("quiet_period", words)
    if not challenge.campaigning:
        return
    first, last = (clock.local_day(one, zone) for one in (challenge.opens_at, challenge.closes_at))
    whole = [
        one
        for one in meeting(path, first, last)
        if one.phase == "campaign" and one.starts_on <= first and one.ends_on >= last
    ]
    if not whole:
        words = said(
            "Ajakan memilih hanya boleh seluruhnya di masa kampanye menurut kalender pemilihan "
            "(UU 7/2017 pasal 276 dan 492)."
        )
        raise Refusal("campaign_time", words)


def _standing() -> Select[ElectionPhase]:
    return (
        select(ElectionPhase)
        .join(Unit, Unit.id == ElectionPhase.unit_id)
        .options(contains_eager(ElectionPhase.unit))
        .where(ElectionPhase.withdrawn_at.is_(None))
        .order_by(ElectionPhase.starts_on, Unit.path, ElectionPhase.id)
    )
