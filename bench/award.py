"""`award`: settling verified submissions, a commit each, against the least any ledger must do."""

import os
import random
import time
from datetime import datetime, timedelta

import psycopg
from sqlalchemy import text

from app import clock
from app.cli import statistics
from app.db import transaction
from app.flows.verified_share import settle
from app.providers.base import Post, Token
from bench import hand_ins
from bench.figures import cpu_seconds, figure, median
from bench.party import Party

MANY = 600
ROUNDS = 6
FLOOR = """
WITH entry AS (
    INSERT INTO floor_entries (cadre_id, points, source) VALUES (%s, 20, %s)
    RETURNING cadre_id, points
)
INSERT INTO floor_totals AS t (period, cadre_id, points)
SELECT period, cadre_id, points FROM entry, unnest(ARRAY['all', 's1', 'w1']) AS period
ON CONFLICT (period, cadre_id) DO UPDATE SET points = t.points + excluded.points
"""


def run(party: Party) -> None:
    """Rounds of both in turn, one client."""
    now = clock.now()
    with transaction():
        waiting = _submissions(now)
    statistics.refresh("submissions", "linked_accounts")
    size = len(waiting) // ROUNDS
    with psycopg.connect(party.addresses.owner_url) as connection:
        _floor_tables(connection)
        ours, floor, cpu, least = [], [], [], []
        for number in range(ROUNDS):
            part = waiting[number * size : (number + 1) * size]
            moments = [cpu_seconds([os.getpid()])]
            ours.append(_settled(part, now))
            moments.append(cpu_seconds([os.getpid()]))
            floor.append(_inserted(connection, part, number))
            moments.append(cpu_seconds([os.getpid()]))
            cpu.append((moments[1] - moments[0]) * 1000 / size)
            least.append((moments[2] - moments[1]) * 1000 / size)
    figure("award", median(ours), median(floor), "commits/s", size * ROUNDS)
    figure("award.cpu", median(cpu), median(least), "ms CPU/commit", size * ROUNDS)


def _settled(part: list[tuple[int, int, Post]], now: datetime) -> float:
    started = time.perf_counter()
    for id, _, post in part:
        with transaction():
            settle(id, post, now)
    seconds = time.perf_counter() - started
    with transaction() as current:
        ids = {"ids": [id for id, _, _ in part]}
        query = "SELECT count(*) FROM submissions WHERE id = ANY(:ids) AND state = 'verified'"
        verified = current.scalar(text(query), ids)
    if verified != len(part):
        raise RuntimeError(f"only {verified} of {len(part)} were verified")
    return len(part) / seconds


def _inserted(
    connection: psycopg.Connection, part: list[tuple[int, int, Post]], number: int
) -> float:
    started = time.perf_counter()
    for id, cadre, _ in part:
        connection.execute(FLOOR, (cadre, f"floor:{number}:{id}"))
        connection.commit()
    return len(part) / (time.perf_counter() - started)


def _floor_tables(connection: psycopg.Connection) -> None:
    connection.execute(
        "CREATE TABLE floor_entries (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
        " cadre_id bigint, points int, source text UNIQUE)"
    )
    connection.execute(
        "CREATE TABLE floor_totals (period text, cadre_id bigint, points int,"
        " PRIMARY KEY (period, cadre_id))"
    )
    connection.commit()


def _submissions(now: datetime) -> list[tuple[int, int, Post]]:
    """Pending submissions of different people for one live challenge, and their posts."""
    everybody = hand_ins.people(MANY)
    challenge = hand_ins.challenge(everybody[0].id, everybody[1].id, now)
    grant = Token("-", None, None, ())
    dice = random.Random(5)
    found = []
    for n, who in enumerate(everybody):
        account = hand_ins.account(who.id, str(n), grant, now)
        post = _post(dice, n, now)
        found.append((hand_ins.waiting(who, challenge, account, post.post_id, now), who.id, post))
    return found


def _post(dice: random.Random, n: int, now: datetime) -> Post:
    post_id = str(10**15 + n)
    return Post(
        provider=hand_ins.PROVIDER,
        post_id=post_id,
        author_id=str(n),
        posted_at=now - timedelta(minutes=5),
        text=hand_ins.own_words(dice),
        links=(),
        tags=("ukur", "sayakader"),
        public=True,
        url=f"https://x.com/i/status/{post_id}",
        versions=(post_id,),
    )
