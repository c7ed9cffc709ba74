"""`warroom`: a tick of a nation's wall, with five hundred screens on one web process.

Counting (a worker folds a hundred new hand-ins and counts) and delivering (from then on until a
screen has the whole tick) are figures of their own, by the clock and in CPU, and their sum is what
a screen waits for. The floors: the verdicts by the hour that any wall must read, asked by the bare
driver; and the same bytes written to as many sockets by a bare loop. Distinct people are counted
by a job of its own, beside the ticks.
"""

import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

import psycopg
from sqlalchemy import text

from app import clock
from app.cadres.sessions import begin
from app.db import db, session, transaction
from app.leaderboards import measuring
from app.units.lines import scope
from app.warroom import figures, kept, pulse, queries
from bench.figures import cpu_seconds, figure, percentile
from bench.load import Ask, fetched
from bench.page import SERVER
from bench.party import Party, children, free_port, process

SCREENS = 500
EACH = 4  # screens of one cadre
TICKS = 20
PEOPLE = 3
PATIENCE_S = 30.0
END = b"\x00\x00\xff\xff"  # of a packed piece
PATH = "/ruang-kendali/dpp/arus"
OFFICERS = """
    WITH chosen AS (SELECT id FROM cadres ORDER BY id LIMIT :many), given AS (
        INSERT INTO roles (cadre_id, kind, unit_id, starts_on)
        SELECT c.id, 'officer', u.id, :day FROM chosen c, units u WHERE u.code = 'dpp'
    )
    SELECT id FROM chosen
"""
CHALLENGE = """
    WITH campaign AS (
        INSERT INTO campaigns (title, created_by, created_at)
        SELECT 'Ukur', min(id), :now FROM cadres RETURNING id
    )
    INSERT INTO challenges (public_id, campaign_id, title, why, talking_points, required_tag,
        required_link, disclosure, providers, unit_id, opens_at, closes_at, points, daily_limit,
        state, drafted_by, drafted_at, published_by, published_at)
    SELECT 'ukur', campaign.id, 'Ukur', '', '', '#Ukur', '', '#SayaKader', ARRAY['x'], u.id,
        CAST(:now AS timestamptz) - interval '9 days',
        CAST(:now AS timestamptz) + interval '9 days', 10, 5,
        'published', (SELECT min(id) FROM cadres), :now, (SELECT max(id) FROM cadres), :now
    FROM campaign, units u WHERE u.code = 'dpp' RETURNING id
"""
# Two hand-ins of everybody in the last nine days, every tenth rejected.
HAND_INS = """
    WITH made AS (
        INSERT INTO submissions (public_id, cadre_id, unit_id, challenge_id, proof_code, provider,
            post_id, url, state, reason, submitted_at, day, decided_at, tries, words_hash)
        SELECT 'u' || CAST(:first AS bigint) + n, c.id, c.unit_id, :challenge, 'ukur',
            (ARRAY['x','threads','tiktok','facebook'])[1 + n % 4], CAST(:first AS bigint) + n,
            'https://x.com/a',
            CASE WHEN n % 10 = 0 THEN 'rejected' ELSE 'verified' END,
            CASE WHEN n % 10 = 0 THEN 'copied' END, at, (at AT TIME ZONE 'Asia/Jakarta')::date, at,
            0, md5(CAST(n AS text))
        FROM (SELECT c.*, row_number() OVER (ORDER BY id) + (turn - 1) * 10000000 AS n,
                  CAST(:now AS timestamptz)
                      - CAST(:days AS float) * random() * interval '1 day' AS at
              FROM cadres c, generate_series(1, :turns) AS turn
              WHERE CAST(:many AS int) = 0 OR c.id <= :many) c
        RETURNING id, decided_at, state, reason
    )
    INSERT INTO verdicts (submission_id, at, outcome, reason, steps)
    SELECT id, decided_at, state, reason, '[]' FROM made ORDER BY decided_at
"""


