"""What `bin/dev` reads from the environment, and the environments it gives to its children."""

import base64
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.cli.children import ServersError
from app.cli.kept_secrets import kept_secrets
from app.cli.servers import Addresses
from app.notifications.vapid import new_key

# Passed on as they are; everything else of the person's environment stays with the person.
PASSED_ON = (
    *("PATH", "LANG", "LC_ALL", "TZ", "TERM", "TMPDIR"),
    *("PARTY_NAME", "PARTY_LOGO", "BRAND_MAIN", "BRAND_DEEP", "BRAND_GOLD", "DISCLOSURE_TAG"),
    *("REDIS_PREFIX", "TRUSTED_PROXIES", "LOG_JSON"),
)


@dataclass(frozen=True)
class StandIn:
    """How we are known to a stand-in platform, and the paths of its options there.

    The secrets are known to everybody: they open nothing but stand-ins.
    """

    client_id: str
    client_secret: str
    paths: Mapping[str, str]
    app_token: str = ""

    def options(self, host: str) -> dict[str, str]:
        """The options of its provider, with the stand-ins served at `host`."""
        own = {"app_token": self.app_token} if self.app_token else {}
        return own | {option: host + path for option, path in self.paths.items()}


STAND_INS = {
    "x": StandIn(
        "gelanggang-x",
        "rahasia-x-untuk-demo",
        {
            "authorize_url": "/x/i/oauth2/authorize",
            "api_url": "/x/api",
            "oembed_url": "/x/publish/oembed",
        },
        app_token="token-aplikasi-x-untuk-demo",  # noqa: S106 - opens nothing but the stand-in
    ),
    "instagram": StandIn(
        "gelanggang-instagram",
        "rahasia-instagram-untuk-demo",
        {
            "authorize_url": "/instagram/oauth/authorize",
            "token_url": "/instagram/api/oauth/access_token",
            "api_url": "/instagram/graph",
        },
    ),
    "facebook": StandIn(
        "gelanggang-facebook",
        "rahasia-facebook-untuk-demo",
        {
            "authorize_url": "/facebook/v26.0/dialog/oauth",
            "api_url": "/facebook/graph/v26.0",
        },
    ),
    "threads": StandIn(
        "gelanggang-threads",
        "rahasia-threads-untuk-demo",
        {"authorize_url": "/threads/oauth/authorize", "api_url": "/threads/graph"},
    ),
    "youtube": StandIn(
        "gelanggang-youtube.apps.googleusercontent.com",
        "rahasia-youtube-untuk-demo",
        {
            "authorize_url": "/google/o/oauth2/v2/auth",
            "token_url": "/google/oauth2",
            "api_url": "/google/youtube/v3",
            "oembed_url": "/youtube/oembed",
        },
    ),
    "tiktok": StandIn(
        "gelanggangtiktok",
        "rahasia-tiktok-untuk-demo",
        {
            "authorize_url": "/tiktok/v2/auth/authorize/",
            "api_url": "/tiktok/open/v2",
            "oembed_url": "/tiktok/oembed",
        },
    ),
}


@dataclass(frozen=True)
class Surroundings:
    """Ports, folder and addresses; an empty address means: start a server of our own."""

    data_dir: Path
    port: int
    port_simulator: int
    public_url: str
    demo: bool
    database_url: str = ""
    owner_url: str = ""
    redis_url: str = ""
    clients: Mapping[str, str] = field(default_factory=dict)

    def with_servers(self, started: Addresses) -> "Surroundings":
        """The same, with the addresses of the servers that were started."""
        return replace(
            self,
            database_url=self.database_url or started.database_url,
            owner_url=self.owner_url or started.owner_url or self.database_url,
            redis_url=self.redis_url or started.redis_url,
        )


def read_surroundings(root: Path, env: Mapping[str, str] = os.environ) -> Surroundings:
    """Read PORT, PORT_SIMULATOR, DATA_DIR and the addresses. Raises ServersError, in words."""
    port = _port(env, "PORT", 8000)
    port_simulator = _port(env, "PORT_SIMULATOR", port + 1)
    if port == port_simulator:
        raise ServersError("PORT and PORT_SIMULATOR must differ.")
    if env.get("DATABASE_OWNER_URL") and not env.get("DATABASE_URL"):
        raise ServersError("DATABASE_OWNER_URL is of no use without DATABASE_URL: set both.")
    return Surroundings(
        data_dir=Path(env.get("DATA_DIR") or root / ".data").expanduser().absolute(),
        port=port,
        port_simulator=port_simulator,
        public_url=env.get("PUBLIC_URL") or f"http://localhost:{port}",
        demo=env.get("DEMO", "1") == "1",
        database_url=env.get("DATABASE_URL", ""),
        owner_url=env.get("DATABASE_OWNER_URL", ""),
        redis_url=env.get("REDIS_URL", ""),
        clients=_clients(env, port_simulator),
    )


def base_env(home: Path, env: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What every Python child gets."""
    kept = {name: env[name] for name in PASSED_ON if env.get(name)}
    return kept | {"HOME": str(home), "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}


def web_env(
    around: Surroundings, base: Mapping[str, str], env: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """What the application gets: its settings, but not the right to change tables."""
    makers = {"SECRET_KEY": _secret_key, "TOKEN_KEYS": _token_keys, "VAPID_PRIVATE_KEY": new_key}
    own = kept_secrets(around.data_dir, makers)
    return {
        **base,
        "FLASK_APP": "wsgi",
        "SECRET_KEY": env.get("SECRET_KEY") or own["SECRET_KEY"],
        "TOKEN_KEYS": env.get("TOKEN_KEYS") or own["TOKEN_KEYS"],
        "VAPID_PRIVATE_KEY": env.get("VAPID_PRIVATE_KEY") or own["VAPID_PRIVATE_KEY"],
        "VAPID_SUBJECT": env.get("VAPID_SUBJECT") or "mailto:operator@partai.example",
        "DATABASE_URL": around.database_url,
        "REDIS_URL": around.redis_url,
        "PUBLIC_URL": around.public_url,
        "DEMO": "1" if around.demo else "0",
        **around.clients,
        **_stand_in(around),
    }


def _stand_in(around: Surroundings) -> dict[str, str]:
    """In the demo, the stand-in platforms play the rest of the web as well."""
    if not around.demo:
        return {}
    return {"STAND_IN_URL": f"http://127.0.0.1:{around.port_simulator}/host"}


def _clients(env: Mapping[str, str], port_simulator: int) -> dict[str, str]:
    """The platforms' registrations: the person's own where set, else the stand-in platforms'."""
    found: dict[str, str] = {}
    for key, one in STAND_INS.items():
        name = f"{key.upper()}_"
        if env.get(f"{name}CLIENT_ID"):
            found |= {own: env[own] for own in env if own.startswith(name)}
            continue
        options = one.options(f"http://127.0.0.1:{port_simulator}")
        found |= {f"{name}CLIENT_ID": one.client_id, f"{name}CLIENT_SECRET": one.client_secret}
        found |= {f"{name}{option.upper()}": url for option, url in options.items()}
    return found


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise ServersError(f"{name} must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _secret_key() -> str:
    return secrets.token_urlsafe(48)


def _token_keys() -> str:
    return "dev:" + base64.b64encode(secrets.token_bytes(32)).decode()
