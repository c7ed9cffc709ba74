"""A leader turns to one of his people, or to the unit's group: noted with its purpose, then he
writes himself in WhatsApp. Nothing is ever sent from here."""

from sqlalchemy import text

from app import clock
from app.auditing.recording import record
from app.cadres.held import held
from app.cadres.roles import Actor
from app.campaigns.elections import may_nudge
from app.db import session as database
from app.errors import NotFound, Refusal
from app.flows.team import led_by
from app.teams.contacts import ASKING, GROUP, PURPOSES, note
from app.units.lines import Scope

WHOM = f"""
SELECT c.id, c.name, c.phone, c.unit_id, u.path::text AS path,
       EXISTS (SELECT 1 FROM roles r WHERE r.cadre_id = c.id AND r.kind = 'leader'
               AND {held("r", ":today")}) AS leader
FROM cadres c JOIN units u ON u.id = c.unit_id
WHERE c.public_id = :public_id AND c.status = 'active' AND u.path <@ CAST(:scope AS ltree)
"""  # noqa: S608 - constants


def turn_to(actor: Actor, unit: Scope, public_id: str, purpose: str) -> tuple[str, str]:
    """Name and phone of somebody whom this leader may call, with the contact noted.

    Raises NotFound for whoever is not in the unit, for those he has no business calling (see
    `team.members`), for himself and for a purpose there is not; Refusal in the quiet period.
    """
    today = clock.party_day(clock.now())
    asked = {"public_id": public_id, "scope": unit.path, "today": today}
    found = database().execute(text(WHOM), asked).one_or_none()
    if purpose not in PURPOSES or found is None or not found.phone or found.id == actor.id:
        raise NotFound
    led = led_by(actor)
    if not led or not (found.unit_id in led or found.leader):
        raise NotFound
    _refuse_while_quiet(found.path, purpose)
    note(actor.id, unit.id, found.id, purpose)
    record(actor, "contacted", unit.path, "cadre", public_id, {found.id}, purpose=purpose)
    return found.name, found.phone


def turn_to_group(actor: Actor, unit: Scope) -> None:
    """Note that the leader writes to the unit's group. Raises Refusal in the quiet period."""
    _refuse_while_quiet(unit.path, GROUP)
    note(actor.id, unit.id, None, GROUP)
    record(actor, "contacted", unit.path, "unit", unit.code, purpose=GROUP)


def _refuse_while_quiet(path: str, purpose: str) -> None:
    """People may be thanked and welcomed then, not asked to take part."""
    if purpose in ASKING and not may_nudge(path, clock.now()):
        raise Refusal("quiet_period", "Sekarang masa tenang di wilayah ini. Jangan mengajak dulu.")
