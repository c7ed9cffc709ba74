"""Settings: read once from the environment, frozen, and refused with words when half set."""

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class SettingsError(Exception):
    """The environment cannot be used; the message says which variable and what to do."""


@dataclass(frozen=True)
class ProviderSettings:
    """One platform's client registration, all or nothing, and its options (hosts, versions)."""

    client_id: str
    client_secret: str = field(repr=False)
    options: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Settings:
    """Everything the program takes from its environment; the comment names the variable."""

    secret_key: str  # SECRET_KEY: signs cookies; at least 32 characters
    token_keys: Mapping[str, bytes]  # TOKEN_KEYS: id:base64(32 bytes),… newest first
    database_url: str  # DATABASE_URL: the app's own role
    database_owner_url: str  # DATABASE_OWNER_URL: the role that migrates; default DATABASE_URL
    redis_url: str  # REDIS_URL: one server, a cluster, or Sentinels; see `REDIS_FORMS`
    database_replica_url: str = ""  # DATABASE_REPLICA_URL: read for boards; as the app's own role
    redis_prefix: str = "gel:"  # REDIS_PREFIX
    public_url: str = "http://127.0.0.1:8000"  # PUBLIC_URL: used in links, callbacks, QR
    party_name: str = "Partai Gelanggang"  # PARTY_NAME
    disclosure_tag: str = "#SayaKader"  # DISCLOSURE_TAG: proposed in new challenges
    brand_main: str = ""  # BRAND_MAIN, BRAND_DEEP, BRAND_GOLD: the party's colours, #rrggbb
    brand_deep: str = ""
    brand_gold: str = ""
    party_logo: bytes = field(default=b"", repr=False)  # PARTY_LOGO: a file, PNG or WebP
    demo: bool = False  # DEMO: one-tap sign-in and simulated platforms
    providers: Mapping[str, ProviderSettings] = field(default_factory=dict)
    proxies: int = 0  # TRUSTED_PROXIES: number of reverse proxies in front
    log_json: bool = False  # LOG_JSON
    stand_in_url: str = ""  # STAND_IN_URL: who plays the open web; only with DEMO=1
    vapid_private_key: str = field(default="", repr=False)  # VAPID_PRIVATE_KEY: signs pushes
    vapid_subject: str = ""  # VAPID_SUBJECT: mailto: or https:, whom push services turn to
    dns_server: str = ""  # DNS_SERVER: host:port that plays its name server; only with DEMO=1

    @property
    def secure_cookies(self) -> bool:
        """Cookies are marked Secure whenever the public address is https."""
        return self.public_url.startswith("https://")

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Settings":
        """Read the environment.

        Raises SettingsError, in words, for a missing or weak secret, a store's address in none of
        its forms, a half-set provider, half-set push, demo mode on a public https address (one-tap
        sign-in must never be reachable there), or a stand-in for the web outside of it.
        """
        secret = _needed(env, "SECRET_KEY")
        if len(secret) < 32:
            raise SettingsError("SECRET_KEY must have at least 32 characters.")
        database_url = sqlalchemy_url(_needed(env, "DATABASE_URL"))
        owner_url = env.get("DATABASE_OWNER_URL")
        settings = cls(
            secret_key=secret,
            token_keys=_token_keys(_needed(env, "TOKEN_KEYS")),
            database_url=database_url,
            database_owner_url=sqlalchemy_url(owner_url) if owner_url else database_url,
            database_replica_url=sqlalchemy_url(env.get("DATABASE_REPLICA_URL", "")),
            redis_url=_redis_url(_needed(env, "REDIS_URL")),
            redis_prefix=_redis_prefix(env.get("REDIS_PREFIX", "gel:")),
            public_url=env.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
            party_name=env.get("PARTY_NAME", "Partai Gelanggang"),
            disclosure_tag=env.get("DISCLOSURE_TAG", "#SayaKader"),
            demo=env.get("DEMO", "") == "1",
            providers={key: found for key in PROVIDER_DEFAULTS if (found := _provider(env, key))},
            proxies=_whole(env, "TRUSTED_PROXIES", 0),
            log_json=env.get("LOG_JSON", "") == "1",
            stand_in_url=env.get("STAND_IN_URL", ""),
            dns_server=env.get("DNS_SERVER", ""),
            **_brand(env),
            **_push(env),
        )
        if settings.demo and settings.secure_cookies:
            raise SettingsError("DEMO=1 is refused on an https address: anyone could sign in.")
        if not settings.demo and (settings.stand_in_url or settings.dns_server):
            raise SettingsError("STAND_IN_URL and DNS_SERVER replace the web: only with DEMO=1.")
        return settings


