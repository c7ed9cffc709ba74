"""The first screen tells whoever holds a role what waits for her, and nobody else anything."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from app import clock
from app.auditing.recording import record
from app.cadres.models import Role
from app.cadres.roles import Actor
from app.cadres.sessions import begin
from app.db import session
from app.exports.models import Export
from app.moderation.models import Case, Sanction
from app.moderation.suspending import WAITS
from app.rulebook import versions
from app.rulebook.rules import LAID_DOWN
from app.units.models import Unit
from app.units.tree import ROOT
from tests.cast import Cast, Person
from tests.conftest import Browser
from tests.counting import counted
from tests.moderation.stage import Court
from tests.moderation.test_manual import wanted as awarded
from tests.moderation.test_suspending import wanted as suspended
from tests.shares import Shares
from tests.web.test_appointing import wanted as appointed

Opens = Callable[[Person], Browser]
MACHINE = "/operator/kesehatan"


@pytest.fixture
def court(shares: Shares) -> Court:
    return Court(shares)


def card(one: Browser) -> dict[str, str]:
    """Where each line of the card leads, and the number at its end; empty without a card."""
    rows = one.get("/beranda").soup.select("section[aria-labelledby=awaited] .row")
    return {row.a["href"]: row.select_one(".row__end").get_text(strip=True) for row in rows}


def told(one: Browser) -> dict[str, str]:
    """The same without the machine, of which half does not run in tests."""
    return {href: many for href, many in card(one).items() if href != MACHINE}


def test_a_verifier_is_told_of_posts_cases_and_first_appeals_from_elsewhere(
    as_: Opens, shares: Shares, court: Court
) -> None:
    assert told(as_(shares.cast.gita)) == {}
    court.appeal(court.rejected())
    court.case(court.waiting())
    court.waiting()
    assert told(as_(shares.cast.fajar)) == {"/pemeriksaan": "2", "/kasus": "1", "/peninjauan": "1"}
    assert "/peninjauan" not in told(as_(shares.cast.gita))  # she rejected the post


def test_what_wants_a_second_opinion_waits_for_everybody_but_whoever_gave_the_first(
    as_: Opens, shares: Shares, court: Court
) -> None:
    court.convict(court.verified(), take=True)  # by Fajar
    assert told(as_(shares.cast.fajar)) == {}
    assert told(as_(shares.cast.dewi)) == {"/kasus": "1"}


def test_an_auditor_is_told_of_second_appeals_and_of_cases_that_nobody_judged_in_a_week(
    as_: Opens, shares: Shares, court: Court
) -> None:
    arif, one = as_(shares.cast.arif), court.rejected()
    first = court.appeal(one)
    court.case(court.waiting())
    assert told(arif) == {}
    court.answer(first, shares.cast.fajar, overturn=False)
    court.appeal(one)
    with shares.at_work():
        session().execute(update(Case).values(opened_at=clock.now() - timedelta(days=8)))
    assert told(arif) == {"/peninjauan": "1", "/kejujuran/dpp": "1"}
    arif.get("/kejujuran/dpp")


def test_officers_are_told_of_what_another_wrote_and_operators_of_their_part(
    as_: Opens, shares: Shares
) -> None:
    cast = shares.cast
    tika, bima, oka = as_(cast.tika), as_(cast.bima), as_(cast.oka)
    shares.challenge(state="proposed", published_by=None, published_at=None)
    actor = shares.actor(cast.tika)
    with shares.at_work():
        versions.propose(actor, "points", LAID_DOWN["points"][-1].numbers, "Uji")
    tika.post("/peran", appointed(cast.yohana))
    tika.post("/poin-tambahan", awarded(cast.siti))
    assert told(tika) == {}
    assert told(bima) == {"/kelola": "1", "/poin-tambahan": "1", "/kelola/aturan/poin": "1"}
    assert told(oka) == {"/peran": "1"}
    oka.post("/peran", appointed(cast.mega))
    assert told(tika) == {"/peran": "1"}


def test_an_officer_below_dpp_is_told_of_her_province_alone(as_: Opens, shares: Shares) -> None:
    with shares.at_work():
        held = session().query(Role).filter_by(cadre_id=shares.cast.bima.id).one()
        held.unit_id = session().query(Unit).filter_by(code="31").one().id
    shares.challenge(state="proposed", published_by=None, published_at=None)
    assert told(as_(shares.cast.bima)) == {}
    shares.challenge(state="proposed", published_by=None, published_at=None, unit="31.74")
    assert told(as_(shares.cast.bima)) == {"/kelola": "1"}


def test_in_an_emergency_the_second_operator_is_told(as_: Opens, shares: Shares) -> None:
    cast = shares.cast
    with shares.at_work():
        here = session().query(Role).filter_by(cadre_id=cast.oka.id).one()
        values = {"unit_id": here.unit_id, "starts_on": here.starts_on}
        session().add(Role(cadre_id=cast.mega.id, kind="operator", **values))
    as_(cast.ani).post("/penonaktifan", suspended(cast.rudi))  # leaders answer that
    as_(cast.oka).post("/penonaktifan", suspended(cast.siti))
    assert told(as_(cast.oka)) == {}
    assert told(as_(cast.mega)) == {"/penonaktifan": "1"}
    with shares.at_work():
        session().execute(update(Sanction).values(proposed_at=Sanction.proposed_at - WAITS))
    assert told(as_(cast.mega)) == {}


def test_a_file_waits_until_it_is_taken(as_: Opens, shares: Shares) -> None:
    arif, actor = shares.cast.arif, shares.actor(shares.cast.arif)
    with shares.at_work():
        session().add(ready(actor))
    assert told(as_(arif)) == {"/unduhan": "1"}
    with shares.at_work():
        record(actor, "export_taken", ROOT, "export", "siap", title="Uji", rows=1)
    assert told(as_(arif)) == {}


def ready(actor: Actor) -> Export:
    """A table of hers that can be taken."""
    return Export(
        public_id="siap",
        asked_by=actor.id,
        asked_at=clock.now(),
        kind="redacted",
        unit_id=actor.unit_id,
        subject="",
        title="Uji",
        format="csv",
        phones=False,
        state="ready",
        body=b".",
        ready_at=clock.now(),
    )


def test_more_than_anybody_works_off_is_told_as_more(
    as_: Opens, shares: Shares, court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.flows.awaited.MOST", 1)
    monkeypatch.setattr("app.web.home.MOST", 1)
    court.waiting()
    assert told(as_(shares.cast.dewi)) == {"/pemeriksaan": "1"}
    court.waiting()
    assert told(as_(shares.cast.dewi)) == {"/pemeriksaan": "1+"}


def test_who_has_no_role_or_one_that_sleeps_is_told_nothing(shares: Shares, court: Court) -> None:
    court.waiting()
    with shares.at_work():
        token = begin(shares.cast.dewi.id, "Uji", "127.0.0.1")
    asleep = Browser(shares.app)
    asleep.client.set_cookie("sesi", token)
    assert told(asleep) == {}


def test_an_operator_is_told_how_many_parts_of_the_machine_to_look_at(
    as_: Opens, cast: Cast
) -> None:
    oka = as_(cast.oka)
    assert int(card(oka)[MACHINE]) >= 3  # neither worker nor projector lives here, nor an audit
    assert MACHINE not in card(as_(cast.arif))
    oka.get(MACHINE)


def cost(one: Browser) -> int:
    """How many statements the first screen takes, once what is known for a while is known."""
    one.get("/beranda")
    with counted() as sent:
        one.get("/beranda")
    return len(sent)


def test_it_costs_whoever_has_a_role_one_statement_an_operator_two_and_others_none(
    as_: Opens, cast: Cast
) -> None:
    plain = cost(as_(cast.siti))
    more = {who: cost(as_(cast.people[who])) - plain for who in ("ani", "dewi", "oka")}
    assert more == {"ani": 0, "dewi": 1, "oka": 2}
