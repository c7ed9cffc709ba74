"""The only writer of the audit log.

A phone number that somebody typed into a title or a reason is masked: the log outlives the person.
"""

import re
from collections.abc import Collection
from datetime import date
from typing import Protocol

from app import clock
from app.auditing.acts import ACTS
from app.auditing.models import AuditEvent
from app.db import session
from app.units.tree import ROOT

PHONE = re.compile(r"(?:\+\s?62|\b62|\b0)[\s.-]?8\d(?:[\s.-]?\d){5,11}")
MASK = "…"
DETAIL_MAX = 300
Detail = str | int | float | bool | date | None


class Acting(Protocol):
    """Somebody who acts: `app.cadres.roles.Actor`, or the shell of the server."""

    @property
    def id(self) -> int | None:
        """The cadre's id; None for the shell."""

    def role_for(self, act: str, path: str) -> tuple[str, str]:
        """The kind of role that allows `act` at `path`, and the path of the unit it is held in."""


def record(
    actor: Acting,
    act: str,
    unit_path: str,
    subject_kind: str,
    subject: str,
    about: Collection[int] = (),
    **details: Detail,
) -> AuditEvent:
    """Keep that `actor` did `act` (a key of `ACTS`) in the unit at `unit_path`.

    To be called in the transaction of the act, so that neither is there without the other.
    `subject` is the public id (or key) of what was acted upon, `about` the ids of the cadres it
    concerns, `details` fill the words of the act. Raises KeyError for an act that is not in the
    table or without a detail that its words need.
    """
    needs, words = ACTS[act].needs, ACTS[act].words.template
    kept = {name: _plain(value) for name, value in details.items()}
    _ = words % kept  # a gap that nobody fills is a mistake now, not when somebody reads it
    role, role_path = actor.role_for(needs, unit_path) if needs else ("shell", ROOT)
    event = AuditEvent(
        at=clock.now(),
        actor_id=actor.id,
        role=role,
        role_path=role_path,
        act=act,
        unit_path=unit_path,
        subject_kind=subject_kind,
        subject=subject,
        about=sorted(set(about)),
        details=kept,
    )
    session().add(event)
    session().flush()
    return event


def _plain(value: Detail) -> str | int | float | bool | None:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        # Said sentences are strings with more to them, of which only the words are kept.
        return PHONE.sub(MASK, str.__str__(value))[:DETAIL_MAX]
    return value
