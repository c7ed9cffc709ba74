"""Whatever is typed into an address or a form: an answer of ours, never an accident (500).

Routes come from the URL map, names of parameters from the source of the doors, so that a new one
is tried without anybody thinking of it. Forms are tried field by field, with the rest as a person
would fill it, so that every value reaches the place where it is used.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from functools import cache
from itertools import cycle
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from app.cadres import invitations
from app.cadres.sessions import begin
from app.db import db, session, transaction
from app.units.models import Unit
from app.web.security import limiter
from config import Settings
from simulator.running import Simulator
from tests.cast import PASSWORD, Cast, Person
from tests.reports import filled as report_filled
from tests.shares import x_link
from tests.web.test_manage import filled
from tests.web.test_scope import HARMLESS, THINGS, Things

# Percent-encoded, as they travel: NUL, no UTF-8, a lone surrogate, numbers nobody counts to, marks.
HOSTILE = (
    "",
    "a%00b",
    "%FF%FE",
    "%ED%A0%80",
    "%F0%9F%98%80%E2%80%AE%D7%A9",
    "%0D%0ASet-Cookie:%20a=b",
    "%09%0B%1B%7F%C2%85%E2%80%A8",
    "-1",
    "9" * 19,
    "9" * 4500,
    "%D9%A1%D9%A2",
    "%C2%B2",
    "%25%25s%27%22%3B--%5C",
    quote("<script>alert(1)</script>{{7*7}}{0.__class__}%(x)s"),
    "//evil.example/%5C..",
    "9999-12-31T23:59",
    "x" * 20_000,
)
READ = re.compile(r"""\b(?:get|getlist|asked|form|sent)\(\s*"([a-z_]+)\"""")
NEEDS = {
    "see_team": "joko",
    "invite": "joko",
    "find_units": "joko",
    "draft_challenge": "tika",
    "publish_challenge": "bima",
    "close_challenge": "tika",
    "see_challenge": "tika",
    "see_challenge_counts": "tika",
    "show_activity": "joko",
    "choose_picture": "tika",
    "manage_sources": "oka",
    "review": "dewi",
    "see_policies": "oka",
    "set_policy": "oka",
}
NEXT_DOOR = {"dewi": "31.74.06.1002"}  # a verifier judges elsewhere
ENDS_THE_SESSION = {"sign_in.leave", "my_sign_in.end_sessions", "my_data.leave"}


@cache
def names_read_by(module: str) -> tuple[str, ...]:
    """Names of parameters and fields that a door reads, from its source."""
    return tuple(sorted(set(READ.findall(inspect.getsource(sys.modules[module])))))


