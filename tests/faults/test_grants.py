"""Grants that end: nothing is lost, nothing is taken, the cadre is told, a new link goes on."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from app import clock
from app.accounts.models import LinkedAccount
from app.accounts.tokens import keep
from app.db import db, session
from app.flows import verified_share
from app.providers import PROVIDERS
from app.providers.base import Provider
from simulator.platforms import PLATFORMS
from tests.accounts.conftest import link as link_anew
from tests.cast import Person
from tests.conftest import Browser
from tests.faults.scene import KEYS, HandedIn, Scene
from tests.linked import token_of
from tests.shares import handle_of, soon

RACERS = 10
BY_GRANT = [key for key in KEYS if not PROVIDERS[key].public]
OPEN = [key for key in KEYS if PROVIDERS[key].public and issubclass(PROVIDERS[key], Provider)]
# Facebook renews nothing.
RENEWED = [key for key in BY_GRANT if key != "facebook"]
by_grant = pytest.mark.parametrize("key", BY_GRANT, indirect=True)


def revoked(scene: Scene, person: Person, account: int) -> None:
    """She takes the permission back."""
    scene.sim.revoke(scene.key, handle_of(person))


def run_out(scene: Scene, person: Person, account: int) -> None:
    """Every token has had its time, also those that renew others."""
    scene.sim.expire_tokens(scene.key)


def narrowed(scene: Scene, person: Person, account: int) -> None:
    """She leaves us a grant that reads nothing, and the platform does not say so."""
    grant = scene.sim.grant(scene.key, handle_of(person), [])
    with scene.shares.at_work():
        mine = session().get_one(LinkedAccount, account)
        keep(mine, replace(token_of(grant), scopes=tuple(mine.scopes.split())))


def told(scene: Scene, browser: Browser, one: HandedIn) -> None:
    """Home, accounts and the hand-in itself say what happened and how to go on."""
    label = PROVIDERS[scene.key].label
    home = browser.get("/beranda")
    assert f"Izin membaca akun {label} sudah berakhir" in home.text
    assert home.soup.find("a", href="/akun")
    assert browser.get("/akun").soup.find("form", action=f"/akun/{scene.key}/tautkan")
    hand_in = browser.get(f"/kiriman/{scene.row(one).public_id}")
    assert "Tautan akun kedaluwarsa" in hand_in.text
    assert hand_in.soup.find("a", href="/akun")


@by_grant
@pytest.mark.parametrize("ended", [revoked, run_out, narrowed], ids=lambda one: one.__name__)
def test_an_ended_grant_costs_nobody_anything(
    scene: Scene, as_: Callable[[Person], Browser], ended: Callable[[Scene, Person, int], None]
) -> None:
    siti = scene.cast.siti
    (account,) = scene.link(siti)
    old = scene.credited(siti)
    ended(scene, siti, account)
    waiting = [scene.hand_in(siti) for _ in range(2)]
    scene.run(soon(hours=25))
    assert scene.account(account).status != "active"
    assert scene.states(old, *waiting) == ["verified", "pending", "pending"]
    assert scene.row(old).gone_since is None
    browser = as_(siti)
    told(scene, browser, waiting[0])
    link_anew(scene.sim, browser, scene.key, handle_of(siti))
    scene.run()
    assert scene.account(account).status == "active"
    assert scene.states(old, *waiting) == ["verified"] * 3


@pytest.mark.parametrize("key", OPEN, indirect=True)
def test_where_posts_are_open_to_all_the_end_of_a_grant_changes_nothing(scene: Scene) -> None:
    siti = scene.cast.siti
    (account,) = scene.link(siti)
    old = scene.credited(siti)
    revoked(scene, siti, account)
    new = scene.hand_in(siti)
    scene.run(soon(days=8))
    assert scene.states(old, new) == ["verified", "verified"]
    assert scene.account(account).status == "active"


@pytest.mark.parametrize("key", RENEWED, indirect=True)
def test_ten_workers_at_once_renew_a_grant_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    siti = scene.cast.siti
    (account,) = scene.link(siti)
    ones = [scene.hand_in(siti) for _ in range(RACERS)]
    scene.sim.clock.advance(timedelta(days=2).total_seconds() if lasting(scene) else 0)
    with scene.shares.at_work():
        mine = session().get_one(LinkedAccount, account)
        mine.token_expires_at = clock.now() + timedelta(seconds=1)
    kind, renewals = PROVIDERS[scene.key], []
    refresh = kind.refresh

    def counted(self, token):
        renewals.append(token)
        return refresh(self, token)

    monkeypatch.setattr(kind, "refresh", counted)

    def check(one: HandedIn) -> None:
        with scene.shares.app.app_context():
            verified_share.check(one.id)
            db.session.remove()

    with ThreadPoolExecutor(RACERS) as pool:
        list(pool.map(check, ones))
    assert len(renewals) == 1
    scene.run(soon(minutes=30))  # a busy machine may have kept some of them waiting
    assert len(renewals) == 1
    assert scene.states(*ones) == ["verified"] * RACERS
    assert scene.account(account).status == "active"


def lasting(scene: Scene) -> bool:
    """Whether a grant can be renewed from its second day on only."""
    return "refresh" not in PLATFORMS[scene.key].tokens
