"""What leaders of the demo party did: goals, thanks, moves, a stand-in, people who just came."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select, text, update

from app import clock
from app.accounts.models import LinkedAccount
from app.cadres.models import Cadre, Membership
from app.cli.seed_people import HOME, Soul
from app.db import session, transaction
from app.flows import leadership, moving
from app.flows.goals import count_goals
from app.flows.turning_to import turn_to
from app.seasons.calendar import week_start
from app.teams import goals
from app.units.lines import Scope, scope

NEXT_DOOR = "31.74.06.1001"
# Whoever of the ranting did nothing yet, the last to come first.
IDLE = text(
    """
    SELECT c.id, c.public_id FROM cadres c JOIN units u ON u.id = c.unit_id
    WHERE u.code = :home AND c.id <> ALL(:cast) AND c.status = 'active'
        AND NOT EXISTS (SELECT FROM submissions s WHERE s.cadre_id = c.id)
    ORDER BY c.id DESC LIMIT 4
    """
)
# Of those who did something, but not this week.
RESTING = text(
    """
    SELECT c.id, c.public_id FROM cadres c JOIN units u ON u.id = c.unit_id
    WHERE u.code = :home AND c.id <> ALL(:cast) AND c.status = 'active'
        AND EXISTS (SELECT FROM linked_accounts a WHERE a.cadre_id = c.id)
    ORDER BY (SELECT max(s.submitted_at) FROM submissions s WHERE s.cadre_id = c.id), c.id LIMIT 3
    """
)


def lead(cast: Mapping[str, Soul], now: datetime) -> None:
    """Fill what leaders see, by their own verbs wherever there is one."""
    with transaction():
        idle = _people(IDLE, HOME, cast)
        _just_came([one.id for one in idle[:2]], now)
        resting = _people(RESTING, HOME, cast)
        _ran_out([one.id for one in resting[:1]])
        _aim(cast, now)
        _turn(cast["ani"], [one.public_id for one in resting], now)
    with transaction():
        _move(cast, [one.public_id for one in idle[2:3]], now)
        _stand_in(cast, now)
    count_goals(now)


def _people(asked, home: str, cast: Mapping[str, Soul]) -> Sequence:
    values = {"home": home, "cast": [one.id for one in cast.values()]}
    return session().execute(asked, values).all()


def _just_came(ids: list[int], now: datetime) -> None:
    came = now - timedelta(days=3)
    session().execute(update(Cadre).where(Cadre.id.in_(ids)).values(activated_at=came))
    since = clock.party_day(came)
    session().execute(
        update(Membership).where(Membership.cadre_id.in_(ids)).values(starts_on=since)
    )


def _ran_out(ids: list[int]) -> None:
    of_them = update(LinkedAccount).where(LinkedAccount.cadre_id.in_(ids))
    session().execute(of_them.values(status="expired"))


def _aim(cast: Mapping[str, Soul], now: datetime) -> None:
    monday = week_start(clock.party_day(now))
    sunday = monday + timedelta(days=6)
    for name, code, measure, target, starts, ends in (
        ("ani", HOME, "active", 8, monday - timedelta(days=7), monday - timedelta(days=1)),
        ("ani", HOME, "posts", 45, monday, sunday),
        ("ani", HOME, "active", 20, monday, sunday),
        ("joko", "31.74.06", "posts", 150, monday, sunday),
        ("ratna", "31.74", "active", 400, monday, sunday),
    ):
        _goal(cast[name], code, measure, target, starts, ends)


def _goal(who: Soul, code: str, measure: str, target: int, starts: date, ends: date) -> None:
    began = clock.midnight(starts)
    sent = {"ukuran": measure, "target": str(target), "mulai": f"{starts}", "sampai": f"{ends}"}
    with clock.at(began + timedelta(hours=8)):
        goals.set_goal(who.id, _place(code).id, sent)


def _turn(ani: Soul, quiet: list[str], now: datetime) -> None:
    unit = _place(HOME)
    for days, public_id in zip((9, 2), quiet, strict=False):
        with clock.at(now - timedelta(days=days)):
            turn_to(ani.actor(), unit, public_id, "recall")


def _move(cast: Mapping[str, Soul], going: list[str], now: datetime) -> None:
    """One leaves Ani's ranting, and one waits for her to accept."""
    with clock.at(now - timedelta(days=1)):
        for public_id in going:
            moving.propose(cast["ani"].actor(), _place(HOME), public_id, "31.74.07.1001", "Menikah")
        coming = session().scalar(
            select(Cadre.public_id)
            .where(Cadre.unit_id == _place("31.74.07.1001").id, Cadre.status == "active")
            .order_by(Cadre.id)
            .limit(1)
        )
        if coming:
            ratna = cast["ratna"].actor()
            moving.propose(ratna, _place("31.74.07.1001"), coming, "31.71.01.1001", "Pindah kerja")


def _stand_in(cast: Mapping[str, Soul], now: datetime) -> None:
    """Next door nobody leads; Rudi stands in there for two weeks."""
    rudi = session().get_one(Cadre, cast["rudi"].id).public_id
    until = clock.party_day(now) + timedelta(days=14)
    sent = {"kader": rudi, "sementara": "1", "sampai": f"{until}"}
    with clock.at(now - timedelta(days=2)):
        leadership.appoint(cast["joko"].actor(), _place(NEXT_DOOR), sent)


def _place(code: str) -> Scope:
    found = scope(code)
    assert found is not None
    return found
