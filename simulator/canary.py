"""A mark in every secret that is handed out here: where one turns up, somebody let it escape."""

import secrets

MARK = "kenarilepas"  # small letters alone: no way of escaping changes them


def secret(size: int) -> str:
    """A new secret: `size` random bytes behind the mark."""
    return MARK + secrets.token_urlsafe(size)
