"""Verdicts counted by the hour, so that a wall costs the same however many people hand in.

Nobody who settles a hand-in touches these rows: a job folds the verdicts of the last hours into
them. Verdicts are only ever added, so that an hour that is over is counted once more at the most,
for transactions that were late to commit; and folding twice says the same.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, text

from app.db import session, transaction
from app.units.lines import Scope
from app.units.tree import depth
from app.warroom.models import Pulse, PulseHour

DEEPEST = 3  # DPC; a PAC's hand-ins are counted when asked for
KEPT = timedelta(days=9)  # to compare with the same weekday
LATE = timedelta(minutes=10)  # no transaction is open as long as that
ALONE = text("SELECT pg_try_advisory_xact_lock(7411)")
SINCE = select(Pulse.folded_at)
FOLD = text(
    """
    WITH recent AS (
        SELECT date_trunc('hour', v.at) AS hour, s.unit_id, s.challenge_id, s.provider, v.outcome,
            coalesce(v.reason, '') AS reason, count(*) AS n
        FROM verdicts v JOIN submissions s ON s.id = v.submission_id
        WHERE v.at >= :since AND v.outcome IN ('verified', 'rejected')
        GROUP BY 1, 2, 3, 4, 5, 6
    ), raised AS (
        SELECT above.id AS unit_id, r.hour, r.challenge_id, r.provider, r.outcome, r.reason,
            sum(r.n) AS n
        FROM recent r JOIN units u ON u.id = r.unit_id
        CROSS JOIN generate_series(1, least(nlevel(u.path), :deepest)) AS deep
        JOIN units above ON above.path = subpath(u.path, 0, deep)
        GROUP BY 1, 2, 3, 4, 5, 6
    )
    INSERT INTO pulse_hours AS p (unit_id, hour, challenge_id, provider, outcome, reason, n)
    SELECT * FROM raised
    ON CONFLICT (unit_id, hour, challenge_id, provider, outcome, reason)
    DO UPDATE SET n = excluded.n WHERE p.n <> excluded.n
    """
)
DONE = text(
    """
    INSERT INTO pulse (id, folded_at) VALUES (1, :now)
    ON CONFLICT (id) DO UPDATE SET folded_at = excluded.folded_at
    """
)
PATIENCE = text("SET LOCAL statement_timeout = '60s'")  # after a worker was away for days


def fold(now: datetime) -> bool:
    """Count the verdicts since the last time; False when somebody else is just doing that."""
    with transaction() as current:
        if not current.scalar(ALONE):
            return False
        current.execute(PATIENCE)
        last = current.scalar(SINCE)
        since = now - KEPT if last is None else max(last - LATE, now - KEPT)
        hour = since.replace(minute=0, second=0, microsecond=0)
        current.execute(FOLD, {"since": hour, "deepest": DEEPEST})
        current.execute(DONE, {"now": now})
    return True


def folded_at() -> datetime | None:
    """Until when verdicts are counted; None when they never were."""
    return session().scalar(SINCE)


def forget(now: datetime) -> None:
    """Drop hours that nothing is compared with any more. In the caller's transaction."""
    session().execute(delete(PulseHour).where(PulseHour.hour < now - KEPT))


def is_folded(scope: Scope) -> bool:
    """Whether this unit's hours are kept."""
    return depth(scope.path) <= DEEPEST
