"""Writing notices, always within the transaction of what they tell: both stand, or neither."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from app.db import ask, session
from app.notifications.models import Notice

# Every verdict comes this way, so it is one trip by the driver. Her phones are woken for it.
TELL = """
    WITH roused AS (
        UPDATE push_subscriptions SET next_at = least(coalesce(next_at, %(at)s), %(at)s)
        WHERE cadre_id = %(cadre)s)
    INSERT INTO notices (cadre_id, kind, about, title, at)
    VALUES (%(cadre)s, %(kind)s, %(about)s, %(title)s, %(at)s) RETURNING id
"""

TELL_ALL = """
    WITH roused AS (
        UPDATE push_subscriptions SET next_at = least(coalesce(next_at, %(at)s), %(at)s)
        WHERE cadre_id = ANY(%(cadres)s))
    INSERT INTO notices (cadre_id, kind, about, title, at)
    SELECT cadre, %(kind)s, %(about)s, %(title)s, %(at)s FROM unnest(%(cadres)s::bigint[]) AS cadre
    RETURNING id
"""


def tell(cadre_id: int, kind: str, about: str, title: str, at: datetime) -> None:
    """Tell one cadre, from now on."""
    ask(TELL, {"cadre": cadre_id, "kind": kind, "about": about, "title": title, "at": at})


def tell_all(cadres: Sequence[int], kind: str, about: str, title: str, at: datetime) -> None:
    """Tell each of these cadres, from now on."""
    told = {"cadres": list(cadres), "kind": kind, "about": about, "title": title, "at": at}
    ask(TELL_ALL, told)


def announce(
    unit_id: int, kind: str, about: str, title: str, at: datetime, until: datetime
) -> None:
    """Tell everybody in a unit and below, from `at` until `until`; once is enough."""
    row = {"unit_id": unit_id, "kind": kind, "about": about, "title": title}
    made = insert(Notice).values(**row, at=at, until=until)
    session().execute(made.on_conflict_do_nothing())


def take_back(kind: str, about: str) -> None:
    """What was announced is over before its time: nobody hears of it any more."""
    announced = Notice.unit_id.is_not(None), Notice.kind == kind, Notice.about == about
    session().execute(delete(Notice).where(*announced))
