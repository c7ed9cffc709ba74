"""`award`: settling verified submissions, a commit each, against the least any ledger must do."""

import random
import secrets
import time
from datetime import datetime, timedelta

import psycopg
from sqlalchemy import insert, text

from app import clock
from app.accounts.models import LinkedAccount
from app.campaigns.models import Campaign, Challenge
from app.db import session, transaction
from app.flows.verified_share import settle
from app.providers.base import Post
from app.submissions.models import Submission
from app.units.directory import needed
from bench.figures import figure, median
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
    size = len(waiting) // ROUNDS
    with psycopg.connect(party.addresses.owner_url) as connection:
        _floor_tables(connection)
        ours, floor = [], []
        for number in range(ROUNDS):
            part = waiting[number * size : (number + 1) * size]
            ours.append(_settled(part, now))
            floor.append(_inserted(connection, part, number))
    figure("award", median(ours), median(floor), "commits/s", size * ROUNDS)


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
    query = "SELECT id, unit_id FROM cadres ORDER BY public_id LIMIT :many"
    people = session().execute(text(query), {"many": MANY}).all()
    challenge = _challenge(people[0].id, people[1].id, now)
    dice = random.Random(5)
    found = []
    for n, who in enumerate(people):
        account = _account(who.id, n, now)
        values = {
            "public_id": secrets.token_hex(6),
            "cadre_id": who.id,
            "unit_id": who.unit_id,
            "challenge_id": challenge,
            "account_id": account,
            "provider": "x",
            "post_id": str(10**15 + n),
            "url": f"https://x.com/i/status/{10**15 + n}",
            "state": "pending",
            "submitted_at": now,
            "day": clock.party_day(now),
            "tries": 0,
        }
        id = session().scalars(insert(Submission).values(values).returning(Submission.id)).one()
        found.append((id, who.id, _post(dice, n, now)))
    return found


def _challenge(author: int, publisher: int, now: datetime) -> int:
    campaign = Campaign(title="Ukur", created_by=author, created_at=now)
    session().add(campaign)
    session().flush()
    challenge = Challenge(
        public_id=secrets.token_hex(6),
        campaign_id=campaign.id,
        title="Ukur",
        why="Mengukur",
        talking_points="Satu\nDua",
        required_tag="#Ukur",
        disclosure="#SayaKader",
        providers=["x"],
        unit_id=needed("dpp").id,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
        points=20,
        daily_limit=3,
        state="published",
        drafted_by=author,
        drafted_at=now,
        published_by=publisher,
        published_at=now,
    )
    session().add(challenge)
    session().flush()
    return challenge.id


def _account(cadre: int, n: int, now: datetime) -> int:
    account = LinkedAccount(
        cadre_id=cadre,
        provider="x",
        subject=str(n),
        handle=f"kader{n}",
        name="",
        status="active",
        token=b"-",
        linked_at=now,
    )
    session().add(account)
    session().flush()
    return account.id


def _post(dice: random.Random, n: int, now: datetime) -> Post:
    words = " ".join("".join(dice.choices("aeiknrstu", k=6)) for _ in range(25))
    return Post(
        provider="x",
        post_id=str(10**15 + n),
        author_id=str(n),
        posted_at=now - timedelta(minutes=5),
        text=f"{words} #Ukur #SayaKader",
        links=(),
        tags=("ukur", "sayakader"),
        public=True,
        url=f"https://x.com/i/status/{10**15 + n}",
        versions=(str(10**15 + n),),
    )
