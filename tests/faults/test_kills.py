"""Hundreds of awards while everything is killed in turn: nothing lost, nothing twice, boards right.

Real processes: gunicorn, worker, projector, Valkey; the platform is the simulator over HTTP.
"""

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
import requests
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import text

from app import clock
from app.cadres.models import Cadre, Membership
from app.cadres.sessions import begin
from app.campaigns.models import Campaign, Challenge
from app.cli.children import sweep
from app.cli.processes import Process, wait_until_answers
from app.cli.servers import Addresses
from app.db import db, session, transaction
from app.jobs.schedule import queue_due
from app.leaderboards.audit import audit
from app.store import store
from app.submissions.intake import LEASE
from config import Settings
from simulator.running import Simulator
from tests import servers
from tests.cast import CHEAP_HASH, JOINED, Cast
from tests.faults.busy import DEEP
from tests.linked import link
from tests.shares import story

CADRES, EACH, POINTS = (50 if DEEP else 15), 20, 10
T = TypeVar("T")


@pytest.fixture
def stage(
    app: Flask,
    cast: Cast,
    settings: Settings,
    addresses: Addresses,
    platforms: Simulator,
    tmp_path: Path,
) -> Iterator["Stage"]:
    """Everything running, a live challenge, fifty cadres with linked accounts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
        "HOME": str(tmp_path),
        "PYTHONUNBUFFERED": "1",
        "FLASK_APP": "wsgi",
        "SECRET_KEY": settings.secret_key,
        "TOKEN_KEYS": "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "X_CLIENT_ID": "gelanggang-x",
        "X_CLIENT_SECRET": "rahasia-x-untuk-demo",
        "X_AUTHORIZE_URL": settings.providers["x"].options["authorize_url"],
        "X_DAILY_LIMIT": "100000",
        "X_API_URL": settings.providers["x"].options["api_url"],
    }
    root = Path(__file__).resolve().parents[2]
    web = f"gunicorn -k gevent --no-control-socket -b 127.0.0.1:{port} wsgi:application"
    commands = {"web": web, "worker": "flask jobs work", "projector": "flask boards project"}
    processes = {
        name: Process(
            name=name,
            command=[sys.executable, "-m", *words.split()],
            env=env,
            log=tmp_path / f"{name}.log",
            cwd=root,
        )
        for name, words in commands.items()
    }
    with app.app_context():
        with transaction():
            challenge, people = _party(cast, platforms)
        db.session.remove()
    for process in processes.values():
        process.start()
    wait_until_answers(processes["web"], port, "/healthz")
    yield Stage(app, f"http://127.0.0.1:{port}", port, challenge, people, processes)
    for process in processes.values():
        process.stop()


@dataclass
class Stage:
    """What the test holds: the address, the challenge, a session token and links for each cadre."""

    app: Flask
    url: str
    port: int
    challenge: str
    people: list[tuple[str, list[str]]]
    processes: dict[str, Process]

    def kill(self, name: str) -> None:
        """kill -9, and start it again at once."""
        process = self.processes[name]
        assert process.child is not None
        process.child.send_signal(signal.SIGKILL)
        process.child.wait()
        sweep(process.child)
        process.start()

    def count(self, query: str) -> int:
        """A number from the database."""
        with self.app.app_context():
            found = session().scalar(text(query))
            db.session.remove()
        return int(found or 0)


def _party(cast: Cast, platforms: Simulator) -> tuple[str, list[tuple[str, list[str]]]]:
    now = clock.now()
    campaign = Campaign(title="Air bersih", created_by=cast.tika.id, created_at=now)
    session().add(campaign)
    session().flush()
    challenge = Challenge(
        public_id="tantangan-uji",
        campaign_id=campaign.id,
        title="Cerita air bersih",
        why="Air bersih penting.",
        talking_points="Ceritakan sumur di kampung",
        required_tag="#AirBersih",
        disclosure="#SayaKader",
        providers=["x"],
        unit_id=session().scalar(text("SELECT id FROM units WHERE code = 'dpp'")),
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=1),
        points=POINTS,
        daily_limit=EACH,
        state="published",
        drafted_by=cast.tika.id,
        drafted_at=now,
        published_by=cast.bima.id,
        published_at=now,
    )
    session().add(challenge)
    units = [cast.siti.unit_id, cast.budi.unit_id, cast.mega.unit_id, cast.yohana.unit_id]
    people = []
    for number in range(CADRES):
        cadre = Cadre(
            public_id=f"uji-{number}",
            name=f"Kader Uji {number}",
            phone=f"+6281300000{number:03d}",
            birth_date=JOINED.date().replace(year=1990),
            password_hash=CHEAP_HASH,
            unit_id=units[number % len(units)],
            activated_at=JOINED,
            attested_at=JOINED,
        )
        session().add(cadre)
        session().flush()
        session().add(Membership(cadre_id=cadre.id, unit_id=cadre.unit_id, starts_on=JOINED.date()))
        handle = f"kader_uji_{number}"
        link(cadre.id, "x", platforms, handle)
        links = [
            platforms.write("x", handle, f"{story(number * EACH + turn)} #AirBersih #SayaKader").url
            for turn in range(EACH)
        ]
        people.append((begin(cadre.id, "Peramban uji", "127.0.0.1"), links))
    return challenge.public_id, people


def hand_in_all(stage: Stage, token: str, links: list[str]) -> int:
    """One cadre hands in all her posts, trying again whenever nobody answers."""
    browser = requests.Session()
    browser.cookies.set("sesi", token)
    page = f"{stage.url}/tantangan/{stage.challenge}"
    form_token = _insist(lambda: _form_token(browser.get(page, timeout=10)))
    return sum(
        _insist(lambda link_=link_: _handed_in(browser, page, form_token, link_)) for link_ in links
    )


def _insist(act: Callable[[], T | None]) -> T:
    """What a request brings, asked again until somebody answers it."""
    while True:
        try:
            found = act()
        except requests.RequestException:
            continue
        if found is not None:
            return found


def _form_token(answer: requests.Response) -> str | None:
    field = BeautifulSoup(answer.text, "html.parser").find("input", {"name": "csrf_token"})
    return str(field["value"]) if field else None


def _handed_in(browser: requests.Session, page: str, form_token: str, link_: str) -> int | None:
    """1 when the post is handed in, also when only the answer to an earlier try was lost."""
    answer = browser.post(
        f"{page}/kiriman",
        data={"csrf_token": form_token, "tautan": link_},
        allow_redirects=False,
        timeout=10,
    )
    known = answer.status_code == 422 and "sudah" in answer.text
    return 1 if known or answer.status_code in (200, 201, 303) else None


def wait_for(met: Callable[[], bool], seconds: float, words: str) -> float:
    """Seconds until a condition is met; fails with words when it is not."""
    began = time.monotonic()
    pause = threading.Event()
    while not met():
        assert time.monotonic() - began < seconds, words
        pause.wait(0.2)
    return time.monotonic() - began


@pytest.mark.faults
def test_every_award_survives_every_kill(stage: Stage) -> None:
    wanted = CADRES * EACH
    valkey = servers.own_valkey()
    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(hand_in_all, stage, *person) for person in stage.people]
        victims = ["worker", "projector", "web", "valkey"] * 2
        for turn, victim in enumerate(victims, 1):
            mark = wanted * turn // (len(victims) + 2)
            wait_for(
                lambda mark=mark: stage.count("SELECT count(*) FROM submissions") >= mark,
                120,
                "handing in stands still",
            )
            if victim == "valkey":
                valkey.kill()
                valkey.start()
            else:
                stage.kill(victim)
        acknowledged = sum(future.result(timeout=300) for future in futures)
    assert acknowledged == wanted
    queued = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'"
    wait_for(lambda: stage.count(queued) == 0, 120, "the queue stands still")
    with stage.app.app_context():
        queue_due(clock.now() + LEASE)  # what was lost with its worker, once its lease has run out
        db.session.remove()
    verified = "SELECT count(*) FROM submissions WHERE state = 'verified'"
    settled = wait_for(lambda: stage.count(verified) == wanted, 300, "submissions stay unchecked")
    store.reset()

    def clean() -> bool:
        with stage.app.app_context():
            found = audit()
            db.session.remove()
        return not found.differences

    right = wait_for(clean, 60, "boards differ from the ledger")
    assert stage.count("SELECT count(*) FROM entries") == wanted
    assert stage.count("SELECT count(DISTINCT source) FROM entries") == wanted
    assert stage.count("SELECT sum(points) FROM entries") == wanted * POINTS
    assert stage.count("SELECT sum(points) FROM totals WHERE period = 'all'") == wanted * POINTS
    print(f"settled {settled:.0f} s after the last hand-in, boards right {right:.0f} s later")


@pytest.mark.faults
def test_boards_answer_from_the_ledger_while_the_store_is_gone(
    stage: Stage, settings: Settings
) -> None:
    token, links = stage.people[0]
    hand_in_all(replace(stage), token, links[:2])
    wait_for(lambda: stage.count("SELECT count(*) FROM entries") == 2, 120, "nothing was verified")
    valkey = servers.own_valkey()
    valkey.kill()
    try:
        answer = requests.get(f"{stage.url}/peringkat/dpp", cookies={"sesi": token}, timeout=5)
        assert answer.status_code == 200
        assert "dihitung langsung dari buku poin" in answer.text.lower()
    finally:
        valkey.start()