def run(party: Party) -> None:
    """Ticks on a nation's wall, and the floors."""
    tokens, challenge = _prepared(party)
    port = free_port()
    words = f"{SERVER} -b 127.0.0.1:{port} wsgi:application".split()
    with process(words, party.env, port) as web, _watching(port, tokens) as screens:
        _tick(screens, challenge, 0, web)  # the first draws everything
        ticks = [_tick(screens, challenge, n, web) for n in range(1, TICKS + 1)]
        size = max(len(each) for each in screens.last)
        people = [_people() for _ in range(PEOPLE)]
    bare, (sent, sending) = _bare_count(), _floor(size)
    counts = [one.counted for one in ticks]
    delivered = [ms for one in ticks for ms in one.delivered]
    whole = [one.counted.ms + ms for one in ticks for ms in one.delivered]
    everything = [read.ms + ms for read in bare for ms in sent]
    for share in (0.5, 0.99):
        name = f"p{share * 100:.0f}"
        many = len(delivered)
        _row(f"count.{name}", [one.ms for one in counts], [one.ms for one in bare], share, TICKS)
        _row(f"deliver.{name}", delivered, sent, share, many)
        _row(f"{name}", whole, everything, share, many)
    mean = {"count": counts, "people": people, "bare": bare}
    cpu = {name: sum(one.cpu_ms for one in each) / len(each) for name, each in mean.items()}
    figure("warroom.count.cpu", cpu["count"], cpu["bare"], "ms CPU/tick", TICKS)
    deliver = sum(one.cpu_ms for one in ticks) / TICKS
    figure("warroom.deliver.cpu", deliver, sending, "ms CPU/tick", TICKS)
    figure("warroom.people.cpu", cpu["people"], cpu["bare"], "ms CPU/count", PEOPLE)
    figure("warroom.bytes", size, 3000, "bytes/tick, and what it may be", len(delivered))


def _row(name: str, ours: Sequence[float], floor: Sequence[float], share: float, n: int) -> None:
    figure(f"warroom.{name}", percentile(ours, share), percentile(floor, share), "ms", n)


class _Took(NamedTuple):
    """By the clock, and CPU of ourselves, the database and the store together."""

    ms: float
    cpu_ms: float


class _Tick(NamedTuple):
    """Counting; until each screen had it; and CPU that took in web, database and store."""

    counted: _Took
    delivered: list[float]
    cpu_ms: float


def _timed(work: Callable[[], object]) -> _Took:
    roots = children("postgres", "valkey")
    busy, began = cpu_seconds(roots) + time.process_time(), time.perf_counter()
    work()
    ms = (time.perf_counter() - began) * 1000
    return _Took(ms, (cpu_seconds(roots) + time.process_time() - busy) * 1000)


class _Screens:
    """Sockets that read, and what each was sent since the last tick began."""

    def __init__(self, sockets: Sequence[socket.socket]) -> None:
        self.sockets = sockets
        self.last: list[bytes] = [b""] * len(sockets)

    def read(self, began: float, whole: bytes) -> list[float]:
        """Milliseconds from `began` until each has all of an event that ends in `whole`."""
        took: dict[int, float] = {}
        self.last = [b""] * len(self.sockets)
        with selectors.DefaultSelector() as ready:
            for number, one in enumerate(self.sockets):
                ready.register(one, selectors.EVENT_READ, number)
            while len(took) < len(self.sockets):
                if time.perf_counter() - began > PATIENCE_S:
                    raise TimeoutError(f"{len(self.sockets) - len(took)} screens heard nothing")
                for key, _ in ready.select(1.0):
                    number = key.data
                    self.last[number] += self.sockets[number].recv(65536)
                    if self.last[number].rstrip(b"\r\n").endswith(whole):
                        took.setdefault(number, (time.perf_counter() - began) * 1000)
        return list(took.values())


