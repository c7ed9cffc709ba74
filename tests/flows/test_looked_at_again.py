"""What later looks find: edited, hidden, renamed; and machines do not doubt what people saw."""

import pytest

from app.jobs.due import run_due_jobs
from tests.shares import DISCLOSURE, TAG, TEXT, Shares, handle_of, soon

LESS = {
    "tag": f"{TEXT} {DISCLOSURE}",
    "disclosure": f"{TEXT} {TAG}",
    "everything": "Jual pulsa murah",
}


@pytest.mark.parametrize("platform", ["x", "threads"])
@pytest.mark.parametrize("left", LESS.values(), ids=LESS)
def test_a_post_emptied_after_credit_loses_its_points_on_the_second_look(
    shares: Shares, platform: str, left: str
) -> None:
    siti = shares.cast.siti
    shares.link(siti, platform)
    post = shares.post(siti, platform=platform)
    one = shares.submit(siti, shares.challenge(), post.url)
    run_due_jobs(shares.app)
    words = shares.row(one).words
    shares.platforms.edit(post, left)
    run_due_jobs(shares.app, soon(hours=1, minutes=1))
    assert shares.entries(siti) == [("share", 10)]
    run_due_jobs(shares.app, soon(hours=2))
    row = shares.row(one)
    assert (row.state, row.reason, row.grade) == ("reversed", "edited", "A")
    assert shares.entries(siti) == [("share", 10), ("reversal", -10)]
    assert row.words == words  # what was read again is compared and forgotten


def test_a_post_mended_before_the_second_look_is_forgiven(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    post = shares.post(siti)
    one = shares.submit(siti, shares.challenge(), post.url)
    run_due_jobs(shares.app)
    newer = shares.platforms.edit(post, LESS["tag"])
    run_due_jobs(shares.app, soon(hours=1, minutes=1))
    assert shares.row(one).gone_since is not None
    shares.platforms.edit(newer, f"{TEXT}, sudah kering {TAG} {DISCLOSURE}")
    run_due_jobs(shares.app, soon(days=8))
    row = shares.row(one)
    assert (row.state, row.gone_since, row.next_try_at) == ("verified", None, None)
    assert shares.entries(siti) == [("share", 10)]


def test_a_new_name_over_there_changes_nothing(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    one = shares.submit(siti, shares.challenge(), shares.post(siti).url)
    shares.platforms.rename(handle_of(siti), "nama_baru_siti")
    run_due_jobs(shares.app, soon(days=8))
    assert shares.row(one).state == "verified"
    shares.platforms.rename("nama_baru_siti", handle_of(siti))


def test_what_only_people_have_read_is_only_looked_for_afterwards(shares: Shares) -> None:
    """A platform was silent for a week, a person saw the post: its words are not judged later."""
    siti = shares.cast.siti
    shares.link(siti)
    post = shares.post(siti, marks="(tagarnya ada di dalam foto)")
    one = shares.submit(siti, shares.challenge(), post.url)
    shares.platforms.switch("x", down="503")
    run_due_jobs(shares.app, soon(days=7, hours=2))
    assert shares.row(one).state == "set_aside"
    shares.decide(one, shares.cast.dewi)
    shares.platforms.healthy("x")
    run_due_jobs(shares.app, soon(days=16))
    assert shares.row(one).state == "verified"
    assert shares.entries(siti) == [("share", 10)]


def test_a_post_recorded_without_points_is_reversed_without_an_entry(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    shares.policy("x", "record")
    post = shares.post(siti)
    one = shares.submit(siti, shares.challenge(), post.url)
    run_due_jobs(shares.app)
    shares.platforms.delete(post)
    run_due_jobs(shares.app, soon(hours=2))
    assert (shares.row(one).state, shares.row(one).reason) == ("reversed", "unreachable")
    assert shares.entries(siti) == []
