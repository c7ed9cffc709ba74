"""What is done is kept, in the transaction of the act, and nobody can change it afterwards."""

import psycopg
import pytest
from flask import Flask
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from app.auditing.acts import ACTS
from app.auditing.models import AuditEvent
from app.auditing.recording import record
from app.cadres import roles
from app.db import db, session, transaction
from tests.cast import Cast, path_of


def events() -> list[AuditEvent]:
    return [*session().scalars(select(AuditEvent).order_by(AuditEvent.id))]


def invite(cast: Cast, key: str = "ani", **more: object) -> AuditEvent:
    details = {"uses": 5, "days": 7} | more
    where = path_of("31.74.06.1002")
    return record(cast.actor(key), "invitation_made", where, "invitation", "abc", **details)


def test_an_act_is_kept_with_the_role_it_was_done_by(ctx: Flask, cast: Cast) -> None:
    with transaction():
        invite(cast, "joko")
    (kept,) = events()
    assert (kept.actor_id, kept.role, kept.role_path) == (cast.joko.id, "leader", "dpp.31.74.06")
    assert (kept.unit_path, kept.subject) == ("dpp.31.74.06.1002", "abc")
    assert kept.details == {"uses": 5, "days": 7}


def test_what_is_rolled_back_leaves_no_trace(ctx: Flask, cast: Cast) -> None:
    with pytest.raises(RuntimeError), transaction():
        invite(cast)
        raise RuntimeError
    assert events() == []


def test_phone_numbers_are_masked_and_dates_are_not(ctx: Flask, cast: Cast) -> None:
    typed = "Hubungi 0812-3456-7890 atau +62 812 3456 7890 sebelum 2026-11-28 pukul 08.00"
    with transaction():
        invite(cast, note=typed)
    assert events()[0].details["note"] == "Hubungi … atau … sebelum 2026-11-28 pukul 08.00"


def test_a_detail_that_the_words_need_is_never_missing(ctx: Flask, cast: Cast) -> None:
    with pytest.raises(KeyError), transaction():
        record(cast.actor("ani"), "invitation_made", "dpp", "invitation", "abc")
    with pytest.raises(KeyError), transaction():
        record(cast.actor("ani"), "flown", "dpp", "invitation", "abc")


def test_every_act_kept_needs_a_permission_that_exists() -> None:
    assert {act.needs for act in ACTS.values()} - {None} <= set(roles.ACTS)


@pytest.mark.parametrize("table", ["audit_events", "audit_links"])
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_neither_the_app_nor_its_owner_changes_what_is_kept(
    ctx: Flask, cast: Cast, superuser: psycopg.Connection, table: str, act: str
) -> None:
    with transaction():
        kept = invite(cast)
        values = {"id": kept.id}
        session().execute(
            text(
                "INSERT INTO audit_links (event_id, hash, sealed_at)"
                " VALUES (:id, sha256('x'), now())"
            ),
            values,
        )
    column = "act" if table == "audit_events" else "hash"
    statement = act.format(table, column, column)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction():
        session().execute(text(statement))
    db.session.remove()
    with pytest.raises(InsufficientPrivilege, match="append-only"):
        superuser.execute(statement)
