"""What runs by the clock, in one table of cron lines at the foot.

When a post is looked at again stands in its own row (`next_try_at`), written in the transaction
that decided it. Every minute whatever is due becomes a job, and its moment moves on by a lease: a
job that is lost with its worker is simply due again.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import TextClause, delete, text

from app import clock
from app.accounts import polling
from app.accounts.linking import KEPT
from app.accounts.models import LinkAttempt
from app.accounts.renewal import renew_lasting
from app.auditing import chain
from app.badges import awarding
from app.cadres import slips, throttle
from app.cadres.models import Session
from app.content import arrivals, feeds
from app.db import session, transaction
from app.exports import asking
from app.flows import moving
from app.flows.arrivals import credit
from app.flows.goals import count_goals
from app.jobs.queue import defer, queue
from app.leaderboards import movement, projection, sampling
from app.leaderboards.closing import close_due
from app.leaderboards.measuring import measure
from app.ledger import partitions
from app.moderation import detecting, sanctions
from app.notifications import inbox, pushing, subscriptions
from app.store import Unavailable
from app.submissions import discovery, keeping
from app.submissions.forgetting import forget_posts_of_purged
from app.submissions.intake import LEASE
from app.submissions.verification import PATIENCE
from app.teams import contacts
from app.warroom import kept, pulse, trends

log = logging.getLogger(__name__)

BATCH = 500
SESSIONS_KEPT = timedelta(days=30)  # so that somebody asking "was that me?" still finds it

TAKE = """
    UPDATE submissions SET next_try_at = :lease WHERE id IN (
        SELECT s.id FROM submissions s
        WHERE {which} AND NOT EXISTS (
            SELECT 1 FROM procrastinate_jobs j
            WHERE j.status = 'todo' AND j.args ->> 'submission_id' = s.id::text)
        ORDER BY s.next_try_at LIMIT :batch FOR UPDATE SKIP LOCKED)
    RETURNING id, state
"""
DUE = "s.next_try_at <= :now AND s.state IN ('pending', 'verified')"
# Pending without a moment: the account has to be linked anew; due once it is, or in vain too long.
RELINKED = """
    s.next_try_at IS NULL AND s.state = 'pending' AND (s.submitted_at <= :waited OR EXISTS (
        SELECT 1 FROM linked_accounts a WHERE a.id = s.account_id AND a.status = 'active'))
"""


def queue_due(now: datetime) -> int:
    """Queue a look at every submission whose moment has come; returns how many."""
    return sum(_queue(text(TAKE.format(which=which)), now) for which in (DUE, RELINKED))


def _queue(take: TextClause, now: datetime) -> int:
    total, found = 0, BATCH
    while found == BATCH:
        with transaction():
            due = (
                session()
                .execute(
                    take,
                    {"now": now, "lease": now + LEASE, "waited": now - PATIENCE, "batch": BATCH},
                )
                .all()
            )
            for row in due:
                defer("check" if row.state == "pending" else "recheck", submission_id=row.id)
        found = len(due)
        total += found
    return total


def queue_looks(now: datetime) -> int:
    """Queue a look for new posts of every account whose turn has come; returns how many."""
    return _queue_each("look", "account_id", polling.take_due, now)


def queue_feeds(now: datetime) -> int:
    """Queue a look at every feed of the party whose turn has come; returns how many."""
    return _queue_each("feed", "source_id", feeds.take_due, now)


def queue_pushes(now: datetime) -> int:
    """Queue a call of every phone whose turn has come; returns how many."""
    return _queue_each("push", "subscription_id", pushing.take_due, now)


def _queue_each(
    task: str, argument: str, take_due: Callable[[datetime], Sequence[int]], now: datetime
) -> int:
    with transaction():
        due = take_due(now)
        for one in due:
            defer(task, **{argument: one})
    return len(due)


def sweep(now: datetime) -> None:
    """Forget what has run out: attempts to link an account, old sessions, windows of throttles,
    the words of posts as each platform's terms say or when their account was purged, by what
    visitors were told apart, old notices and contacts, and phones that nobody is to be called
    on any more; end proposals to disable an account that nobody answered."""
    with transaction():
        arrivals.forget_salts(clock.party_day(now))
        forget_posts_of_purged()
        keeping.forget_words(now)
        session().execute(delete(LinkAttempt).where(LinkAttempt.expires_at < now - KEPT))
        session().execute(delete(Session).where(Session.expires_at < now - SESSIONS_KEPT))
        throttle.sweep()
        slips.sweep()
        discovery.sweep(now)
        asking.forget(now)
        sanctions.lapse(now)
        inbox.forget(now)
        contacts.forget(now)
        pulse.forget(now)
        subscriptions.sweep(now)


@queue.periodic(cron="* * * * *")
@queue.task(name="queue_due")
def every_minute(timestamp: int) -> None:
    """Retries, re-checks, and checks whose worker died."""
    queue_due(clock.now())


@queue.periodic(cron="* * * * *")
@queue.task(name="queue_pushes")
def call_phones(timestamp: int) -> None:
    """Phones for which something is new."""
    queue_pushes(clock.now())


@queue.periodic(cron="* * * * *")
@queue.task(name="trends")
def watch_trends(timestamp: int) -> None:
    """What is talked about on X, while somebody watches a war room."""
    now = clock.now()
    with suppress(Unavailable):
        if kept.somebody_watches(now.timestamp()):
            trends.refresh(now)


@queue.periodic(cron="* * * * * */5")
@queue.task(name="tick", priority=10)
def every_five_seconds(timestamp: int) -> None:
    """Figures of war rooms that somebody watches; before all else, for they are for now."""
    with suppress(Unavailable):  # pages count for themselves meanwhile
        kept.tick(clock.now())


@queue.periodic(cron="* * * * * */5")
@queue.task(name="people")
def count_people(timestamp: int) -> None:
    """Distinct people of war rooms that somebody watches, which takes longer than a tick may."""
    with suppress(Unavailable):
        kept.tick_people(clock.now())


@queue.periodic(cron="27 * * * *")
@queue.task(name="expire_moves")
def expire_moves(timestamp: int) -> None:
    """Proposals to move that nobody answered in time."""
    moving.expire(clock.now())


@queue.periodic(cron="* * * * *")
@queue.task(name="count_goals")
def follow_goals(timestamp: int) -> None:
    """How far units have come."""
    count_goals(clock.now())


@queue.periodic(cron="*/5 * * * *")
@queue.task(name="queue_looks")
def every_five_minutes(timestamp: int) -> None:
    """New posts of those who asked us to look."""
    queue_looks(clock.now())


@queue.periodic(cron="*/10 * * * *")
@queue.task(name="measure")
def every_ten_minutes(timestamp: int) -> None:
    """What units are compared by: rolls, the cap, the national mean."""
    with transaction():
        measure(clock.now())
    projection.wake()


@queue.periodic(cron="*/5 * * * *")
@queue.task(name="audit_sample")
def audit_some(timestamp: int) -> None:
    """Some cadres' numbers on every board, against the ledger."""
    with suppress(Unavailable):  # while the store is gone nothing can differ
        sampling.kept("sample", clock.now())


