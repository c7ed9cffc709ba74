"""Versions of rules: proposed, confirmed by a second person, and asked for by the day."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, LiteralString

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from app import clock
from app.auditing.recording import record
from app.cadres.fields import Collected, line, whole
from app.cadres.models import Cadre
from app.cadres.roles import Actor
from app.db import read, session
from app.errors import NotFound, Refusal
from app.rulebook.models import RuleVersion
from app.rulebook.rules import LAID_DOWN, NUMBERS, Part, Rule, Several, Switch, next_monday
from app.units.tree import ROOT
from app.words import said

REASON_MAX = 300


def in_force(kind: LiteralString, day: LiteralString) -> LiteralString:
    """SQL: version, since and numbers of what people set for a day, as JSON, or NULL."""
    return f"""(SELECT jsonb_build_object(
            'version', v.version, 'since', v.since, 'numbers', v.numbers)
        FROM rule_versions v
        WHERE v.kind = '{kind}' AND v.state = 'confirmed' AND v.since <= CAST({day} AS date)
        ORDER BY v.since DESC, v.version DESC LIMIT 1)"""  # noqa: S608 - put together from constants


ASKED: Mapping[str, LiteralString] = {
    "points": f"SELECT {in_force('points', '%(day)s')} AS rule",
    "local": f"SELECT {in_force('local', '%(day)s')} AS rule",
}


def of(kind: str, told: Mapping[str, Any] | None) -> Rule:
    """The rule that `in_force` found, or the one laid down with the program."""
    if told is None:
        return LAID_DOWN[kind][-1]
    since = date.fromisoformat(told["since"])
    return Rule(told["version"], since, LAID_DOWN[kind][-1].numbers | told["numbers"])


def rule_on(kind: str, day: date) -> Rule:
    """What holds on a party day."""
    return of(kind, read(ASKED[kind], {"day": day})[0].rule)


def read_form(
    kind: str, typed: Mapping[str, str], ticked: Callable[[str], Sequence[str]]
) -> tuple[dict[str, Any], str]:
    """Numbers and reason of a proposal; `ticked` tells what was ticked of several. Raises Refusals
    naming every wrong field."""
    got = Collected()
    numbers: dict[str, Any] = {
        name: got.read(_part, name, one, typed.get(name, ""), ticked(name))
        for name, one in NUMBERS[kind].items()
    }
    reason = got.read(line, typed.get("alasan", ""), REASON_MAX, "alasan")
    got.settle()
    return numbers, reason or ""


def _part(name: str, part: Part, typed: str, ticked: Sequence[str]) -> int | list[str]:
    if isinstance(part, Switch):
        return int(typed == "1")
    if isinstance(part, Several):
        chosen = [one for one in part.of if one in ticked]
        if not chosen or set(ticked) - set(part.of):
            raise Refusal("several", said("Pilih paling sedikit satu."), name)
        return chosen
    words = said("Isi angka, %(least)s sampai %(most)s.", least=part.least, most=part.most)
    return whole(typed, part.least, part.most, words, name)


def propose(actor: Actor, kind: str, numbers: Mapping[str, Any], reason: str) -> RuleVersion:
    """A new version, for somebody else to confirm. Raises Refusal while another one waits."""
    if any(one.state == "proposed" for one in _of_kind(kind)):
        words = said("Masih ada usulan yang menunggu keputusan.")
        raise Refusal("rule_waits", words)
    laid_down = max(one.version for one in LAID_DOWN[kind])
    newest = session().scalar(select(func.max(RuleVersion.version)).where(RuleVersion.kind == kind))
    made = RuleVersion(
        kind=kind,
        version=max(laid_down, newest or 0) + 1,
        numbers=dict(numbers),
        reason=reason,
        state="proposed",
        proposed_by=actor.id,
        proposed_at=clock.now(),
    )
    session().add(made)
    session().flush()
    _keep(actor, "rule_proposed", made)
    return made


def confirm(actor: Actor, kind: str, version: int) -> RuleVersion:
    """Let it hold from next Monday 00.00 WIB on. Raises Refusal for whoever proposed it."""
    found = _waiting(kind, version)
    if found.proposed_by == actor.id:
        raise Refusal("second_person", said("Usulan harus disahkan oleh orang lain."))
    now = clock.now()
    found.state, found.decided_by, found.decided_at = "confirmed", actor.id, now
    found.since = next_monday(clock.party_day(now))
    session().flush()
    _keep(actor, "rule_confirmed", found)
    return found


def withdraw(actor: Actor, kind: str, version: int) -> None:
    """Let a proposal go: declined by another, or taken back by whoever made it."""
    found = _waiting(kind, version)
    found.state, found.decided_at = "withdrawn", clock.now()
    found.decided_by = None if found.proposed_by == actor.id else actor.id
    session().flush()
    _keep(actor, "rule_withdrawn", found)


def awaiting(actor: Actor, kind: str) -> Select[RuleVersion]:
    """What another proposed and this actor may confirm."""
    return select(RuleVersion).where(
        RuleVersion.kind == kind,
        RuleVersion.state == "proposed",
        RuleVersion.proposed_by != actor.id,
    )


def history(kind: str) -> Sequence[tuple[RuleVersion, str, str | None]]:
    """Every version that people set or proposed, the newest first, with who did and decided it."""
    proposer, decider = aliased(Cadre), aliased(Cadre)
    asked = (
        select(RuleVersion, proposer.name, decider.name)
        .join(proposer, proposer.id == RuleVersion.proposed_by)
        .outerjoin(decider, decider.id == RuleVersion.decided_by)
        .where(RuleVersion.kind == kind)
        .order_by(RuleVersion.version.desc())
    )
    return [(row[0], row[1], row[2]) for row in session().execute(asked)]


def _of_kind(kind: str) -> Sequence[RuleVersion]:
    asked = select(RuleVersion).where(RuleVersion.kind == kind).with_for_update()
    return session().scalars(asked).all()


def _waiting(kind: str, version: int) -> RuleVersion:
    found = next((one for one in _of_kind(kind) if one.version == version), None)
    if found is None or found.state != "proposed":
        raise NotFound
    return found


def _keep(actor: Actor, act: str, rule: RuleVersion) -> None:
    record(
        actor,
        act,
        ROOT,
        "rule",
        f"{rule.kind}:{rule.version}",
        kind=rule.kind,
        version=rule.version,
        reason=rule.reason,
    )
