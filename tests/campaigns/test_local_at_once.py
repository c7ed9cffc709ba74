"""As many challenges of a unit are open at once as DPP's rules allow, however they come to be."""

from flask import Flask
from sqlalchemy import func, select

from app.campaigns import publishing
from app.campaigns.models import Challenge
from app.db import session, transaction
from app.errors import Refusal
from app.rulebook.rules import LAID_DOWN
from app.units.directory import needed
from tests.campaigns.test_publishing import form
from tests.cast import Cast
from tests.ledger.test_award import race

MOST = LAID_DOWN["local"][-1]["live_dpc"]
PROPOSED = MOST + 4


def test_of_many_published_at_once_as_many_stand_as_the_rules_allow(ctx: Flask, cast: Cast) -> None:
    ratna, yos = cast.actor("ratna"), cast.actor("yos")
    waiting = []
    with transaction():
        for number in range(PROPOSED):
            written = form("31.74", title=f"Kerja bakti {number}")
            made = publishing.draft(ratna, written, issuer=needed("31.74"))
            publishing.propose(ratna, made)
            waiting.append(made.public_id)

    def act(number: int) -> None:
        one = publishing.one(waiting[number], lock=True)
        publishing.publish(yos, one, publishing.version(one))

    faults = race(ctx, act, PROPOSED)
    assert [type(one) for one in faults] == [Refusal] * (PROPOSED - MOST)
    assert {one.code for one in faults} == {"local_live"}  # ty: ignore[unresolved-attribute]
    stand = select(func.count()).where(Challenge.state == "published")
    assert session().scalar(stand) == MOST
