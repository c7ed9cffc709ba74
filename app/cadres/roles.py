"""What a person may do, and where: one pure table, asked by every door.

A role is a *grant*: a kind, in a unit, for some days. Every active cadre is also "cadre" in the
own unit. Whoever is not named in the table may not; there is no way to grant a single act.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.units.tree import ROOT, depth, within

KINDS = ("leader", "officer", "verifier", "auditor", "operator")
BRANCH_DEPTH = 3  # a DPC; a DPD and a DPLN lie above it
# How many levels down leaders are appointed: by PACs those of rantings and of what these hold.
APPOINTS = {"DPD": 1, "DPC": 1, "PAC": 2}
ISSUES_BELOW = frozenset({"DPC", "DPD", "DPLN"})
ISSUES = ISSUES_BELOW | {"PAC"}  # whose leaders write challenges
WIDE = frozenset({"officer", "verifier", "auditor", "operator"})  # used after two proofs only


@dataclass(frozen=True)
class Grant:
    """A role held today: its kind and the unit in which it is held."""

    kind: str
    unit_id: int
    path: str
    level: str


@dataclass(frozen=True)
class Actor:
    """A signed-in cadre as every door sees her, read once a request.

    `asleep` are roles she holds but cannot use, since this session showed only a password;
    `strong` says that it showed more. `signed_in_at` is when she last proved who she is.
    """

    id: int
    public_id: str
    name: str
    display: str
    unit_id: int
    unit_code: str
    unit_name: str
    unit_path: str
    unit_level: str
    zone: str
    session_id: int
    session_public_id: str
    grants: tuple[Grant, ...] = ()
    asleep: tuple[Grant, ...] = ()
    strong: bool = False
    signed_in_at: datetime | None = None
    language: str | None = None  # None: she never chose
    suspended_until: datetime | None = None  # None: her account is not disabled

    def awake(self) -> "Actor":
        """The same cadre with all of her roles in use: to tell what a stronger sign-in opens."""
        return replace(self, grants=self.grants + self.asleep, asleep=())

    @property
    def roles(self) -> frozenset[str]:
        """The kinds of role held today, anywhere."""
        return frozenset(grant.kind for grant in self.grants)

    def role_for(self, act: str, path: str) -> tuple[str, str]:
        """The role by which she may do `act` at `path`, and the unit it is held in: what the audit
        log keeps. As a plain cadre of her own unit where no role is needed."""
        used = [
            grant
            for kind, reach in ACTS[act].items()
            if kind != "cadre" and REACHES[reach](self, kind, path)
            for grant in self.grants
            if grant.kind == kind
        ]
        if not used:
            return "cadre", self.unit_path
        # The nearest of those above the place; of a role that reaches everywhere, any.
        nearest = max(used, key=lambda grant: (within(path, grant.path), len(grant.path)))
        return nearest.kind, nearest.path

    @property
    def leads_province(self) -> bool:
        """Leads a DPD."""
        return bool(_provinces(self, "leader"))

    @property
    def leads(self) -> bool:
        """Leads some unit."""
        return "leader" in self.roles

    @property
    def officer(self) -> bool:
        """Issues challenges."""
        return "officer" in self.roles

    @property
    def verifier(self) -> bool:
        """Looks at posts that machines set aside."""
        return "verifier" in self.roles

    @property
    def auditor(self) -> bool:
        """Reads everything, changes nothing."""
        return "auditor" in self.roles

    @property
    def operator(self) -> bool:
        """Keeps the machine running."""
        return "operator" in self.roles


def _self_line(actor: Actor, _kind: str, path: str) -> bool:
    """The own unit and everything above it; a led unit counts as one's own."""
    own = (actor.unit_path, *_paths(actor, "leader"))
    return any(within(unit, path) for unit in own)


def _subtree(actor: Actor, kind: str, path: str) -> bool:
    """The unit of the grant and everything below it."""
    return any(within(path, scope) for scope in _paths(actor, kind))


def _branch(actor: Actor, kind: str, path: str) -> bool:
    """The same for grants in a DPC and above alone: a ranting's leader needs no room for it."""
    return any(within(path, scope) for scope in _branches(actor, kind))


def _issuing(actor: Actor, kind: str, path: str) -> bool:
    """Where the unit of the grant may ask something of cadres: a PAC in itself alone, a DPC and
    what lies above it in everything below."""
    return any(
        grant.path == path or (grant.level in ISSUES_BELOW and within(path, grant.path))
        for grant in _issuers(actor, kind)
    )


