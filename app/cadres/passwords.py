"""Passwords: argon2id, length over composition, common and personal ones refused."""

import unicodedata
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.errors import Refusal
from app.words import said

MIN = 10
MAX = 128
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
COMMON = frozenset(
    line
    for line in (Path(__file__).parent / "common_passwords.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
)


def check(password: str, name: str, phone: str, field: str = "sandi") -> None:
    """Refuse a password that is too short, too long, common, or made of the person's own data.

    Nothing is asked of its composition: a sentence is better than `P@ssw0rd`.
    """
    if len(password) < MIN:
        raise Refusal(
            "password_short", said("Kata sandi paling sedikit %(n)s karakter.", n=MIN), field
        )
    if len(password) > MAX:
        raise Refusal(
            "password_long", said("Kata sandi paling banyak %(n)s karakter.", n=MAX), field
        )
    if _common(password):
        words = said("Kata sandi ini terlalu umum dan mudah ditebak. Coba sebuah kalimat pendek.")
        raise Refusal("password_common", words, field)
    if _personal(password, name, phone):
        words = said("Kata sandi jangan memakai nama atau nomor sendiri.")
        raise Refusal("password_personal", words, field)


def hashed(password: str, hasher: PasswordHasher = HASHER) -> str:
    """The hash to store. `hasher` is a cheaper one in tests."""
    return hasher.hash(_normal(password))


def matches(stored: str | None, password: str, hasher: PasswordHasher = HASHER) -> bool:
    """Whether this is the password; without a stored hash it takes as long and says no."""
    try:
        right = hasher.verify(stored or DUMMY, _normal(password[: MAX + 1]))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return right and stored is not None


def outdated(stored: str, hasher: PasswordHasher = HASHER) -> bool:
    """Whether the stored hash was made with other costs than today's."""
    return hasher.check_needs_rehash(stored)


def _normal(password: str) -> str:
    """The same password typed on two keyboards is the same text (NIST 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def _plain(text: str) -> str:
    return "".join(sign for sign in _normal(text).casefold() if sign.isalnum())


def _common(password: str) -> bool:
    plain = _plain(password)
    return plain in COMMON or plain.rstrip("0123456789") in COMMON or len(set(plain)) <= 2


def _personal(password: str, name: str, phone: str) -> bool:
    """The name or the phone number, with at most four signs of something else around it."""
    plain = _plain(password)
    own = [_plain(name), *(_plain(part) for part in name.split()), phone[-9:]]
    return any(len(part) >= 5 and part in plain and len(plain) - len(part) <= 4 for part in own)


DUMMY = hashed("tidak ada yang memakai ini")
