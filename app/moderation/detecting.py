"""Looking for what is odd, by the clock: rows to plain values, every rule over them, cases.

Province by province, over the last three weeks. A machine opens cases; it never takes a point,
refuses a hand-in or sanctions anybody.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import text

from app.db import session, transaction
from app.moderation import cases
from app.moderation.signals import (
    bursts,
    deleters,
    fast_risers,
    near_copies,
    recyclers,
    rings,
    shared_devices,
)
from app.moderation.signals.rings import Opinion
from app.moderation.signals.seen import Deed, Finding
from app.moderation.signals.shared_devices import Entrance

BACK = timedelta(days=21)
PROVINCES = text("SELECT CAST(path AS text) FROM units WHERE level IN ('DPD','DPLN') ORDER BY path")
DEEDS = text(
    """
    SELECT s.id, s.cadre_id, CAST(u.path AS text) AS unit, s.challenge_id, s.submitted_at AS at,
        coalesce(s.words, '') AS words, s.state, s.reason, c.points
    FROM submissions s JOIN units u ON u.id = s.unit_id JOIN challenges c ON c.id = s.challenge_id
    WHERE s.submitted_at > :since AND u.path <@ CAST(:under AS ltree) AND s.mode = 'score'
    ORDER BY s.id
    """
)
OPINIONS = text(
    """
    SELECT r.reviewer_id, CAST(ru.path AS text) AS reviewer_unit, s.cadre_id,
        CAST(u.path AS text) AS unit, s.id AS submission_id, r.accept
    FROM reviews r JOIN cadres rc ON rc.id = r.reviewer_id JOIN units ru ON ru.id = rc.unit_id
        JOIN submissions s ON s.id = r.submission_id JOIN units u ON u.id = s.unit_id
    WHERE r.at > :since ORDER BY r.id
    """
)
ENTRANCES = text(
    """
    SELECT cadre_id, agent || ' ' || address AS device, created_at AS at FROM sessions
    WHERE created_at > :since AND cadre_id = ANY(:people) AND agent <> '' AND address <> ''
    """
)


def detect(now: datetime) -> int:
    """Open a case for everything new that is odd; how many were opened."""
    with transaction() as current:
        provinces = current.scalars(PROVINCES).all()
    opened = 0
    for under in provinces:
        with transaction():
            opened += _open(_in_province(under, now), now)
    with transaction() as current:
        rows = current.execute(OPINIONS, {"since": now - BACK}).all()
        opened += _open(rings.find([Opinion(*row) for row in rows]), now)
    return opened


def findings(deeds: Sequence[Deed], now: datetime) -> list[Finding]:
    """Every rule about hand-ins, over the same ones."""
    return [
        *near_copies.find(deeds),
        *bursts.find(deeds),
        *fast_risers.find(deeds, now),
        *recyclers.find(deeds),
        *deleters.find(deeds),
    ]


def _in_province(under: str, now: datetime) -> list[Finding]:
    asked = {"since": now - BACK, "under": under}
    deeds = [Deed(*row) for row in session().execute(DEEDS, asked)]
    found = findings(deeds, now)
    people = sorted({person for one in found for person in one.people})
    entered = session().execute(ENTRANCES, {"since": now - BACK, "people": people})
    shared = shared_devices.together([Entrance(*row) for row in entered])
    return [shared_devices.raised(one, shared) for one in found]


def _open(found: Iterable[Finding], now: datetime) -> int:
    return sum(cases.notice(one, now) for one in found)
