"""A new key for old secrets: everything sealed under an older key is sealed anew, in batches.

Nobody links anything again, and nothing stops meanwhile: a row is locked for as long as it takes
to open and close its value, and what somebody else holds is met on the next round.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from app.accounts import linking, tokens
from app.accounts.models import ClientRegistration, LinkAttempt, LinkedAccount
from app.accounts.registrations import CLIENT, NOBODY
from app.cadres import totp
from app.cadres.models import TotpSecret
from app.db import Base, session, transaction
from app.sealing import SealBroken, newest, seal, unseal

BATCH = 200


@dataclass(frozen=True)
class Kind:
    """A column of sealed values: what it is sealed for, and the order to walk its table in."""

    column: InstrumentedAttribute
    purpose: str
    order: tuple[InstrumentedAttribute, ...]


KINDS = (
    Kind(LinkedAccount.token, tokens.PURPOSE, (LinkedAccount.id,)),
    Kind(LinkAttempt.kept, linking.KEPT_SECRETS, (LinkAttempt.state_hash,)),
    Kind(LinkAttempt.found, linking.FOUND, (LinkAttempt.state_hash,)),
    Kind(ClientRegistration.client, CLIENT, (ClientRegistration.provider, ClientRegistration.host)),
    Kind(TotpSecret.sealed, totp.PURPOSE, (TotpSecret.cadre_id,)),
)


@dataclass(frozen=True)
class Rotated:
    """How many values lie under the newest key now that did not, and how many do not open."""

    sealed: int
    broken: int


def outdated(kinds: Sequence[Kind] = KINDS) -> int:
    """How many values are sealed under an older key."""
    counts = (select(func.count()).where(_old(kind)) for kind in kinds)
    return sum(session().scalar(one) or 0 for one in counts)


def rotate(kinds: Sequence[Kind] = KINDS) -> Iterator[Rotated]:
    """Seal every old value anew; yields after each batch. Opens its own transactions.

    A value that does not open (its key has left the ring) stays as it is and is counted: its
    account asks for a new link when it is used next, its cadre signs in by a recovery code.
    """
    for kind in kinds:
        last: tuple | None = None
        while True:
            with transaction():
                rows = session().scalars(_batch(kind, last)).all()
                if not rows:
                    break
                last = tuple(getattr(rows[-1], one.key) for one in kind.order)
                sealed = sum(_anew(row, kind) for row in rows)
            yield Rotated(sealed, len(rows) - sealed)


def _batch(kind: Kind, last: tuple | None) -> Select:
    query = select(kind.column.class_).where(_old(kind)).order_by(*kind.order).limit(BATCH)
    if last is not None:
        query = query.where(tuple_(*kind.order) > last)
    return query.with_for_update(skip_locked=True).execution_options(populate_existing=True)


def _old(kind: Kind) -> ColumnElement[bool]:
    head = newest()
    return kind.column.is_not(None) & (func.substring(kind.column, 1, len(head)) != head)


def _anew(row: Base, kind: Kind) -> bool:
    place = kind.purpose, getattr(row, "cadre_id", NOBODY), getattr(row, "provider", "")
    try:
        plain = unseal(getattr(row, kind.column.key), *place)
    except SealBroken:
        return False
    setattr(row, kind.column.key, seal(plain, *place))
    return True