@pytest.fixture
def visitors(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> dict[str, tuple[Person, FlaskClient]]:
    """One signed-in client for each person who has business somewhere."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    made = {}
    for key in {"siti", *NEEDS.values()}:
        with app.app_context():
            with transaction():
                token = begin(cast.people[key].id, "Uji", "127.0.0.1", strong=True)
            db.session.remove()
        client = app.test_client()
        client.set_cookie("sesi", token)
        made[key] = (cast.people[key], client)
    return made


@pytest.fixture
def things(app: Flask, cast: Cast, platforms: Simulator) -> Things:
    platforms.healthy("x")
    with app.app_context():
        with transaction():
            made = Things(cast, platforms)
        db.session.remove()
    return made


def shares_of_values(parts: int) -> Iterator[tuple[str, ...]]:
    """Shares of the hostile values in turn, for one place after another: fields are read alike."""
    return cycle([HOSTILE[first::parts] for first in range(parts)])


def who_for(app: Flask, rule: Rule) -> str:
    act = app.view_functions[rule.endpoint].access.act  # ty: ignore[missing-attribute]
    return NEEDS.get(act, "siti")


def values_of(rule: Rule, person: Person, things: Things) -> dict[str, str]:
    """What stands in an address that leads somewhere for this person."""
    place = NEXT_DOOR.get(person.key, "31.74.06.1002" if person.key != "tika" else "31.74")
    if person.key == "siti":
        place = person.unit_code
    found = {"code": place, "provider": "x", "token": "a-b", "digest": "0" * 12, "name": "app.css"}
    found |= HARMLESS
    if "public_id" in rule.arguments:
        there = getattr(things, THINGS[rule.endpoint][0])
        found["public_id"] = there.get(place) or next(iter(there.values()))
    return {name: found[name] for name in rule.arguments}


def address(rule: Rule, values: dict[str, str]) -> str:
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda found: values[found[1]], rule.rule)


def addresses(app: Flask, things: Things, cast: Cast) -> Iterator[tuple[Rule, str, str]]:
    """Every GET route: first with hostile parameters, then with each part of its path hostile."""
    shares = shares_of_values(2)
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        key = who_for(app, rule)
        right = values_of(rule, cast.people[key], things)
        names = names_read_by(app.view_functions[rule.endpoint].__module__)
        for value in next(shares):
            query = "&".join(f"{name}={value[:6000]}" for name in (*names, value[:50]))
            yield rule, key, f"{address(rule, right)}?{query}"
            for part in rule.arguments:
                wrong = {**right, part: value[:6000] or "%20"}
                yield rule, key, address(rule, wrong)


def test_no_address_makes_an_accident(
    app: Flask, cast: Cast, things: Things, visitors: dict[str, tuple[Person, FlaskClient]]
) -> None:
    stranger = app.test_client()
    accidents, tried = [], 0
    for rule, key, path in addresses(app, things, cast):
        public = app.view_functions[rule.endpoint].access.who == "public"  # ty: ignore[missing-attribute]
        client = stranger if public else visitors[key][1]
        headers = {"HX-Request": "true"} if tried % 2 else {}
        answer = client.get(path, headers=headers)
        tried += 1
        if answer.status_code >= 500:
            accidents.append(f"{rule.endpoint}: {answer.status_code} {path[:150]}")
        location = answer.headers.get("Location", "/")
        if urlsplit(location).netloc not in ("", "localhost"):
            accidents.append(f"{rule.endpoint}: leads to {location[:80]}")
    assert accidents == []
    assert tried > 500


def forms(cast: Cast, things: Things, token: str) -> dict[str, dict[str, str]]:
    """Forms as a person would fill them, by endpoint; others are filled with nothing."""
    challenge = {name: str(value) for name, value in filled(platform="x").items()}
    # Photos travel in another kind of body: tests/web/test_activities.py.
    activity = {name: str(one) for name, one in report_filled(foto1=None).items()}
    return {
        "sign_in.enter": {"telepon": "0812 0000 0999", "sandi": "salah salah", "lanjut": "/poin"},
        "demo.enter": {"telepon": "0"},
        "sign_in.enter_second": {"kode": "123456", "lanjut": "/poin"},
        "sign_in.enter_with_passkey": {"jawaban": "{}", "lanjut": "/poin"},
        "ways_in.add_passkey": {"jawaban": "{}"},
        "ways_in.confirm_app": {"kode": "123456"},
        "activation.join": {
            "nama": "Ayu Lestari",
            "telepon": "",  # too little to become somebody, whatever the other fields hold
            "lahir": "1990-01-01",
            "sandi": "kuda lumping terbang",
            "setuju_account": "1",
            "setuju_activity": "1",
            "setuju_ranking": "1",
            "setuju_attestation": "1",
        },
        "submissions.create": {
            "tantangan": things.challenge["31.74.06.1002"],
            "tautan": x_link(),
        },
        "submissions.hand_in": {"tautan": x_link()},
        "submissions.dismiss": {"unggahan": "12"},
        "activities.create": activity,
        "waiting.send_activity": activity,
        "activity_desk.show": {"terima_kasih": "Kerja bagus"},
        "activity_desk.hold_back": {"alasan": "Ada wajah anak"},
        "accounts.look": {"cari": "ya"},
        "sites.prove": {"alamat": "blogsiti.situs.example"},
        "me.rename": {"tampilan": "hidden", "setuju_ranking": "1"},
        "my_sign_in.change_password": {"sandi_lama": PASSWORD, "sandi": "pendek"},
        "invitations.create": {
            "unit": "31.74.06.1002",
            "jumlah": "3",
            "hari": "3",
            "catatan": "Rapat",
            "cari": "lebak",
        },
        "wizard.create": challenge,
        "wizard.save": {**challenge, "cari": "cilandak"},
        "sources.create": {"alamat": "https://tidak-ada.example/feed.xml"},
        "sources.switch": {"umpan": "1", "nyala": "1"},
        "review.decide": {"putusan": "tolak", "alasan": ""},
        "policies.change": {"mode": "score", "sampai": "", "catatan": "Uji", "paham": "1"},
        "accounts.confirm": {"jawaban": "ya", "subject": "1"},
    }


def invited(app: Flask, cast: Cast, settings: Settings) -> str:
    """The token of an invitation that lets people in."""
    with app.app_context():
        with transaction():
            unit = session().scalars(select(Unit).where(Unit.id == cast.ani.unit_id)).one()
            made = invitations.invite(cast.ani.id, unit, "500", "30", "")
            token = invitations.token_of(made, invitations.key_of(settings.secret_key))
        db.session.remove()
    return token


def posts(
    app: Flask, cast: Cast, things: Things, token: str
) -> Iterator[tuple[Rule, str, str, str]]:
    """Every POST route with each field of its form hostile in turn, as encoded bodies."""
    filled_in = forms(cast, things, token)
    shares = shares_of_values(5)
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.endpoint in ENDS_THE_SESSION:
            continue
        key = who_for(app, rule)
        values = values_of(rule, cast.people[key], things) | (
            {"token": token} if "token" in rule.arguments else {}
        )
        path = address(rule, values)
        form = filled_in.get(rule.endpoint, {})
        right = {name: quote(value) for name, value in form.items()}
        for name in form or ("apa",):
            for value in next(shares):
                body = "&".join(f"{n}={v}" for n, v in {**right, name: value}.items())
                yield rule, key, path, body
        for value in HOSTILE:
            yield rule, key, path, "&".join(f"{name}={value}" for name in (*form, value[:40]))


def test_no_form_makes_an_accident(
    app: Flask,
    cast: Cast,
    things: Things,
    visitors: dict[str, tuple[Person, FlaskClient]],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limiter, "enabled", False)
    monkeypatch.setattr("app.cadres.throttle.PER_ADDRESS", 10_000)
    monkeypatch.setattr("app.cadres.throttle.PER_ACCOUNT", 10_000)
    monkeypatch.setattr("app.cadres.throttle.CODES_PER_ACCOUNT", 10_000)
    monkeypatch.setattr("app.cadres.throttle.ACTIVATIONS_PER_ADDRESS", 10_000)
    accidents, tried = [], 0
    for rule, key, path, body in posts(app, cast, things, invited(app, cast, settings)):
        public = app.view_functions[rule.endpoint].access.who == "public"  # ty: ignore[missing-attribute]
        client = app.test_client() if public else visitors[key][1]
        answer = client.post(path, data=body, content_type="application/x-www-form-urlencoded")
        tried += 1
        if answer.status_code >= 500 or answer.status_code == 429:
            accidents.append(f"{rule.endpoint}: {answer.status_code} {body[-120:]}")
    assert accidents == []
    assert tried > 500
