"""Giving badges and measuring streaks, from hand-ins that count now; again, it changes nothing.

A badge stays, also when its ground goes later: what was well done was well done. Only one that was
given within the last seven days, in which posts are still looked at, goes with its ground.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.badges.rules import BY_KEY, Record, earned
from app.badges.streaks import Streak
from app.clock import party_day
from app.db import ask, transaction

PROBATION = timedelta(days=7)  # as long as a post is looked at again
NIGHT = "night"
BATCH = 200  # cadres a transaction
RECENTLY = timedelta(days=9)  # a night missed, and the last look at a post
FACTS = """
    SELECT coalesce(array_agg(DISTINCT s.day) FILTER (WHERE good), '{}') AS days,
        count(DISTINCT s.provider) FILTER (WHERE good) AS providers,
        count(DISTINCT s.challenge_id) FILTER (WHERE good) AS challenges,
        count(DISTINCT s.challenge_id) FILTER (
            WHERE good AND s.submitted_at < c.opens_at + interval '1 day') AS prompt,
        count(*) FILTER (WHERE good AND s.decided_at <= %(lasted)s) AS lasting,
        count(*) FILTER (WHERE good AND s.id > coalesce((
            SELECT max(id) FROM submissions
            WHERE cadre_id = %(cadre)s AND state IN ('rejected', 'reversed')), 0)) AS clean,
        (SELECT count(*) FROM entries e
         WHERE e.cadre_id = %(cadre)s AND e.kind = 'arrival' AND e.points > 0) AS arrival_days,
        (SELECT count(DISTINCT u.cadre_id) FROM invitations i
         JOIN invitation_uses u ON u.invitation_id = i.id
         WHERE i.created_by = %(cadre)s AND EXISTS (
             SELECT FROM submissions n
             WHERE n.cadre_id = u.cadre_id AND n.state = 'verified')) AS welcomed,
        (SELECT coalesce(jsonb_object_agg(badge, extract(epoch FROM at)), '{}')
         FROM badge_awards WHERE cadre_id = %(cadre)s) AS held,
        (SELECT jsonb_build_array(days, last_day, breath, longest)
         FROM streaks WHERE cadre_id = %(cadre)s) AS streak
    FROM (SELECT *, state = 'verified' AS good FROM submissions WHERE cadre_id = %(cadre)s) s
    JOIN challenges c ON c.id = s.challenge_id
"""
GIVE = """
    INSERT INTO badge_awards (cadre_id, badge, at, source)
    SELECT %(cadre)s, badge, %(at)s, %(source)s FROM unnest(CAST(%(badges)s AS text[])) AS badge
    ON CONFLICT DO NOTHING RETURNING badge
"""
TAKE = """
    DELETE FROM badge_awards WHERE cadre_id = %(cadre)s AND badge = ANY(%(badges)s) RETURNING badge
"""
KEEP = """
    INSERT INTO streaks AS k (cadre_id, days, last_day, breath, longest)
    VALUES (%(cadre)s, %(days)s, %(last_day)s, %(breath)s, %(longest)s)
    ON CONFLICT (cadre_id) DO UPDATE SET days = excluded.days, last_day = excluded.last_day,
        breath = excluded.breath, longest = excluded.longest RETURNING days
"""
FORGET = "DELETE FROM streaks WHERE cadre_id = %(cadre)s RETURNING days"
# Whose badges may have changed without a hand-in being settled: time passed, people came, or
# nobody has measured them yet.
STIRRED = """
    SELECT cadre_id FROM (
        SELECT cadre_id FROM submissions WHERE decided_at >= %(since)s
        UNION SELECT cadre_id FROM entries WHERE kind = 'arrival' AND day >= %(day)s
        UNION SELECT i.created_by FROM invitations i
            JOIN invitation_uses u ON u.invitation_id = i.id
            JOIN submissions s ON s.cadre_id = u.cadre_id
            WHERE s.state = 'verified' AND s.decided_at >= %(since)s
        UNION SELECT s.cadre_id FROM submissions s WHERE s.state = 'verified'
            AND NOT EXISTS (SELECT FROM streaks k WHERE k.cadre_id = s.cadre_id)
    ) AS stirred WHERE cadre_id > %(after)s ORDER BY cadre_id LIMIT %(batch)s
"""


def award(cadre_id: int, at: datetime, source: str) -> Sequence[str]:
    """Measure a cadre's streak and give what she has earned; keys of badges that are new.

    `source` names the hand-in that was settled just now, within the caller's transaction.
    """
    facts = ask(FACTS, {"cadre": cadre_id, "lasted": at - PROBATION})[0]
    record = _record(facts)
    _keep_streak(cadre_id, record.streak, facts.streak)
    due = earned(record)
    _take(cadre_id, {key for key in facts.held.keys() - due if _fresh(facts.held[key], at)})
    new = due - facts.held.keys()
    if not new:
        return ()
    row = {"cadre": cadre_id, "at": at, "source": source, "badges": sorted(new)}
    given = {one.badge for one in ask(GIVE, row)}
    return [key for key in BY_KEY if key in given]


def award_by_night(at: datetime) -> int:
    """The same for all whose badges may have changed without a hand-in of theirs; how many."""
    since = at - RECENTLY
    asked = {"since": since, "day": party_day(since), "batch": BATCH}
    count, after = 0, 0
    while True:
        with transaction():
            found = [row.cadre_id for row in ask(STIRRED, asked | {"after": after})]
            for cadre_id in found:
                award(cadre_id, at, NIGHT)
        count += len(found)
        if len(found) < BATCH:
            return count
        after = found[-1]


def _record(facts: Any) -> Record:
    counted = {name: getattr(facts, name) for name in Record.__dataclass_fields__ if name != "days"}
    return Record(days=facts.days, **counted)


def _fresh(given: float, at: datetime) -> bool:
    return at.timestamp() - float(given) < PROBATION.total_seconds()


def _take(cadre_id: int, badges: Collection[str]) -> None:
    if badges:
        ask(TAKE, {"cadre": cadre_id, "badges": sorted(badges)})


def _keep_streak(cadre_id: int, streak: Streak | None, kept: list | None) -> None:
    """Written only where it changed, which is once a day at most."""
    if streak is None:
        if kept:
            ask(FORGET, {"cadre": cadre_id})
    elif kept != [streak.days, streak.last_day.isoformat(), streak.breath, streak.longest]:
        ask(KEEP, {"cadre": cadre_id, **vars(streak)})
