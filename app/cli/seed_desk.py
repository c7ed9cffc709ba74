"""What the demo party's officers and leaders did beside challenges: a picture taken back and put
right, points proposed, tables to take away."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from app import clock
from app.campaigns import kit_items
from app.campaigns.models import Challenge
from app.campaigns.recalling import Correction
from app.cli.seed_challenges import PICTURED, Staged
from app.cli.seed_history import Plan, as_read
from app.cli.seed_people import HOME, Soul
from app.cli.seed_pictures import WRONG_ALT
from app.cli.seed_platforms import Platforms, Written
from app.db import session, transaction
from app.exports import asking, making
from app.flows import recalled_challenge
from app.flows.verified_share import settle
from app.providers.links import parse
from app.rulebook import versions
from app.rulebook.rules import LAID_DOWN
from app.submissions.evidence import CORRECTION
from app.submissions.intake import correct
from app.units.lines import scope
from app.units.naming import title

RECALLED = timedelta(days=2)
TRUE = "Kerja bakti saluran air setiap Minggu pagi, bukan Sabtu."
WRONG = Correction(
    "Gambar menyebut kerja bakti hari Sabtu; jadwal itu keliru.",
    TRUE,
    "https://partai.example/ralat/kerja-bakti",
)
ANSWERS = 5  # who put it right so far; Siti did not
CHANGED = {"daily_cap": 150, "arrival_cap": 20}
REASON = (
    "Lebih banyak orang yang datang lewat tautan, lebih sedikit unggahan beruntun dalam sehari."
)


def work_at_desks(
    platforms: Platforms,
    cast: Mapping[str, Soul],
    done: Mapping[int, Plan],
    staged: Sequence[Staged],
    disclosure: str,
    now: datetime,
) -> None:
    """Fill what waits for a second person, and what is there to be taken."""
    water = next(one for one in staged if one.topic == PICTURED)
    recall_id = _take_back(cast["bima"], water, now - RECALLED)
    _put_right(platforms, _sharers(cast, done, water, now), water, recall_id, disclosure, now)
    with transaction(), clock.at(now - timedelta(hours=20)):
        numbers = {**LAID_DOWN["points"][-1].numbers, **CHANGED}
        versions.propose(cast["tika"].actor(), "points", numbers, REASON)
    with clock.at(now - timedelta(hours=2)):
        _take_away(cast["ratna"], "team", "31.74", "xlsx")
        _take_away(cast["ani"], "team", HOME, "csv")
        _take_away(cast["ratna"], "team", HOME, "xlsx", phones=True)


def _take_back(officer: Soul, water: Staged, at: datetime) -> int:
    with transaction(), clock.at(at):
        challenge = session().get_one(Challenge, water.id)
        found = kit_items.published(challenge.id)
        part = next(one.public_id for one in found if one.alt == WRONG_ALT)
        return recalled_challenge.recall(officer.actor(), challenge, WRONG, part).id


def _sharers(
    cast: Mapping[str, Soul], done: Mapping[int, Plan], water: Staged, now: datetime
) -> list[Soul]:
    """Some of those who shared it before it was taken back, each once, Rudi among them."""
    before = {
        plan.soul.id: plan.soul
        for plan in done.values()
        if plan.challenge.id == water.id
        and plan.fault == "good"
        and plan.handed_in < now - RECALLED
    }
    before.pop(cast["siti"].id, None)
    rudi = before.pop(cast["rudi"].id, None)
    return [*([rudi] if rudi else []), *before.values()][:ANSWERS]


def _put_right(
    platforms: Platforms,
    souls: Sequence[Soul],
    water: Staged,
    recall_id: int,
    disclosure: str,
    now: datetime,
) -> None:
    told = f"{CORRECTION}: {TRUE} {WRONG.source} {water.tag} {disclosure}"
    at = now - timedelta(days=1)
    posts = platforms.write([Written("x", soul.handle, told, at) for soul in souls])
    for soul, post in zip(souls, posts, strict=True):
        with transaction(), clock.at(at + timedelta(minutes=9)):
            challenge = session().get_one(Challenge, water.id)
            made = correct(soul.actor(), challenge, recall_id, parse(post.url))
            settle(made.id, as_read(post, WRONG.source), at + timedelta(minutes=10))


def _take_away(who: Soul, kind: str, code: str, format: str, phones: bool = False) -> None:
    """Ask, and make the file as the worker would; with phone numbers it waits for another."""
    with transaction():
        unit = scope(code)
        assert unit is not None
        words = f"Tim {title(unit)}"
        export = asking.ask(who.actor(), kind, unit, "", words, format, phones)
        export_id = export.id
    making.make(export_id)
