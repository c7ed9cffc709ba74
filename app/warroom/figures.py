"""The figures of a wall: counted once, for all who watch a unit (and a campaign).

"Active" is who handed something in within seven days, today included. "Verified today" counts
verdicts of the party's day, whether or not a later look takes one back, so that today is compared
with a day of last week as both looked.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import clock
from app.content import notes
from app.db import session
from app.leaderboards import movement
from app.leaderboards.boards import LEVELS_IN
from app.leaderboards.standings import unit_page
from app.seasons.calendar import campaign_key, week_key
from app.units.lines import Scope, lines_of
from app.units.tree import depth
from app.warroom import pulse, queries
from app.warroom.shapes import Appeals, Child, Count, Effort, Figures, News, People, Queue, Row

ACTIVE_DAYS = 7
WEEK = timedelta(days=7)
HOURS = 24
BOARD = 10
NEWS = 8
MEANT = 5  # a unit with fewer cadres is called by the one above it
RESTS = 20  # times as long as it took: who was active is counted for a twentieth of the time
AT_ONCE = timedelta(seconds=4)
HASTY_MS = 1500  # for a page that waits
PATIENT_MS = 60_000  # for a worker


@dataclass(frozen=True)
class _Asked:
    """What every question needs."""

    scope: Scope
    campaign: int | None
    now: datetime
    efforts: Sequence[Any]

    @property
    def ours(self) -> bool:
        """Whether only some challenges are asked for."""
        return self.campaign is not None

    @property
    def challenges(self) -> list[int]:
        """Those of the campaign."""
        return [one.id for one in self.efforts if one.campaign_id == self.campaign]

    @property
    def midnight(self) -> datetime:
        """When the party's day began."""
        return clock.midnight(clock.party_day(self.now))

    def values(self) -> dict[str, object]:
        """The values of all queries."""
        day = clock.party_day(self.now)
        return {
            "unit": self.scope.id,
            "path": self.scope.path,
            "challenges": self.challenges,
            "now": self.now,
            "day": day,
            "days": [day - timedelta(days=n) for n in range(ACTIVE_DAYS)],
            "midnight": self.midnight,
            "yesterday": self.now - timedelta(days=1),
            "since": self.midnight - WEEK,
            "recent": min(self.midnight, _first_bar(self.now)),
            "below": depth(self.scope.path) + 1,
            "many": NEWS,
        }


def count(scope: Scope, campaign: int | None, now: datetime, people: People | None) -> Figures:
    """The figures of a unit now, beside its `people`, who are counted apart and more seldom."""
    asked = _asked(scope, campaign, now)
    hours = [row for row in _hours(asked) if not asked.ours or row.challenge_id in asked.challenges]
    until = now.replace(minute=0, second=0, microsecond=0)
    today = [row for row in hours if row.hour >= asked.midnight]
    verified = [row for row in today if row.outcome == "verified"]
    rejected = [row for row in today if row.outcome == "rejected"]
    first = _first_bar(now)
    folded = pulse.folded_at() if pulse.is_folded(scope) else now
    return Figures(
        as_of=folded or now,
        day=clock.party_day(now),
        roll=session().scalar(queries.ROLL, {"unit": scope.id}) or 0,
        verified=_sum(verified),
        so_far=_sum(row for row in verified if row.hour < until),
        before=_between(hours, asked.midnight - WEEK, until - WEEK),
        until=until,
        rejected=_sum(rejected),
        reasons=_by("reason", rejected),
        platforms=_by("provider", verified),
        hours=_bars(hours, first),
        first_hour=first,
        queue=_queue(asked),
        appeals=_appeals(asked),
        people=people,
        children=_children(asked, people),
        board=_board(asked),
        news=_news(asked),
        efforts=_efforts(asked, hours),
        note=_note(asked),
    )


def _first_bar(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=HOURS - 1)


def _asked(scope: Scope, campaign: int | None, now: datetime) -> _Asked:
    asked = _Asked(scope, campaign, now, ())
    efforts = session().execute(queries.EFFORTS, asked.values()).all()
    return _Asked(scope, campaign, now, efforts)


def _hours(asked: _Asked) -> Sequence[Any]:
    query = queries.hours_of(pulse.is_folded(asked.scope))
    return session().execute(query, asked.values()).all()


def _sum(rows: Any) -> int:
    return sum(row.n for row in rows)


def _between(hours: Sequence[Any], since: datetime, until: datetime) -> int:
    return _sum(row for row in hours if row.outcome == "verified" and since <= row.hour < until)


def _by(what: str, rows: Sequence[Any]) -> tuple[Count, ...]:
    """Counts by one of their columns, the greatest first."""
    found: dict[str, int] = defaultdict(int)
    for row in rows:
        found[getattr(row, what)] += row.n
    ranked = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Count(key, n) for key, n in ranked)


def _bars(hours: Sequence[Any], first: datetime) -> tuple[int, ...]:
    starts = [first + timedelta(hours=n) for n in range(HOURS)]
    found: dict[datetime, int] = defaultdict(int)
    for row in hours:
        if row.outcome == "verified":
            found[row.hour] += row.n
    return tuple(found[start] for start in starts)