LOGO_MAX_BYTES = 16 * 1024  # it travels with the first page


def _brand(env: Mapping[str, str]) -> dict[str, Any]:
    """The party's colours and logo; whether its colours can be read is found out by the program."""
    found: dict[str, Any] = {}
    for name in ("BRAND_MAIN", "BRAND_DEEP", "BRAND_GOLD"):
        colour = env.get(name, "").strip().lower()
        if colour and not re.fullmatch(r"#[0-9a-f]{6}", colour):
            raise SettingsError(f"{name} must look like #1c3fae, not {colour!r}.")
        found[name.lower()] = colour
    if path := env.get("PARTY_LOGO", ""):
        try:
            found["party_logo"] = Path(path).read_bytes()
        except OSError as error:
            raise SettingsError(f"PARTY_LOGO cannot be read: {error}.") from None
        if not re.match(rb"\x89PNG|RIFF....WEBP", found["party_logo"], re.DOTALL):
            raise SettingsError("PARTY_LOGO must be a PNG or a WebP picture.")
        if len(found["party_logo"]) > LOGO_MAX_BYTES:
            raise SettingsError("PARTY_LOGO may weigh 16 KB at most: it travels with every page.")
    return found


# Options of each platform and their defaults; `X_API_URL` sets option `api_url` of `x`.
PROVIDER_DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "x": {
        "authorize_url": "https://x.com/i/oauth2/authorize",
        "api_url": "https://api.x.com",
        "oembed_url": "https://publish.x.com/oembed",
        "vocabulary": "tweet",
        "daily_limit": "10",  # US$ a day for reading posts
        "app_token": "",  # the app's own bearer token: with it war rooms watch trends
    },
    "instagram": {
        "authorize_url": "https://www.instagram.com/oauth/authorize",
        "token_url": "https://api.instagram.com/oauth/access_token",
        "api_url": "https://graph.instagram.com",
    },
    "facebook": {
        "authorize_url": "https://www.facebook.com/v26.0/dialog/oauth",
        "api_url": "https://graph.facebook.com/v26.0",
    },
    "youtube": {
        "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
        "token_url": "https://oauth2.googleapis.com",
        "api_url": "https://youtube.googleapis.com/youtube/v3",
        "oembed_url": "https://www.youtube.com/oembed",
        "daily_limit": "10000",  # units of quota a day
    },
    "tiktok": {
        "authorize_url": "https://www.tiktok.com/v2/auth/authorize/",
        "api_url": "https://open.tiktokapis.com/v2",
        "oembed_url": "https://www.tiktok.com/oembed",
    },
    "threads": {
        "authorize_url": "https://threads.com/oauth/authorize",
        "api_url": "https://graph.threads.com",
    },
    "bluesky": {
        "appview_url": "https://public.api.bsky.app",
        "plc_url": "https://plc.directory",
    },
    "mastodon": {},
    "website": {},
}
# Open networks know no central registration: they are on unless switched off by policy.
NUMBER = re.compile(r"\d{1,9}(\.\d{1,6})?")
OPEN_NETWORKS = frozenset({"bluesky", "mastodon", "website"})


