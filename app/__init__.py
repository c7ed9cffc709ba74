"""Gelanggang: the arena where a party's cadres play for their ranting, DPC and DPD."""

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from flask_migrate import Migrate
from jinja2 import StrictUndefined

from app import cli, web
from app.accounts.blinding import configure_blinding
from app.accounts.registrations import Registrations
from app.cadres.passkeys import configure_passkeys
from app.db import READING, ROAD, db, watch
from app.notifications.vapid import configure_push
from app.providers import configure_providers, open_web
from app.sealing import configure_keys
from app.store import store
from app.submissions.proof import configure_proofs
from app.web.folding import Bilingual

if TYPE_CHECKING:
    from config import Settings

ROOT = Path(__file__).resolve().parent.parent
BODY_MAX_BYTES = 256 * 1024
ENGINE = {
    "pool_size": 10,
    "max_overflow": 10,
    "pool_timeout": 2,
    "hide_parameters": True,  # what people typed stays out of logs
    "connect_args": {"options": "-c timezone=UTC", **ROAD},
    "use_native_hstore": False,  # nobody asks for its type, in a transaction, at the first connect
}
# What every page asks is planned once: its plan costs five times what it takes to follow it.
READER = ENGINE | {
    "max_overflow": 0,
    "isolation_level": "AUTOCOMMIT",
    "pool_reset_on_return": None,
    "connect_args": {
        **ROAD,
        "options": "-c timezone=UTC -c plan_cache_mode=force_generic_plan",
    },
}
# Whoever waits longer asks the primary instead.
REPLICA = ENGINE | {
    "pool_timeout": 1,
    "isolation_level": "AUTOCOMMIT",
    "connect_args": ENGINE["connect_args"] | {"tcp_user_timeout": 2000},
}


def create_app(settings: "Settings") -> Flask:
    """The application, ready to serve: its parts in the order in which they are needed."""
    app = Flask(
        "gelanggang",
        root_path=str(ROOT),
        template_folder="templates",
        static_folder=None,
    )
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=BODY_MAX_BYTES,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=ENGINE,
        SQLALCHEMY_BINDS={READING: {"url": settings.database_url, **READER}} | _replica(settings),
    )
    app.url_map.merge_slashes = False  # its redirect would repeat the Host header
    app.jinja_environment = Bilingual  # ty: ignore[invalid-assignment]
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            watch(engine)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    store.configure(settings.redis_url, settings.redis_prefix)
    configure_providers(settings.providers, Registrations())
    open_web.configure(settings.stand_in_url, settings.dns_server)
    configure_keys(settings.token_keys)
    configure_blinding(settings.secret_key)
    configure_passkeys(settings.public_url, settings.party_name)
    configure_proofs(settings.secret_key)
    configure_push(settings.vapid_private_key, settings.vapid_subject)
    web.register(app, settings)
    cli.register(app)
    return app


def _replica(settings: "Settings") -> dict[str, dict[str, object]]:
    url = settings.database_replica_url
    return {"replica": {"url": url, **REPLICA}} if url else {}
