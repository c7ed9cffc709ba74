"""Verdicts counted by the hour, so that a wall costs the same however many people hand in.

Nobody who settles a hand-in touches these rows: a job folds new verdicts into them. Of each row
`settled` counts those before `pulse.settled_at`, and is never counted again; each fold reads what
came since, so that it costs what happened in two minutes, not in an hour. An hour that is over is
counted anew once, for transactions that were later still; and folding twice says the same.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, text

from app.db import session, transaction
from app.units.lines import Scope
from app.units.tree import depth
from app.warroom.models import Pulse, PulseHour

DEEPEST = 3  # DPC; a PAC's hand-ins are counted when asked for
KEPT = timedelta(days=9)  # to compare with the same weekday
SETTLES = timedelta(seconds=90)  # statements end after 5 s, idle transactions after 60
LATE = timedelta(minutes=10)  # so long after its end an hour is counted anew
ALONE = text("SELECT pg_try_advisory_xact_lock(7411)")
SINCE = select(Pulse.folded_at)
LAST = select(Pulse.folded_at, Pulse.settled_at)
# Raised to DPCs first, then by the index of paths: to hash all units takes longer than all else.
FOLD = text(
    """
    WITH recent AS (
        SELECT date_trunc('hour', v.at) AS hour, s.unit_id, s.challenge_id, s.provider, v.outcome,
            coalesce(v.reason, '') AS reason,
            count(*) FILTER (WHERE v.at < :settles) AS settled, count(*) AS n
        FROM verdicts v JOIN submissions s ON s.id = v.submission_id
        WHERE v.at >= :since AND v.outcome IN ('verified', 'rejected')
        GROUP BY 1, 2, 3, 4, 5, 6
    ), branches AS (
        SELECT subpath(u.path, 0, least(nlevel(u.path), :deepest)) AS path, r.hour,
            r.challenge_id, r.provider, r.outcome, r.reason,
            sum(r.settled) AS settled, sum(r.n) AS n
        FROM recent r JOIN units u ON u.id = r.unit_id
        GROUP BY 1, 2, 3, 4, 5, 6
    ), raised AS (
        SELECT above.id AS unit_id, b.hour, b.challenge_id, b.provider, b.outcome, b.reason,
            sum(b.settled) AS settled, sum(b.n) AS n
        FROM branches b CROSS JOIN generate_series(1, nlevel(b.path)) AS deep
        CROSS JOIN LATERAL (
            SELECT id FROM units WHERE path = subpath(b.path, 0, deep) OFFSET 0
        ) above
        GROUP BY 1, 2, 3, 4, 5, 6
    )
    INSERT INTO pulse_hours AS p
        (unit_id, hour, challenge_id, provider, outcome, reason, settled, n)
    SELECT * FROM raised
    ON CONFLICT (unit_id, hour, challenge_id, provider, outcome, reason) DO UPDATE
    SET settled = excluded.settled + CASE WHEN :anew THEN 0 ELSE p.settled END,
        n = excluded.n + CASE WHEN :anew THEN 0 ELSE p.settled END
    """
)
DONE = text(
    """
    INSERT INTO pulse (id, folded_at, settled_at) VALUES (1, :now, :settles)
    ON CONFLICT (id) DO UPDATE
    SET folded_at = excluded.folded_at, settled_at = excluded.settled_at
    """
)
PATIENCE = text("SET LOCAL statement_timeout = '60s'")  # after a worker was away for days


def fold(now: datetime) -> bool:
    """Count the verdicts since the last time; False when somebody else is just doing that."""
    with transaction() as current:
        if not current.scalar(ALONE):
            return False
        current.execute(PATIENCE)
        last = current.execute(LAST).one_or_none()
        since, anew = window(last, now)
        settles = max(now - SETTLES, last.settled_at) if last else now - SETTLES
        asked = {"since": since, "settles": settles, "anew": anew, "deepest": DEEPEST}
        current.execute(FOLD, asked)
        current.execute(DONE, {"now": now, "settles": settles})
    return True


def window(last: Any, now: datetime) -> tuple[datetime, bool]:
    """From when on verdicts are read, and whether what was counted from then on is counted anew:
    when an hour has been over for `LATE` since the `last` fold, from its beginning. Pure."""
    oldest = _hour(now - KEPT)
    if last is None:
        return oldest, True
    seen = last.folded_at - LATE
    if _hour(now - LATE) <= seen:
        return max(last.settled_at, oldest), False
    return max(_hour(seen), oldest), True


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def folded_at() -> datetime | None:
    """Until when verdicts are counted; None when they never were."""
    return session().scalar(SINCE)


def forget(now: datetime) -> None:
    """Drop hours that nothing is compared with any more. In the caller's transaction."""
    session().execute(delete(PulseHour).where(PulseHour.hour < now - KEPT))


def is_folded(scope: Scope) -> bool:
    """Whether this unit's hours are kept."""
    return depth(scope.path) <= DEEPEST
