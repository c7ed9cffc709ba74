"""How a challenge comes to be: one person writes it, another one publishes it.

Every change locks the row first, so that two officers who press at once are told apart by the
table of states. The database refuses a publisher who is also the last author. What a unit issues
keeps to DPP's rules of the day (`local.py`) with every step, and for good to those of the day on
which it is published.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy import text as text_of
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from app import clock
from app.auditing.recording import record
from app.cadres.fields import line, text
from app.cadres.roles import Actor, roots
from app.campaigns import elections, law, local
from app.campaigns.form import ChallengeForm
from app.campaigns.models import Campaign, Challenge, KitVideo
from app.campaigns.states import move
from app.db import session
from app.errors import NotFound, Refusal, Refusals
from app.rulebook.rules import Rule
from app.rulebook.versions import rule_on
from app.units.directory import by_code
from app.units.models import Unit
from app.words import said

REASON_MAX = 300
WRITTEN = 3  # steps of writing a challenge
RETURNED_MAX = 300
RULED = ("points", "providers", "opens_at", "closes_at")


def draft(
    actor: Actor, form: ChallengeForm, steps: int = WRITTEN, issuer: Unit | None = None
) -> Challenge:
    """A new challenge, seen by officers only, or of a unit that issues it, by its leaders.

    Raises Refusal for a unit out of reach, and for what DPP's rules do not allow the issuer.
    """
    challenge = Challenge(public_id=secrets.token_hex(6), state="draft", steps=steps)
    challenge.issuer = issuer
    if issuer is not None:
        local.room(_rules(), issuer, 0)
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
    keep_to_rules(challenge)
    move(challenge, "proposed")
    challenge.proposed_at, challenge.returned = clock.now(), ""
    session().flush()
    keep(actor, "challenge_proposed", challenge)


def awaiting(actor: Actor) -> Select[Challenge]:
    """What others proposed, DPP's and local ones, where this officer publishes."""
    under = text_of("units.path <@ ANY(CAST(:publishing AS ltree[]))")
    where = list(roots(local.in_office(actor), "publish_challenge"))
    return (
        select(Challenge)
        .join(Unit, Unit.id == Challenge.unit_id)
        .where(Challenge.state == "proposed", Challenge.drafted_by != actor.id)
        .where(under.bindparams(publishing=where))
    )


def hand_back(actor: Actor, challenge: Challenge, reason: str) -> None:
    """Send it back to whoever wrote it, with what is wrong with it. Raises Refusal without a reason
    and for what nobody proposed."""
    words = line(reason, RETURNED_MAX, "catatan")
    if challenge.state != "proposed":
        raise Refusal("challenge_state", said("Hanya yang sudah diajukan yang dapat dikembalikan."))
    move(challenge, "draft")
    challenge.proposed_at, challenge.returned = None, words
    session().flush()
    keep(actor, "challenge_returned", challenge, reason=words)


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
        words = said("Tantangan harus diterbitkan oleh orang lain, bukan penulisnya.")
        raise Refusal("second_person", words)
    if seen != version(challenge):
        words = said("Tantangan ini berubah sejak Anda membukanya. Baca lagi, lalu terbitkan.")
        raise Refusal("changed", words)
    if challenge.closes_at <= clock.now():
        raise Refusal("window", "Masa tantangan sudah lewat. Ubah waktunya dulu.")
    elections.publishable(challenge)
    keep_to_rules(challenge)
    move(challenge, "published")
    challenge.published_by, challenge.published_at = actor.id, clock.now()
    session().flush()
    keep(actor, "challenge_published", challenge)


def keep_to_rules(challenge: Challenge) -> None:
    """What a unit issues takes over DPP's rules as they are today. Raises Refusal for what they do
    not allow, and while as many are on at the same time as the unit may have."""
    issuer, rule = challenge.issuer, _rules()
    if issuer is None:
        return
    if found := local.breaches(rule, {name: getattr(challenge, name) for name in RULED}):
        raise Refusal(found[0].code, found[0].words)
    films = select(func.count()).where(KitVideo.challenge_id == challenge.id)
    if session().scalar(films):
        may_hold_videos(challenge)
    # Two of the same unit are published one after the other.
    session().execute(select(Unit.id).where(Unit.id == issuer.id).with_for_update(key_share=True))
    local.room(rule, issuer, _at_the_same_time(challenge))
    challenge.local_version, challenge.weekly_cap = rule.version, rule["weekly_cap"]


def may_hold_videos(challenge: Challenge) -> None:
    """Raises Refusal where DPP's rules of today do not let the kit hold any."""
    if challenge.issuer is not None and not _rules()["videos"]:
        words = said("Aturan DPP tidak membuka video untuk tantangan lokal.")
        raise Refusal("local_videos", words, "video")


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
    keep(actor, "challenge_stopped", challenge, reason=challenge.stop_reason)


def going_on() -> Sequence[Challenge]:
    """What is on or to come, anywhere, the next to end first."""
    asked = select(Challenge).where(
        Challenge.state == "published", Challenge.closes_at > clock.now()
    )
    whole = asked.options(joinedload(Challenge.unit)).order_by(Challenge.closes_at, Challenge.id)
    return session().scalars(whole).all()


def keep(actor: Actor, act: str, challenge: Challenge, **more: str) -> None:
    """One line of the audit log about a challenge, in the unit it is for."""
    about = challenge.public_id
    record(actor, act, challenge.unit.path, "challenge", about, (), title=challenge.title, **more)


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
    if challenge.issuer is not None and (found := local.breaches(_rules(), values)):
        raise Refusals(list(found))
    for name, value in values.items():
        if name == "campaign":
            challenge.campaign_id = _campaign(actor, value)
        elif name == "unit_code":
            challenge.unit_id = _unit(actor, value, challenge.issuer).id
        else:
            setattr(challenge, name, list(value) if isinstance(value, tuple) else value)


def _unit(actor: Actor, code: str, issuer: Unit | None) -> Unit:
    unit = by_code(code)
    if unit is None or unit.active_until or not _reached(actor, unit, issuer):
        raise Refusal("unit", "Pilih unit sasaran dari daftar.", "unit")
    return unit


def _reached(actor: Actor, unit: Unit, issuer: Unit | None) -> bool:
    if issuer is not None:
        return local.meant_for(issuer, unit.path)
    return local.allowed(actor, "draft_challenge", None, unit.path)


def _rules() -> Rule:
    return rule_on("local", clock.party_day(clock.now()))


def _at_the_same_time(challenge: Challenge) -> int:
    """How many others of the same unit are published and open at some moment of its window."""
    return (
        session().scalar(
            select(func.count()).where(
                Challenge.issuer_id == challenge.issuer_id,
                Challenge.id != challenge.id,
                Challenge.state == "published",
                Challenge.closes_at > func.greatest(clock.now(), challenge.opens_at),
                Challenge.opens_at < challenge.closes_at,
            )
        )
        or 0
    )


def _campaign(actor: Actor, title: str) -> int:
    """The campaign of this name, begun here if it is new (two officers may begin it at once)."""
    session().execute(
        insert(Campaign)
        .values(title=title, created_by=actor.id, created_at=clock.now())
        .on_conflict_do_nothing()
    )
    return session().scalars(select(Campaign.id).where(Campaign.title == title)).one()