def _right_below(actor: Actor, kind: str, path: str) -> bool:
    """Units of the level whose leaders the level of the grant appoints."""
    return any(
        grant.kind == kind
        and within(path, grant.path)
        and 1 <= depth(path) - depth(grant.path) <= APPOINTS.get(grant.level, 0)
        for grant in actor.grants
    )


def _below_province(actor: Actor, kind: str, path: str) -> bool:
    """The unit of a PAC or a DPC and everything below it."""
    return any(within(path, scope) for scope in _locals(actor, kind))


def _nation(_actor: Actor, _kind: str, _path: str) -> bool:
    """Everywhere, whatever unit the grant names."""
    return True


def _other_province(actor: Actor, kind: str, path: str) -> bool:
    """Outside, for whoever leads a province."""
    return bool(_provinces(actor, kind)) and _outside(actor, kind, path)


def _outside(actor: Actor, _kind: str, path: str) -> bool:
    """Anywhere but above or below the own unit and the units one leads: no judge in own matters."""
    own = (actor.unit_path, *_paths(actor, "leader"))
    return not any(within(path, unit) or within(unit, path) for unit in own)


REACHES: Mapping[str, Callable[[Actor, str, str], bool]] = {
    "self_line": _self_line,
    "subtree": _subtree,
    "right_below": _right_below,
    "issuing": _issuing,
    "branch": _branch,
    "below_province": _below_province,
    "nation": _nation,
    "outside": _outside,
    "other_province": _other_province,
}

ACTS: Mapping[str, Mapping[str, str]] = {
    "see_board": {
        "cadre": "self_line",
        "leader": "subtree",
        "officer": "nation",
        "auditor": "nation",
    },
    "see_team": {"leader": "subtree", "auditor": "nation"},
    "contact": {"leader": "subtree"},
    "see_war_room": {"leader": "branch", "officer": "nation", "auditor": "nation"},
    "set_goal": {"leader": "subtree"},
    "assign_leader": {"leader": "right_below"},
    "invite": {"leader": "subtree"},
    "transfer": {"leader": "subtree"},
    "find_units": {
        "leader": "subtree",
        "officer": "nation",
        "auditor": "nation",
        "operator": "nation",
    },
    # A local challenge more narrowly than that: `app/campaigns/local.py`.
    "draft_challenge": {"officer": "subtree", "leader": "issuing"},
    "publish_challenge": {"officer": "subtree", "leader": "branch"},
    "close_challenge": {"officer": "subtree", "leader": "issuing"},
    "stop_challenge": {"operator": "nation"},  # in an emergency, with a reason
    "see_challenge": {"officer": "subtree", "auditor": "nation", "leader": "issuing"},
    "see_targets": {"officer": "subtree", "auditor": "nation"},
    "set_targets": {"officer": "subtree"},
    "set_rules": {"officer": "subtree"},
    "recall_challenge": {"officer": "subtree", "leader": "issuing"},
    "see_challenge_counts": {"officer": "subtree", "auditor": "nation"},
    "see_calendar": {
        "leader": "subtree",
        "officer": "subtree",
        "auditor": "nation",
        "operator": "nation",
    },
    "manage_sources": {"officer": "subtree", "operator": "nation"},
    "write_notes": {"officer": "subtree"},
    "report_activity": {"cadre": "self_line"},
    "see_activities": {
        "cadre": "self_line",
        "leader": "subtree",
        "officer": "nation",
        "auditor": "nation",
    },
    "show_activity": {"leader": "subtree"},
    "choose_picture": {"officer": "subtree"},
    "review": {"verifier": "outside"},
    "see_accuracy": {"auditor": "nation"},
    "judge_case": {"verifier": "outside"},
    # Level 1 by a second reviewer or the leader of another province, level 2 by an auditor.
    "judge_appeal": {"verifier": "outside", "leader": "other_province", "auditor": "outside"},
    "count_flags": {"leader": "subtree", "auditor": "nation"},
    "see_flag_results": {"leader": "branch", "auditor": "nation"},
    "propose_suspension": {"leader": "subtree", "operator": "nation"},
    # By a second person, but for the leader of a DPD; operators decide in emergencies alone.
    "decide_suspension": {"leader": "branch", "operator": "nation"},
    "see_suspensions": {"leader": "subtree", "operator": "nation", "auditor": "nation"},
    # Points for work no platform shows: an unrelated second person gives what one proposed.
    "propose_award": {"officer": "subtree", "leader": "below_province"},
    "decide_award": {"officer": "subtree", "leader": "other_province"},
    "see_awards": {"officer": "subtree", "leader": "subtree", "auditor": "nation"},
    "see_reading": {"operator": "nation", "auditor": "nation"},
    "resume_reading": {"operator": "nation"},
    "see_health": {"operator": "nation", "auditor": "nation"},
    "export_team": {"leader": "subtree", "auditor": "nation"},
    "export_names": {"leader": "subtree"},  # whoever may only export the team gets codes for names
    "export_phones": {"leader": "branch"},  # by two persons
    "export_board": {"leader": "subtree", "officer": "nation", "auditor": "nation"},
    "export_challenge": {"officer": "subtree", "auditor": "nation"},
    "see_audit_log": {"leader": "branch", "auditor": "nation", "operator": "nation"},
    "read_audit_log": {"leader": "branch", "auditor": "nation"},
    "outline_audit_log": {"operator": "nation"},
    "see_roles": {"officer": "subtree", "operator": "nation", "auditor": "nation"},
    # One proposes, somebody of the other office confirms; of officers, those of DPP alone.
    "assign_role": {"officer": "subtree", "operator": "nation"},
    "see_policies": {"operator": "nation", "auditor": "nation"},
    "set_policy": {"operator": "nation"},
}


