"""Whoever judges or objects says why: a few words that somebody else reads. Pure."""

from app.errors import Refusal
from app.moderation.models import WORDS_MAX


def explained(typed: str, missing: str, field: str) -> str:
    """What was typed, on one line: 1 to 300 characters. Raises Refusal with the words `missing`."""
    found = " ".join(typed.split())
    if not 0 < len(found) <= WORDS_MAX:
        raise Refusal("words", missing, field)
    return found
