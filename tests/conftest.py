"""What every test may ask for: the application on real servers, the cast, a client, the simulator.

Servers start once a run and only when a test needs them; every worker has its own database and
key prefix; each test that touches them begins with the small tree of `cast.py` and nobody else's
leavings.
"""

import gc
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from html import unescape
from typing import TypeVar

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from app import clock, create_app
from app.accounts.registrations import Registrations
from app.cadres import known, passwords
from app.cadres.passkeys import configure_passkeys
from app.cadres.sessions import begin
from app.cli.dev_environment import STAND_INS
from app.cli.servers import Addresses
from app.db import db, let_go, transaction
from app.providers import breaker, configure_providers, open_web
from app.store import store
from app.units import lines
from app.web import periods, rates
from config import OPEN_NETWORKS, PROVIDER_DEFAULTS, ProviderSettings, Settings, sqlalchemy_url
from simulator.running import Simulator, running
from tests import canary, recorded, servers
from tests import cast as people
from tests.content.party import Party
from tests.page import Page, check
from tests.planting import Planting
from tests.shares import Shares

VAPID_PRIVATE_KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"  # of RFC 8291's example

TOKEN = re.compile('<meta name="csrf-token" content="([^"]+)">')
T = TypeVar("T")
pytest_plugins = ["tests.chromium"]
pytest_configure_node = servers.hand_over  # addresses to parallel workers
pytest_unconfigure = servers.end_all
pytest_configure = canary.listen
pytest_runtest_makereport = canary.report
pytest_sessionfinish = canary.look_into_files


def pytest_collection_finish() -> None:
    """What was imported and gathered stays to the end: it is not searched for garbage again, and
    tests, which make much of it, are interrupted less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def platforms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """The stand-in platforms over HTTP, one a worker."""
    with running(tmp_path_factory.mktemp("simulator")) as simulator:
        yield simulator


def settings_at(where: Addresses, platforms_url: str) -> Settings:
    """Settings of a test application on these servers and on the simulator's hosts."""
    return Settings(
        secret_key="kunci-uji-yang-cukup-panjang-untuk-menandatangani",
        token_keys={"k1": bytes(range(32))},
        database_url=sqlalchemy_url(where.database_url),
        database_owner_url=sqlalchemy_url(where.owner_url),
        redis_url=where.redis_url,
        public_url="http://localhost",
        demo=True,
        stand_in_url=f"{platforms_url}/host",
        vapid_private_key=VAPID_PRIVATE_KEY,
        vapid_subject="mailto:operator@partai.example",
        providers={
            key: ProviderSettings(
                one.client_id,
                one.client_secret,
                {**PROVIDER_DEFAULTS[key], **one.options(platforms_url)},
            )
            for key, one in STAND_INS.items()
        }
        | {key: ProviderSettings("", "", PROVIDER_DEFAULTS[key]) for key in OPEN_NETWORKS},
    )


def migrate(where: Addresses) -> None:
    """Make the template: every migration, as the owner."""
    app = create_app(settings_at(where, "http://127.0.0.1:9"))
    with app.app_context():
        upgrade()
        let_go()


@pytest.fixture(scope="session")
def addresses(pytestconfig: pytest.Config) -> Addresses:
    """This worker's own database and Valkey."""
    return servers.addresses(pytestconfig, migrate)


@pytest.fixture(scope="session")
def settings(addresses: Addresses, platforms: Simulator) -> Settings:
    """Settings of this worker: its own servers, its own stand-in platforms."""
    return settings_at(addresses, platforms.url)


@pytest.fixture(scope="session")
def built(settings: Settings) -> Iterator[Flask]:
    """The application of this worker, built once; its connections are closed at the end.

    It hashes at next to no cost: what hashing costs is a promise of tests/cadres/test_fields.py.
    """
    passwords.HASHER.__init__(time_cost=1, memory_cost=16, parallelism=1)
    passwords.DUMMY = passwords.hashed("tidak ada yang memakai ini")
    app = create_app(settings)
    app.config.update(TESTING=True)
    recorded.watch(app)
    yield app
    with app.app_context():
        let_go()


