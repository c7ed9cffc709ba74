"""Grants that nothing could renew once they have ended are renewed before."""

from datetime import timedelta

from app import clock
from app.accounts.renewal import renew_lasting
from app.accounts.tokens import held
from tests.accounts.conftest import RUDI, SITI
from tests.accounts.test_tokens import account_of, renewals, row


def test_lasting_grants_that_end_soon_are_renewed_and_others_left_alone(ctx, sim, cast) -> None:
    soon = account_of(sim, cast.siti.id, "threads", timedelta(days=20))
    later = account_of(sim, cast.rudi.id, "threads", timedelta(days=50), RUDI)
    short = account_of(sim, cast.ani.id, "x", timedelta(minutes=1), "ani_cilandak")
    before = [held(row(one)) for one in (later, short)]
    sim.clock.advance(2 * 86400)
    assert renew_lasting() == 1
    assert held(row(soon)).expires_at > clock.now() + timedelta(days=50)
    assert [held(row(one)) for one in (later, short)] == before
    assert renew_lasting() == 0


def test_one_that_was_taken_back_is_marked_and_does_not_stop_the_rest(ctx, sim, cast) -> None:
    gone = account_of(sim, cast.siti.id, "threads", timedelta(days=10))
    fine = account_of(sim, cast.rudi.id, "threads", timedelta(days=20), RUDI)
    sim.revoke("threads", SITI)
    sim.clock.advance(2 * 86400)
    assert renew_lasting() == 2
    assert row(gone).status == "expired"
    assert held(row(fine)).expires_at > clock.now() + timedelta(days=50)


def test_a_platform_that_is_down_costs_nobody_a_link(ctx, sim, cast) -> None:
    account = account_of(sim, cast.siti.id, "threads", timedelta(days=10))
    sim.switch("threads", down="503")
    before = renewals(sim, "threads")
    renew_lasting()
    assert row(account).status == "active"
    assert renewals(sim, "threads") == before + 1
