"""At the counter: what is refused at once, and what forty hands at the same time can do."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app import clock
from app.accounts.models import LinkedAccount
from app.campaigns.models import Challenge
from app.db import session
from app.errors import Refusal
from app.jobs.due import run_due_jobs
from app.jobs.handing_in import hand_in
from app.ledger.models import Entry
from app.providers.links import parse
from app.submissions.models import DailyCount, Submission
from tests.cast import Person
from tests.shares import Shares, x_link

RACERS = 40


def refusal(shares: Shares, person: Person, challenge: str, url: str) -> str:
    with pytest.raises(Refusal) as found:
        shares.submit(person, challenge, url)
    assert found.value.words
    return found.value.code


def test_a_link_to_nothing_we_know(shares: Shares) -> None:
    shares.link(shares.cast.siti)
    challenge = shares.challenge()
    assert refusal(shares, shares.cast.siti, challenge, "https://contoh.id/1") == "link_unknown"


def test_a_platform_that_was_not_asked_for(shares: Shares) -> None:
    siti = shares.cast.siti
    challenge = shares.challenge(providers=["threads"])
    assert refusal(shares, siti, challenge, shares.post(siti).url) == "provider_not_asked"


def test_no_account_and_an_expired_one(shares: Shares) -> None:
    siti = shares.cast.siti
    challenge, url = shares.challenge(), shares.post(siti).url
    assert refusal(shares, siti, challenge, url) == "account_not_linked"
    account = shares.link(siti)
    with shares.at_work():
        session().get_one(LinkedAccount, account).status = "expired"
    assert refusal(shares, siti, challenge, url) == "account_expired"


def test_too_early_and_too_late(shares: Shares) -> None:
    siti, now = shares.cast.siti, clock.now()
    shares.link(siti)
    url = shares.post(siti).url
    later = shares.challenge(opens_at=now + timedelta(hours=1))
    over = shares.challenge(closes_at=now - timedelta(seconds=1))
    closed = shares.challenge(state="closed", closed_by=shares.cast.tika.id, closed_at=now)
    for challenge in (later, over, closed):
        assert refusal(shares, siti, challenge, url) == "challenge_not_open"


def test_one_post_once_whoever_hands_it_in(shares: Shares) -> None:
    siti, rudi = shares.cast.siti, shares.cast.rudi
    shares.link(siti)
    shares.link(rudi)
    post = shares.post(siti)
    shares.submit(siti, shares.challenge(), post.url)
    again = f"lihat ini {post.url}?s=20"
    assert refusal(shares, siti, shares.challenge(), again) == "already_sent_own"
    assert refusal(shares, rudi, shares.challenge(), again) == "already_sent_other"
    assert shares.count(Submission) == 1


def test_the_day_ends_and_begins_in_jakarta(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    challenge = shares.challenge(daily_limit=1)
    shares.submit(siti, challenge, shares.post(siti, "satu").url)
    assert refusal(shares, siti, challenge, shares.post(siti, "dua").url) == "daily_limit"
    today = clock.party_day(clock.now())
    with shares.at_work():
        session().execute(text("UPDATE daily_counts SET day = day - 1"))
    shares.submit(siti, challenge, shares.post(siti, "tiga").url)
    with shares.app.app_context():
        days = session().scalars(select(DailyCount.day).order_by(DailyCount.day)).all()
    assert days == [today - timedelta(days=1), today]


def test_a_rejected_post_gives_its_place_back(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    challenge = shares.challenge(daily_limit=1)
    shares.submit(siti, challenge, shares.post(siti, marks="tanpa tagar").url)
    run_due_jobs(shares.app)
    second = shares.submit(siti, challenge, shares.post(siti).url)
    run_due_jobs(shares.app)
    assert shares.row(second).state == "verified"


def at_once(shares: Shares, people: list[Person], urls: list[str], challenge: str) -> list[str]:
    """Everybody hands in at the same moment; "ok" or the code of each refusal."""
    actors = {person.id: shares.actor(person) for person in people}

    def one(number: int) -> str:
        actor = actors[people[number % len(people)].id]
        try:
            with shares.at_work():
                asked = select(Challenge).where(Challenge.public_id == challenge)
                ref = parse(urls[number % len(urls)])
                hand_in(actor, session().scalars(asked).one(), ref)
        except Refusal as refused:
            return refused.code
        return "ok"

    return together(one)


def together(act: Callable[[int], str]) -> list[str]:
    with ThreadPoolExecutor(RACERS // 2) as pool:
        return list(pool.map(act, range(RACERS)))


def test_forty_hands_one_post_one_submission_one_entry(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    told = at_once(shares, [siti], [shares.post(siti).url], shares.challenge(daily_limit=20))
    assert sorted(set(told)) == ["already_sent_own", "ok"]
    assert told.count("ok") == 1
    assert shares.count(Submission) == 1
    run_due_jobs(shares.app)
    assert shares.count(Entry) == 1


def test_two_people_race_for_one_post_and_one_claims_it(shares: Shares) -> None:
    siti, rudi = shares.cast.siti, shares.cast.rudi
    shares.link(siti)
    shares.link(rudi)
    told = at_once(shares, [siti, rudi], [shares.post(siti).url], shares.challenge(daily_limit=20))
    assert told.count("ok") == 1
    assert set(told) == {"ok", "already_sent_own", "already_sent_other"}


def test_forty_posts_at_once_and_five_get_through(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    urls = [x_link(n) for n in range(RACERS)]
    told = at_once(shares, [siti], urls, shares.challenge(daily_limit=5))
    assert told.count("ok") == 5
    assert told.count("daily_limit") == RACERS - 5
    assert shares.count(Submission) == 5
