"""The consent pages: where a person lets a program read her account, or does not.

One page for all platforms; how the request is checked and how the answer is sent back stands in
the platform's description. Until client and redirect address are known to be right nothing is
redirected anywhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, redirect, render_template, request
from werkzeug.wrappers import Response

from simulator.grants import Client, check_readable
from simulator.people import Person
from simulator.platform import Platform
from simulator.refusal import Refused
from simulator.session import check_csrf, signed_in, to_sign_in
from simulator.stage import stage
from simulator.switches import apply_outage

STATE_MAX = 500
Page = Response | str | tuple[str, int]


class BadAsk(Exception):
    """A sign-in request that cannot be shown to anybody; the message is for developers."""


@dataclass(frozen=True)
class Ask:
    """A checked request for consent."""

    platform: Platform
    client: Client
    redirect_uri: str
    scopes: tuple[str, ...]
    asked: Mapping[str, str]


def mount_consent(app: Flask, platform: Platform) -> None:
    """The consent page of a platform with an address of its own for it."""
    path = platform.paths.get("authorize_url")
    if path:
        app.add_url_rule(path, f"consent_{platform.key}", _door(platform), methods=["GET", "POST"])


def _door(platform: Platform) -> Callable[[], Page]:
    def door() -> Page:
        trouble = apply_outage(stage().board.get(platform.key))
        return trouble or authorize(platform, request.args)

    return door


def authorize(platform: Platform, asked: Mapping[str, str]) -> Page:
    """The page for a request for consent, and on POST the way back to whoever asked.

    What was asked goes with the code and its tokens: platforms whose pages lie elsewhere than
    at one address may add to it.
    """
    try:
        ask = _read_ask(platform, asked)
    except BadAsk as bad:
        return turned_away(str(bad))
    person = signed_in()
    if person is None:
        return to_sign_in()
    if request.method == "GET":
        return _page(ask, person)
    check_csrf()
    if request.form.get("keputusan") != "izinkan":
        return _send_back(ask, platform.denied)
    scopes = [one for one in ask.scopes if one in request.form.getlist("cakupan")]
    if not scopes:
        return _page(ask, person, "Pilih paling sedikit satu izin, atau ketuk Tolak."), 422
    try:
        check_readable(platform, person)
    except Refused as refused:
        return _page(ask, person, str(refused)), 422
    code = stage().grants.issue_code(ask.client, person, ask.redirect_uri, scopes, dict(ask.asked))
    return _send_back(ask, platform.accepted(code, scopes))


def turned_away(reason: str) -> Page:
    """A request that leads nowhere, said to the person whose browser brought it."""
    return render_template("consent_refused.html", reason=reason), 400


def _page(ask: Ask, person: Person, problem: str = "") -> str:
    return render_template("consent.html", ask=ask, person=person, problem=problem)


def _read_ask(platform: Platform, asked: Mapping[str, str]) -> Ask:
    client = stage().grants.client(platform.key, asked.get(platform.client_parameter, ""))
    if client is None:
        raise BadAsk(f"{platform.client_parameter} tidak terdaftar.")
    redirect_uri = asked.get("redirect_uri", "")
    if not client.allows(redirect_uri):
        raise BadAsk("redirect_uri tidak sama persis dengan yang terdaftar.")
    if asked.get("response_type") != "code":
        raise BadAsk("response_type harus code.")
    scopes = tuple(one for one in asked.get("scope", "").split(platform.scope_separator) if one)
    if not scopes or set(scopes) - set(platform.scopes):
        raise BadAsk("scope kosong atau berisi cakupan yang tidak dikenal.")
    if not platform.required_scopes.issubset(scopes):
        raise BadAsk(f"scope harus memuat {', '.join(sorted(platform.required_scopes))}.")
    _check_state(platform, asked.get("state", ""))
    _check_challenge(platform, asked)
    return Ask(platform, client, redirect_uri, scopes, asked)


def _check_state(platform: Platform, state: str) -> None:
    if platform.state_required and not state:
        raise BadAsk("state wajib ada.")
    if len(state) > STATE_MAX:
        raise BadAsk(f"state paling panjang {STATE_MAX} huruf.")


def _check_challenge(platform: Platform, asked: Mapping[str, str]) -> None:
    challenge = asked.get("code_challenge", "")
    if not platform.pkce or (platform.pkce == "optional" and not challenge):
        return
    if asked.get("code_challenge_method") != "S256":
        raise BadAsk("code_challenge_method harus S256.")
    if not 43 <= len(challenge) <= 128:
        raise BadAsk("code_challenge wajib ada, 43 sampai 128 huruf.")


def _send_back(ask: Ask, answer: Mapping[str, str]) -> Response:
    state = ask.asked.get("state")
    query = {**answer, **({"state": state} if state else {}), **ask.platform.always()}
    joint = "&" if "?" in ask.redirect_uri else "?"
    return redirect(f"{ask.redirect_uri}{joint}{urlencode(query)}{ask.platform.tail}", 303)
