"""`flask seed demo`: a party of some three thousand invented people in the middle of a season.

Begin at `seed`: people, accounts on the stand-in platforms, a campaign, four weeks of posts lived
through the real verbs, what verifiers and re-checks made of them, and the boards.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import text

from app import clock
from app.cadres import passwords
from app.campaigns.models import Challenge
from app.campaigns.policy import let_all_score
from app.cli import statistics
from app.cli.seed_activities import report_activities
from app.cli.seed_calendar import hold_elections
from app.cli.seed_challenges import PLOTS, Staged, stage
from app.cli.seed_content import bring_people, say_to_all, take_up_feeds
from app.cli.seed_desk import work_at_desks
from app.cli.seed_history import Plan, live, plans, written
from app.cli.seed_leaders import lead
from app.cli.seed_local import issue, set_rules
from app.cli.seed_moderation import moderate
from app.cli.seed_offices import hold_office
from app.cli.seed_people import JOINED, PASSWORD, Soul, enter_cast, enter_crowd, link
from app.cli.seed_phones import hand_out
from app.cli.seed_pictures import prepare_pictures
from app.cli.seed_platforms import Platforms, Written
from app.cli.seed_season import season_around
from app.db import session, transaction
from app.errors import Refusal
from app.flows.verified_share import LOOKS, SECOND_LOOK, decide_by_person, recheck
from app.jobs.handing_in import hand_in
from app.leaderboards import alone, measuring, movement
from app.leaderboards.closing import close_due
from app.leaderboards.projection import project_once
from app.leaderboards.rebuild import rebuild
from app.providers.links import parse
from app.seasons.calendar import SETTLES, week_days
from app.submissions.proof import code_for
from app.units.tree import within
from app.warroom import pulse
from config import Settings

LINK = next(plot.link for plot in PLOTS if plot.link)
PER_CADRE = 0.45  # posts of the past weeks
DECIDED_AFTER = timedelta(hours=30)  # posts set aside longer ago were looked at by the verifier


def seed(settings: Settings, cadres: int, say: Callable[[str], None], number: int = 7) -> None:
    """Make the demo party. Raises Refusal outside demo mode and where anybody already is."""
    _insist(settings)
    dice = random.Random(number)  # noqa: S311 - the same party every time
    platforms, now = Platforms(settings), clock.now().replace(microsecond=0)
    rebuild()  # of nothing: the boards are whole from here on
    say("People …")
    cast, crowd = _people(dice, cadres, now)
    statistics.refresh()
    with transaction():
        set_rules(cast, now)
    with transaction():
        author, publisher = cast["tika"].actor(), cast["bima"].actor()
        staged = stage(author, publisher, platforms.keys, settings.disclosure_tag, now)
        staged += issue(cast, platforms.keys, settings.disclosure_tag, now)
    prepare_pictures()
    many = int(cadres * PER_CADRE)
    found = plans(dice, cast, crowd, staged, LINK, settings.disclosure_tag, many, now)
    say(f"Accounts and {len(found):,} posts on the stand-in platforms …")
    _link(platforms, found)
    found = written(found, platforms.write([plan.post for plan in found]))
    say("Four weeks …")
    done = _until_today(found, say, now)
    _judge(cast["dewi"], done, now)
    _take_one_back(platforms, done, now)
    _hand_in_now(platforms, dice, done, settings.disclosure_tag, now)
    _show_to_people(platforms, cast, staged, settings.disclosure_tag, now)
    with transaction() as current:
        current.execute(text(LOOKED), {"now": now, **LOOKED_AFTER})
    say("What reviewers decided …")
    moderate(platforms, cast, done, staged, LINK, settings.disclosure_tag, now)
    work_at_desks(platforms, cast, done, staged, settings.disclosure_tag, now)
    hold_elections(now)
    say("Activities with photos …")
    report_activities(cast, now)
    lead(cast, now)
    hold_office(cast, now)
    say("The party's stream …")
    take_up_feeds(cast["tika"])
    say_to_all(cast["tika"], now)
    bring_people(cast["siti"], 9, now)
    bring_people(cast["rudi"], 25, now)
    hand_out(platforms, (cast["siti"], cast["rudi"]), now)
    say("Boards …")
    statistics.refresh()
    with transaction():
        measuring.measure(clock.now())
    pulse.fold(clock.now())
    _project()
    _close_weeks(clock.party_day(now))


def _until_today(
    found: Sequence[Plan], say: Callable[[str], None], now: datetime
) -> dict[int, Plan]:
    """Live every plan through; what comes after last midnight moves people on the boards."""
    before: list[Plan] = []
    since: list[Plan] = []
    for plan in found:
        over = clock.party_day(plan.settled) < clock.party_day(now)
        (before if over else since).append(plan)
    done = live(before, LINK, say)
    with transaction():
        measuring.measure(now)
    _project()
    movement.note_ranks()
    return done | live(since, LINK, say)


def _close_weeks(today: date) -> None:
    """Weeks that have settled are measured once, and closed as the hour would have done."""
    with transaction() as current:
        weeks = [one for one in alone.open_periods(current) if one.startswith("w")]
        settled = [one for one in weeks if week_days(one)[1] + SETTLES < today]
        measuring.complete(settled, clock.now())
    close_due(clock.now())


def _project() -> None:
    while project_once():
        pass


def _insist(settings: Settings) -> None:
    if not settings.demo:
        raise Refusal("not_demo", "Hanya dalam mode demo (DEMO=1).")
    with transaction() as current:
        if current.scalar(text("SELECT EXISTS (SELECT FROM cadres)")):
            raise Refusal("not_empty", "Sudah ada kader; data demo hanya untuk pangkalan kosong.")
        if not current.scalar(text("SELECT EXISTS (SELECT FROM units WHERE level = 'RANTING')")):
            raise Refusal("no_tree", "Belum ada pohon unit; jalankan `flask units import`.")


def _people(dice: random.Random, cadres: int, now: datetime) -> tuple[dict[str, Soul], list[Soul]]:
    hashed = passwords.hashed(PASSWORD)  # once: hashing three thousand times takes minutes
    with transaction():
        season_around(clock.party_day(now))
        let_all_score("Platform tiruan", now - JOINED)
        cast = enter_cast(hashed, now)
        return cast, enter_crowd(dice, max(0, cadres - len(cast)), hashed, now)


def _link(platforms: Platforms, found: list[Plan]) -> None:
    """Everybody who posts has an account on the platform she posts on."""
    for provider in sorted({plan.post.platform for plan in found}):
        there = {plan.soul.id: plan.soul for plan in found if plan.post.platform == provider}
        with transaction():
            link(platforms, list(there.values()), provider)


def _judge(verifier: Soul, done: Mapping[int, Plan], now: datetime) -> None:
    """The verifier has looked at what waits longest, outside her own province."""
    asked = "SELECT id, public_id FROM submissions WHERE state = 'set_aside' AND submitted_at < :t"
    with transaction() as current:
        waiting = current.execute(text(asked + " ORDER BY id"), {"t": now - DECIDED_AFTER}).all()
        far = [one for one in waiting if not _related(done[one.id].soul, verifier)]
        for n, one in enumerate(far):
            with clock.at(done[one.id].settled + timedelta(hours=5)):
                accept = n % 3 != 0
                decide_by_person(
                    verifier.actor(), one.public_id, accept, "" if accept else "copied"
                )


def _related(one: Soul, other: Soul) -> bool:
    return within(one.home.path, other.home.path) or within(other.home.path, one.home.path)


def _take_one_back(platforms: Platforms, done: Mapping[int, Plan], now: datetime) -> None:
    """One post that counted was deleted by its author and missed on two looks."""
    asked = "SELECT max(id) FROM submissions WHERE state = 'verified' AND decided_at < :t"
    with transaction() as current:
        gone = current.scalar(text(asked), {"t": now - timedelta(days=2)})
    if gone is None:
        return
    platforms.delete(done[gone].post)
    for wait in (LOOKS[0], LOOKS[0] + SECOND_LOOK):
        with clock.at(done[gone].settled + wait):
            recheck(gone)


def _hand_in_now(
    platforms: Platforms,
    dice: random.Random,
    done: Mapping[int, Plan],
    disclosure: str,
    now: datetime,
) -> None:
    """Two posts wait for the worker, as they do at any moment of a living party."""
    open_now = [
        plan for plan in done.values() if plan.challenge.closes_at > now and plan.fault == "good"
    ]
    for plan in dice.sample(open_now, min(2, len(open_now))):
        words = f"Kabar terbaru dari {plan.soul.home.name}, lanjutan cerita kemarin yang lalu."
        told = f"{words} {plan.challenge.tag} {disclosure}"
        at = now - timedelta(minutes=3)
        post = platforms.write([Written(plan.post.platform, plan.soul.handle, told, at)])[0]
        with transaction():
            challenge = session().get_one(Challenge, plan.challenge.id)
            hand_in(plan.soul.actor(), challenge, parse(post.url))


def _show_to_people(
    platforms: Platforms,
    cast: Mapping[str, Soul],
    staged: Sequence[Staged],
    disclosure: str,
    now: datetime,
) -> None:
    """A photo on an account nobody can read waits for two people; one has said yes already."""
    rudi, challenge = cast["rudi"], next(one for one in staged if one.closes_at > now)
    code = code_for(rudi.id, challenge.id)
    told = f"Sore di Lebak Bulus bersama tetangga. {code} {challenge.tag} {disclosure}"
    at = now - timedelta(hours=2)
    post = platforms.write([Written("instagram", rudi.handle, told, at)])[0]
    with transaction(), clock.at(at + timedelta(minutes=10)):
        asked = session().get_one(Challenge, challenge.id)
        public_id = hand_in(rudi.actor(), asked, parse(post.url)).public_id
    with transaction(), clock.at(at + timedelta(minutes=40)):
        decide_by_person(cast["dewi"].actor(), public_id, True, "")


LOOKED_AFTER = {"first": LOOKS[0], "second": LOOKS[1], "third": LOOKS[2]}
# The looks at a post that lie behind us found it there: only those ahead are still planned.
LOOKED = """
UPDATE submissions SET next_try_at = CASE
    WHEN decided_at + :first > :now THEN decided_at + :first
    WHEN decided_at + :second > :now THEN decided_at + :second
    WHEN decided_at + :third > :now THEN decided_at + :third END
WHERE state = 'verified' AND account_id IS NOT NULL
"""
