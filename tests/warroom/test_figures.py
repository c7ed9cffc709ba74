"""What a wall says is what lies in the hand-ins, wherever one looks from."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from statistics import median

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.clock import JAKARTA, party_day
from app.db import db, session, transaction
from app.moderation.models import Appeal
from app.submissions.models import Submission
from app.units.lines import Scope, scope
from app.units.tree import depth, within
from app.warroom import figures, pulse
from app.warroom.shapes import Figures
from tests.cast import FIRST_SEASON, Cast, path_of
from tests.shares import Shares
from tests.warroom.party import Planted, challenges_of, hand_in, plant

PLACES = ("dpp", "31", "31.74", "31.74.06", "31.74.06.1002", "91")
NOON = datetime(2026, 11, 25, 5, 20, tzinfo=UTC)  # a Wednesday, 12.20 in Jakarta
SEASON_OPENS = FIRST_SEASON


@dataclass(frozen=True)
class Truth:
    """The same, worked out by hand from what was planted."""

    rows: list[Planted]
    now: datetime

    @property
    def midnight(self) -> datetime:
        return datetime.combine(party_day(self.now), time(), JAKARTA)

    def accepted(self, since: datetime, until: datetime) -> list[Planted]:
        return [
            one
            for one in self.rows
            if one.state in ("verified", "reversed")
            and one.decided_at is not None
            and since <= one.decided_at < until
        ]

    def recent(self) -> list[Planted]:
        first = party_day(self.now) - timedelta(days=6)
        return [one for one in self.rows if party_day(one.submitted_at) >= first]


@pytest.fixture
def at_noon() -> Iterator[datetime]:
    with clock.at(NOON):
        yield NOON


@pytest.fixture
def planted(
    app: Flask, cast: Cast, shares: Shares, at_noon: datetime
) -> tuple[list[int], list[Planted]]:
    challenges = challenges_of(shares)
    return challenges, plant(app, cast, challenges, 240)


def looked_at(app: Flask, code: str, campaign: int | None = None) -> Figures:
    with app.app_context():
        pulse.fold(clock.now())
        people = figures.people(of(code), campaign, clock.now(), patient=True)
        found = figures.count(of(code), campaign, clock.now(), people)
        db.session.remove()
    return found


def of(code: str) -> Scope:
    found = scope(code)
    assert found is not None
    return found


def test_every_figure_is_what_was_handed_in(
    app: Flask, planted: tuple[list[int], list[Planted]]
) -> None:
    for code in PLACES:
        _every_figure_is_what_was_handed_in(app, planted[1], code)


def _every_figure_is_what_was_handed_in(app: Flask, rows: list[Planted], code: str) -> None:
    truth = Truth([one for one in rows if within(one.path, path_of(code))], NOON)
    shown = looked_at(app, code)
    today = truth.accepted(truth.midnight, NOON + timedelta(seconds=1))
    until = NOON.replace(minute=0)
    assert shown.verified == len(today)
    assert shown.so_far == len(truth.accepted(truth.midnight, until))
    week = timedelta(days=7)
    assert shown.before == len(truth.accepted(truth.midnight - week, until - week))
    assert {one.key: one.n for one in shown.platforms} == Counter(o.provider for o in today)
    rejected = [
        one
        for one in truth.rows
        if one.state == "rejected" and one.decided_at and one.decided_at >= truth.midnight
    ]
    assert {one.key: one.n for one in shown.reasons} == Counter(o.reason for o in rejected)
    assert shown.rejected == len(rejected)
    hours = [shown.first_hour + timedelta(hours=n) for n in range(24)]
    assert list(shown.hours) == [
        len(truth.accepted(hour, hour + timedelta(hours=1))) for hour in hours
    ]


def test_people_are_counted_once_however_much_they_hand_in(
    app: Flask, planted: tuple[list[int], list[Planted]]
) -> None:
    for code in PLACES:
        _people_are_counted_once_however_much_they_hand_in(app, planted[1], code)


def _people_are_counted_once_however_much_they_hand_in(
    app: Flask, rows: list[Planted], code: str
) -> None:
    here = path_of(code)
    truth = Truth([one for one in rows if within(one.path, here)], NOON)
    recent, today = truth.recent(), party_day(NOON)
    good = [one for one in recent if one.state == "verified"]
    people = looked_at(app, code).people
    assert people is not None
    assert people.active == len({one.who for one in recent})
    assert people.today == len({o.who for o in recent if party_day(o.submitted_at) == today})
    assert people.people == len({one.who for one in good})
    assert people.words == len({one.words for one in good})
    assert people.districts == len({".".join(one.path.split(".")[:4]) for one in good})


def test_units_right_below_add_up_to_the_whole(
    app: Flask, planted: tuple[list[int], list[Planted]]
) -> None:
    for code in ("dpp", "31.74", "31.74.06"):
        _add_up(app, planted[1], code)


def _add_up(app: Flask, rows: list[Planted], code: str) -> None:
    shown = looked_at(app, code)
    deep = depth(path_of(code)) + 1
    mine = Truth([one for one in rows if within(one.path, path_of(code))], NOON)
    today = mine.accepted(mine.midnight, NOON + timedelta(seconds=1))
    verified = Counter(".".join(one.path.split(".")[:deep]) for one in today)
    active = {(one.who, ".".join(one.path.split(".")[:deep])) for one in mine.recent()}
    for child in shown.children:
        assert child.verified == verified[path_of(child.code)], child.code
        assert child.active == sum(path == path_of(child.code) for _, path in active), child.code
    assert sum(child.verified or 0 for child in shown.children) == shown.verified


def test_the_queue_tells_how_many_wait_and_how_long_the_middle_one_has(
    app: Flask, planted: tuple[list[int], list[Planted]]
) -> None:
    _, rows = planted
    shown = looked_at(app, "31").queue
    here = [one for one in rows if within(one.path, path_of("31"))]
    states = Counter(one.state for one in here)
    waits = [
        (NOON - one.submitted_at).total_seconds()
        for one in here
        if one.state in ("pending", "set_aside")
    ]
    assert (shown.pending, shown.set_aside) == (states["pending"], states["set_aside"])
    assert shown.median_s == pytest.approx(median(waits))
    assert shown.oldest_s == pytest.approx(max(waits))


def test_a_campaign_shows_its_own_challenges_alone(
    app: Flask, planted: tuple[list[int], list[Planted]]
) -> None:
    (first, _second), rows = planted
    whole = looked_at(app, "dpp")
    assert len(whole.efforts) == 2
    parts = [looked_at(app, "dpp", one.campaign_id) for one in whole.efforts]
    assert sum(one.verified or 0 for one in parts) == whole.verified
    assert sum(one.queue.waiting for one in parts) == whole.queue.waiting
    of_first = [one for one in rows if one.challenge == first and one.state == "verified"]
    recent = {one.who for one in Truth(of_first, NOON).recent()}
    assert parts[0].people and parts[0].people.people == len(recent)


def test_folding_again_changes_nothing_and_a_new_verdict_moves_every_unit_above(
    app: Flask, cast: Cast, planted: tuple[list[int], list[Planted]]
) -> None:
    challenges, _ = planted
    before = {code: looked_at(app, code) for code in PLACES}
    assert {code: looked_at(app, code) for code in PLACES} == before
    hand_in(app, cast, "siti", challenges[0], 9000)
    after = {code: looked_at(app, code) for code in PLACES}
    moved = {code: (after[code].verified or 0) - (before[code].verified or 0) for code in PLACES}
    assert moved == {"91": 0} | dict.fromkeys(PLACES[:5], 1)


def test_what_was_late_to_commit_is_still_counted_and_old_hours_are_forgotten(
    app: Flask, cast: Cast, planted: tuple[list[int], list[Planted]]
) -> None:
    challenges, _ = planted
    whole = looked_at(app, "dpp")
    hand_in(app, cast, "siti", challenges[0], 9001)
    with clock.at(NOON + timedelta(minutes=5)):
        assert looked_at(app, "dpp").verified == (whole.verified or 0) + 1
    with app.app_context():
        with transaction():
            pulse.forget(clock.now())
        db.session.remove()
    assert looked_at(app, "dpp").before == whole.before


def test_a_fold_reads_minutes_and_an_hour_that_is_over_is_counted_anew(
    app: Flask, cast: Cast, planted: tuple[list[int], list[Planted]]
) -> None:
    challenges, _ = planted
    whole = looked_at(app, "dpp").verified or 0
    with clock.at(NOON + timedelta(minutes=5)):
        assert looked_at(app, "dpp").verified == whole
    hand_in(app, cast, "siti", challenges[0], 9002)  # of NOON, five minutes late to commit
    for minutes, late in ((6, 0), (49, 0), (51, 1), (52, 1), (130, 1)):
        with clock.at(NOON + timedelta(minutes=minutes)):
            assert looked_at(app, "dpp").verified == whole + late, minutes


def test_the_feed_names_a_unit_large_enough_and_never_a_person(
    app: Flask, planted: tuple[list[int], list[Planted]], cast: Cast
) -> None:
    shown = looked_at(app, "dpp")
    large = {"Indonesia", "DKI Jakarta", "Jawa Barat", "Cilandak"}  # of five cadres and more
    assert shown.news and {one.name for one in shown.news} <= large
    told = repr(shown)
    assert not [one.name for one in cast.people.values() if one.name in told]


def test_open_appeals_are_counted_with_the_age_of_the_oldest_where_the_post_was_handed_in(
    app: Flask, cast: Cast, planted: tuple[list[int], list[Planted]]
) -> None:
    (first, _second), rows = planted
    hers = [n for n, one in enumerate(rows) if one.who == "siti"]
    with app.app_context():
        with transaction():
            for hours, number in enumerate(hers[:3], 1):
                _object(cast.siti.id, number, NOON - timedelta(hours=hours), is_open=hours < 3)
        db.session.remove()
    for code, many, oldest_s in (("dpp", 2, 7200), ("31.74.06.1002", 2, 7200), ("32", 0, None)):
        shown = looked_at(app, code).appeals
        assert (shown.n, shown.oldest_s) == (many, oldest_s), code
    campaign = looked_at(app, "dpp").efforts[0].campaign_id
    of_first = sum(rows[number].challenge == first for number in hers[:2])
    assert looked_at(app, "dpp", campaign).appeals.n == of_first


def _object(cadre_id: int, number: int, at: datetime, is_open: bool) -> None:
    post = select(Submission.id).where(Submission.public_id == f"uji-{number}")
    answered = {} if is_open else {"state": "upheld", "decided_by": cadre_id, "decided_at": at}
    appeal = Appeal(
        public_id=f"uji-{number}",
        cadre_id=cadre_id,
        against="rejected",
        submission_id=session().scalars(post).one(),
        level=1,
        words="Ini tulisan saya",
        filed_at=at,
        **answered,
    )
    session().add(appeal)
    session().flush()
