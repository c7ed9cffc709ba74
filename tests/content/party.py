"""The stage of tests about bringing people: items, cadres' links to them, and who taps those."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import clock
from app.campaigns.models import Challenge
from app.content import arrivals, stream, tracking
from app.content.arrivals import Tally
from app.content.models import Arrival, Item, Source
from app.db import db, session, transaction
from tests.cast import Cast, Person

PHONE = (
    "Mozilla/5.0 (Linux; Android 13; SM-A145F) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/143.0.0.0 Mobile Safari/537.36"
)
WHATSAPP = "WhatsApp/2.26.40.71 A"


class Party:
    """Everything a test does around content."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app = app
        self.cast = cast
        self.key = tracking.key_of(app.config["SETTINGS"].secret_key)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """A context of one's own, with a transaction."""
        with self.app.app_context():
            with transaction():
                yield
            db.session.remove()

    def source(self, **changes: object) -> int:
        """A feed of the party's that is well; returns its id."""
        now = clock.now()
        name = secrets.token_hex(4)
        values = {
            "kind": "site",
            "title": "Situs Partai",
            "url": f"https://partai.example/{name}.xml",
            "next_at": now,
            "added_at": now,
        }
        with self.at_work():
            made = Source(**(values | changes))
            session().add(made)
            session().flush()
            return made.id

    def item(self, source: int | None = None, hours_ago: float = 1, **changes: object) -> str:
        """Something the party published; returns its public id."""
        now = clock.now()
        name = secrets.token_hex(4)
        values = {
            "public_id": secrets.token_hex(6),
            "source_id": source or self.source(),
            "key": name,
            "title": "Posyandu keliling singgah di 40 kelurahan",
            "summary": "Relawan menimbang 1.200 balita dalam sebulan.",
            "url": f"https://partai.example/berita/{name}",
            "published_at": now - timedelta(hours=hours_ago),
            "found_at": now,
        }
        with self.at_work():
            made = Item(**(values | changes))
            session().add(made)
            session().flush()
            return made.public_id

    def link(self, person: Person, item: str | None = None) -> int:
        """That person's link to an item (a new one by default); returns its id."""
        public_id = item or self.item()
        with self.at_work():
            return tracking.link_to(person.id, stream.find(public_id))

    def challenge_link(self, person: Person, challenge: str) -> int:
        """That person's link to the page a challenge names; returns its id."""
        with self.at_work():
            asked = select(Challenge).where(Challenge.public_id == challenge)
            return tracking.link_to(person.id, session().scalars(asked).one())

    def path(self, link_id: int) -> str:
        """Where a link leads on our own site."""
        return f"/b/{tracking.code_of(link_id, self.key)}"

    def tap(
        self,
        link_id: int,
        address: str = "103.10.64.1",
        agent: str = PHONE,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        session_token: str = "",
    ) -> TestResponse:
        """One request for a link from an address."""
        client = self.app.test_client()
        if session_token:
            client.set_cookie("sesi", session_token)
        answer = client.open(
            self.path(link_id),
            method=method,
            headers={"User-Agent": agent, **(headers or {})},
            environ_base={"REMOTE_ADDR": address},
        )
        assert answer.status_code in (200, 302), answer.status
        return answer

    def tally(self, link_id: int) -> Tally:
        """Who came through a link so far."""
        with self.at_work():
            return arrivals.tallies([link_id])[link_id]

    def rows(self) -> list[tuple[str, int]]:
        """Kinds and hits of all arrivals, in order."""
        with self.at_work():
            asked = select(Arrival.kind, Arrival.hits).order_by(Arrival.id)
            return [(row.kind, row.hits) for row in session().execute(asked)]
