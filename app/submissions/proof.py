"""The code that a post must carry where no account can be read: hers, for one challenge.

Made from a key of the server, so that it is the same whenever she looks and nobody can invent one;
the alphabet leaves out what looks or sounds alike.
"""

import hashlib
import hmac

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 5
PREFIX = "GLG-"

_key: list[bytes] = []


def configure_proofs(secret: str) -> None:
    """Derive the key from the server's secret, for this purpose only."""
    _key[:] = [hmac.digest(secret.encode(), b"gelanggang proofs", hashlib.sha256)]


def code_for(cadre_id: int, challenge_id: int) -> str:
    """The code of one cadre in one challenge, such as `GLG-7K2QX`."""
    made = hmac.digest(_key[0], f"{cadre_id}/{challenge_id}".encode(), hashlib.sha256)
    number = int.from_bytes(made, "big")
    letters = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters += ALPHABET[place]
    return PREFIX + letters
