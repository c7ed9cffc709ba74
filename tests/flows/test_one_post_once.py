"""One post is one submission, however its link is spelled and however many are checked at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from app import clock
from app.accounts.models import LinkedAccount
from app.db import db, session, transaction
from app.flows.verified_share import settle
from app.providers.base import Post
from app.submissions import reviewing
from app.submissions.models import Submission
from tests.cast import Person
from tests.shares import DISCLOSURE, TAG, TEXT, Shares, x_link

SPELLINGS = 12


def spelled(shares: Shares, person: Person, account: int, number: int, **changes: object) -> Post:
    """What a platform tells when it is asked for one of many names of the same post."""
    with shares.at_work():
        subject = session().get_one(LinkedAccount, account).subject
    told = {
        "provider": "x",
        "post_id": f"pfbid{number}",
        "author_id": subject,
        "posted_at": clock.now(),
        "text": f"{TEXT} {TAG} {DISCLOSURE}",
        "links": (),
        "tags": (TAG[1:].lower(), DISCLOSURE[1:].lower()),
        "public": True,
        "url": f"https://x.com/a/status/{number}",
        "canonical_id": "1_2",
    }
    return Post(**(told | changes))


def settled(shares: Shares, one: int, post: Post, at: datetime) -> None:
    with shares.app.app_context():
        with transaction():
            settle(one, post, at)
        db.session.remove()


def test_of_many_spellings_checked_at_once_one_is_credited(shares: Shares) -> None:
    siti = shares.cast.siti
    account = shares.link(siti)
    challenge = shares.challenge(daily_limit=20)
    ids = [shares.submit(siti, challenge, x_link(n)) for n in range(SPELLINGS)]
    posts = [spelled(shares, siti, account, n) for n in range(SPELLINGS)]
    with ThreadPoolExecutor(SPELLINGS) as pool:
        at = [clock.now()] * SPELLINGS
        list(pool.map(settled, [shares] * SPELLINGS, ids, posts, at))
    rows = [shares.row(one) for one in ids]
    assert sorted(row.state for row in rows) == ["rejected"] * (SPELLINGS - 1) + ["verified"]
    assert {row.reason for row in rows if row.state == "rejected"} == {"already_sent"}
    assert shares.entries(siti) == [("share", 10)]


def test_who_hands_in_somebody_elses_post_does_not_hold_it(shares: Shares) -> None:
    siti, rudi = shares.cast.siti, shares.cast.rudi
    shares.link(rudi)
    account, challenge = shares.link(siti), shares.challenge()
    stolen = shares.submit(rudi, challenge, x_link(1))
    own = shares.submit(siti, challenge, x_link(2))
    settled(shares, stolen, spelled(shares, siti, account, 1), clock.now())
    settled(shares, own, spelled(shares, siti, account, 2), clock.now())
    assert shares.row(stolen).reason == "not_yours"
    assert shares.row(own).state == "verified"


@pytest.mark.parametrize(("reason", "free"), [("not_yours", True), ("copied", False)])
def test_a_post_people_rejected_is_free_only_if_it_was_not_hers(
    shares: Shares, reason: str, free: bool
) -> None:
    siti = shares.cast.siti
    account, challenge = shares.link(siti), shares.challenge()
    first = shares.submit(siti, challenge, x_link(1))
    settled(
        shares, first, spelled(shares, siti, account, 1, text=f"🙏 {TAG} {DISCLOSURE}"), clock.now()
    )
    assert shares.row(first).state == "set_aside"
    actor = shares.actor(shares.cast.dewi)
    with shares.at_work():
        found = session().get_one(Submission, first)
        reviewing.give_opinion(found, actor, False, reason, clock.now())
    second = shares.submit(siti, challenge, x_link(2))
    settled(shares, second, spelled(shares, siti, account, 2), clock.now())
    assert (shares.row(second).state == "verified") is free


def test_a_canonical_name_is_the_oldest_version_where_edits_make_new_ids(shares: Shares) -> None:
    siti = shares.cast.siti
    account, challenge = shares.link(siti), shares.challenge()
    one = shares.submit(siti, challenge, x_link(1))
    post = spelled(shares, siti, account, 1, canonical_id=None, versions=("7", "8"))
    settled(shares, one, post, clock.now())
    assert shares.row(one).canonical_id == "7"
