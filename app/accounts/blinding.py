"""What is left of an account that had to be forgotten: a mark that cannot be read backwards.

It depends on the secret of this installation, so that neither a stolen table nor somebody else's
installation tells whose account it was; asked with the account's id, it is found again.
"""

import hashlib
import hmac

_key = bytearray()


def configure_blinding(secret: str) -> None:
    """Take the key from the settings; with another secret, marks made before match nobody."""
    _key[:] = hmac.digest(secret.encode(), b"forgotten accounts", hashlib.sha256)


def blinded(provider: str, subject: str) -> str:
    """The mark of one account on one platform."""
    made = hmac.new(bytes(_key), f"{provider}:{subject}".encode(), hashlib.sha256)
    return f"forgotten:{made.hexdigest()}"
