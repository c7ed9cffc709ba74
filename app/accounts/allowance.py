"""What reading platforms costs, and when they want silence: asked before every question.

The day's limit is held by the database: of any number of workers at once none gets past it. A
question is charged at its most expensive before it is asked; a listing gives back what it did not
use. What a platform refuses for everybody is not asked again by anybody before its time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from app import clock
from app.accounts.models import ProviderPause, ReadingCost
from app.auditing.recording import record
from app.cadres.roles import Actor
from app.db import session, transaction
from app.errors import Fault
from app.providers import base
from app.providers.base import Allowance, Readable
from app.units.tree import ROOT

DAYS = 14
# Looking for posts by ourselves may use this part of a day's limit: checks come first.
LOOKING = 0.5


@dataclass(frozen=True)
class Charge:
    """What was charged to a platform's day, so that some of it can be given back."""

    provider: str
    day: date
    cost: int


@dataclass(frozen=True)
class Day:
    """One day's reading of one platform: units used of the limit, and questions asked."""

    day: date
    used: int
    calls: int


def charge(provider: Readable, cost: int, part: float = 1.0) -> Charge | None:
    """Take `cost` small units from today's allowance; None where reading costs nothing.

    Works in the caller's transaction, which must be over before the question is asked. Raises
    Fault `quota` when that would go past `part` of the limit: nothing is charged then.
    """
    allowance = provider.allowance
    if allowance is None:
        return None
    today = _today(allowance)
    limit = int(allowance.per_day * part)
    taken = (
        insert(ReadingCost)
        .values(provider=provider.key, day=today, used=cost, calls=1)
        .on_conflict_do_update(
            index_elements=["provider", "day"],
            set_={"used": ReadingCost.used + cost, "calls": ReadingCost.calls + 1},
            where=ReadingCost.used + cost <= limit,
        )
        .returning(ReadingCost.used)
    )
    if cost > limit or session().scalar(taken) is None:
        raise base.quota(provider.label, _turn(allowance, today))
    return Charge(provider.key, today, cost)


def give_back(charged: Charge | None, unused: int) -> None:
    """Return what a question turned out not to cost."""
    if charged is None or unused <= 0:
        return
    with transaction():
        session().execute(
            update(ReadingCost)
            .where(ReadingCost.provider == charged.provider, ReadingCost.day == charged.day)
            .values(used=ReadingCost.used - min(unused, charged.cost))
        )


def pause(provider: Readable, fault: Fault) -> None:
    """Remember a refusal that holds for everybody; what lies further ahead stays."""
    if not fault.everywhere or fault.retry_at is None:
        return
    here = insert(ProviderPause).values(
        provider=provider.key, until=fault.retry_at, kind=fault.kind
    )
    with transaction():
        session().execute(
            here.on_conflict_do_update(
                index_elements=["provider"],
                set_={"until": here.excluded.until, "kind": here.excluded.kind},
                where=ProviderPause.until < here.excluded.until,
            )
        )


def silent(provider: Readable, until: datetime | None, kind: str | None) -> None:
    """Raise the platform's own refusal again while it holds; `until` comes with the account."""
    if until is None or until <= clock.now():
        return
    refusal = base.quota if kind == "quota" else base.rate_limited
    raise refusal(provider.label, until)


def resume(actor: Actor, provider_key: str) -> None:
    """Ask again at once (an operator raised the limit, or the refusal was a mistake)."""
    with transaction():
        session().execute(delete(ProviderPause).where(ProviderPause.provider == provider_key))
        record(actor, "reading_resumed", ROOT, "provider", provider_key)


def spent(provider: Readable) -> Sequence[Day]:
    """The last days on which this platform was read, the newest first."""
    asked = (
        select(ReadingCost.day, ReadingCost.used, ReadingCost.calls)
        .where(ReadingCost.provider == provider.key)
        .order_by(ReadingCost.day.desc())
        .limit(DAYS)
    )
    return [Day(*row) for row in session().execute(asked)]


def today(provider: Readable) -> Day:
    """What today has cost so far, by the platform's own calendar. Only where there is a limit."""
    if provider.allowance is None:
        raise ValueError(provider.key)
    day = _today(provider.allowance)
    row = session().get(ReadingCost, (provider.key, day))
    return Day(day, row.used, row.calls) if row else Day(day, 0, 0)


def pauses() -> Sequence[ProviderPause]:
    """Who wants silence now, the longest first."""
    asked = select(ProviderPause).where(ProviderPause.until > clock.now())
    return session().scalars(asked.order_by(ProviderPause.until.desc())).all()


def _today(allowance: Allowance) -> date:
    return clock.now().astimezone(allowance.zone).date()


def _turn(allowance: Allowance, today: date) -> datetime:
    """When the platform's next day begins."""
    return datetime.combine(today + timedelta(days=1), time(), allowance.zone)
