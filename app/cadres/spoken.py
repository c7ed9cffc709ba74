"""Secrets that a person reads out, writes down or types: four groups of four signs, 79 bits."""

import secrets

# Letters and digits that are hard to mistake for one another, spoken or written.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 4


def spoken() -> str:
    """A new one: `h7kd-…`."""
    groups = ("".join(secrets.choice(SIGNS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def plain(typed: str) -> str:
    """However it was typed: capitals, spaces and hyphens do not matter."""
    return "".join(sign for sign in typed.lower() if sign in SIGNS)
