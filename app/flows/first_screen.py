"""What a cadre's first screen tells beside her rank: what to do next, and how the last went.

Read only. Knows challenges, hand-ins, linked accounts and entries, each asked for once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, cast, func, literal, select, text
from sqlalchemy.orm import contains_eager

from app import clock
from app.cadres.roles import Actor
from app.campaigns import targeting
from app.campaigns.models import Challenge
from app.db import session
from app.ledger.models import OF_KEY, Entry, EntryKey
from app.ledger.scoring import DAILY_CAP
from app.ledger.statement import Today
from app.providers import PROVIDERS
from app.submissions import discovery
from app.submissions.models import FoundPost, Submission
from app.submissions.reasons import REASONS

CHALLENGES = 3
RECENT = 3
FACTS = text(
    """
    SELECT EXISTS (SELECT FROM linked_accounts a
                   WHERE a.cadre_id = :cadre AND a.status = 'active') AS linked,
        ARRAY(SELECT provider FROM linked_accounts a
              WHERE a.cadre_id = :cadre AND (a.status = 'expired' OR a.purged_at IS NOT NULL
                  AND EXISTS (SELECT FROM submissions s
                              WHERE s.account_id = a.id AND s.state = 'pending'))
              ORDER BY provider) AS expired,
        EXISTS (SELECT FROM found_posts f JOIN linked_accounts a ON a.id = f.account_id
                WHERE a.cadre_id = :cadre AND f.state = 'new') AS found,
        coalesce((SELECT points FROM daily_points d
                  WHERE d.cadre_id = :cadre AND d.day = :day), 0) AS earned,
        coalesce((SELECT jsonb_object_agg(challenge_id, used) FROM daily_counts n
                  WHERE n.cadre_id = :cadre AND n.day = :day), '{}') AS used
    """
)


@dataclass(frozen=True)
class FirstScreen:
    """`challenges` come with how often each was answered today; `more` are open beside them.

    `expired` are platforms whose account has to be linked anew, also where it had to be forgotten
    while posts wait for it; `found` are own posts that fit.
    """

    linked: bool
    expired: Sequence[str]
    found: Sequence[FoundPost]
    today: Today
    challenges: list[tuple[Challenge, int]]
    more: int


def first_screen(actor: Actor, at: datetime) -> FirstScreen:
    """What is open for the cadre now: first what she can still answer today, then the rest."""
    facts = session().execute(FACTS, {"cadre": actor.id, "day": clock.party_day(at)}).one()
    live = [
        (challenge, facts.used.get(str(challenge.id), 0))
        for challenge in targeting.live_for(actor.unit_path, at)
    ]
    live.sort(key=lambda pair: pair[1] >= pair[0].daily_limit)
    return FirstScreen(
        linked=facts.linked,
        expired=[key for key in facts.expired if key in PROVIDERS],
        found=discovery.waiting(actor.id, at) if facts.found else (),
        today=Today(facts.earned, DAILY_CAP, max(0, DAILY_CAP - facts.earned)),
        challenges=live[:CHALLENGES],
        more=max(0, len(live) - CHALLENGES),
    )


def recent(cadre_id: int) -> Sequence[tuple[Submission, int | None, str | None]]:
    """The last hand-ins, each with the points it stands at and, when rejected, the reason."""
    points = (
        select(func.sum(Entry.points))
        .join(EntryKey, OF_KEY)
        .where(EntryKey.source == literal("submission:") + cast(Submission.id, String))
        .correlate(Submission)
        .scalar_subquery()
    )
    found = session().execute(
        select(Submission, points)
        .join(Submission.challenge)
        .options(contains_eager(Submission.challenge))
        .where(Submission.cadre_id == cadre_id)
        .order_by(Submission.submitted_at.desc(), Submission.id.desc())
        .limit(RECENT)
    )
    return [(one, earned, _words(one)) for one, earned in found]


def _words(submission: Submission) -> str | None:
    if submission.state != "rejected" or submission.reason is None:
        return None
    return REASONS[submission.reason].words
