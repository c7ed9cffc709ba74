"""A look at some of the boards while everything goes on: a few cadres, all their numbers.

The full audit keeps projectors out for as long as it takes; this one only keeps them from the
cadres it looks at, whose rows it holds as a projector would.
"""

import logging
import random
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from app.db import transaction
from app.leaderboards import alone, orders
from app.leaderboards.audit import LEDGER, Audit, Difference, audit
from app.leaderboards.models import AuditRun
from app.leaderboards.projection import Totals, cadre_writes
from app.store import store

SAMPLE = 100  # cadres
NAMED = 20  # differences that are kept in words
HOLD = text(
    """
    SELECT id, display = 'hidden' OR status <> 'active' AS hidden FROM cadres
    WHERE id >= :first ORDER BY id LIMIT :many FOR NO KEY UPDATE SKIP LOCKED
    """
)
NUMBERS = text(
    f"""
    WITH ledger AS (
        {LEDGER.format(which="cadre_id = ANY(:cadres)")}
        UNION ALL
        SELECT * FROM ({orders.OF_SOME}) counted
    ), found AS (SELECT * FROM board_totals WHERE cadre_id = ANY(:cadres))
    SELECT period, cadre_id, unit_id, f.points, l.points AS expected, u.path,
        (cadre_id, split_part(period, '.', 1)) IN
            (SELECT t.cadre_id, t.period FROM totals t
             WHERE t.dirty AND t.cadre_id = ANY(:cadres)) AS waits
    FROM ledger l FULL JOIN found f USING (period, cadre_id, unit_id)
    JOIN units u ON u.id = unit_id
    WHERE split_part(period, '.', 1) NOT IN (SELECT period FROM closed_periods)
    """  # noqa: S608 - put together from constants
)

log = logging.getLogger(__name__)


def sample(dice: random.Random | None = None, many: int = SAMPLE) -> Audit:
    """Compare ledger, totals and boards of some cadres. Raises the store's error when gone."""
    dice = dice or random.SystemRandom()
    with transaction() as current:
        last = current.scalar(text("SELECT coalesce(max(id), 1) FROM cadres")) or 1
        held = current.execute(HOLD, {"first": dice.randint(1, last), "many": many}).all()
        hidden = {row.id: row.hidden for row in held}
        seasons = [each for each in alone.open_periods(current) if orders.is_season(each)]
        asked = orders.constants(seasons) | {"cadres": list(hidden)}
        rows = list(current.execute(NUMBERS, asked))
        differences = list(_totals(rows))
        settled = [
            (row.period, row.cadre_id, row.unit_id, row.points)
            for row in rows
            if not row.waits and row.points is not None
        ]
        boards, wrong = _boards(settled, hidden)
    return Audit(boards, len(rows) + boards, (*differences, *wrong))


def kept(kind: str, now: datetime) -> Audit:
    """Audit a `sample` or in `full`, keep what was found, and name every difference in the log."""
    found = sample() if kind == "sample" else audit()
    for difference in found.differences:
        log.error("audit: %s", difference)
    with transaction() as current:
        _keep(current, kind, found, now)
    return found


def _totals(rows: Iterable[Row]) -> Iterator[Difference]:
    for row in rows:
        late = row.waits and orders.is_order(row.period)
        if (row.points or 0) != (row.expected or 0) and not late:
            where = f"{row.period} cadre {row.cadre_id} in {row.path}"
            yield Difference("total", where, int(row.expected or 0), int(row.points or 0))


def _boards(totals: Totals, hidden: dict[int, bool]) -> tuple[int, list[Difference]]:
    """How many rows of boards were compared, and those that say something else."""
    writes = [
        (key, member, max(0, points))
        for key, members in cadre_writes(totals, hidden).items()
        for member, points in members.items()
    ]
    with store.client() as client, client.pipeline(transaction=False) as pipe:
        for key, member, _ in writes:
            pipe.zscore(key, member)
        scores = pipe.execute()
    wrong = [
        Difference("board", f"{key} member {member}", points, has)
        for (key, member, points), score in zip(writes, scores, strict=True)
        if (has := int(score or 0)) != points
    ]
    return len(writes), wrong


def _keep(current: Session, kind: str, found: Audit, now: datetime) -> None:
    words = "\n".join(str(one) for one in found.differences[:NAMED])
    numbers = {"boards": found.boards, "numbers": found.numbers}
    current.add(
        AuditRun(at=now, kind=kind, differences=len(found.differences), words=words, **numbers)
    )
