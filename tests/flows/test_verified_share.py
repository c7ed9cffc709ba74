"""From a link to points and, when the post goes, back: against platforms over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from app import clock
from app.accounts.models import LinkedAccount
from app.db import db, session
from app.errors import NotFound, Refusal
from app.flows import verified_share
from app.jobs.due import run_due_jobs
from app.submissions import verification
from app.submissions.evidence import Step
from app.submissions.models import Submission, Verdict
from tests.shares import Shares, handle_of, soon


@pytest.mark.parametrize("platform", ["x", "threads", "youtube", "tiktok"])
def test_own_post_in_own_words_earns_its_points(shares: Shares, platform: str) -> None:
    siti = shares.cast.siti
    shares.link(siti, platform)
    challenge = shares.challenge(providers=[platform])
    one = shares.submit(siti, challenge, shares.post(siti, platform=platform).url)
    run_due_jobs(shares.app)
    row = shares.row(one)
    assert (row.state, row.grade) == ("verified", "A")
    assert shares.entries(siti) == [("share", 10)]


def test_checking_twice_credits_once(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    one = shares.submit(siti, shares.challenge(), shares.post(siti).url)
    with shares.app.app_context():
        for _ in range(3):
            verified_share.check(one)
    run_due_jobs(shares.app)
    assert shares.entries(siti) == [("share", 10)]
    assert shares.count(Verdict) == 1


def test_eight_workers_at_once_credit_once(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    one = shares.submit(siti, shares.challenge(), shares.post(siti).url)

    def check(_: int) -> None:
        with shares.app.app_context():
            verified_share.check(one)
            db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(check, range(16)))
    run_due_jobs(shares.app, soon(minutes=30))  # a busy machine may have kept them all waiting
    assert shares.row(one).state == "verified"
    assert shares.entries(siti) == [("share", 10)]
    assert shares.count(Verdict) == 1


def test_a_look_that_waits_for_another_leaves_what_that_one_decided(shares: Shares) -> None:
    siti = shares.cast.siti
    account = shares.link(siti)
    one = shares.submit(siti, shares.challenge(), shares.post(siti).url)
    run_due_jobs(shares.app)
    with shares.at_work():
        session().get_one(LinkedAccount, account).status = "expired"

    def look() -> None:
        with shares.app.app_context():
            verified_share.recheck(one)
            db.session.remove()

    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with ThreadPoolExecutor(1) as pool:
        with shares.at_work():
            gone = Step("public", False, "Sudah tidak ada")
            verification.reverse(session().get_one(Submission, one), gone, clock.now())
            other = pool.submit(look)
            while not other.done() and not session().scalar(waiting):
                pass
        other.result(30)
    row = shares.row(one)
    assert (row.state, row.next_try_at) == ("reversed", None)


def test_somebody_elses_post_is_rejected_and_stays_free_for_its_owner(shares: Shares) -> None:
    siti, rudi = shares.cast.siti, shares.cast.rudi
    shares.link(siti)
    shares.link(rudi)
    challenge, post = shares.challenge(), shares.post(siti)
    stolen = shares.submit(rudi, challenge, post.url)
    run_due_jobs(shares.app)
    assert shares.row(stolen).reason == "not_yours"
    assert shares.entries(rudi) == []
    own = shares.submit(siti, challenge, post.url)
    run_due_jobs(shares.app)
    assert shares.row(own).state == "verified"


def test_a_copy_of_an_earlier_post_earns_nothing_whoever_is_checked_first(shares: Shares) -> None:
    siti, rudi = shares.cast.siti, shares.cast.rudi
    shares.link(siti)
    shares.link(rudi)
    challenge = shares.challenge()
    original = shares.post(siti, at=clock.now() - timedelta(minutes=30))
    copy = shares.post(rudi, at=clock.now() - timedelta(minutes=5))
    first = shares.submit(siti, challenge, original.url)
    run_due_jobs(shares.app)
    second = shares.submit(rudi, challenge, copy.url)
    run_due_jobs(shares.app)
    assert shares.row(first).state == "verified"
    assert (shares.row(second).state, shares.row(second).reason) == ("rejected", "copied")


@pytest.mark.parametrize(
    "trouble",
    [
        {"down": "503"},
        {"down": "closed"},
        {"garbage": "html"},
        {"garbage": "truncated"},
        {"garbage": "shape"},
        {"lying": "post"},
        {"lying": "author"},
    ],
    ids=str,
)
@pytest.mark.parametrize("platform", ["x", "threads", "youtube"])
def test_a_platform_in_trouble_credits_and_rejects_nothing(
    shares: Shares, platform: str, trouble: dict[str, str]
) -> None:
    siti = shares.cast.siti
    shares.link(siti, platform)
    challenge = shares.challenge(providers=[platform])
    one = shares.submit(siti, challenge, shares.post(siti, platform=platform).url)
    shares.platforms.switch(platform, **trouble)
    run_due_jobs(shares.app)
    assert shares.row(one).state == "pending"
    assert shares.entries(siti) == []
    shares.platforms.healthy(platform)
    run_due_jobs(shares.app, soon(hours=2))
    assert shares.row(one).state == "verified"
    assert shares.entries(siti) == [("share", 10)]


def test_a_limited_platform_is_asked_again_when_it_said(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    one = shares.submit(siti, shares.challenge(), shares.post(siti).url)
    reset = soon(minutes=14)
    shares.platforms.switch("x", rate_limited_until=reset.timestamp())
    run_due_jobs(shares.app)
    waiting = shares.row(one).next_try_at
    assert waiting is not None
    assert abs((waiting - reset).total_seconds()) < 61
    shares.platforms.healthy("x")
    run_due_jobs(shares.app, soon(minutes=16))
    assert shares.row(one).state == "verified"


def test_after_a_week_of_silence_a_person_looks(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    one = shares.submit(siti, shares.challenge(), shares.post(siti).url)
    shares.platforms.switch("x", down="503")
    run_due_jobs(shares.app)
    run_due_jobs(shares.app, soon(days=6))
    assert shares.row(one).state == "pending"
    run_due_jobs(shares.app, soon(days=7, hours=2))
    assert shares.row(one).state == "set_aside"


def test_a_post_that_never_was_is_rejected(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    post = shares.post(siti)
    one = shares.submit(siti, shares.challenge(), post.url)
    shares.platforms.delete(post)
    run_due_jobs(shares.app)
    assert (shares.row(one).state, shares.row(one).reason) == ("rejected", "unreachable")


def test_a_revoked_grant_waits_for_a_new_one(shares: Shares) -> None:
    siti = shares.cast.siti
    account = shares.link(siti)
    one = shares.submit(siti, shares.challenge(), shares.post(siti).url)
    shares.platforms.revoke("x", handle_of(siti))
    run_due_jobs(shares.app)
    assert shares.row(one).state == "pending"
    with shares.at_work():
        assert session().get_one(LinkedAccount, account).status == "expired"
    shares.relink(siti, account)
    run_due_jobs(shares.app)
    assert shares.row(one).state == "verified"


def test_a_grant_that_never_comes_back_frees_the_post_after_a_week(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    one = shares.submit(siti, shares.challenge(), shares.post(siti).url)
    shares.platforms.revoke("x", handle_of(siti))
    run_due_jobs(shares.app, soon(days=6))
    assert shares.row(one).state == "pending"
    later = soon(days=7, hours=1)
    with clock.at(later):
        run_due_jobs(shares.app, later)
    assert (shares.row(one).state, shares.row(one).reason) == ("rejected", "unreachable")


def test_a_deleted_post_takes_its_points_back_on_the_second_look(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    post = shares.post(siti)
    one = shares.submit(siti, shares.challenge(), post.url)
    run_due_jobs(shares.app)
    shares.platforms.delete(post)
    run_due_jobs(shares.app, soon(hours=1, minutes=1))
    assert shares.row(one).state == "verified"
    assert shares.entries(siti) == [("share", 10)]
    run_due_jobs(shares.app, soon(hours=2))
    assert (shares.row(one).state, shares.row(one).reason) == ("reversed", "unreachable")
    assert shares.entries(siti) == [("share", 10), ("reversal", -10)]


def test_a_dead_platform_reverses_nothing(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    one = shares.submit(siti, shares.challenge(), shares.post(siti).url)
    run_due_jobs(shares.app)
    for trouble in (
        {"down": "503"},
        {"down": "", "garbage": "shape"},
        {"garbage": "", "lying": "post"},
    ):
        shares.platforms.switch("x", **trouble)
        run_due_jobs(shares.app, soon(days=8))
    assert shares.row(one).state == "verified"
    assert shares.entries(siti) == [("share", 10)]


def test_a_post_that_comes_back_is_forgiven(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    post = shares.post(siti)
    one = shares.submit(siti, shares.challenge(), post.url)
    run_due_jobs(shares.app)
    shares.platforms.hide(post)
    run_due_jobs(shares.app, soon(hours=1, minutes=1))
    assert shares.row(one).gone_since is not None
    shares.platforms.hide(post, False)
    run_due_jobs(shares.app, soon(days=8))
    row = shares.row(one)
    assert (row.state, row.gone_since, row.next_try_at) == ("verified", None, None)


def test_an_edited_post_is_the_same_post(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    challenge = shares.challenge()
    old = shares.post(siti)
    first = shares.submit(siti, challenge, old.url)
    run_due_jobs(shares.app)
    new = shares.platforms.edit(
        old, "Sudah saya perbarui dengan cerita baru dari gang lima #AirBersih #SayaKader"
    )
    second = shares.submit(siti, challenge, new.url)
    run_due_jobs(shares.app)
    assert shares.row(first).state == "verified"
    assert shares.row(second).reason == "already_sent"
    assert shares.entries(siti) == [("share", 10)]


def test_a_lost_check_is_made_again(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    one = shares.submit(siti, shares.challenge(), shares.post(siti).url)
    with shares.at_work():
        session().execute(text("DELETE FROM procrastinate_jobs"))
    assert run_due_jobs(shares.app) == 0
    assert run_due_jobs(shares.app, soon(minutes=3)) == 1
    assert shares.row(one).state == "verified"


def test_a_verifier_from_elsewhere_accepts_with_grade_c(shares: Shares) -> None:
    siti, dewi = shares.cast.siti, shares.cast.dewi
    shares.link(siti)
    one = shares.submit(siti, shares.challenge(), shares.post(siti, "🙏🔥").url)
    run_due_jobs(shares.app)
    public_id = shares.row(one).public_id
    assert shares.row(one).state == "set_aside"
    verifier = shares.actor(dewi)
    with shares.at_work():
        verified_share.decide_by_person(verifier, public_id, True, "")
    assert (shares.row(one).state, shares.row(one).grade) == ("verified", "C")
    assert shares.entries(siti) == [("share", 10)]
    with pytest.raises(NotFound), shares.at_work():
        verified_share.decide_by_person(verifier, public_id, True, "")


def test_nobody_decides_about_the_own_line_or_without_a_reason(shares: Shares) -> None:
    dewi, siti = shares.cast.dewi, shares.cast.siti
    shares.link(dewi)
    shares.link(siti)
    challenge = shares.challenge()
    own = shares.submit(dewi, challenge, shares.post(dewi, "🙏").url)
    hers = shares.submit(siti, challenge, shares.post(siti, "🙏").url)
    run_due_jobs(shares.app)
    verifier = shares.actor(dewi)
    with pytest.raises(NotFound), shares.at_work():
        verified_share.decide_by_person(verifier, shares.row(own).public_id, True, "")
    with pytest.raises(Refusal), shares.at_work():
        verified_share.decide_by_person(verifier, shares.row(hers).public_id, False, "entah")
    assert shares.row(hers).state == "set_aside"
