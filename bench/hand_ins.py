"""Posts handed in, as every bench of checking needs them: a live challenge and waiting rows."""

import random
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, insert, text

from app import clock
from app.accounts.models import LinkedAccount
from app.accounts.tokens import keep
from app.campaigns.models import Campaign, Challenge
from app.db import session
from app.providers.base import Token
from app.submissions.models import Submission
from app.units.directory import needed

PROVIDER = "x"
TAG, DISCLOSURE = "#Ukur", "#SayaKader"


def people(many: int) -> Sequence[Row]:
    """Different cadres (id, unit_id), spread over the tree."""
    query = "SELECT id, unit_id FROM cadres ORDER BY public_id LIMIT :many"
    return session().execute(text(query), {"many": many}).all()


def challenge(author: int, publisher: int, now: datetime) -> int:
    """A challenge of the whole party, live since yesterday; its id."""
    campaign = Campaign(title=f"Ukur {secrets.token_hex(4)}", created_by=author, created_at=now)
    session().add(campaign)
    session().flush()
    made = Challenge(
        public_id=secrets.token_hex(6),
        campaign_id=campaign.id,
        title="Ukur",
        why="Mengukur",
        talking_points="Satu\nDua",
        required_tag=TAG,
        disclosure=DISCLOSURE,
        providers=[PROVIDER],
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
    session().add(made)
    session().flush()
    return made.id


def account(cadre: int, subject: str, token: Token, now: datetime) -> int:
    """An account linked with this grant; its id."""
    made = LinkedAccount(
        cadre_id=cadre,
        provider=PROVIDER,
        subject=subject,
        handle=f"kader{cadre}",
        name="",
        status="active",
        linked_at=now,
    )
    keep(made, token)
    session().add(made)
    session().flush()
    return made.id


def waiting(who: Row, challenge_id: int, account_id: int, post_id: str, now: datetime) -> int:
    """A submission that nobody checks before it is queued here; its id."""
    values = {
        "public_id": secrets.token_hex(6),
        "cadre_id": who.id,
        "unit_id": who.unit_id,
        "challenge_id": challenge_id,
        "account_id": account_id,
        "provider": PROVIDER,
        "post_id": post_id,
        "url": f"https://x.com/i/status/{post_id}",
        "state": "pending",
        "submitted_at": now,
        "day": clock.party_day(now),
        "tries": 0,
        "next_try_at": now + timedelta(days=1),
    }
    return session().scalars(insert(Submission).values(values).returning(Submission.id)).one()


def own_words(dice: random.Random) -> str:
    """A post like no other, with the tag and the disclosure."""
    words = " ".join("".join(dice.choices("aeiknrstu", k=6)) for _ in range(25))
    return f"{words} {TAG} {DISCLOSURE}"
