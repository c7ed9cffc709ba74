"""From totals to live boards: absolute values, written again as often as it takes.

Step one carries cadres. Their rows are locked (two projectors never write the same member from
different snapshots), their marks are taken off, their totals are read *afterwards*, the boards get
the absolute sums, and only then does the commit make the cleared marks true. Whatever fails in
between, the marks are still there and the same values are written again.

Step two carries units: those touched and all above them are summed again, each from its own totals
and its children, by one projector at a time.

Nobody is waited for: rows that an award holds are skipped, since that award marks them anew.
"""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress

import redis
from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from app.cadres.models import Cadre
from app.db import ask, read, session, transaction
from app.leaderboards import doubts, measuring, news, orders, rebuild
from app.leaderboards.boards import (
    LEVELS_IN,
    REBUILD_LOCK,
    UNITS_LOCK,
    cadre_board,
    epoch_key,
    fair_board,
    seen_key,
    unit_board,
    wake_key,
)
from app.store import Unavailable, store
from app.store.packed import Command, answers
from app.units.lines import Scope, lines_of

BATCH = 500  # cadres a transaction: some 100 ms, the longest an award may wait for its totals
CANDIDATES = 8  # rows looked at for each cadre taken, so that projectors find different ones
UNITS_BATCH = 10_000
UNITS_EVERY_S = 1.0  # in a backlog: the large units are summed once for many cadres
LATELY_S = 15

