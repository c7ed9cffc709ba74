"""Something is taken back: whoever shared it hears of it, with what to say instead, and can answer.

An answer is a hand-in like any other, of a post with the correction; it counts as done and brings
no points, for nobody should earn by mistakes of the party.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import text

from app import clock
from app.auditing.recording import record
from app.cadres.roles import Actor
from app.campaigns import recalling
from app.campaigns.models import Challenge, Recall
from app.campaigns.recalling import Correction
from app.db import session
from app.flows.opened_challenge import OPENED
from app.notifications import outbox

KIND = "recalled"
SHARED = text(
    """
    SELECT DISTINCT cadre_id FROM submissions
    WHERE challenge_id = :challenge AND recall_id IS NULL
        AND state IN ('pending', 'set_aside', 'verified')
    """
)
ANSWERED = text(
    """
    SELECT r.id,
        (SELECT count(DISTINCT s.cadre_id) FROM submissions s
         WHERE s.challenge_id = r.challenge_id AND s.recall_id IS NULL
            AND s.submitted_at <= r.recalled_at AND s.state <> 'rejected') AS told,
        (SELECT count(DISTINCT s.cadre_id) FROM submissions s
         WHERE s.recall_id = r.id AND s.state = 'verified') AS answered,
        (SELECT count(DISTINCT s.cadre_id) FROM submissions s
         WHERE s.recall_id = r.id AND s.state IN ('pending', 'set_aside')) AS waiting
    FROM recalls r WHERE r.challenge_id = :challenge
    """
)
HERS = text(
    """
    SELECT r.id,
        (SELECT s.public_id FROM submissions s
         WHERE s.recall_id = r.id AND s.cadre_id = :cadre AND s.state <> 'rejected' LIMIT 1)
            AS answer,
        EXISTS (SELECT FROM submissions s
            WHERE s.challenge_id = r.challenge_id AND s.cadre_id = :cadre AND s.recall_id IS NULL
                AND s.state <> 'rejected') AS shared
    FROM recalls r WHERE r.challenge_id = :challenge
    """
)


@dataclass(frozen=True)
class Reach:
    """How many cadres shared what was taken back, and how many put it right so far."""

    told: int
    answered: int
    waiting: int


@dataclass(frozen=True)
class Asked:
    """A recall as one cadre meets it: whether she shared it, and her answer if she gave one."""

    recall: Recall
    shared: bool
    answer: str | None


def recall(actor: Actor, challenge: Challenge, correction: Correction, part: str) -> Recall:
    """Take back and tell everyone who shared it, within the caller's transaction. Raises as
    `recalling.recall` does."""
    row = recalling.recall(actor, challenge, correction, part)
    if row.whole:
        outbox.take_back(OPENED, challenge.public_id)
    record(
        actor,
        "challenge_recalled",
        challenge.unit.path,
        "challenge",
        challenge.public_id,
        title=row.item or challenge.title,
        reason=correction.reason,
    )
    sharers = session().scalars(SHARED, {"challenge": challenge.id}).all()
    outbox.tell_all(sharers, KIND, challenge.public_id, challenge.title, clock.now())
    return row


def reach(challenge: Challenge) -> Mapping[int, Reach]:
    """Of each recall of a challenge, by its id."""
    rows = session().execute(ANSWERED, {"challenge": challenge.id})
    return {row.id: Reach(row.told, row.answered, row.waiting) for row in rows}


def asked_of(cadre_id: int, challenge: Challenge) -> Sequence[Asked]:
    """The recalls of a challenge, the newest first, as this cadre meets them."""
    recalls = recalling.of_challenge(challenge.id)
    if not recalls:
        return ()
    rows = session().execute(HERS, {"cadre": cadre_id, "challenge": challenge.id})
    hers = {row.id: row for row in rows}
    return [Asked(one, hers[one.id].shared, hers[one.id].answer) for one in recalls]
