"""A cadre's own short links: made once, signed, and leading nowhere but where they should."""

import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app import clock
from app.content import tracking
from app.content.models import TrackedLink
from app.db import db, session
from app.errors import NotFound
from simulator.running import Simulator
from tests.content.party import Party
from tests.shares import Shares

KEY = tracking.key_of("satu rahasia")


@pytest.mark.parametrize("link_id", [1, 31, 32, 1_000_000, 2**63 - 1])
def test_a_code_is_short_survives_capitals_and_differs_by_server(link_id: int) -> None:
    code = tracking.code_of(link_id, KEY)
    assert len(code) <= tracking.LONGEST
    assert set(code) <= set(tracking.ALPHABET)
    assert code == code.lower()
    assert code != tracking.code_of(link_id, tracking.key_of("rahasia lain"))


def test_the_same_thing_gives_a_cadre_the_same_link_and_others_another(party: Party) -> None:
    item, other = party.item(), party.item()
    siti, rudi = party.cast.siti, party.cast.rudi
    first = party.link(siti, item)
    assert party.link(siti, item) == first
    assert len({first, party.link(siti, other), party.link(rudi, item)}) == 3


def test_many_at_once_make_one_link(party: Party) -> None:
    item = party.item()
    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(lambda _: party.link(party.cast.siti, item), range(16)))
    assert len(made) == 1
    with party.at_work():
        assert session().scalar(select(func.count()).select_from(TrackedLink)) == 1


def test_a_code_leads_to_its_item_in_small_and_capital_letters(party: Party) -> None:
    link = party.link(party.cast.siti)
    code = tracking.code_of(link, party.key)
    with party.at_work():
        for spelled in (code, code.upper()):
            target = tracking.find(spelled, party.key, clock.now())
            assert (target.link_id, target.cadre_id) == (link, party.cast.siti.id)
            assert target.shown is not None
            assert target.url.startswith("https://partai.example/berita/")


def forged(code: str) -> set[str]:
    """Codes that nobody signed: other numbers, other signatures, other spellings, no codes."""
    number, signature = code[: -tracking.SIGNED], code[-tracking.SIGNED :]
    random = {
        number + "".join(secrets.choice(tracking.ALPHABET) for _ in range(tracking.SIGNED))
        for _ in range(200)
    }
    return random | {
        "",
        "0" + code,
        code + "0",
        code[:-1],
        code[1:],
        f"{number}{signature[::-1]}",
        "2" + signature,
        "zzzzzzzzzzzzzz" + signature,
        signature,
        code.replace(code[-1], "u"),
        f"{code}\u0660",
        "a" * 5000,
    }


def test_a_forged_code_is_refused_without_asking_any_table(party: Party) -> None:
    code = tracking.code_of(party.link(party.cast.siti), party.key)
    asked: list[str] = []
    with party.app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
        for spelled in forged(code) - {code}:
            with pytest.raises(NotFound):
                tracking.find(spelled, party.key, clock.now())
        db.session.remove()
    assert asked == []


def test_a_link_to_what_is_not_on_show_leads_nowhere(party: Party) -> None:
    off = party.link(party.cast.siti, item := party.item(party.source()))
    assert item
    plain = party.link(party.cast.siti, party.item(url="http://partai.example/berita/1"))
    with party.at_work():
        session().execute(db.text("UPDATE content_sources SET active = false WHERE id = 1"))
    client = party.app.test_client()
    assert client.get(party.path(off)).status_code == 404
    assert client.get(party.path(plain)).status_code == 404


def test_a_challenges_link_leads_on_to_the_page_it_names_and_to_no_other(
    party: Party, platforms: Simulator
) -> None:
    shares = Shares(party.app, party.cast, platforms)
    challenge = shares.challenge(required_link="https://partai.example/sehat?a=1&b=2")
    answer = party.tap(party.challenge_link(party.cast.siti, challenge))
    assert answer.status_code == 302
    assert answer.location == "https://partai.example/sehat?a=1&b=2"
    draft = shares.challenge(
        required_link="https://partai.example/draf",
        state="draft",
        published_by=None,
        published_at=None,
    )
    hidden = party.challenge_link(party.cast.siti, draft)
    assert party.app.test_client().get(party.path(hidden)).status_code == 404


def test_the_page_names_the_party_and_never_the_cadre(party: Party, ctx: Flask) -> None:
    answer = party.tap(party.link(party.cast.siti))
    body = answer.get_data(as_text=True)
    assert "Dibagikan oleh kader Partai Gelanggang" in body
    assert '<meta property="og:title" content="Posyandu keliling singgah' in body
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in answer.headers
    for private in ("Siti", party.cast.siti.public_id, "Lebak Bulus", "<script"):
        assert private not in body
