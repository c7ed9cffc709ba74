"""The projector in company: races with awards and with itself, a store that goes and returns."""

import threading
import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.cli.servers import Addresses
from app.db import session, transaction
from app.jobs import projector
from app.leaderboards import alone, doubts, live, projection, rebuild
from app.leaderboards.audit import audit
from app.leaderboards.boards import cadre_board, unit_board
from app.leaderboards.glimpse import Asked
from app.ledger.entries import award, reverse
from app.ledger.models import Total
from app.store import Unavailable, store
from tests import servers
from tests.cast import FIRST_SEASON, Cast, Person
from tests.leaderboards.party import settle, store_gone, stored
from tests.leaderboards.test_boards_are_the_ledger import dying, wipe_store

AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
SEASON_OPENS = FIRST_SEASON
PATIENCE_S = 20.0


def earn(who: Person, points: int, source: str) -> None:
    """Points in a transaction of their own."""
    with transaction():
        award(who.id, who.unit_id, points, source, "A", "uji", AT)


def wait_until(true: Callable[[], bool]) -> None:
    """Look until something is so."""
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, "it never came true"
        threading.Event().wait(0.01)


def on_board(who: Person) -> int:
    """Points of a cadre on the national board."""
    with store.client() as client:
        return int(client.zscore(cadre_board("all", 1), str(who.id)) or 0)


def test_two_projectors_and_a_storm_of_awards_end_in_the_ledger(ctx: Flask, cast: Cast) -> None:
    everybody = [cast.siti, cast.rudi, cast.ani, cast.budi, cast.mega]
    done = threading.Event()
    faults: list[Exception] = []

    def storm(number: int) -> None:
        with ctx.app_context():
            for count in range(25):
                who = everybody[(number + count) % len(everybody)]
                earn(who, 1, f"s:{number}:{count}")
                if count % 5 == 4:
                    with transaction():
                        reverse(f"s:{number}:{count - 2}", "hilang", AT)

    def carry() -> None:
        with ctx.app_context():
            while not done.is_set():
                try:
                    projection.project_cadres(batch=2)
                    projection.project_units()
                except Exception as error:
                    faults.append(error)

    carriers = [threading.Thread(target=carry) for _ in range(2)]
    storms = [threading.Thread(target=storm, args=(number,)) for number in range(4)]
    for thread in (*carriers, *storms):
        thread.start()
    for thread in storms:
        thread.join()
    done.set()
    for thread in carriers:
        thread.join()
    assert faults == []
    settle()
    assert audit().differences == ()
    assert sum(stored()[cadre_board("all", 1)].values()) == 4 * (25 - 5)