# Nobody waits for the disk: a commit that a crash takes back is simply done once more. Nor for
# plans: all that follows are searches along indexes, however many are asked for.
LIGHTLY = """
    set_config('synchronous_commit', 'off', true) AS at_once,
    set_config('plan_cache_mode', 'force_generic_plan', true) AS unplanned
"""
# The lock in the same trip; so what others wrote under it may only be read by what follows.
CLAIM = f"""
    WITH may AS MATERIALIZED (
        SELECT pg_try_advisory_xact_lock_shared(%(rebuild)s) AS project FROM {LIGHTLY}
    )
    SELECT id, display = 'hidden' OR status <> 'active' AS hidden FROM cadres
    WHERE (SELECT project FROM may) AND id = ANY(ARRAY(
        SELECT cadre_id FROM totals WHERE dirty ORDER BY cadre_id LIMIT %(candidates)s))
    LIMIT %(batch)s FOR NO KEY UPDATE SKIP LOCKED
"""  # noqa: S608 - put together from constants
MARK = text(
    """
    WITH rows AS (  -- in the order in which awards lock them
        SELECT period, cadre_id, unit_id FROM totals WHERE cadre_id = :cadre
        ORDER BY period, unit_id FOR UPDATE
    )
    UPDATE totals t SET dirty = true FROM rows r
    WHERE t.period = r.period AND t.cadre_id = r.cadre_id AND t.unit_id = r.unit_id
    """
)
# Marks off, and the units of whoever was marked touched.
CLEAR = f"""
    WITH marked AS (
        SELECT period, cadre_id, unit_id FROM totals WHERE dirty AND cadre_id = ANY(%(cadres)s)
        FOR UPDATE SKIP LOCKED
    ), cleared AS (
        UPDATE totals t SET dirty = false FROM marked m
        WHERE t.period = m.period AND t.cadre_id = m.cadre_id AND t.unit_id = m.unit_id
        RETURNING t.period, t.cadre_id, t.unit_id,
            t.period IN (SELECT period FROM closed_periods) AS closed
    ), touched AS (
        INSERT INTO touched_units (period, unit_id)
        SELECT DISTINCT period, unit_id FROM cleared WHERE NOT closed
    )
    SELECT period, cadre_id, closed, ({rebuild.NEWEST}) AS newest FROM cleared
"""  # noqa: S608 - put together from constants
READ = """
    SELECT period, cadre_id, unit_id, points FROM board_totals
    WHERE period = ANY(%(periods)s) AND cadre_id = ANY(%(cadres)s)
"""
TOUCH = text(
    """
    INSERT INTO touched_units (period, unit_id)
    SELECT * FROM unnest(CAST(:periods AS varchar[]), CAST(:units AS int[]))
    """
)
TAKE_TOUCHED = f"""
    WITH may AS MATERIALIZED (
        SELECT pg_try_advisory_xact_lock_shared(%(rebuild)s)
            AND pg_try_advisory_xact_lock(%(units)s) AS sum
        FROM {LIGHTLY}
    ), taken AS (
        DELETE FROM touched_units WHERE (SELECT sum FROM may) AND id = ANY(ARRAY(
            SELECT id FROM touched_units ORDER BY id DESC LIMIT %(n)s))
        RETURNING period, unit_id
    )
    SELECT DISTINCT period, unit_id FROM taken
"""  # noqa: S608 - put together from constants
# Each of those asked is counted without the others, and that is added to all above it, which are
# asked as well. Closed periods stay as they are.
SUM_UNITS = text(
    f"""
    WITH RECURSIVE asked AS (
        SELECT period, unit_id
        FROM unnest(CAST(:periods AS varchar[]), CAST(:units AS int[])) AS a (period, unit_id)
        WHERE period NOT IN (SELECT period FROM closed_periods)
    ), counted AS (
        SELECT asked.period, asked.unit_id,
            coalesce(own.points, 0) + coalesce(below.points, 0) AS points,
            coalesce(own.capped, 0) + coalesce(below.capped, 0) AS capped
        FROM asked
        LEFT JOIN measures m ON m.period = asked.period
        CROSS JOIN LATERAL (
            SELECT sum(t.points) AS points, sum(least(t.points, m.cap)) AS capped
            FROM totals t WHERE t.period = asked.period AND t.unit_id = asked.unit_id
        ) own
        CROSS JOIN LATERAL (
            SELECT sum(t.points) AS points, sum(t.capped) AS capped
            FROM unit_totals t WHERE t.period = asked.period AND t.unit_id = ANY(
                ARRAY(SELECT id FROM units WHERE parent_id = asked.unit_id))
                AND (t.period, t.unit_id) NOT IN (SELECT period, unit_id FROM asked)
        ) below
    ), raised AS (
        SELECT period, unit_id, points, capped FROM counted
        UNION ALL
        SELECT r.period, u.parent_id, r.points, r.capped
        FROM raised r JOIN units u ON u.id = r.unit_id WHERE u.parent_id IS NOT NULL
    ), summed AS (
        INSERT INTO unit_totals (period, unit_id, points, capped, roll)
        SELECT s.period, s.unit_id, s.points, s.capped, coalesce(greatest(r.now, r.at_start), 0)
        FROM (SELECT period, unit_id, sum(points) AS points, sum(capped) AS capped
              FROM raised GROUP BY period, unit_id) s
        LEFT JOIN unit_rolls r ON r.unit_id = s.unit_id
        ON CONFLICT (period, unit_id)
        DO UPDATE SET points = excluded.points, capped = excluded.capped
        RETURNING period, unit_id, points, capped, roll
    )
    SELECT t.period, t.unit_id, t.points, {measuring.INDEX} AS index,
        ({rebuild.NEWEST}) AS newest
    FROM summed t LEFT JOIN measures m USING (period)
    """  # noqa: S608 - put together from constants
)
WAITING = """
    SELECT EXISTS (SELECT FROM totals WHERE dirty) OR EXISTS (SELECT FROM touched_units) AS so
"""

# Period, cadre, unit, points.
Totals = Collection[tuple[str, int, int, int]]
# Absolute values by key and member; 0 or less takes a member off its board.
Writes = Mapping[str, Mapping[int, int]]

_summed_at = 0.0


def wake() -> None:
    """Tell a waiting projector that there is something to do; only a hint, lost without harm."""

    def hint(client: redis.Redis) -> None:
        with client.pipeline(transaction=False) as pipe:
            pipe.lpush(wake_key(), "1")
            pipe.ltrim(wake_key(), 0, 0)
            pipe.execute()

    store.quietly(hint)