def _provider(env: Mapping[str, str], key: str) -> ProviderSettings | None:
    name = key.upper()
    options = {
        option: env.get(f"{name}_{option.upper()}", usual)
        for option, usual in PROVIDER_DEFAULTS[key].items()
    }
    if not NUMBER.fullmatch(options.get("daily_limit", "0")):
        raise SettingsError(f"{name}_DAILY_LIMIT must be a number, such as 10 or 2.50.")
    if key in OPEN_NETWORKS:
        return ProviderSettings("", "", options)
    client_id = env.get(f"{name}_CLIENT_ID", "")
    client_secret = env.get(f"{name}_CLIENT_SECRET", "")
    if not client_id and not client_secret:
        return None
    if not client_id or not client_secret:
        raise SettingsError(
            f"{name}_CLIENT_ID and {name}_CLIENT_SECRET belong together: set both or neither."
        )
    return ProviderSettings(client_id, client_secret, options)


def _push(env: Mapping[str, str]) -> dict[str, str]:
    key, subject = env.get("VAPID_PRIVATE_KEY", ""), env.get("VAPID_SUBJECT", "")
    if bool(key) != bool(subject):
        raise SettingsError(
            "VAPID_PRIVATE_KEY and VAPID_SUBJECT belong together: set both or neither."
        )
    if key and not re.fullmatch(r"[\w-]{42}[AEIMQUYcgkosw048]", key, re.ASCII):
        raise SettingsError(
            "VAPID_PRIVATE_KEY must be 32 bytes in base64url; `flask secrets vapid` prints one."
        )
    if subject and not re.fullmatch(r"(mailto:[^\s@]+@|https://)[^\s@]+", subject):
        raise SettingsError("VAPID_SUBJECT must begin with mailto: or https://.")
    return {"vapid_private_key": key, "vapid_subject": subject}


def _needed(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").strip()
    if not value:
        raise SettingsError(f"{name} is not set. `bin/dev` sets it; README lists what it means.")
    return value


# What follows the scheme of REDIS_URL, and how to say it. With rediss, the same over TLS.
_SERVER = r"(\[[0-9a-fA-F:.]+\]|[\w.-]+):\d{1,5}"
_SERVERS = rf"([^@/?]*@)?{_SERVER}(,{_SERVER})*"
REDIS_FORMS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "redis": (re.compile(r".*"), ""),
    "unix": (re.compile(r".+"), "unix:///path/to/socket"),
    "redis+cluster": (
        re.compile(_SERVERS + r"/?(\?.*)?"),
        "redis+cluster://:password@host:port,host:port, without the number of a database",
    ),
    "redis+sentinel": (
        re.compile(_SERVERS + r"/[\w.-]+(/\d+)?(\?.*)?"),
        "redis+sentinel://:password@host:port,host:port/service/0",
    ),
}


def _redis_url(url: str) -> str:
    scheme, _, rest = url.partition("://")
    form, words = REDIS_FORMS.get(scheme.replace("rediss", "redis"), (None, ""))
    if form is None:
        known = ", ".join(REDIS_FORMS)
        raise SettingsError(f"REDIS_URL must begin with one of {known} (rediss for TLS) and ://.")
    if not form.fullmatch(rest):
        raise SettingsError(f"REDIS_URL must look like {words}.")
    return url


def _redis_prefix(prefix: str) -> str:
    if not re.fullmatch(r"[\w:.-]*", prefix):
        # Braces would move keys in a cluster, stars would match those of others.
        raise SettingsError("REDIS_PREFIX may hold letters, digits, and : . - _ only.")
    return prefix


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, str(default))
    if not value.isdigit():
        raise SettingsError(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def sqlalchemy_url(url: str) -> str:
    """The same address for SQLAlchemy with psycopg 3, whichever of the usual schemes came in."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _token_keys(text: str) -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for part in text.split(","):
        name, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:
            key = b""
        if not name or len(key) != 32:
            raise SettingsError(
                "TOKEN_KEYS must be id:base64 of 32 bytes, comma separated, the newest first."
            )
        keys[name] = key
    return keys
