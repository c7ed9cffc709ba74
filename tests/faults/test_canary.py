"""The canary hears what it is there for, and every secret of the stand-ins is one that it knows."""

import base64
import json
import logging

import psycopg
import pytest

from simulator.canary import secret
from simulator.running import Simulator
from tests import canary
from tests.cast import Cast
from tests.shares import handle_of

SECRET = "act." + secret(54)


WRAPPED = {
    "bare": SECRET,
    "in an address": f"?token={SECRET}&v=1",
    "in hex": SECRET.encode().hex(),
    **{
        f"in base64 behind {n}": base64.urlsafe_b64encode(b"x" * n + SECRET.encode()).decode()
        for n in range(3)
    },
}
wrapped = pytest.mark.parametrize("words", WRAPPED.values(), ids=WRAPPED)


@wrapped
def test_a_secret_is_known_however_it_is_wrapped(words: str) -> None:
    assert canary.sings(words)


def test_ordinary_words_are_no_secret() -> None:
    assert not canary.sings("Burung kenari lepas dari sangkarnya, kata warga Lebak Bulus")


def test_every_secret_of_the_stand_ins_is_known(platforms: Simulator, cast: Cast) -> None:
    clients = [one for one in platforms.stage.grants.clients() if one.secret]
    silent = [one.platform for one in clients if not canary.sings(one.secret)]
    for key, one in platforms.stage.platforms.items():
        if one.tokens:
            grant = platforms.grant(key, handle_of(cast.siti))
            tokens = [grant["access_token"], grant.get("refresh_token", SECRET)]
            silent += [key for token in tokens if not canary.sings(token)]
    assert silent == []


def test_it_hears_lines_of_logs() -> None:
    listener, log = canary.Listener(), logging.getLogger("uji.kenari")
    asked = ({"token": SECRET},)
    listener.handle(log.makeRecord(log.name, logging.DEBUG, __file__, 1, "asked %r", asked, None))
    assert len(listener.heard) == 1
    assert "uji.kenari" in listener.heard[0]
    assert "test_it_hears_lines_of_logs" in listener.heard[0]
    assert not canary.sings(listener.heard[0])


def test_it_hears_what_exceptions_say() -> None:
    listener, log = canary.Listener(), logging.getLogger("uji.kenari")
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        told = (type(error), error, error.__traceback__)
    listener.handle(log.makeRecord(log.name, logging.ERROR, __file__, 1, "gagal", (), told))
    assert len(listener.heard) == 1


@wrapped
def test_it_sees_text_that_lies_open_in_the_database(
    superuser: psycopg.Connection, cast: Cast, words: str
) -> None:
    with superuser.transaction(force_rollback=True):
        superuser.execute("UPDATE cadres SET name = %s WHERE id = %s", (words[:80], cast.siti.id))
        assert canary.tables_with_secrets(superuser) == ["cadres"]
        superuser.execute("UPDATE cadres SET name = 'Siti'")
        assert canary.tables_with_secrets(superuser) == []


def test_it_sees_bytes_and_json_that_spell_a_secret(
    superuser: psycopg.Connection, cast: Cast
) -> None:
    with superuser.transaction(force_rollback=True):
        superuser.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('a', 'b', %s)",
            (json.dumps({"token": SECRET}),),
        )
        superuser.execute(
            "INSERT INTO linked_accounts "
            "(cadre_id, provider, subject, handle, status, linked_at, token, name, scopes) "
            "VALUES (%s, 'x', '1', 'siti', 'active', now(), %s, 'Siti', '')",
            (cast.siti.id, SECRET.encode()),
        )
        found = canary.tables_with_secrets(superuser)
        assert found == ["linked_accounts", "procrastinate_jobs"]
