"""A challenge is put on, or ended early, and those it is for hear of it, or no longer do."""

from app.cadres.roles import Actor
from app.campaigns import publishing
from app.campaigns.models import Challenge
from app.notifications import outbox

OPENED = "opened"


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


def close(actor: Actor, challenge: Challenge) -> None:
    """End it before its time. Raises as `publishing.close` does."""
    publishing.close(actor, challenge)
    outbox.take_back(OPENED, challenge.public_id)
