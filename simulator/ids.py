"""Ids as the platforms make them: a post's id gives away when it was written.

X: snowflake, `(id >> 22) + 1288834974657` ms. Threads: an eleven character shortcode that spells a
number whose upper bits are time, `(pk >> 23) + 1314220021721` ms, and an unrelated numeric id.
"""

import itertools
import secrets
from datetime import datetime

X_EPOCH_MS = 1_288_834_974_657
META_EPOCH_MS = 1_314_220_021_721
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

_sequence = itertools.count(secrets.randbelow(1 << 22))


def milliseconds(at: datetime) -> int:
    """Unix milliseconds of a moment."""
    return int(at.timestamp()) * 1000 + at.microsecond // 1000


def snowflake(ms: int) -> str:
    """A new X id written at `ms` (unix milliseconds)."""
    return str(((ms - X_EPOCH_MS) << 22) | (next(_sequence) & 0x3FFFFF))


def shortcode(ms: int) -> str:
    """A new Threads shortcode written at `ms` (unix milliseconds)."""
    number = ((ms - META_EPOCH_MS) << 23) | (next(_sequence) & 0x7FFFFF)
    letters = []
    for _ in range(11):
        number, last = divmod(number, 64)
        letters.append(ALPHABET[last])
    return "".join(reversed(letters))


def graph_id(prefix: str) -> str:
    """A new Threads object id: seventeen digits behind a prefix the platform is known for."""
    return prefix + str(secrets.randbelow(10**15)).zfill(15)
