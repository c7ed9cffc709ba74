"""Hand-ins of many people, planted as rows: a wall counts thousands, so no test hands each in."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import insert

from app import clock
from app.db import db, session, transaction
from app.leaderboards import measuring
from app.submissions.models import Submission, Verdict
from tests.cast import Cast, path_of
from tests.shares import Shares

REASONS = ("copied", "undisclosed", "unreachable")
PROVIDERS = ("x", "threads", "tiktok")
WHO = ("siti", "rudi", "ani", "budi", "joko", "ratna", "mega", "yos", "yohana", "dewi")


@dataclass(frozen=True)
class Planted:
    """What a test knows of one hand-in."""

    who: str
    path: str
    challenge: int
    provider: str
    state: str
    reason: str | None
    submitted_at: datetime
    decided_at: datetime | None
    words: str


def plant(app: Flask, cast: Cast, challenges: Sequence[int], many: int) -> list[Planted]:
    """Random hand-ins of the last nine days, decided as people and machines do."""
    dice = random.Random(7)
    now = clock.now()
    found = [_one(dice, cast, challenges, now) for _ in range(many)]
    with app.app_context():
        with transaction():
            _enter(cast, found, 0)
            measuring.measure(now)
        db.session.remove()
    return found


def hand_in(app: Flask, cast: Cast, who: str, challenge: int, number: int) -> None:
    """One more, verified at once."""
    now = clock.now()
    words = f"kata {number}"
    path = path_of(cast.people[who].unit_code)
    one = Planted(who, path, challenge, "x", "verified", None, now, now, words)
    with app.app_context():
        with transaction():
            _enter(cast, [one], number)
        db.session.remove()


def _one(dice: random.Random, cast: Cast, challenges: Sequence[int], now: datetime) -> Planted:
    who = dice.choice(WHO)
    # Half of them today and on that weekday, when a wall looks most closely.
    days = dice.choice((0, 0, 7, *range(9)))
    submitted = now - timedelta(days=days, minutes=dice.uniform(0, 1200))
    state = dice.choice(("pending", "set_aside", *["verified"] * 5, "reversed", "rejected"))
    open_still = state in ("pending", "set_aside")
    decided = None if open_still else min(now, submitted + timedelta(minutes=dice.uniform(0, 300)))
    reason = dice.choice(REASONS) if state == "rejected" else None
    reason = "unreachable" if state == "reversed" else reason
    return Planted(
        who,
        path_of(cast.people[who].unit_code),
        dice.choice(challenges),
        dice.choice(PROVIDERS),
        state,
        reason,
        submitted,
        decided,
        f"kata {dice.randrange(30)}",
    )


def _enter(cast: Cast, found: Sequence[Planted], first: int) -> None:
    """Rows of hand-ins and of their verdicts, in one statement each."""
    added = insert(Submission).returning(Submission.id, sort_by_parameter_order=True)
    rows = [_row(cast, one, number) for number, one in enumerate(found, first)]
    ids = session().scalars(added, rows).all()
    verdicts = [
        {
            "submission_id": id,
            "at": one.decided_at,
            "outcome": "rejected" if one.state == "rejected" else "verified",
            "reason": one.reason if one.state == "rejected" else None,
            "steps": [],
        }
        for id, one in zip(ids, found, strict=True)
        if one.decided_at
    ]
    session().execute(insert(Verdict), verdicts)


def _row(cast: Cast, one: Planted, number: int) -> dict[str, object]:
    return {
        "public_id": f"uji-{number}",
        "cadre_id": cast.people[one.who].id,
        "unit_id": cast.people[one.who].unit_id,
        "challenge_id": one.challenge,
        "proof_code": "uji",
        "provider": one.provider,
        "post_id": f"{number}",
        "url": "https://x.com/a/status/1",
        "state": one.state,
        "reason": one.reason,
        "submitted_at": one.submitted_at,
        "day": clock.party_day(one.submitted_at),
        "decided_at": one.decided_at,
        "words_hash": one.words,
    }


def challenges_of(shares: Shares, many: int = 2) -> list[int]:
    """Ids of challenges of as many campaigns."""
    made = [shares.challenge() for _ in range(many)]
    with shares.app.app_context():
        query = "SELECT id FROM challenges WHERE public_id = ANY(%(made)s) ORDER BY id"
        driver = session().connection()
        found = driver.exec_driver_sql(query, {"made": made}).scalars().all()
        db.session.remove()
    return list(found)
