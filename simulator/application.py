"""create_simulator(): the parts, the doors, and the headers of every page."""

import os
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask, Response, render_template, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException

from simulator import control, control_page, guard, site
from simulator.clock import Clock
from simulator.consent import mount_consent
from simulator.hosts import mount_hosts
from simulator.platform import Hosts, Platforms
from simulator.platforms import PLATFORMS, WEB, push
from simulator.refusal import Refused
from simulator.session import csrf_token, signed_in
from simulator.short_links import short_hosts
from simulator.stage import Stage, build_stage

JAKARTA = ZoneInfo("Asia/Jakarta")
CALLBACK = "http://{host}:*/akun/{platform}/kembali"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def create_simulator(
    data_dir: str | Path,
    base_url: str | None = None,
    clock: Clock | None = None,
    env: Mapping[str, str] = os.environ,
    platforms: Platforms = PLATFORMS,
) -> Flask:
    """The WSGI application; its state lies in `data_dir`, its time comes from `clock`."""
    folder = Path(data_dir)
    app = Flask("simulator", template_folder="templates", static_folder="static")
    parts = build_stage(folder, clock or Clock(), base_url, platforms, _hosts(platforms))
    app.extensions["simulator"] = parts
    app.secret_key = _secret(folder)
    # Cookies do not know ports: without a name of its own this one would replace another
    # program's session on the same host.
    app.config["SESSION_COOKIE_NAME"] = "simulator_session"
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024 * 1024
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters["jam"] = _local_time
    app.add_template_global(csrf_token)
    app.add_template_global(signed_in)
    parts.people.preload()
    parts.program_url = env.get("SIMULATOR_PROGRAM_URL", "").rstrip("/")
    _register_clients(parts, env)
    for platform in parts.platforms.values():
        mount_consent(app, platform)
        for doors in platform.doors:
            app.register_blueprint(doors)
    mount_hosts(app, parts.hosts)
    for doors in (site.doors, control.doors, control_page.doors, push.pages):
        app.register_blueprint(doors)
    app.before_request(guard.misbehave)
    app.after_request(guard.log_call)
    app.after_request(guard.spoil)
    app.register_error_handler(HTTPException, _error_page)
    app.register_error_handler(Refused, _refused)
    app.after_request(_guard_page)
    return app


def _hosts(platforms: Platforms) -> tuple[Hosts, ...]:
    owned = (host for one in platforms.values() for host in (*one.hosts, *short_hosts(one)))
    return (*owned, *WEB)


def _register_clients(parts: Stage, env: Mapping[str, str]) -> None:
    """The defaults, unless the environment names others (X_CLIENT_ID, X_CLIENT_SECRET, …)."""
    for key, platform in parts.platforms.items():
        if platform.client is None:
            continue
        client_id, secret = platform.client
        name = key.upper()
        redirects = [
            CALLBACK.format(host=host, platform=key) for host in ("127.0.0.1", "localhost")
        ]
        named = env.get(f"SIMULATOR_{name}_REDIRECTS", "")
        parts.grants.register(
            key,
            env.get(f"{name}_CLIENT_ID") or client_id,
            env.get(f"{name}_CLIENT_SECRET") or secret,
            [one.strip() for one in named.split(",") if one.strip()] or redirects,
        )


def _secret(folder: Path) -> str:
    path = folder / "secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text()


def _local_time(moment: datetime) -> str:
    return moment.astimezone(JAKARTA).strftime("%d-%m-%Y %H.%M WIB")


def _guard_page(answer: Response) -> Response:
    answer.headers.setdefault("Content-Security-Policy", POLICY)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def _wants_json() -> bool:
    page = request.path.startswith("/kendali/formulir/")
    return request.path.startswith("/kendali/") and not page


def _error_page(error: HTTPException) -> tuple[dict[str, str] | str, int]:
    status = error.code or 500
    if _wants_json():
        return {"galat": error.description or error.name}, status
    words = {404: "Halaman atau kiriman itu tidak ada.", 405: "Cara membuka halaman ini keliru."}
    return render_template(
        "problem.html", status=status, words=words.get(status, error.description or error.name)
    ), status


def _refused(refused: Refused) -> tuple[dict[str, str] | str, int]:
    if _wants_json():
        return {"galat": str(refused)}, 422
    return render_template("problem.html", status=422, words=str(refused)), 422
