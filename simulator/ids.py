"""Ids as the platforms make them: a post's id gives away when it was written.

X: snowflake, `(id >> 22) + 1288834974657` ms. Threads: an eleven character shortcode that spells a
number whose upper bits are time, `(pk >> 23) + 1314220021721` ms, and an unrelated numeric id.
TikTok: `id >> 32` s, a few seconds before the post. YouTube: 64 random bits in eleven letters.
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


def item_id(ms: int) -> str:
    """A new TikTok id; its time is that of the upload, some seconds before the post is out."""
    return str(((ms // 1000 - 4) << 32) | secrets.randbits(32))


def letters(count: int) -> str:
    """Random letters, digits, `-` and `_`."""
    return "".join(secrets.choice(ALPHABET) for _ in range(count))


def video_id() -> str:
    """A new YouTube id: the last of its letters has four bits only."""
    return letters(10) + secrets.choice("048AEIMQUYcgkosw")
