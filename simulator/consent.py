"""The consent pages: where a person lets a program read her account, or does not.

One page for both platforms; what differs is how the request is checked and how the answer is
sent back. Until client and redirect address are known to be right nothing is redirected anywhere.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from simulator.grants import SCOPES, Client
from simulator.people import Person
from simulator.session import check_csrf, signed_in, to_sign_in
from simulator.stage import stage
from simulator.switches import apply_outage

doors = Blueprint("consent", __name__)

STATE_MAX = 500
NAMES = {"x": "X (tiruan)", "threads": "Threads (tiruan)"}


class BadAsk(Exception):
    """A sign-in request that cannot be shown to anybody; the message is for developers."""


@dataclass(frozen=True)
class Ask:
    """A checked request for consent."""

    client: Client
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    challenge: str = ""


@doors.route("/x/i/oauth2/authorize", methods=["GET", "POST"], endpoint="x")
def authorize_x() -> Response | str | tuple[str, int]:
    """Sign-in of X: PKCE S256, scopes by spaces."""
    return _authorize("x")


@doors.route("/threads/oauth/authorize", methods=["GET", "POST"], endpoint="threads")
def authorize_threads() -> Response | str | tuple[str, int]:
    """Sign-in of Threads: no PKCE, scopes by commas."""
    return _authorize("threads")


def _authorize(platform: str) -> Response | str | tuple[str, int]:
    trouble = apply_outage(stage().board.get(platform))
    if trouble:
        return trouble
    try:
        ask = _read_ask(platform)
    except BadAsk as bad:
        return render_template("consent_refused.html", reason=str(bad)), 400
    person = signed_in()
    if person is None:
        return to_sign_in()
    if request.method == "GET":
        return _page(ask, person)
    check_csrf()
    if request.form.get("keputusan") != "izinkan":
        return _send_back(ask, _denied(platform))
    scopes = [one for one in ask.scopes if one in request.form.getlist("cakupan")]
    if not scopes:
        return _page(ask, person, "Pilih paling sedikit satu izin, atau ketuk Tolak."), 422
    code = stage().grants.issue_code(
        ask.client, person, ask.redirect_uri, " ".join(scopes), ask.challenge
    )
    return _send_back(ask, {"code": code})


def _page(ask: Ask, person: Person, problem: str = "") -> str:
    platform = ask.client.platform
    return render_template(
        "consent.html",
        ask=ask,
        person=person,
        problem=problem,
        platform=platform,
        platform_name=NAMES[platform],
        meanings=SCOPES[platform],
    )


def _read_ask(platform: str) -> Ask:
    asked = request.args
    client = stage().grants.client(platform, asked.get("client_id", ""))
    if client is None:
        raise BadAsk("client_id tidak terdaftar.")
    redirect_uri = asked.get("redirect_uri", "")
    if not client.allows(redirect_uri):
        raise BadAsk("redirect_uri tidak sama persis dengan yang terdaftar.")
    if asked.get("response_type") != "code":
        raise BadAsk("response_type harus code.")
    scopes = asked.get("scope", "").split(" " if platform == "x" else ",")
    scopes = tuple(one for one in scopes if one)
    if not scopes or set(scopes) - set(SCOPES[platform]):
        raise BadAsk("scope kosong atau berisi cakupan yang tidak dikenal.")
    state = asked.get("state", "")
    if len(state) > STATE_MAX:
        raise BadAsk(f"state paling panjang {STATE_MAX} huruf.")
    challenge = _x_challenge(state) if platform == "x" else ""
    if platform == "threads" and "threads_basic" not in scopes:
        raise BadAsk("scope harus memuat threads_basic.")
    return Ask(client, redirect_uri, scopes, state, challenge)


def _x_challenge(state: str) -> str:
    if not state:
        raise BadAsk("state wajib ada.")
    if request.args.get("code_challenge_method") != "S256":
        raise BadAsk("code_challenge_method harus S256.")
    challenge = request.args.get("code_challenge", "")
    if not 43 <= len(challenge) <= 128:
        raise BadAsk("code_challenge wajib ada, 43 sampai 128 huruf.")
    return challenge


def _denied(platform: str) -> dict[str, str]:
    if platform == "x":
        return {"error": "access_denied"}
    return {
        "error": "access_denied",
        "error_reason": "user_denied",
        "error_description": "The user denied your request.",
    }


def _send_back(ask: Ask, answer: dict[str, str]) -> Response:
    if ask.state:
        answer = answer | {"state": ask.state}
    platform = ask.client.platform
    iss = stage().board.get(platform).iss
    if platform == "x" and iss:
        origin = (stage().base_url or request.host_url).rstrip("/")
        answer = answer | {"iss": origin if iss == "own" else iss}
    joint = "&" if "?" in ask.redirect_uri else "?"
    # Meta appends this fragment; a client that reads the code from the raw address must strip it.
    tail = "#_" if platform == "threads" else ""
    return redirect(f"{ask.redirect_uri}{joint}{urlencode(answer)}{tail}", 303)