def mark(cadre_id: int) -> None:
    """Have the boards look at a cadre again: her name shows otherwise, or she left.

    Within the caller's transaction. Takes the cadre's row first, as projectors do, and does not
    wake anybody: that is for after the commit.
    """
    current = session()
    current.flush()
    lock = select(Cadre.id).where(Cadre.id == cadre_id).with_for_update(key_share=True)
    current.execute(lock)
    current.execute(MARK, {"cadre": cadre_id})


def project_once() -> int:
    """A round, after boards that the store has lost were rebuilt; see `carry`."""
    rebuild.if_lost()
    return carry()


def carry() -> int:
    """One round of both steps; the number of cadres and units it carried.

    Raises the store's or the database's own error when one is gone, or when boards have to be
    rebuilt first; nothing is lost by that.
    """
    began = time.time()
    cadres = project_cadres()
    units = project_units() if cadres < BATCH or _units_wait(began) else 0
    again = _write_doubts_again()
    if cadres < BATCH:
        with store.client() as client:
            client.set(seen_key(), int(began))
    return cadres + units + again


def _units_wait(now: float) -> bool:
    """Whether units have to be summed though more cadres are marked than one round carries."""
    global _summed_at
    if 0 <= now - _summed_at < UNITS_EVERY_S:
        return False
    _summed_at = now
    return True


def projecting(now: float) -> bool:
    """Whether a projector made a round lately (`now`: seconds since 1970). Raises Unavailable."""
    return idle_for(now) < LATELY_S


def idle_for(now: float) -> float:
    """Seconds since a projector last had nothing left to do. Raises Unavailable."""
    with store.client() as client:
        return now - int(client.get(seen_key()) or 0)


def project_cadres(batch: int = BATCH) -> int:
    """Step one, in its own transaction: carry marked cadres to every board above them."""
    claimed: dict[int, bool] = {}
    with doubts.over_cadres(claimed), transaction():
        asked = {"rebuild": REBUILD_LOCK, "batch": batch, "candidates": batch * CANDIDATES}
        claimed |= {row.id: row.hidden for row in ask(CLAIM, asked)}
        cleared = ask(CLEAR, {"cadres": list(claimed)}) if claimed else []
        if not cleared:
            return 0
        moved = {(row.period, row.cadre_id) for row in cleared if not row.closed}
        totals = _read(moved)
        units = _scopes(lines_of({unit for _, _, unit, _ in totals}).values())
        _write(cadre_writes(totals, claimed), cleared[0].newest, units)
    return len(claimed)


def project_units(batch: int = UNITS_BATCH) -> int:
    """Step two, in its own transaction: sum touched units and all above them again."""
    touched: set[tuple[str, int]] = set()
    with doubts.over_units(touched), transaction() as current:
        asked = {"rebuild": REBUILD_LOCK, "units": UNITS_LOCK, "n": batch}
        touched |= {tuple(row) for row in ask(TAKE_TOUCHED, asked)}
        if touched:
            _sum(current, touched)
    return len(touched)


