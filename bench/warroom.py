"""`warroom`: from the moment figures are counted until every watching screen has the whole tick.

Five hundred screens of a nation on one web process. How long counting takes, with the job that
folds a hundred new hand-ins, is a figure of its own. The floor writes the same bytes to as many
sockets from a bare loop.
"""

import selectors
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
from sqlalchemy import text

from app import clock
from app.cadres.sessions import begin
from app.db import db, session, transaction
from app.leaderboards import measuring
from app.warroom import kept
from bench.figures import cpu_seconds, figure, percentile
from bench.load import Ask, fetched
from bench.page import SERVER
from bench.party import Party, children, free_port, process

SCREENS = 500
EACH = 4  # screens of one cadre
TICKS = 20
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
    """Ticks on a nation's wall, and the floor."""
    tokens, challenge = _prepared(party)
    port = free_port()
    words = f"{SERVER} -b 127.0.0.1:{port} wsgi:application".split()
    with process(words, party.env, port) as web, _watching(port, tokens) as screens:
        roots = [web, *children("postgres", "valkey")]
        _tick(screens, challenge, 0)  # the first draws everything
        before, began = cpu_seconds(roots), cpu_seconds([web])
        rounds = [_tick(screens, challenge, n) for n in range(1, TICKS + 1)]
        cpu = (cpu_seconds(roots) - before) * 1000 / TICKS
        cpu_web = (cpu_seconds([web]) - began) * 1000 / TICKS
        size = max(len(each) for each in screens.last)
    ours = [ms for _, each in rounds for ms in each]
    counting = [ms for ms, _ in rounds]
    bare = _floor(size)
    count = len(ours)
    figure("warroom.p50", percentile(ours, 0.5), percentile(bare, 0.5), "ms", count)
    figure("warroom.p99", percentile(ours, 0.99), percentile(bare, 0.99), "ms", count)
    figure(
        "warroom.count",
        percentile(counting, 0.5),
        percentile(counting, 0.99),
        "ms, p50 and p99",
        TICKS,
    )
    figure("warroom.bytes", size, size, "bytes/tick", count)
    figure("warroom.cpu", cpu, cpu_web, "ms CPU/tick, of which web", TICKS)


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


def _tick(screens: _Screens, challenge: int, number: int) -> tuple[float, list[float]]:
    """A hundred hand-ins, then what a worker does: milliseconds that takes, and from there until
    each screen has it."""
    with transaction():
        _hand_in(challenge, 1_000_000_000 + number * 1000, turns=1, days=0.0, many=100)
    began = time.perf_counter()
    if not kept.tick(clock.now()):
        raise RuntimeError("nothing is watched")
    counted = time.perf_counter()
    db.session.remove()
    return (counted - began) * 1000, screens.read(counted, END)


def _floor(size: int) -> list[float]:
    """The same bytes to as many sockets, by a loop that does nothing else."""
    body = b"x" * (size - len(END)) + END
    with socket.create_server(("127.0.0.1", 0), backlog=SCREENS) as server:
        theirs: list[socket.socket] = []
        accept = threading.Thread(
            target=lambda: theirs.extend(server.accept()[0] for _ in range(SCREENS))
        )
        accept.start()
        ours = [socket.create_connection(server.getsockname()) for _ in range(SCREENS)]
        accept.join()
        screens, found = _Screens(ours), []
        for _ in range(TICKS):
            began = time.perf_counter()
            for one in theirs:
                one.sendall(body)
            found += screens.read(began, END)
        for one in (*ours, *theirs):
            one.close()
    return found
