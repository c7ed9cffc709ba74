"""How long words are kept: the table, the hourly sweep, and what still works afterwards."""

from datetime import timedelta

import pytest

from app import clock
from app.db import session
from app.jobs.due import run_due_jobs
from app.jobs.schedule import sweep
from app.providers.links import LABELS
from app.submissions.keeping import KEEPING
from app.submissions.models import Submission
from tests.shares import Shares

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_every_platform_that_is_read_has_its_limit() -> None:
    assert set(KEEPING) == set(LABELS) - {"whatsapp"}
    assert max(one.after_hand_in for one in KEEPING.values()) == 90 * DAY
    assert KEEPING["x"].after_verdict == 24 * HOUR
    assert KEEPING["youtube"].after_hand_in == 30 * DAY
    assert "24 jam sesudah putusan" in KEEPING["x"].words
    assert "7 hari sesudah putusan, paling lama 90 hari" in KEEPING["threads"].words


@pytest.mark.parametrize(
    ("provider", "sent", "decided", "kept"),
    [
        ("x", 2 * DAY, 23 * HOUR, True),
        ("x", 2 * DAY, 25 * HOUR, False),
        ("x", 29 * DAY, None, True),
        ("x", 31 * DAY, None, False),
        ("youtube", 29 * DAY, 28 * DAY, True),
        ("youtube", 31 * DAY, 1 * DAY, False),
        ("threads", 9 * DAY, 6 * DAY, True),
        ("threads", 9 * DAY, 8 * DAY, False),
        ("tiktok", 91 * DAY, None, False),
        ("bluesky", 89 * DAY, 88 * DAY, True),
        ("bluesky", 91 * DAY, 90 * DAY, False),
    ],
)
def test_words_go_when_their_time_is_over_and_their_hash_stays(
    shares: Shares, provider: str, sent: timedelta, decided: timedelta | None, kept: bool
) -> None:
    siti, now = shares.cast.siti, clock.now()
    shares.link(siti)
    one = shares.submit(siti, shares.challenge(), shares.post(siti).url)
    run_due_jobs(shares.app)
    with shares.at_work():
        row = session().get_one(Submission, one)
        row.provider, row.submitted_at = provider, now - sent
        row.decided_at = None if decided is None else now - decided
    with shares.app.app_context():
        sweep(now)
    row = shares.row(one)
    assert (row.words is not None) is kept
    assert row.words_hash is not None


def test_a_copy_is_known_even_after_the_words_it_copies_are_forgotten(shares: Shares) -> None:
    siti, rudi = shares.cast.siti, shares.cast.rudi
    shares.link(siti)
    shares.link(rudi)
    challenge = shares.challenge()
    earlier = shares.post(siti, at=clock.now() - HOUR)
    first = shares.submit(siti, challenge, earlier.url)
    run_due_jobs(shares.app)
    with shares.app.app_context():
        sweep(clock.now() + 2 * DAY)
    assert shares.row(first).words is None
    second = shares.submit(rudi, challenge, shares.post(rudi).url)
    run_due_jobs(shares.app)
    assert (shares.row(second).state, shares.row(second).reason) == ("rejected", "copied")
