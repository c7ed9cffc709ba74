"""A challenge is proposed, put on, sent back or ended early, and whom that concerns hears of it.

Of a unit's challenge second persons hear when it waits for them, and its writer what came of it.
"""

from sqlalchemy import text

from app import clock
from app.cadres import appointing
from app.cadres.roles import Actor
from app.campaigns import publishing
from app.campaigns.local import SECOND
from app.campaigns.models import Challenge
from app.db import session
from app.notifications import outbox
from app.notifications.words import OPENED

# Leaders who may publish it; where there is none, officers.
SECONDS = text(
    """
    WITH held AS (
        SELECT r.cadre_id, r.kind FROM roles r
        JOIN cadres c ON c.id = r.cadre_id AND c.status = 'active' AND c.id <> :writer
        JOIN units u ON u.id = r.unit_id AND u.path @> CAST(:issuer AS ltree)
        WHERE CAST(:day AS date) BETWEEN r.starts_on AND coalesce(r.ends_on, 'infinity')
            AND (r.kind = 'leader' AND u.level = ANY(:levels) OR r.kind = 'officer'))
    SELECT DISTINCT cadre_id FROM held
    WHERE kind = 'leader' OR NOT EXISTS (SELECT FROM held WHERE kind = 'leader') LIMIT 50
    """
)


def propose(actor: Actor, challenge: Challenge) -> None:
    """Hand it to a second person. Raises as `publishing.propose` does."""
    publishing.propose(actor, challenge)
    issuer, now = challenge.issuer, clock.now()
    if issuer is None:
        return
    asked = {
        "writer": challenge.drafted_by,
        "issuer": issuer.path,
        "day": clock.party_day(now),
        "levels": sorted(SECOND[issuer.level]),
    }
    seconds = session().scalars(SECONDS, asked).all()
    outbox.tell_all(seconds, "local_waits", challenge.public_id, challenge.title, now)


def hand_back(actor: Actor, challenge: Challenge, reason: str) -> None:
    """Send it back to whoever wrote it. Raises as `publishing.hand_back` does."""
    publishing.hand_back(actor, challenge, reason)
    _tell_writer(challenge, "challenge_returned")


def publish(actor: Actor, challenge: Challenge, seen: str) -> None:
    """Publish, and tell its unit from the moment it opens. Raises as `publishing.publish` does."""
    publishing.publish(actor, challenge, seen)
    opens = max(challenge.opens_at, challenge.published_at or challenge.opens_at)
    outbox.announce(
        challenge.unit_id,
        OPENED,
        challenge.public_id,
        challenge.title,
        opens,
        challenge.closes_at,
    )
    if challenge.issuer is not None:
        _tell_writer(challenge, "local_published")


def close(actor: Actor, challenge: Challenge) -> None:
    """End it before its time. Raises as `publishing.close` does."""
    publishing.close(actor, challenge)
    outbox.take_back(OPENED, challenge.public_id)


def stop(actor: Actor, challenge: Challenge, reason: str) -> None:
    """End it in an emergency, and tell whoever wrote and published it, and every officer of DPP.
    Raises as `publishing.stop` does."""
    publishing.stop(actor, challenge, reason)
    outbox.take_back(OPENED, challenge.public_id)
    told = {challenge.drafted_by, challenge.published_by, *appointing.holders("officer")}
    whom = sorted(one for one in told if one is not None)
    now = clock.now()
    outbox.tell_all(whom, "challenge_stopped", challenge.public_id, challenge.title, now)


def _tell_writer(challenge: Challenge, kind: str) -> None:
    outbox.tell(challenge.drafted_by, kind, challenge.public_id, challenge.title, clock.now())
