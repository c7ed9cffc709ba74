"""Grade B: what a platform shows to everybody, while the name was confirmed within a day."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app import clock
from app.accounts.models import LinkedAccount
from app.db import session
from app.jobs.due import run_due_jobs
from app.providers import get
from tests.shares import Shares, handle_of, soon


@pytest.fixture
def penniless(shares: Shares, monkeypatch: pytest.MonkeyPatch) -> None:
    """The day's money for reading X is used up."""
    x = get("x")
    monkeypatch.setattr(x, "allowance", replace(x.allowance, per_day=0))


def confirmed(shares: Shares, account: int, at: datetime | None) -> None:
    """When the platform last told the name of this account."""
    with shares.at_work():
        session().get_one(LinkedAccount, account).handle_seen_at = at


def reads(shares: Shares, platform: str) -> list[str]:
    return [path for _, path, _ in shares.platforms.calls(platform)]


@pytest.mark.usefixtures("penniless")
def test_without_money_for_reading_a_fresh_name_and_the_ids_time_are_proof(shares: Shares) -> None:
    siti = shares.cast.siti
    confirmed(shares, shares.link(siti), clock.now() - timedelta(hours=3))
    one = shares.submit(siti, shares.challenge(), shares.post(siti).url)
    run_due_jobs(shares.app)
    row = shares.row(one)
    assert (row.state, row.grade) == ("verified", "B")
    assert shares.entries(siti) == [("share", 10)]


@pytest.mark.usefixtures("penniless")
@pytest.mark.parametrize("days", [None, 2])
def test_an_old_name_proves_nothing_and_the_check_waits_for_the_next_day(
    shares: Shares, days: int | None
) -> None:
    siti = shares.cast.siti
    confirmed(shares, shares.link(siti), days and clock.now() - timedelta(days=days))
    one = shares.submit(siti, shares.challenge(), shares.post(siti).url)
    run_due_jobs(shares.app)
    row = shares.row(one)
    assert row.state == "pending"
    assert row.next_try_at > clock.now()
    assert shares.entries(siti) == []


@pytest.mark.usefixtures("penniless")
def test_a_post_of_another_name_earns_nothing(shares: Shares) -> None:
    siti, rudi = shares.cast.siti, shares.cast.rudi
    confirmed(shares, shares.link(siti), clock.now())
    one = shares.submit(siti, shares.challenge(), shares.post(rudi).url)
    run_due_jobs(shares.app)
    row = shares.row(one)
    assert (row.state, row.reason) == ("rejected", "not_yours")
    assert shares.entries(siti) == []


def limited(shares: Shares, confirmed_at: datetime | None) -> int:
    """Siti's account on TikTok, which she did not let us read posts of."""
    account = shares.link(shares.cast.siti, "tiktok")
    with shares.at_work():
        row = session().get_one(LinkedAccount, account)
        kept = set(row.scopes.split()) - set(get("tiktok").post_scopes)
        row.scopes, row.handle_seen_at = " ".join(sorted(kept)), confirmed_at
    return account


def test_with_half_a_permission_the_name_is_asked_for_and_the_rest_seen_by_anybody(
    shares: Shares,
) -> None:
    siti = shares.cast.siti
    account = limited(shares, clock.now() - timedelta(days=3))
    challenge = shares.challenge(providers=["tiktok"])
    one = shares.submit(siti, challenge, shares.post(siti, platform="tiktok").url)
    run_due_jobs(shares.app)
    row = shares.row(one)
    assert (row.state, row.grade) == ("verified", "B")
    with shares.at_work():
        seen = session().get_one(LinkedAccount, account).handle_seen_at
        assert clock.now() - seen < timedelta(minutes=1)
    assert not any(path.endswith("/video/query/") for path in reads(shares, "tiktok")[-5:])


def test_a_name_that_somebody_else_took_over_earns_him_nothing(shares: Shares) -> None:
    """Siti renamed herself, Rudi took her old name and posts under it; she hands that in."""
    siti, rudi = shares.cast.siti, shares.cast.rudi
    limited(shares, None)
    old = handle_of(siti)
    shares.platforms.person(old)
    shares.platforms.rename(old, "siti_baru")
    shares.platforms.person(handle_of(rudi))
    shares.platforms.rename(handle_of(rudi), old)
    try:
        post = shares.platforms.write(
            "tiktok", old, "Kerja bakti kami pagi tadi di lapangan kelurahan #AirBersih #SayaKader"
        )
        challenge = shares.challenge(providers=["tiktok"])
        one = shares.submit(siti, challenge, post.url)
        run_due_jobs(shares.app, soon(minutes=1))
        assert shares.row(one).state == "rejected"
        assert shares.entries(siti) == []
    finally:
        shares.platforms.rename(old, handle_of(rudi))
        shares.platforms.rename("siti_baru", old)
