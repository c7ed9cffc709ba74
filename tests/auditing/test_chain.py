"""One changed byte of the log is found and named, and so is a log written anew."""

import threading
from datetime import timedelta

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.auditing import chain
from app.auditing.models import AuditEvent, AuditLink
from app.db import db, session, transaction
from tests.auditing.test_recording import invite
from tests.cast import Cast

BEHIND_ITS_BACK = "SET session_replication_role = replica"
AS_BEFORE = "SET session_replication_role = DEFAULT"


def shell(app: Flask, *words: str) -> tuple[int, str]:
    told = app.test_cli_runner().invoke(args=["auditing", *words])
    return told.exit_code, told.output


@pytest.fixture
def sealed(ctx: Flask, cast: Cast) -> list[int]:
    with transaction():
        ids = [invite(cast, note=f"nomor {n}").id for n in range(4)]
    with transaction():
        assert chain.seal(clock.now()) == 4
    return ids


def tamper(superuser: psycopg.Connection, statement: str, *values: object) -> None:
    superuser.execute(BEHIND_ITS_BACK)
    try:
        superuser.execute(statement, values)
    finally:
        superuser.execute(AS_BEFORE)


def test_an_untouched_log_is_found_untouched(app: Flask, sealed: list[int]) -> None:
    code, told = shell(app, "verify")
    assert (code, "4 events sealed, 0 not yet" in told) == (0, True)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_events SET details = jsonb_set(details, '{note}', '\"nomor 8\"')",
        "UPDATE audit_events SET actor_id = actor_id + 1",
        "UPDATE audit_events SET at = at + interval '1 microsecond'",
        "UPDATE audit_events SET role_path = 'dpp'",
        "UPDATE audit_events SET about = '{7}'",
    ],
)
def test_one_changed_value_is_named(
    app: Flask, sealed: list[int], superuser: psycopg.Connection, change: str
) -> None:
    tamper(superuser, f"{change} WHERE id = %s", sealed[2])
    code, told = shell(app, "verify")
    assert code == 1
    assert told.splitlines()[0] == f"event {sealed[2]} is not what was sealed"
    assert told.count("is not what was sealed") == 1


def test_an_event_that_was_taken_out_is_named(
    app: Flask, sealed: list[int], superuser: psycopg.Connection
) -> None:
    tamper(superuser, "DELETE FROM audit_events WHERE id = %s", sealed[1])
    assert shell(app, "verify")[1].startswith(f"event {sealed[1]} is not what was sealed")
    tamper(superuser, "DELETE FROM audit_links WHERE event_id = %s", sealed[1])
    assert shell(app, "verify")[1].startswith(f"event {sealed[2]} is not what was sealed")


def test_a_chain_written_anew_does_not_hold_the_hash_that_was_kept(
    app: Flask, sealed: list[int], superuser: psycopg.Connection
) -> None:
    with app.app_context():
        kept = session().scalars(select(AuditLink.hash).order_by(AuditLink.position.desc())).first()
        db.session.remove()
    assert kept
    assert shell(app, "verify", "--expect", kept.hex())[0] == 0
    tamper(superuser, "UPDATE audit_events SET act = 'role_ended' WHERE id = %s", sealed[0])
    tamper(superuser, "DELETE FROM audit_links")
    assert "4 events sealed" in shell(app, "seal")[1]
    assert shell(app, "verify")[0] == 0
    code, told = shell(app, "verify", "--expect", kept.hex())
    assert (code, "does not stand in the chain" in told) == (1, True)


def test_what_commits_late_is_sealed_late_and_the_chain_holds(app: Flask, cast: Cast) -> None:
    begun, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with app.app_context():
            with transaction():
                invite(cast, note="terlambat")
                begun.set()
                may_commit.wait(30)
            db.session.remove()

    late = threading.Thread(target=slow)
    late.start()
    assert begun.wait(30)
    with app.app_context():
        with transaction():
            newer = invite(cast).id
        with transaction():
            assert chain.seal(clock.now()) == 1
        may_commit.set()
        late.join()
        with transaction():
            assert chain.seal(clock.now()) == 1
        order = session().scalars(select(AuditLink.event_id).order_by(AuditLink.position)).all()
        assert (order[0], order[1] < newer) == (newer, True)
        assert chain.verify(clock.now()).problems == []
        db.session.remove()


def test_an_event_that_nobody_seals_is_told(ctx: Flask, cast: Cast) -> None:
    with transaction():
        kept = invite(cast).id
    assert chain.verify(clock.now()).problems == []
    later = clock.now() + chain.UNSEALED + timedelta(minutes=1)
    assert chain.verify(later).problems == [f"event {kept} was never sealed"]


def test_a_hash_depends_on_every_value_and_on_the_one_before() -> None:
    event = [1, clock.now(), None, "shell", "dpp", "act", "dpp", "kind", "x", [1], {"a": 1}]
    one = chain.hashed(chain.SEED, event)
    assert chain.hashed(one, event) != one
    for place in range(len(event)):
        other = [*event]
        other[place] = "lain"
        assert chain.hashed(chain.SEED, other) != one


def test_columns_of_the_chain_are_all_of_an_event() -> None:
    assert {one.key for one in chain.COLUMNS} == {one.key for one in AuditEvent.__table__.columns}