def may(actor: Actor, act: str, path: str) -> bool:
    """Whether this actor may do `act` in the unit at `path`. Raises KeyError for an unknown act."""
    return any(
        REACHES[reach](actor, kind, path)
        for kind, reach in ACTS[act].items()
        if _holds(actor, kind)
    )


def can(actor: Actor, act: str) -> bool:
    """Whether this actor could do `act` somewhere: decides about menu entries and whole rooms."""
    return any(
        bool(NARROW[reach](actor, kind)) if reach in NARROW else _holds(actor, kind)
        for kind, reach in ACTS[act].items()
    )


def roots(actor: Actor, act: str) -> tuple[str, ...]:
    """The paths under which this actor may do `act`, for `path <@ ANY(...)` in SQL.

    Only acts that reach downwards have roots: "self_line" and "outside" contribute none.
    """
    found: set[str] = set()
    for kind, reach in ACTS[act].items():
        if _holds(actor, kind):
            if reach == "nation":
                found.add(ROOT)
            elif reach == "subtree":
                found.update(_paths(actor, kind))
            elif reach == "branch":
                found.update(_branches(actor, kind))
            elif reach == "below_province":
                found.update(_locals(actor, kind))
            elif reach == "issuing":
                below = (one.path for one in _issuers(actor, kind) if one.level in ISSUES_BELOW)
                found.update(below)
    return tuple(sorted(path for path in found if not _covered(path, found)))


def _covered(path: str, scopes: set[str]) -> bool:
    return any(path != scope and within(path, scope) for scope in scopes)


def _holds(actor: Actor, kind: str) -> bool:
    return kind == "cadre" or kind in actor.roles


def _paths(actor: Actor, kind: str) -> tuple[str, ...]:
    return tuple(grant.path for grant in actor.grants if grant.kind == kind)


def _branches(actor: Actor, kind: str) -> tuple[str, ...]:
    return tuple(path for path in _paths(actor, kind) if depth(path) <= BRANCH_DEPTH)


def _locals(actor: Actor, kind: str) -> tuple[str, ...]:
    held = (grant for grant in actor.grants if grant.kind == kind)
    return tuple(grant.path for grant in held if grant.level in ("PAC", "DPC"))


def _issuers(actor: Actor, kind: str) -> tuple[Grant, ...]:
    return tuple(one for one in actor.grants if one.kind == kind and one.level in ISSUES)


def _provinces(actor: Actor, kind: str) -> tuple[str, ...]:
    return tuple(grant.path for grant in actor.grants if (grant.kind, grant.level) == (kind, "DPD"))


def _appointing(actor: Actor, kind: str) -> tuple[str, ...]:
    held = (grant for grant in actor.grants if grant.kind == kind)
    return tuple(grant.path for grant in held if grant.level in APPOINTS)


# Reaches that not every grant of a kind has.
NARROW: Mapping[str, Callable[[Actor, str], tuple[object, ...]]] = {
    "branch": _branches,
    "below_province": _locals,
    "issuing": _issuers,
    "right_below": _appointing,
    "other_province": _provinces,
}
