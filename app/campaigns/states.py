"""What people may decide about a challenge, and what the clock makes of it: two small tables."""

from datetime import datetime

from app.campaigns.models import Brief, Challenge
from app.errors import Refusal
from app.words import said

MOVES: dict[str, frozenset[str]] = {
    "draft": frozenset({"draft", "proposed"}),
    "proposed": frozenset({"draft", "published"}),
    "published": frozenset({"closed", "recalled"}),
    "closed": frozenset({"recalled"}),
    "recalled": frozenset(),
}
OPEN_TO_CADRES = frozenset({"published", "closed", "recalled"})
EDITABLE = frozenset({"draft", "proposed"})
RECALLABLE = frozenset({"published", "closed"})
WORDS = {
    "draft": said("Tantangan yang sudah terbit tidak dapat diubah lagi."),
    "proposed": said("Hanya draf yang dapat diajukan."),
    "published": said("Hanya tantangan yang sudah diajukan yang dapat diterbitkan."),
    "closed": said("Hanya tantangan yang sudah terbit yang dapat ditutup."),
    "recalled": said("Hanya yang sudah terbit yang dapat ditarik."),
}


def move(challenge: Challenge, state: str) -> None:
    """Bring the challenge into `state`. Raises Refusal where the table knows no such move."""
    if state not in MOVES[challenge.state]:
        raise Refusal("challenge_state", WORDS[state])
    challenge.state = state


def phase(challenge: Challenge, now: datetime) -> str:
    """draft, proposed, upcoming, live, over, closed, recalled: opening counts, closing does not."""
    if challenge.state != "published":
        return challenge.state
    if now < challenge.opens_at:
        return "upcoming"
    return "live" if now < challenge.closes_at else "over"


def ends_at(challenge: Challenge | Brief) -> datetime:
    """When it stopped or will stop counting: its closing, or earlier if somebody closed it."""
    if challenge.closed_at is None:
        return challenge.closes_at
    return min(challenge.closes_at, challenge.closed_at)