def cadre_writes(totals: Totals, hidden: Mapping[int, bool]) -> Writes:
    """What every board above a cadre's totals must say of her; hidden people are taken off."""
    above = lines_of({unit for _, _, unit, _ in totals})
    writes: dict[str, dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for period, cadre, unit, points in totals:
        of_period = writes[period]
        for scope in above[unit]:
            board = of_period[scope.id]
            board[cadre] = 0 if hidden[cadre] else board.get(cadre, 0) + points
    return {
        cadre_board(period, scope): members
        for period, boards in writes.items()
        for scope, members in boards.items()
    }


def put(writes: Writes, units: Collection[int] = ()) -> str | None:
    """Write absolute values to the store, a command or two a board, in one trip; repeatable.

    Screens hear that `units` moved. Returns the mark that the boards there bear.
    """
    commands: list[Command] = []
    for key, members in writes.items():
        standing = [part for member, has in members.items() if has > 0 for part in (has, member)]
        gone = [member for member, has in members.items() if has <= 0]
        if standing:
            commands.append(("ZADD", key, *standing))
        if gone:
            commands.append(("ZREM", key, *gone))
    if units:
        commands.append(news.told(units))
    commands.append(("GET", epoch_key()))
    with store.client() as client:
        return answers(client, commands)[-1]


def _scopes(lines: Iterable[list[Scope]]) -> set[int]:
    return {scope.id for line in lines for scope in line}


def _write(writes: Writes, newest: str | None, units: Collection[int]) -> None:
    """Write, and only to the boards that were built last: `newest`, read under the lock.

    Of two stores that cannot hear each other both take writes, and a mark that was taken off for
    the one would be missed by the other. Raises Unavailable; whoever looks next, builds anew.
    """
    if put(writes, units) != newest:
        raise Unavailable("boards were built anew in another store")


def work_waits() -> bool:
    """Whether something is marked or touched, if only by what another projector has in hand."""
    (waiting,) = read(WAITING, {})
    return waiting.so


def wait_for_work(seconds: float) -> None:
    """Sleep until woken, at most so long; raises the store's error when it is gone."""
    with store.client() as client, suppress(redis.TimeoutError):  # an answer late, no failure
        client.blpop([wake_key()], timeout=seconds)


def _write_doubts_again() -> int:
    """Mark whatever a failed write may have left doubtful; one cadre a transaction."""
    count = len(doubts.cadres) + len(doubts.units)
    for cadre in sorted(doubts.cadres):
        with transaction():
            mark(cadre)
        doubts.cadres.discard(cadre)
    if doubts.units:
        with transaction() as current:
            _touch(current, doubts.units)
        doubts.units.clear()
    return count


def _read(moved: Collection[tuple[str, int]]) -> Totals:
    """The totals of every period and cadre that moved; other orders are counted anew first."""
    seasons = {pair for pair in moved if orders.is_season(pair[0])}
    if seasons:
        names, cadres = _columns(seasons)
        orders.take(set(names), set(cadres))
    pairs = {(each, cadre) for period, cadre in moved for each in orders.periods_of(period)}
    periods, cadres = _columns(pairs)
    asked = {"periods": list(set(periods)), "cadres": list(set(cadres))}
    return [
        (period, cadre, unit, points)
        for period, cadre, unit, points in ask(READ, asked)
        if (period, cadre) in pairs
    ]


def _touch(current: Session, pairs: set[tuple[str, int]]) -> None:
    periods, units = _columns(sorted(pairs))
    current.execute(TOUCH, {"periods": periods, "units": units})


def _sum(current: Session, touched: Collection[tuple[str, int]]) -> None:
    """Sum every touched unit and all above it, and write their boards, but of closed periods."""
    above = lines_of({unit for _, unit in touched})
    periods, units = _columns({(each, scope.id) for each, unit in touched for scope in above[unit]})
    asked = {"periods": periods, "units": units, **measuring.constants()}
    summed = current.execute(SUM_UNITS, asked).all()
    if summed:
        _write(unit_writes(summed, above.values()), summed[0].newest, _scopes(above.values()))


def unit_writes(summed: Iterable[Row], lines: Iterable[list[Scope]]) -> Writes:
    """What boards of units must say of those summed, each of which ends or crosses a line."""
    above = {line[depth].id: line[: depth + 1] for line in lines for depth in range(len(line))}
    writes: dict[str, dict[int, int]] = defaultdict(dict)
    for period, unit_id, points, index, _ in summed:
        *scopes, unit = above[unit_id]
        for scope in scopes:
            if unit.level in LEVELS_IN.get(scope.level, ()):
                writes[unit_board(period, scope.id, unit.level)][unit_id] = points
                writes[fair_board(period, scope.id, unit.level)][unit_id] = index
    return writes


def _columns(pairs: Iterable[tuple[str, int]]) -> tuple[list[str], list[int]]:
    pairs = list(pairs)
    return [first for first, _ in pairs], [second for _, second in pairs]
