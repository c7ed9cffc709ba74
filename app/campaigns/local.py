"""Local challenges: what a PAC, a DPC or a DPD asks of its own cadres, within DPP's rules. Pure.

A unit's leaders write them for that unit or below, a PAC's for the PAC alone. They are published by
a second person: a PAC's by a leader of its DPD; a DPC's by one of its DPD or another of the DPC;
a DPD's by another of the DPD; and any of them by an officer of DPP. They are ended and recalled by
leaders of the unit or of a DPC or DPD above it, and by officers. What no unit issued is DPP's, and
leaders have no part in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol

from app.cadres.roles import Actor, may
from app.errors import Refusal
from app.rulebook.rules import Rule
from app.units.tree import within
from app.words import said

# Which number of the rules says how many of a level may be open at once.
LIVE = {"PAC": "live_pac", "DPC": "live_dpc", "DPD": "live_dpd", "DPLN": "live_dpd"}
# Of which levels leaders publish what a level wrote; the unit itself, or one above it.
SECOND = {
    "PAC": frozenset({"DPD", "DPLN"}),
    "DPC": frozenset({"DPC", "DPD", "DPLN"}),
    "DPD": frozenset({"DPD"}),
    "DPLN": frozenset({"DPLN"}),
}


class Issuer(Protocol):
    """The unit that issues a challenge."""

    @property
    def path(self) -> str: ...
    @property
    def level(self) -> str: ...


def allowed(actor: Actor, act: str, issuer: Issuer | None, path: str) -> bool:
    """Whether the actor may do `act` on a challenge for the unit at `path`; without an issuer it is
    DPP's own. That nobody publishes the own words is asked apart."""
    if issuer is None:
        return may(in_office(actor), act, path)
    if act == "draft_challenge":
        return leads(actor, issuer)
    if act == "publish_challenge":
        return may(in_office(actor), act, path) or _second(actor, issuer)
    return may(in_office(actor), act, path) or may(actor, act, issuer.path)


def sees(actor: Actor, issuer_path: str | None, path: str) -> bool:
    """Whether the actor looks after a challenge: what `allowed` says of `see_challenge`."""
    issued_below = issuer_path is not None and may(actor, "see_challenge", issuer_path)
    return issued_below or may(in_office(actor), "see_challenge", path)


def in_office(actor: Actor) -> Actor:
    """The same person without what comes from leading a unit."""
    return replace(actor, grants=tuple(one for one in actor.grants if one.kind != "leader"))


def leads(actor: Actor, issuer: Issuer) -> bool:
    """Whether the actor leads this very unit, and it is of a level that issues."""
    held = {grant.path for grant in actor.grants if grant.kind == "leader"}
    return issuer.level in LIVE and issuer.path in held


def meant_for(issuer: Issuer, path: str) -> bool:
    """Whether the unit may ask something of those at `path`."""
    return path == issuer.path or (issuer.level != "PAC" and within(path, issuer.path))


def breaches(rule: Rule, values: Mapping[str, Any]) -> Sequence[Refusal]:
    """What of a challenge's values, by their names, the rules do not allow, each at its field."""
    found = []
    if (points := values.get("points")) and points > rule["points_most"]:
        words = said("Aturan DPP: paling banyak %(n)s poin.", n=rule["points_most"])
        found.append(Refusal("local_points", words, "poin"))
    if set(values.get("providers") or ()) - set(rule.several("providers")):
        words = said("Aturan DPP tidak membuka salah satu platform ini bagi tantangan lokal.")
        found.append(Refusal("local_providers", words, "platform"))
    opens, closes = values.get("opens_at"), values.get("closes_at")
    if opens and closes and closes - opens > timedelta(days=rule["days_most"]):
        words = said("Aturan DPP: paling lama %(days)s hari.", days=rule["days_most"])
        found.append(Refusal("local_window", words, "tutup"))
    return found


def room(rule: Rule, issuer: Issuer, others: int) -> None:
    """Raises Refusal where the level may issue none, or `others` at the same time are as many as
    the rules allow."""
    most = rule[LIVE[issuer.level]]
    if not most:
        words = said(
            "Aturan DPP sekarang tidak membuka tantangan lokal untuk %(level)s.", level=issuer.level
        )
        raise Refusal("local_level", words)
    if others >= most:
        words = said(
            "Aturan DPP: paling banyak %(n)s tantangan satu %(level)s yang terbuka bersamaan. "
            "Tutup salah satu, atau ubah waktunya.",
            n=most,
            level=issuer.level,
        )
        raise Refusal("local_live", words)


def _second(actor: Actor, issuer: Issuer) -> bool:
    return any(
        grant.kind == "leader"
        and grant.level in SECOND.get(issuer.level, ())
        and within(issuer.path, grant.path)
        for grant in actor.grants
    )
