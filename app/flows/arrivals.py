"""Points for bringing people to the party's pages: once a cadre and day, when the day is over.

All links of a cadre count together, and a visitor of several of them once: otherwise the square
root would be cheated by handing out more links.
"""

from datetime import date, datetime, time, timedelta

from sqlalchemy import Row, text

from app.campaigns import policy
from app.campaigns.elections import permitted
from app.clock import JAKARTA, party_day
from app.db import after_commit, session, transaction
from app.leaderboards import projection
from app.ledger import entries
from app.ledger.scoring import points_for_arrivals
from app.moderation import sanctions
from app.rulebook.rules import Rule
from app.rulebook.versions import rule_on
from app.words import noted, said

CHANNEL = "whatsapp"
SCORING = frozenset({"link_only", "score"})
LATE_DAYS = 7  # how long a day may wait for a worker
BATCH = 200
SOURCE = "arrivals:{cadre_id}:{day}"
REASON = noted("%(people)s orang datang lewat tautan Anda")
SANCTIONED = noted("%(people)s orang datang lewat tautan Anda (tanpa poin selama sanksi)")

# Points belong to the unit she was in on that day, as with every entry.
# Whoever came while her unit was quiet counts for nothing: the moment is that of her last visit.
FINISHED = text(
    f"""
    SELECT v.cadre_id, v.day, count(*) AS people, max(v.last_at) AS last_at, (
        SELECT m.unit_id FROM memberships m
        WHERE m.cadre_id = v.cadre_id AND m.starts_on <= v.day
          AND (m.ends_on IS NULL OR m.ends_on >= v.day) ORDER BY m.id DESC LIMIT 1) AS unit_id
    FROM (
        SELECT l.cadre_id, a.day, max(a.at) AS last_at
        FROM arrivals a JOIN tracked_links l ON l.id = a.link_id
        JOIN cadres c ON c.id = l.cadre_id AND c.status = 'active'
        JOIN units u ON u.id = c.unit_id
        WHERE a.day = ANY(:days) AND {permitted("false", "u.path", "a.at")}
        GROUP BY l.cadre_id, a.day, a.visitor
        HAVING bool_or(a.kind = 'human') AND NOT bool_or(a.kind = 'own')) AS v
    WHERE NOT EXISTS (
        SELECT FROM entry_keys k
        WHERE k.kind = 'arrival' AND k.source = 'arrivals:' || v.cadre_id || ':' || v.day)
    GROUP BY v.cadre_id, v.day ORDER BY v.day, v.cadre_id LIMIT :batch
    """  # noqa: S608 - put together from constants
)


def credit(now: datetime) -> int:
    """Award every day that is over and was not awarded yet; returns how many entries were made.

    Whether a day counts is decided by how WhatsApp counted when it ended.
    """
    today = party_day(now)
    past = [today - timedelta(days=back) for back in range(1, LATE_DAYS + 1)]
    with transaction():
        days = [day for day in past if policy.mode_of(CHANNEL, _end(day)) in SCORING]
    total, found = 0, BATCH
    while found == BATCH:
        with transaction():
            rows = session().execute(FINISHED, {"days": days, "batch": BATCH}).all()
            rules = {day: rule_on("points", day) for day in {row.day for row in rows}}
            for row in rows:
                _award(row, rules[row.day])
            after_commit(projection.wake)
        found = len(rows)
        total += found
    return total


def _award(row: Row, rule: Rule) -> None:
    stopped = sanctions.points_stopped(row.cadre_id, row.last_at)
    entries.award(
        row.cadre_id,
        row.unit_id,
        0 if stopped else points_for_arrivals(row.people, rule),
        source=SOURCE.format(cadre_id=row.cadre_id, day=row.day),
        grade="B",
        reason=said(SANCTIONED if stopped else REASON, people=row.people),
        at=row.last_at,
        kind="arrival",
    )


def _end(day: date) -> datetime:
    return datetime.combine(day, time.max, JAKARTA)
