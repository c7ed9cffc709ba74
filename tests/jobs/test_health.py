"""What counts as well, and what the operator reads of each part of the machine."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app import clock
from app.accounts import allowance
from app.db import session
from app.jobs.health import Audited, Machine, seen
from app.leaderboards.boards import seen_key
from app.leaderboards.models import AuditRun
from app.providers import base, get
from app.store import store
from tests.conftest import Browser
from tests.shares import Shares

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
AGO = timedelta
WELL = Machine(
    at=NOON,
    database_s=0.01,
    store_s=0.001,
    beat=NOON - AGO(seconds=10),
    carried_at=NOON - AGO(seconds=1),
    dirty=0,
    pending=3,
    queued=2,
    oldest=NOON - AGO(minutes=1),
    failed={},
    silent=0,
    audits={"sample": Audited(NOON - AGO(minutes=5), 0), "full": Audited(NOON - AGO(hours=20), 0)},
)


@pytest.mark.parametrize(
    ("part", "changed"),
    [
        ("database", {"database_s": 1.5}),
        ("store", {"store_s": None}),
        ("worker", {"beat": None}),
        ("worker", {"beat": NOON - AGO(minutes=1)}),
        ("boards", {"carried_at": None}),
        ("boards", {"carried_at": NOON - AGO(seconds=20)}),
        ("audits", {"audits": {}}),
        ("audits", {"audits": WELL.audits | {"sample": Audited(NOON - AGO(minutes=20), 0)}}),
        ("audits", {"audits": WELL.audits | {"full": Audited(NOON - AGO(hours=27), 0)}}),
        ("audits", {"audits": WELL.audits | {"full": Audited(NOON - AGO(hours=1), 1)}}),
        ("queue", {"oldest": NOON - AGO(minutes=6)}),
        ("jobs", {"failed": {"check": 1}}),
        ("platforms", {"silent": 1}),
    ],
)
def test_one_thing_that_is_wrong_is_told_of_its_part_alone(part: str, changed: dict) -> None:
    found = replace(WELL, **changed)
    assert [one for one, well in found.well.items() if not well] == [part]
    assert found.troubled == 1


def test_all_is_well_also_before_the_first_night_and_with_nothing_queued() -> None:
    young = replace(WELL, audits={"sample": WELL.audits["sample"]}, queued=0, oldest=None)
    assert WELL.troubled == young.troubled == 0


def test_boards_lag_only_while_something_waits_for_them() -> None:
    assert WELL.lag_s == 0
    assert replace(WELL, dirty=1, carried_at=NOON - AGO(seconds=7)).lag_s == 7
    assert replace(WELL, dirty=1, carried_at=None).lag_s == float("inf")


def parts(one: Browser) -> dict[str, str]:
    """What the page says of each part: its state, then its words."""
    rows = one.get("/operator/kesehatan").soup.select("main .row")
    return {row.b.get_text(strip=True): row.small.get_text(" ", strip=True) for row in rows}


def test_the_operator_reads_what_is_wrong_with_each_part(shares: Shares, as_) -> None:
    with shares.at_work():
        _job("check", "todo", "deferred", AGO(minutes=30))
        _job("feed", "failed", "failed", AGO(hours=1))
        _job("feed", "failed", "failed", AGO(days=2))
        _audited("sample", 2)
    with shares.app.app_context():
        allowance.pause(get("x"), base.rate_limited("X", clock.now() + AGO(hours=1)))
    told = parts(as_(shares.cast.oka))
    assert told["Pekerja"] == "Perlu dilihat Tanda hidup terakhir: belum pernah"
    assert "Terakhir tuntas: tidak diketahui" in told["Papan peringkat"]
    assert (
        "Sampel: 2 selisih, baru saja; seluruhnya: belum pernah"
        in (told["Buku poin dan papan dicocokkan"])
    )
    assert told["Antrean"].startswith("Perlu dilihat 1 pekerjaan menunggu, yang tertua 30 menit")
    assert told["Pekerjaan yang gagal"] == "Perlu dilihat feed: 1"
    assert told["Platform"] == "Perlu dilihat 1 platform minta tidak ditanyai dulu"


def test_and_that_it_is_well_once_it_is(shares: Shares, as_) -> None:
    with shares.at_work():
        session().execute(text("INSERT INTO procrastinate_workers DEFAULT VALUES"))
        _audited("sample", 0)
    with store.client() as client:
        client.set(seen_key(), int(clock.now().timestamp()))
    with shares.app.app_context():
        troubled = [one for one, well in seen(clock.now()).well.items() if not well]
    assert set(troubled) <= {"database"}  # how fast it answers here is nobody's promise
    told = parts(as_(shares.cast.arif))
    for part in ("Valkey", "Pekerja", "Papan peringkat", "Antrean", "Platform"):
        assert told[part].startswith("Baik "), told[part]


def test_the_page_stands_while_the_store_is_gone(shares: Shares, as_, monkeypatch) -> None:
    oka = as_(shares.cast.oka)
    monkeypatch.setattr(store, "_closed_until", float("inf"))
    told = parts(oka)
    assert told["Valkey"].startswith("Perlu dilihat Tidak menjawab")
    assert "tidak diketahui" in told["Papan peringkat"]


def test_only_operators_and_auditors_read_it(shares: Shares, as_) -> None:
    for person in (shares.cast.siti, shares.cast.tika, shares.cast.dewi, shares.cast.ratna):
        as_(person).get("/operator/kesehatan", status=404)


def _job(task: str, status: str, event: str, ago: timedelta) -> None:
    """A job whose only event came so long ago."""
    values = {"task": task, "status": status, "event": event, "at": clock.now() - ago}
    made = text(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
        " VALUES ('default', :task, CAST(:status AS procrastinate_job_status)) RETURNING id"
    )
    values["job"] = session().scalar(made, values)
    session().execute(text("DELETE FROM procrastinate_events WHERE job_id = :job"), values)
    event_of = text(
        "INSERT INTO procrastinate_events (job_id, type, at)"
        " VALUES (:job, CAST(:event AS procrastinate_job_event_type), :at)"
    )
    session().execute(event_of, values)


def _audited(kind: str, differences: int) -> None:
    session().add(
        AuditRun(at=clock.now(), kind=kind, boards=1, numbers=1, differences=differences, words="")
    )
