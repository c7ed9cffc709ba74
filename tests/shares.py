"""The stage of every test about hand-ins: a live challenge, a linked account, a post over there.

Verbs are called in short contexts of their own, as requests and jobs would; what comes back are
ids and plain values, never rows.
"""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.accounts.models import LinkedAccount
from app.accounts.tokens import keep
from app.cadres.roles import Actor
from app.cadres.sessions import actor_for, begin
from app.campaigns.models import Campaign, Challenge, ProviderPolicy
from app.db import db, session, transaction
from app.flows import handed_link
from app.flows.verified_share import decide_by_person
from app.jobs.handing_in import hand_in
from app.ledger.models import Entry
from app.submissions.models import Submission
from app.units.models import Unit
from simulator.posts import Post
from simulator.running import Simulator
from tests.cast import Cast, Person
from tests.linked import link, token_of

TEXT = "Hari ini kami membersihkan selokan di gang tiga supaya tidak banjir lagi"
X_EPOCH_MS = 1288834974657
TAG, DISCLOSURE = "#AirBersih", "#SayaKader"
WORDS = (
    "air sumur pagi warga jalan kampung pasar sekolah guru anak sawah panen petani nelayan laut "
    "perahu hujan banjir selokan gotong royong sore malam lampu listrik harga beras cabai minyak "
    "dapur ibu bapak kakek cerita rapat balai desa kantor surat antre puskesmas bidan obat sehat "
    "sepeda motor angkot jembatan sungai kebun kopi cengkih kelapa tikar anyam batik kain jahit "
    "warung kecil modal pinjam tabung koperasi kerja pabrik upah lembur libur mudik lebaran natal "
    "masjid gereja pura doa rukun tetangga ronda aman ramai lapangan bola voli lomba juara tawa"
).split()


def handle_of(person: Person) -> str:
    """The name under which somebody is known on the platforms."""
    return f"{person.key}_uji"


def x_link(number: int = 0) -> str:
    """A link to some post on X that was made just now."""
    made_ms = int(clock.now().timestamp() * 1000) - X_EPOCH_MS
    return f"https://x.com/a/status/{(made_ms << 22) + number}"


def story(number: int, length: int = 24) -> str:
    """Words of one's own below a short title: others for every number, the same ones each time."""
    words = random.Random(number).choices(WORDS, k=length)
    return f"{' '.join(words[:6])}\n{' '.join(words[6:])}"


class Shares:
    """Everything a test does around hand-ins."""

    def __init__(self, app: Flask, cast: Cast, platforms: Simulator) -> None:
        self.app = app
        self.cast = cast
        self.platforms = platforms

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """A context of one's own, with a transaction."""
        with self.app.app_context():
            with transaction():
                yield
            db.session.remove()

    def actor(self, person: Person) -> Actor:
        """That person as a door would see her."""
        with self.at_work():
            token = begin(person.id, "Uji", "127.0.0.1", strong=True)
        with self.app.app_context():
            actor = actor_for(token)
        assert actor is not None
        return actor

    def challenge(self, **changes: object) -> str:
        """A challenge that is live for the whole party now; returns its public id."""
        now = clock.now()
        unit, issuer = changes.pop("unit", "dpp"), changes.pop("issuer", None)
        with self.at_work():
            campaign = Campaign(
                title=f"Kampanye {secrets.token_hex(4)}",
                created_by=self.cast.tika.id,
                created_at=now,
            )
            session().add(campaign)
            session().flush()
            values = {
                "public_id": secrets.token_hex(6),
                "campaign_id": campaign.id,
                "title": "Air bersih untuk semua",
                "why": "Warga perlu tahu siapa yang merawat saluran air di lingkungannya.",
                "talking_points": "Saluran air dirawat bersama\nSampah dipilah sejak dari dapur",
                "required_tag": TAG,
                "required_link": "",
                "disclosure": DISCLOSURE,
                "providers": ["x", "threads"],
                "unit_id": session().scalars(select(Unit.id).where(Unit.code == unit)).one(),
                "opens_at": now - timedelta(days=1),
                "closes_at": now + timedelta(days=1),
                "points": 10,
                "daily_limit": 5,
                "state": "published",
                "drafted_by": self.cast.tika.id,
                "drafted_at": now,
                "published_by": self.cast.bima.id,
                "published_at": now,
            }
            if issuer is not None:  # a unit's own, by the rules laid down with the program
                of_issuer = select(Unit.id).where(Unit.code == issuer)
                values["issuer_id"] = session().scalars(of_issuer).one()
                values |= {"local_version": 1, "weekly_cap": 45}
            made = Challenge(**(values | changes))
            session().add(made)
            session().flush()
            return made.public_id

    def policy(self, provider: str, mode: str, **more: object) -> None:
        """From now on posts on a platform count in this mode."""
        with self.at_work():
            now = clock.now()
            row = {"provider": provider, "mode": mode, "term": "Uji", "source": "Uji"}
            moments = {"valid_from": now, "acknowledged_at": now}
            session().add(ProviderPolicy(**(row | moments | more)))

    def link(self, person: Person, platform: str = "x") -> int:
        """That person's account on a platform, linked; returns its id."""
        with self.at_work():
            return link(person.id, platform, self.platforms, handle_of(person), clock.now()).id

    def relink(self, person: Person, account_id: int) -> None:
        """The same account with a new grant."""
        with self.at_work():
            account = session().get_one(LinkedAccount, account_id)
            keep(account, token_of(self.platforms.grant(account.provider, handle_of(person))))
            account.status = "active"

    def post(self, person: Person, text: str = TEXT, platform: str = "x", **more: object) -> Post:
        """Something that person wrote over there, with tag and disclosure."""
        whole = f"{text} {more.pop('marks', f'{TAG} {DISCLOSURE}')}"
        return self.platforms.write(platform, handle_of(person), whole, **more)

    def submit(self, person: Person, challenge: str, url: str) -> int:
        """Hand a link in as that person; returns the submission's id."""
        actor = self.actor(person)
        with self.app.app_context():
            ref = handed_link.read(url, person.id)
        with self.at_work():
            asked = select(Challenge).where(Challenge.public_id == challenge)
            return hand_in(actor, session().scalars(asked).one(), ref).id

    def decide(self, one: int, person: Person, accept: bool = True, reason: str = "") -> None:
        """A verifier's opinion on what waits for people."""
        actor, public_id = self.actor(person), self.row(one).public_id
        with self.at_work():
            decide_by_person(actor, public_id, accept, reason)

    def row(self, submission_id: int) -> Submission:
        """The submission as it stands now."""
        with self.app.app_context():
            found = session().get_one(Submission, submission_id)
            session().expunge(found)
            db.session.remove()
        return found

    def entries(self, person: Person) -> list[tuple[str, int]]:
        """Kinds and points of that person's entries, in order."""
        with self.app.app_context():
            asked = select(Entry.kind, Entry.points).where(Entry.cadre_id == person.id)
            found = [(row.kind, row.points) for row in session().execute(asked.order_by(Entry.id))]
            db.session.remove()
        return found

    def count(self, model: type) -> int:
        """How many rows there are."""
        with self.app.app_context():
            found = session().scalar(select(func.count()).select_from(model))
            db.session.remove()
        return found or 0


def soon(**parts: float) -> datetime:
    """A moment from now."""
    return datetime.now(UTC) + timedelta(**parts)
