"""Moving to another unit by consent: a leader proposes, the cadre agrees, the other side accepts.

Either may refuse with a reason, the proposer's side may take it back, and after two weeks it is
over by itself. The move happens with the second consent, in the same transaction; `transfer.py`
does it, and points stay where they were earned.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import joinedload

from app import clock
from app.cadres.fields import note
from app.cadres.models import Cadre, Transfer
from app.cadres.transfer import transfer
from app.db import session as database
from app.errors import NotFound, Refusal
from app.units.models import Unit
from app.words import said

OPEN_FOR = timedelta(days=14)
REMARK_MAX = 120
SHOWN = 50
OVER = said("Usulan ini sudah selesai.")
MYSELF = said("Pindah unit Anda sendiri diusulkan dan diterima oleh ketua lain.")


def propose(by: int, cadre: Cadre, to: Unit, remark: str, accepted: bool) -> Transfer:
    """A new proposal; `accepted` where who proposes leads the other side too.

    Raises Refusal for oneself, for the unit she is in, and while another proposal is open.
    """
    if by == cadre.id:
        raise Refusal("transfer_self", MYSELF, "kader")
    if to.id == cadre.unit_id:
        raise Refusal("transfer_same_unit", "Kader ini sudah berada di unit itu.", "unit")
    words = note(remark, REMARK_MAX, "catatan")
    now = clock.now()
    if _open_of(cadre.id, now) is not None:
        raise Refusal("transfer_open", "Untuk kader ini sudah ada usulan yang menunggu.", "kader")
    made = Transfer(
        public_id=secrets.token_hex(6),
        cadre=cadre,
        from_unit_id=cadre.unit_id,
        to_unit=to,
        proposed_by=by,
        proposed_at=now,
        expires_at=now + OPEN_FOR,
        remark=words,
        accepted_by=by if accepted else None,
        accepted_at=now if accepted else None,
    )
    database().add(made)
    database().flush()
    return made


def held(public_id: str) -> Transfer:
    """The proposal, locked. Raises NotFound, and Refusal when it is over."""
    asked = select(Transfer).where(Transfer.public_id == public_id)
    found = database().scalar(asked.with_for_update())
    if found is None:
        raise NotFound
    if found.state != "open" or found.expires_at <= clock.now():
        raise Refusal("transfer_over", OVER)
    return found


def agree(one: Transfer) -> bool:
    """She agrees; whether that moved her. Repeating changes nothing."""
    one.agreed_at = one.agreed_at or clock.now()
    return _settle(one, one.cadre_id)


def accept(one: Transfer, by: int) -> bool:
    """The other side accepts; whether that moved her. Nobody accepts herself. Raises Refusal."""
    if by == one.cadre_id:
        raise Refusal("transfer_self", MYSELF)
    if one.accepted_at is None:
        one.accepted_by, one.accepted_at = by, clock.now()
    return _settle(one, by)


def refuse(one: Transfer, by: int, reason: str) -> None:
    """End it with a reason. Raises Refusal without one."""
    words = note(reason, REMARK_MAX, "alasan")
    if not words:
        raise Refusal("transfer_reason", "Tulis alasannya, singkat saja.", "alasan")
    one.reason = words
    _end(one, "refused", by)


def withdraw(one: Transfer, by: int) -> None:
    """Take it back."""
    _end(one, "withdrawn", by)


def expire(now: datetime) -> Sequence[Transfer]:
    """End those that nobody answered in time; they."""
    late = select(Transfer).where(Transfer.state == "open", Transfer.expires_at <= now)
    found = database().scalars(late.with_for_update(skip_locked=True)).all()
    for one in found:
        _end(one, "expired", None)
    return found


def one(public_id: str) -> Transfer:
    """The proposal with everybody's names. Raises NotFound."""
    found = database().scalar(_named().where(Transfer.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def touching(path: str) -> Sequence[Transfer]:
    """Proposals from or to a unit and what lies below it: open ones first, then the newest."""
    below = "SELECT id FROM units WHERE path <@ CAST(:path AS ltree)"
    inside = or_(
        text(f"transfers.from_unit_id IN ({below})"),
        text(f"transfers.to_unit_id IN ({below})"),
    )
    asked = _named().where(inside).params(path=path)
    newest = asked.order_by(Transfer.state != "open", Transfer.id.desc()).limit(SHOWN)
    return database().scalars(newest).all()


def lately(path: str, limit: int) -> Sequence[int]:
    """Ids of the units to which moves of the unit at `path` and below went last."""
    asked = (
        select(Transfer.to_unit_id)
        .join(Unit, Unit.id == Transfer.from_unit_id)
        .where(text("units.path <@ CAST(:path AS ltree)"), Transfer.state.in_(("open", "done")))
        .group_by(Transfer.to_unit_id)
        .order_by(func.max(Transfer.id).desc())
        .limit(limit)
    )
    return database().scalars(asked, {"path": path}).all()


def forget(cadre_id: int) -> None:
    """Whoever leaves moves nowhere any more."""
    still = select(Transfer).where(Transfer.cadre_id == cadre_id, Transfer.state == "open")
    for each in database().scalars(still):
        _end(each, "withdrawn", cadre_id)


def _named():
    return select(Transfer).options(
        joinedload(Transfer.cadre), joinedload(Transfer.from_unit), joinedload(Transfer.to_unit)
    )


def _settle(one: Transfer, by: int) -> bool:
    database().flush()
    if one.agreed_at is None or one.accepted_at is None:
        return False
    transfer(one.cadre_id, one.to_unit_id)
    _end(one, "done", by)
    return True


def _end(one: Transfer, state: str, by: int | None) -> None:
    one.state, one.ended_at, one.ended_by = state, clock.now(), by
    database().flush()


def _open_of(cadre_id: int, now: datetime) -> Transfer | None:
    """Her open proposal; one whose time is over ends here."""
    asked = select(Transfer).where(Transfer.cadre_id == cadre_id, Transfer.state == "open")
    found = database().scalar(asked.with_for_update())
    if found and found.expires_at <= now:
        _end(found, "expired", None)
        return None
    return found