def _queue(asked: _Asked) -> Queue:
    query = queries.formed(queries.WAITING, asked.scope.path, asked.ours)
    rows = session().execute(query, asked.values()).all()
    whole = next(row for row in rows if row.provider is None)
    platforms = sorted(
        ((row.pending + row.set_aside, row.provider) for row in rows if row.provider), reverse=True
    )
    return Queue(
        pending=whole.pending,
        set_aside=whole.set_aside,
        median_s=None if whole.median_s is None else float(whole.median_s),
        oldest_s=None if whole.oldest_s is None else float(whole.oldest_s),
        platforms=tuple(Count(key, n) for n, key in platforms),
    )


def _appeals(asked: _Asked) -> Appeals:
    query = queries.formed(queries.APPEALS, asked.scope.path, asked.ours)
    found = session().execute(query, asked.values()).one()
    return Appeals(found.n, None if found.oldest_s is None else float(found.oldest_s))


def people(
    scope: Scope, campaign: int | None, now: datetime, patient: bool = False
) -> People | None:
    """Distinct people of a unit, who cannot be added up from less. None where it takes too long:
    only a `patient` caller waits for those of a nation."""
    asked, current = _asked(scope, campaign, now), session()
    limit = PATIENT_MS if patient else HASTY_MS
    query = queries.formed(queries.PEOPLE, asked.scope.path, asked.ours)
    began = clock.now()
    try:
        with current.begin_nested():
            current.execute(text(f"SET LOCAL statement_timeout = {limit}"))
            rows = current.execute(query, asked.values()).all()
            current.execute(text("RESET statement_timeout"))
    except DBAPIError:
        return None
    took = clock.now() - began
    paths = {row.child: row.active for row in rows if not row.whole and row.child}
    whole = next(row for row in rows if row.whole)
    return People(
        active=whole.active,
        today=whole.today,
        people=whole.people,
        words=whole.words,
        districts=whole.districts,
        by_child=_ids(paths),
        rests_until=now + max(AT_ONCE, RESTS * took),
    )


def _ids(paths: Mapping[str, int]) -> dict[int, int]:
    query = text("SELECT id, path::text AS path FROM units WHERE path = ANY(CAST(:p AS ltree[]))")
    rows = session().execute(query, {"p": list(paths)})
    return {row.id: paths[row.path] for row in rows}


def _children(asked: _Asked, people: People | None) -> tuple[Child, ...]:
    values = asked.values()
    rows = session().execute(queries.CHILDREN, values).all()
    folded = depth(asked.scope.path) < pulse.DEEPEST
    query = queries.children_of(folded, asked.ours)
    counted = session().execute(query, values | {"children": [row.id for row in rows]})
    verified = {row.unit_id: row.n for row in counted}
    active = people.by_child if people else None
    return tuple(
        Child(
            id=row.id,
            code=row.code,
            level=row.level,
            name=row.name,
            roll=row.roll,
            active=None if active is None else active.get(row.id, 0),
            verified=verified.get(row.id, 0),
        )
        for row in rows
    )


def _board(asked: _Asked) -> tuple[Row, ...]:
    """The units right below by Indeks Adil, of this week or of the campaign."""
    level = next(iter(LEVELS_IN.get(asked.scope.level, ())), None)
    if level is None:
        return ()
    week = week_key(clock.party_day(asked.now))
    period = week if asked.campaign is None else campaign_key(asked.campaign)
    page = unit_page(period, asked.scope, level, top=BOARD)
    before = movement.ranks_of_units(period, asked.scope, [row.id for row in page.rows])
    return tuple(
        Row(row.rank, row.code or "", row.name, row.points, _moved(before.get(row.id), row.rank))
        for row in page.rows
    )


def _moved(before: int | None, rank: int) -> int | None:
    return before - rank if before else None


def _news(asked: _Asked) -> tuple[News, ...]:
    query = queries.news_of(asked.scope.path, asked.ours)
    rows = session().execute(query, asked.values()).all()
    above = lines_of({row.unit_id for row in rows})
    units = {scope.id for line in above.values() for scope in line}
    counted = session().execute(queries.ROLLS, {"units": list(units)})
    rolls = {row.unit_id: row.now for row in counted}
    return tuple(_told(row, above[row.unit_id], rolls) for row in rows)


def _told(row: Any, line: Sequence[Scope], rolls: Mapping[int, int]) -> News:
    """Of the nearest unit that is large enough."""
    large = [scope for scope in line if rolls.get(scope.id, 0) >= MEANT]
    unit = large[-1] if large else line[0]
    dpd = line[1].name if len(line) > 1 and unit is not line[1] and unit is not line[0] else ""
    return News(row.at, unit.level, unit.name, dpd, row.provider, row.points)


def _note(asked: _Asked) -> notes.Saying | None:
    row = session().execute(queries.NOTE, asked.values()).mappings().one_or_none()
    return notes.told(row)


def _efforts(asked: _Asked, hours: Sequence[Any]) -> tuple[Effort, ...]:
    found = [one for one in asked.efforts if not asked.ours or one.campaign_id == asked.campaign]
    return tuple(
        Effort(
            public_id=one.public_id,
            title=one.title,
            campaign_id=one.campaign_id,
            campaign=one.campaign,
            opens_at=one.opens_at,
            closes_at=one.closes_at,
            today=_of(hours, one.id, "verified", asked.midnight),
            week=_of(hours, one.id, "verified", asked.now - WEEK),
            rejected=_of(hours, one.id, "rejected", asked.midnight),
        )
        for one in found
    )


def _of(hours: Sequence[Any], challenge: int, outcome: str, since: datetime) -> int:
    return _sum(
        row
        for row in hours
        if row.challenge_id == challenge and row.outcome == outcome and row.hour >= since
    )