@pytest.fixture(scope="session")
def superuser(addresses: Addresses) -> Iterator[psycopg.Connection]:
    """A connection to this worker's database that may see and empty everything."""
    with psycopg.connect(addresses.superuser_url, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def planting(superuser: psycopg.Connection) -> Planting:
    """Puts back what an earlier test of this worker planted."""
    return Planting(superuser)


@pytest.fixture
def season_opens(request: pytest.FixtureRequest) -> date:
    """On which Monday the season began: around now, but for modules whose tests name their days."""
    around = people.season_around(clock.now().date())
    return getattr(request.module, "SEASON_OPENS", around)


def in_tables(app: Flask, act: Callable[[], T]) -> T:
    """What the act answers, once its rows stand."""
    with app.app_context():
        with transaction():
            done = act()
        db.session.remove()
    return done


@pytest.fixture
def app(
    built: Flask,
    addresses: Addresses,
    superuser: psycopg.Connection,
    planting: Planting,
    season_opens: date,
) -> Iterator[Flask]:
    """The application on an empty party: the small tree, a season, nobody yet."""
    servers.wipe(superuser)
    store.configure(addresses.redis_url)
    settings = built.config["SETTINGS"]
    # Another app may have been made.
    configure_providers(settings.providers, Registrations())
    configure_passkeys(settings.public_url, settings.party_name)
    open_web.configure(settings.stand_in_url, settings.dns_server)
    breaker.reset()
    lines.forget()
    periods.forget()
    known.forget()
    with store.client() as client:
        client.flushdb()
    rates.forget()
    planting.again(season_opens, lambda: in_tables(built, lambda: people.plant(season_opens)))
    yield built
    with built.app_context():
        db.session.remove()
    canary.look_into_tables(superuser)


@pytest.fixture
def ctx(app: Flask) -> Iterator[Flask]:
    """An application context, for tests that call verbs directly."""
    with app.app_context():
        yield app


@pytest.fixture
def cast(app: Flask, planting: Planting) -> people.Cast:
    """Everybody, present and active."""
    return planting.again("cast", lambda: in_tables(app, people.enter))


@pytest.fixture
def shares(app: Flask, cast: people.Cast, platforms: Simulator) -> Iterator[Shares]:
    """The stage of hand-ins, with healthy platforms before and after."""
    platforms.recover()
    yield Shares(app, cast, platforms)
    platforms.recover()


@pytest.fixture
def party(app: Flask, cast: people.Cast) -> Party:
    """The stage of content and links, which lead to the web itself and not to its stand-in."""
    open_web.configure("", "")
    return Party(app, cast)


class Browser:
    """A client that opens pages as a person: follows nothing by itself, checks every document."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, status: int = 200, **kwargs: object) -> Page:
        """Open a page and insist on its status."""
        page = check(Page(self.client.get(path, **kwargs)))
        assert page.status == status, f"GET {path}: {page.status}, {page.text[:300]}"
        return page

    def post(
        self, path: str, data: dict | None = None, status: int = 303, at: str | None = None, **kw
    ) -> Page:
        """Send a form with the token of the page `at` (or of any page) and insist on the status."""
        token = check(Page(self.client.get(at))).token() if at else self._token()
        body = {"csrf_token": token, **(data or {})}
        page = check(Page(self.client.post(path, data=body, **kw)))
        assert page.status == status, f"POST {path}: {page.status}, {page.text[:300]}"
        return page

    def _token(self) -> str:
        """From the head of any page; an address that leads nowhere is answered soonest."""
        found = TOKEN.search(self.client.get("/tidak-ada-di-sini").get_data(as_text=True))
        assert found is not None, "the page has no form token"
        return unescape(found[1])


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Somebody who has not signed in."""
    return Browser(app)


def signed_in(app: Flask, person: people.Person) -> Browser:
    """A browser in which that person is signed in, with two proofs of who she is."""
    with app.app_context():
        with transaction():
            token = begin(person.id, "Peramban uji", "127.0.0.1", strong=True)
        db.session.remove()
    one = Browser(app)
    one.client.set_cookie("sesi", token)
    return one


@pytest.fixture
def as_(app: Flask, cast: people.Cast) -> Callable[[people.Person], Browser]:
    """`as_(cast.siti)`: a browser in which that person is signed in."""
    return partial(signed_in, app)
