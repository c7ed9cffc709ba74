"""How a challenge comes to be: one person writes it, another one publishes it.

Every change locks the row first, so that two officers who press at once are told apart by the
table of states. The database refuses a publisher who is also the last author.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from app import clock
from app.auditing.recording import record
from app.cadres.fields import text
from app.cadres.roles import Actor, may
from app.campaigns import elections, law
from app.campaigns.form import ChallengeForm
from app.campaigns.models import Campaign, Challenge
from app.campaigns.states import move
from app.db import session
from app.errors import NotFound, Refusal, Refusals
from app.units.directory import by_code
from app.units.models import Unit
from app.words import said

REASON_MAX = 300
WRITTEN = 3  # steps of writing a challenge


def draft(actor: Actor, form: ChallengeForm, steps: int = WRITTEN) -> Challenge:
    """A new challenge, seen by officers only. Raises Refusal for a unit out of reach."""
    challenge = Challenge(public_id=secrets.token_hex(6), state="draft", steps=steps)
    _write(actor, challenge, asdict(form))
    challenge.drafted_by, challenge.drafted_at = actor.id, clock.now()
    session().add(challenge)
    session().flush()
    keep(actor, "challenge_drafted", challenge)
    return challenge


def revise(
    actor: Actor, challenge: Challenge, values: Mapping[str, Any], step: int = WRITTEN
) -> None:
    """Change what is not published yet, by values of some of its fields; it has to be proposed
    anew.

    Whoever wrote last counts as the author, so that nobody publishes the own words.
    """
    begin_anew(actor, challenge)
    _write(actor, challenge, values)
    challenge.steps = max(challenge.steps, step)
    session().flush()
    keep(actor, "challenge_revised", challenge)


def begin_anew(actor: Actor, challenge: Challenge) -> None:
    """Whatever changes makes a draft of it again. Raises Refusal once it is published."""
    move(challenge, "draft")
    challenge.drafted_by, challenge.drafted_at = actor.id, clock.now()
    challenge.proposed_at = None


def propose(actor: Actor, challenge: Challenge) -> None:
    """Hand a draft to a second person. Raises Refusal until every step was gone, and without a
    source."""
    if challenge.steps < WRITTEN or not challenge.sources:
        words = said("Selesaikan semua langkah dulu, termasuk tautan sumber.")
        raise Refusal("unfinished", words)
    move(challenge, "proposed")
    challenge.proposed_at = clock.now()
    session().flush()
    keep(actor, "challenge_proposed", challenge)


def confirm(ticked: Collection[str], day: date) -> None:
    """Every point of law and decency in force must be ticked. Raises Refusals at those that were
    not."""
    missing = [one.key for one in law.in_force(day) if one.key not in ticked]
    if missing:
        words = said("Centang setelah memeriksanya.")
        raise Refusals([Refusal("checklist", words, key) for key in missing])


def publish(actor: Actor, challenge: Challenge, seen: str) -> None:
    """Put it on: from here its rules never change, and the clock opens and closes it.

    `seen` is the `version` of the text the actor has read. Raises Refusal for
    its author, for another text than the one read, for a window that is already past, and where
    the election calendar does not let it open.
    """
    if actor.id == challenge.drafted_by:
        words = said("Tantangan harus diterbitkan oleh petugas lain, bukan penulisnya.")
        raise Refusal("second_person", words)
    if seen != version(challenge):
        words = said("Tantangan ini berubah sejak Anda membukanya. Baca lagi, lalu terbitkan.")
        raise Refusal("changed", words)
    if challenge.closes_at <= clock.now():
        raise Refusal("window", "Masa tantangan sudah lewat. Ubah waktunya dulu.")
    elections.publishable(challenge)
    move(challenge, "published")
    challenge.published_by, challenge.published_at = actor.id, clock.now()
    session().flush()
    keep(actor, "challenge_published", challenge)


def version(challenge: Challenge) -> str:
    """Names the text that was proposed: its moment, as every revision is proposed anew."""
    return challenge.proposed_at.isoformat() if challenge.proposed_at else ""


def close(actor: Actor, challenge: Challenge) -> None:
    """End it before its time, at once; who and when stays known."""
    move(challenge, "closed")
    challenge.closed_by, challenge.closed_at = actor.id, clock.now()
    session().flush()
    keep(actor, "challenge_closed", challenge)


def stop(actor: Actor, challenge: Challenge, reason: str) -> None:
    """In an emergency: end it at once, whosever it is. Raises Refusal without a reason, and for
    what is not on or to come."""
    challenge.stop_reason = text(reason, REASON_MAX, "alasan")
    move(challenge, "closed")
    challenge.closed_by, challenge.closed_at = actor.id, clock.now()
    session().flush()
    record(
        actor,
        "challenge_stopped",
        challenge.unit.path,
        "challenge",
        challenge.public_id,
        title=challenge.title,
        reason=challenge.stop_reason,
    )


def going_on() -> Sequence[Challenge]:
    """What is on or to come, anywhere, the next to end first."""
    asked = select(Challenge).where(
        Challenge.state == "published", Challenge.closes_at > clock.now()
    )
    whole = asked.options(joinedload(Challenge.unit)).order_by(Challenge.closes_at, Challenge.id)
    return session().scalars(whole).all()


def keep(actor: Actor, act: str, challenge: Challenge) -> None:
    """One line of the audit log about a challenge, in the unit it is for."""
    about = challenge.public_id
    record(actor, act, challenge.unit.path, "challenge", about, title=challenge.title)


def one(public_id: str, lock: bool = False) -> Challenge:
    """The challenge with this public id; with `lock`, nobody else changes it meanwhile.

    Raises NotFound. Reach is asked by whoever knows the actor.
    """
    asked = select(Challenge).where(Challenge.public_id == public_id)
    if lock:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    found = session().scalar(asked)
    if found is None:
        raise NotFound
    return found


def _write(actor: Actor, challenge: Challenge, values: Mapping[str, Any]) -> None:
    """Fields by their names of the form; lists as the row keeps them."""
    for name, value in values.items():
        if name == "campaign":
            challenge.campaign_id = _campaign(actor, value)
        elif name == "unit_code":
            challenge.unit_id = _unit(actor, value).id
        else:
            setattr(challenge, name, list(value) if isinstance(value, tuple) else value)


def _unit(actor: Actor, code: str) -> Unit:
    unit = by_code(code)
    if unit is None or unit.active_until or not may(actor, "draft_challenge", unit.path):
        raise Refusal("unit", "Pilih unit sasaran dari daftar.", "unit")
    return unit


def _campaign(actor: Actor, title: str) -> int:
    """The campaign of this name, begun here if it is new (two officers may begin it at once)."""
    session().execute(
        insert(Campaign)
        .values(title=title, created_by=actor.id, created_at=clock.now())
        .on_conflict_do_nothing()
    )
    return session().scalars(select(Campaign.id).where(Campaign.title == title)).one()
