"""What a cadre's first screen tells beside her rank: what to do next, and how the last went.

Read only, and all of it in one statement, for this is the page that everybody opens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app import clock
from app.badges.shelf import COLUMNS as BADGES
from app.badges.shelf import Glance, of_columns
from app.cadres.roles import Actor
from app.campaigns import policy
from app.campaigns.elections import holding
from app.campaigns.phases import strictest
from app.campaigns.policy import Policies
from app.content import notes
from app.content.notes import holding as holding_note
from app.db import read
from app.flows import next_place
from app.flows.next_place import MEANS, TOLD, Means, Offered, offered
from app.ledger.statement import Today
from app.notifications.inbox import UNREAD
from app.providers import PROVIDERS
from app.rulebook import versions
from app.submissions import discovery
from app.submissions.models import FoundPost
from app.submissions.reasons import REASONS
from app.teams.goals import RUNNING, Aim, aims

RECENT = 3
# The key of a source tells the day of its entry, and so the part of the ledger it lies in.
LAST_ONES = """
    SELECT s.public_id, s.state, s.reason, s.provider, c.title,
        extract(epoch FROM s.submitted_at) AS at,
        (SELECT sum(e.points)
         FROM entry_keys k JOIN entries e ON e.id = k.entry_id AND e.day = k.day
         WHERE k.source = 'submission:' || s.id) AS points
    FROM submissions s JOIN challenges c ON c.id = s.challenge_id
    WHERE s.cadre_id = %(cadre)s ORDER BY s.submitted_at DESC, s.id DESC LIMIT %(recent)s
"""
LAST = f"SELECT jsonb_agg(r) AS recent FROM ({LAST_ONES}) r"  # noqa: S608 - constants
# What she shared and was taken back, until she put it right; a month, then it is old.
RECALLED = """
    SELECT jsonb_agg(x) FROM (
        SELECT c.public_id, c.title FROM recalls r JOIN challenges c ON c.id = r.challenge_id
        WHERE r.recalled_at > CAST(%(now)s AS timestamptz) - interval '30 days' AND EXISTS (
            SELECT FROM submissions s WHERE s.challenge_id = c.id AND s.cadre_id = %(cadre)s
                AND s.recall_id IS NULL AND s.state <> 'rejected') AND NOT EXISTS (
            SELECT FROM submissions s WHERE s.recall_id = r.id AND s.cadre_id = %(cadre)s
                AND s.state <> 'rejected')
        ORDER BY r.id DESC LIMIT 3) x
"""
SCREEN = f"""
    SELECT EXISTS (SELECT FROM linked_accounts a
                   WHERE a.cadre_id = %(cadre)s AND a.status = 'active') AS linked,
        ARRAY(SELECT provider FROM linked_accounts a
              WHERE a.cadre_id = %(cadre)s AND (a.status = 'expired' OR a.purged_at IS NOT NULL
                  AND EXISTS (SELECT FROM submissions s
                              WHERE s.account_id = a.id AND s.state = 'pending'))
              ORDER BY provider) AS expired,
        EXISTS (SELECT FROM found_posts f JOIN linked_accounts a ON a.id = f.account_id
                WHERE a.cadre_id = %(cadre)s AND f.state = 'new') AS found,
        ({LAST}) AS recent, ({UNREAD}) AS unread, {BADGES},
        ({RECALLED}) AS recalled,
        (SELECT to_jsonb(n) FROM ({holding_note("%(path)s", "%(now)s")}) n) AS note,
        (SELECT jsonb_agg(g) FROM ({RUNNING}) g) AS goals,
        ARRAY(SELECT p.phase {holding("%(path)s", "%(now)s")}) AS phases,
        {MEANS}
"""  # noqa: S608 - put together from constants


@dataclass(frozen=True)
class Recent:
    """One of her last hand-ins: the points it stands at, and the words of a rejection."""

    public_id: str
    state: str
    provider: str
    title: str
    submitted_at: datetime
    points: int | None
    reason: str | None


@dataclass(frozen=True)
class FirstScreen:
    """What is open comes first what she can still answer today; `more` are open beside that.

    `expired` are platforms whose account has to be linked anew, also where it had to be forgotten
    while posts wait for it; `found` are own posts that fit; `unread` counts
    notices; `glance` is what she has to show, `goals` what her units aim
    at; `election` is the phase of the calendar;
    `recalled` are challenges of which she shared something that was taken back; `note` is what
    officers say.
    """

    linked: bool
    expired: Sequence[str]
    found: Sequence[FoundPost]
    today: Today
    challenges: Sequence[Offered]
    more: int
    means: Means
    recent: Sequence[Recent]
    unread: int
    glance: Glance
    goals: Sequence[Aim]
    policies: Policies
    election: str
    recalled: Sequence[Mapping[str, str]]
    note: notes.Saying | None


def first_screen(actor: Actor, at: datetime) -> FirstScreen:
    """Everything of it at a moment."""
    facts = read(SCREEN, next_place.asked(actor, at) | {"recent": RECENT})[0]
    challenges = offered(facts)
    policies = policy.of_modes(facts.modes)
    cap = versions.of("points", facts.rule)["daily_cap"]
    return FirstScreen(
        linked=facts.linked,
        expired=[key for key in facts.expired if key in PROVIDERS],
        found=discovery.waiting(actor.id, at) if facts.found else (),
        today=Today(facts.earned, cap, max(0, cap - facts.earned)),
        challenges=challenges[:TOLD],
        more=max(0, len(challenges) - TOLD),
        means=next_place.means_of(facts, challenges, policies),
        recent=_recent(facts.recent),
        unread=facts.unread,
        goals=aims(facts.goals),
        glance=of_columns(facts, clock.party_day(at)),
        policies=policies,
        election=strictest(facts.phases),
        recalled=facts.recalled or (),
        note=notes.told(facts.note),
    )


def recent(cadre_id: int) -> Sequence[Recent]:
    """The last hand-ins alone, the newest first."""
    return _recent(read(LAST, {"cadre": cadre_id, "recent": RECENT})[0].recent)


def _recent(told: Sequence[Mapping[str, Any]] | None) -> Sequence[Recent]:
    return [
        Recent(
            one["public_id"],
            one["state"],
            one["provider"],
            one["title"],
            datetime.fromtimestamp(one["at"], UTC),
            one["points"],
            _words(one["state"], one["reason"]),
        )
        for one in told or ()
    ]


def _words(state: str, reason: str | None) -> str | None:
    return REASONS[reason].words if state == "rejected" and reason else None