@queue.periodic(cron="*/5 * * * *")
@queue.task(name="seal_log")
def seal_log(timestamp: int) -> None:
    """What was done since, sealed into the chain of the audit log."""
    with transaction():
        chain.seal(clock.now())


@queue.periodic(cron="50 19 * * *")
@queue.task(name="verify_log")
def verify_log(timestamp: int) -> None:
    """Every event of the audit log and its seal (02.50 in Jakarta)."""
    with transaction():
        found = chain.verify(clock.now())
    for problem in found.problems:
        log.error("audit log: %s", problem)


@queue.periodic(cron="7 17 * * *")
@queue.task(name="note_ranks")
def every_night(timestamp: int) -> None:
    """Where everybody stands as the day ends (00.07 in Jakarta)."""
    with suppress(Unavailable):  # nothing is said of movement until the next night
        movement.note_ranks()


@queue.periodic(cron="25 17 * * *")
@queue.task(name="award_badges")
def award_badges(timestamp: int) -> None:
    """Badges that time or other people completed (00.25 in Jakarta)."""
    awarding.award_by_night(clock.now())


@queue.periodic(cron="20 19 * * *")
@queue.task(name="audit_full")
def audit_all(timestamp: int) -> None:
    """Every number on every board, at the quietest hour (02.20 in Jakarta)."""
    with suppress(Unavailable):
        sampling.kept("full", clock.now())


@queue.periodic(cron="40 18 * * *")
@queue.task(name="make_ahead")
def make_room(timestamp: int) -> None:
    """Months of the ledger and seasons of totals, long before anything lies in them."""
    with transaction():
        partitions.make_ahead(clock.party_day(clock.now()))


@queue.periodic(cron="7 * * * *")
@queue.task(name="close_periods")
def close_periods(timestamp: int) -> None:
    """Weeks, seasons and campaigns that have settled."""
    close_due(clock.now())


@queue.periodic(cron="37 * * * *")
@queue.task(name="renew_lasting")
def renew_grants(timestamp: int) -> None:
    """Grants that end soon and that nothing could renew afterwards."""
    renew_lasting()


@queue.periodic(cron="17 * * * *")
@queue.task(name="sweep")
def every_hour(timestamp: int) -> None:
    """Tidy up."""
    sweep(clock.now())


@queue.periodic(cron="*/5 * * * *")
@queue.task(name="queue_feeds")
def ask_feeds(timestamp: int) -> None:
    """What the party published."""
    queue_feeds(clock.now())


@queue.periodic(cron="3 * * * *")
@queue.task(name="credit_arrivals")
def credit_arrivals(timestamp: int) -> None:
    """Points for whom cadres brought on days that are over; the day ends where the party counts."""
    credit(clock.now())


@queue.periodic(cron="47 * * * *")
@queue.task(name="detect")
def look_for_what_is_odd(timestamp: int) -> None:
    """Signals of inorganic behaviour, each a case for a person."""
    detecting.detect(clock.now())