def test_a_cadre_in_one_projectors_hands_is_left_alone_by_the_other(
    ctx: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    earn(cast.siti, 10, "s:1")
    honest, writes, may_end = projection.put, threading.Event(), threading.Event()

    def slow_put(lines: projection.Writes, units: Collection[int]) -> str | None:
        writes.set()
        may_end.wait(PATIENCE_S)
        return honest(lines, units)

    def first() -> None:
        with ctx.app_context():
            projection.project_cadres()

    monkeypatch.setattr(projection, "put", slow_put)
    thread = threading.Thread(target=first)
    thread.start()
    writes.wait(PATIENCE_S)
    monkeypatch.setattr(projection, "put", honest)
    assert projection.project_cadres() == 0
    earn(cast.rudi, 10, "s:2")
    assert projection.project_cadres() == 1
    assert (on_board(cast.siti), on_board(cast.rudi)) == (0, 10)
    may_end.set()
    thread.join()
    assert on_board(cast.siti) == 10


def test_an_award_in_flight_is_never_waited_for_and_never_lost(ctx: Flask, cast: Cast) -> None:
    earn(cast.siti, 10, "s:1")
    holds, may_end = threading.Event(), threading.Event()

    def slowly() -> None:
        with ctx.app_context(), transaction():
            award(cast.siti.id, cast.siti.unit_id, 5, "s:2", "A", "uji", AT)
            holds.set()
            may_end.wait(PATIENCE_S)

    thread = threading.Thread(target=slowly)
    thread.start()
    holds.wait(PATIENCE_S)
    projection.project_once()
    assert session().scalar(select(func.count()).where(Total.dirty)) == 3
    may_end.set()
    thread.join()
    settle()
    assert on_board(cast.siti) == 15


def test_a_failed_write_leaves_the_marks_and_is_written_again(
    ctx: Flask, cast: Cast, addresses: Addresses
) -> None:
    earn(cast.siti, 10, "s:1")
    settle()
    earn(cast.siti, 10, "s:2")
    with store_gone(addresses.redis_url), pytest.raises(Unavailable):
        projection.project_cadres()
    assert session().scalar(select(func.count()).where(Total.dirty)) == 3
    session().rollback()
    settle()
    assert on_board(cast.siti) == 20


def test_a_stale_write_that_arrives_late_is_written_over(ctx: Flask, cast: Cast) -> None:
    earn(cast.siti, 10, "s:1")
    settle()
    earn(cast.siti, 5, "s:2")
    with dying(1.0):
        projection.project_cadres()
    assert doubts.cadres == {cast.siti.id}
    assert projection.project_cadres() == 1  # the marks are off again
    with store.client() as client:
        client.zadd(cadre_board("all", 1), {str(cast.siti.id): 10})  # what lay in the socket
    settle()
    assert doubts.cadres == set()
    assert on_board(cast.siti) == 15


def test_boards_that_the_store_lost_are_built_by_themselves(ctx: Flask, cast: Cast) -> None:
    earn(cast.siti, 10, "s:1")
    settle()
    before = stored()
    wipe_store()
    assert live.look([(cadre_board("all", 1), Asked(top=3))]) is None
    projection.project_once()
    assert stored() == before


def test_another_run_of_the_server_is_noticed(ctx: Flask, cast: Cast, addresses: Addresses) -> None:
    earn(cast.siti, 10, "s:1")
    settle()
    valkey = servers.own_valkey()
    valkey.kill()
    valkey.start()
    store.configure(addresses.redis_url)
    assert rebuild.lost()
    projection.project_once()
    assert not rebuild.lost()
    assert on_board(cast.siti) == 10


def test_the_loop_carries_what_it_is_woken_for_and_outlives_the_store(
    ctx: Flask, cast: Cast, addresses: Addresses
) -> None:
    stop = threading.Event()

    def loop() -> None:
        with ctx.app_context():
            projector.run(stop)

    thread = threading.Thread(target=loop)
    thread.start()
    try:
        earn(cast.siti, 10, "s:1")
        projection.wake()
        wait_until(lambda: on_board(cast.siti) == 10)
        store.configure("unix:///nowhere/valkey.sock", store.prefix)
        earn(cast.siti, 10, "s:2")
        projection.wake()  # nobody hears it, and it does no harm
        store.configure(addresses.redis_url)
        wait_until(lambda: on_board(cast.siti) == 20)
    finally:
        stop.set()
        thread.join(PATIENCE_S)
    assert not thread.is_alive()


def test_nothing_is_projected_while_a_rebuild_holds_the_boards(ctx: Flask, cast: Cast) -> None:
    earn(cast.siti, 10, "s:1")
    held, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with ctx.app_context(), transaction() as current:
            alone.take(current)
            held.set()
            may_end.wait(PATIENCE_S)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(PATIENCE_S)
    assert projection.project_cadres() == 0
    assert projection.project_units() == 0
    may_end.set()
    thread.join()
    assert projection.project_cadres() == 1


def test_a_rebuild_drops_boards_of_which_nothing_is_left(ctx: Flask, cast: Cast) -> None:
    earn(cast.siti, 10, "s:1")
    settle()
    stray = cadre_board("w1999-01", 1)
    with store.client() as client:
        client.zadd(stray, {"1": 5})
        client.zadd(unit_board("all", 1, "DPD"), {"999": 5})
    done = rebuild.rebuild()
    assert done is not None
    assert done.removed == 1
    assert audit().differences == ()


def test_one_period_can_be_rebuilt_alone(ctx: Flask, cast: Cast) -> None:
    earn(cast.siti, 10, "s:1")
    settle()
    with store.client() as client:
        client.zadd(cadre_board("all", 1), {str(cast.siti.id): 99})
        client.zadd(cadre_board("s1", 1), {str(cast.siti.id): 99})
    rebuild.rebuild("all")
    assert stored()[cadre_board("all", 1)] == {cast.siti.id: 10}
    assert stored()[cadre_board("s1", 1)] == {cast.siti.id: 99}


def test_the_audit_names_every_difference(ctx: Flask, cast: Cast) -> None:
    earn(cast.siti, 10, "s:1")
    settle()
    with store.client() as client:
        client.zadd(cadre_board("all", 1), {str(cast.siti.id): 11})
        client.zadd(cadre_board("w1999-01", 1), {"1": 5})
        client.zrem(unit_board("all", 1, "DPD"), "2")
    with transaction() as current:
        current.execute(text("UPDATE totals SET points = 12 WHERE period = 's1'"))
        current.execute(
            text("UPDATE unit_totals SET points = 9 WHERE period = 's1' AND unit_id = 1")
        )
    found = {(each.what, each.expected, each.found) for each in audit().differences}
    assert {("board", 10, 11), ("board", 0, 1), ("board", 10, 0)} <= found
    assert ("total", 10, 12) in found
    assert ("unit total", 12, 9) in found


def test_the_audit_leaves_out_what_waits_for_a_projector(ctx: Flask, cast: Cast) -> None:
    earn(cast.siti, 10, "s:1")
    settle()
    earn(cast.rudi, 10, "s:2")
    assert audit().differences == ()
    projection.project_cadres()
    assert audit().differences == ()


def test_the_commands_say_what_they_did(ctx: Flask, cast: Cast) -> None:
    earn(cast.siti, 10, "s:1")
    run = ctx.test_cli_runner().invoke
    assert "boards with" in run(args=["boards", "rebuild"]).output
    fine = run(args=["boards", "audit"])
    assert (fine.exit_code, "0 differences" in fine.output) == (0, True)
    with store.client() as client:
        client.zadd(cadre_board("w1999-01", 1), {"1": 5})
    wrong = run(args=["boards", "audit"])
    assert wrong.exit_code == 1
    assert "w1999-01" in wrong.output


def test_a_round_leaves_a_sign_of_life(ctx: Flask, cast: Cast) -> None:
    wipe_store()
    assert not projection.projecting(time.time())
    projection.project_once()
    assert projection.projecting(time.time())
    assert not projection.projecting(time.time() + 60)


def test_a_rebuild_tells_how_far_it_is(ctx: Flask, cast: Cast) -> None:
    earn(cast.siti, 10, "s:1")
    told: list[tuple[str, float]] = []
    rebuild.rebuild(tell=lambda words, share: told.append((words, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert 0.9 < shares[-1] < 1
    assert {words.partition(",")[0] for words, _ in told} >= {"all", "s1", "s1.best"}
