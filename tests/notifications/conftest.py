"""The stage of pushes: phones in people's hands, verdicts to tell of, and days that pass."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, text

from app import clock
from app.clock import JAKARTA
from app.db import db, session
from app.jobs.due import run_due_jobs
from app.jobs.schedule import queue_pushes
from app.notifications import outbox, subscriptions
from app.notifications.models import Push, Subscription
from app.notifications.vapid import public_key
from simulator.phones import Received
from simulator.running import Simulator
from tests.cast import Person
from tests.shares import Shares


def noon(day: int = 28, hour: int = 12) -> datetime:
    """A moment in a November, by the clock of Jakarta."""
    return datetime(2026, 11, day, hour, tzinfo=JAKARTA)


@dataclass
class Calls:
    """Everything a test does around phones that are called."""

    shares: Shares
    platforms: Simulator
    known: dict[str, str] = field(default_factory=dict)

    def phone(self, person: Person, name: str = "HP", browser: str = "chrome") -> dict[str, Any]:
        """That person's phone, on which she has just allowed to be called; its subscription."""
        phone = self.platforms.phone(f"{person.key} {name}", browser, public_key() or "")
        actor, keys = self.shares.actor(person), phone["keys"]
        with self.shares.at_work():
            found = subscriptions.read_address(phone["endpoint"], keys["p256dh"], keys["auth"])
            subscriptions.subscribe(actor, found, phone["id"])
        return phone

    def tell(self, person: Person, at: datetime, kind: str = "verified", about: str = "a1") -> None:
        """Something to tell one cadre."""
        with self.shares.at_work():
            outbox.tell(person.id, kind, about, "Air bersih untuk semua", at)

    def announce(self, unit: Person, at: datetime, until: datetime, about: str = "c1") -> None:
        """Something to tell a whole unit."""
        with self.shares.at_work():
            outbox.announce(unit.unit_id, "opened", about, "Pasar murah", at, until)

    def live_at(self, at: datetime) -> None:
        """Push services look at what a call is signed for; they live through the same moment."""
        there = self.platforms.clock
        there.advance((at - there.now()).total_seconds())

    def pass_minute(self, at: datetime) -> int:
        """The schedule's minute at a moment, and all that it queued; returns how many were due."""
        self.live_at(at)
        with self.shares.app.app_context(), clock.at(at):
            due = queue_pushes(at)
            db.session.remove()
        with clock.at(at):
            run_due_jobs(self.shares.app, at)
        return due

    def heard(self, name: str = "") -> list[str]:
        """What phones showed, the oldest first."""
        found = [one for one in self.received() if one.name.startswith(name)]
        return [json.loads(one.text)["body"] for one in found]

    def received(self) -> list[Received]:
        """The calls as they arrived, the oldest first."""
        return self.platforms.phones().received()[::-1]

    def rows(self) -> list[Subscription]:
        """Phones that may be called."""
        return self._all(Subscription)

    def pushes(self) -> list[Push]:
        """Who was called on which day."""
        return self._all(Push)

    def run(self, statement: str, **values: object) -> None:
        """Change something from outside."""
        with self.shares.at_work():
            session().execute(text(statement), values)

    def _all(self, model: type) -> list[Any]:
        with self.shares.app.app_context():
            found = session().scalars(select(model)).all()
            session().expunge_all()
            db.session.remove()
        return [*found]


@pytest.fixture
def calls(shares: Shares, platforms: Simulator) -> Calls:
    platforms.reset()
    return Calls(shares, platforms)


Opens = Callable[[Person], Any]