def _prepared(party: Party) -> tuple[list[str], int]:
    """Sessions of officers, and a challenge in which much was handed in."""
    now = clock.now()
    asked = {"now": now, "day": clock.party_day(now), "many": SCREENS // EACH}
    with transaction() as current:
        current.execute(text("SET LOCAL statement_timeout = 0"))
        officers = current.execute(text(OFFICERS), asked).scalars().all()
        challenge = current.execute(text(CHALLENGE), asked).scalar_one()
        tokens = [begin(cadre, "bench", "127.0.0.1", strong=True) for cadre in officers]
        _hand_in(challenge, 0, turns=2, days=9.0)
        measuring.measure(now)
    pulse.fold(now)
    with psycopg.connect(party.addresses.owner_url, autocommit=True) as owner:
        owner.execute("VACUUM (ANALYZE) submissions, verdicts")
    return tokens, challenge


def _hand_in(challenge: int, first: int, turns: int, days: float, many: int = 0) -> None:
    values = {"challenge": challenge, "first": first, "turns": turns, "days": days, "many": many}
    session().execute(text(HAND_INS), values | {"now": clock.now()})


@contextmanager
def _watching(port: int, tokens: Sequence[str]) -> Iterator[_Screens]:
    """All screens, each with its stream open."""
    fetched(port, Ask("/ruang-kendali/dpp", f"sesi={tokens[0]}"))
    sockets = [_opened(port, tokens[n // EACH], n) for n in range(SCREENS)]
    try:
        yield _Screens(sockets)
    finally:
        for one in sockets:
            one.close()


def _opened(port: int, token: str, number: int) -> socket.socket:
    found = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
    lines = (
        f"GET {PATH}?v=0 HTTP/1.1",
        "Host: localhost",
        f"Cookie: sesi={token}",
        "Accept-Encoding: gzip",
        f"X-Forwarded-For: 10.0.{number >> 8}.{number & 255}",
    )
    found.sendall("\r\n".join((*lines, "", "")).encode())
    head = found.recv(4096)
    if b" 200 " not in head.split(b"\r\n")[0]:
        raise RuntimeError(head.decode(errors="replace"))
    return found


def _tick(screens: _Screens, challenge: int, number: int, web: int) -> _Tick:
    """A hundred hand-ins, then what a worker does, and from there until each screen has it."""
    with transaction():
        _hand_in(challenge, 1_000_000_000 + number * 1000, turns=1, days=0.0, many=100)
    counted = _timed(_count)
    roots = [web, *children("postgres", "valkey")]
    busy, began = cpu_seconds(roots), time.perf_counter()
    delivered = screens.read(began, END)
    return _Tick(counted, delivered, (cpu_seconds(roots) - busy) * 1000)


def _count() -> None:
    if not kept.tick(clock.now()):
        raise RuntimeError("nothing is watched")
    db.session.remove()


def _people() -> _Took:
    nation = scope("dpp")
    assert nation is not None

    def work() -> None:
        figures.people(nation, None, clock.now(), patient=True)
        db.session.remove()

    return _timed(work)


def _bare_count() -> list[_Took]:
    """Verdicts by the hour of a nation, by the driver."""
    with transaction() as current:
        cursor = current.connection().connection.cursor()
        nation = scope("dpp")
        assert nation is not None
        now = clock.now()
        recent, since = now - timedelta(days=1), now - timedelta(days=8)
        asked = {"unit": nation.id, "recent": recent, "since": since}
        query = queries.FOLDED
        for name in asked:
            query = query.replace(f":{name}", f"%({name})s")
        return [_timed(lambda: cursor.execute(query, asked).fetchall()) for _ in range(TICKS)]


def _floor(size: int) -> tuple[list[float], float]:
    """The same bytes to as many sockets, by a loop that does nothing else: ms until each was read,
    and ms of CPU a tick to send them."""
    body = b"x" * (size - len(END)) + END
    with socket.create_server(("127.0.0.1", 0), backlog=SCREENS) as server:
        theirs: list[socket.socket] = []
        accept = threading.Thread(
            target=lambda: theirs.extend(server.accept()[0] for _ in range(SCREENS))
        )
        accept.start()
        ours = [socket.create_connection(server.getsockname()) for _ in range(SCREENS)]
        accept.join()
        screens, found, busy = _Screens(ours), [], 0.0
        for _ in range(TICKS):
            began = time.perf_counter()
            spent = time.process_time()
            for one in theirs:
                one.sendall(body)
            busy += time.process_time() - spent
            found += screens.read(began, END)
        for one in (*ours, *theirs):
            one.close()
    return found, busy * 1000 / TICKS
