"""Moving between units, roles from the shell, and how a name is shown."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app import clock
from app.cadres import appearance, consents, entering, founding, sessions, totp
from app.cadres.models import Cadre, Membership, Role, TotpSecret
from app.cadres.sessions import Device
from app.cadres.transfer import transfer
from app.db import session, transaction
from app.errors import NotFound, Refusal
from app.units.models import Unit
from tests.cast import PASSWORD, Cast


def unit(code: str) -> Unit:
    return session().scalars(select(Unit).where(Unit.code == code)).one()


def memberships(cadre_id: int) -> list[Membership]:
    mine = select(Membership).where(Membership.cadre_id == cadre_id).order_by(Membership.id)
    return list(session().scalars(mine))


def test_a_transfer_closes_one_membership_and_opens_another(ctx: Flask, cast: Cast) -> None:
    today = clock.party_day(clock.now())
    with transaction():
        transfer(cast.siti.id, unit("31.74.06.1001").id)
    was, became = memberships(cast.siti.id)
    assert was.ends_on == today - timedelta(days=1)
    assert (became.starts_on, became.ends_on) == (today, None)
    assert session().get_one(Cadre, cast.siti.id).unit_id == became.unit_id


def test_two_transfers_on_one_day_leave_one_open_membership(ctx: Flask, cast: Cast) -> None:
    with transaction():
        transfer(cast.siti.id, unit("31.74.06.1001").id)
    with transaction():
        transfer(cast.siti.id, unit("31.74.07.1001").id)
    assert [row.ends_on is None for row in memberships(cast.siti.id)] == [False, False, True]


def test_a_transfer_to_the_same_or_to_no_unit_is_refused(ctx: Flask, cast: Cast) -> None:
    with pytest.raises(Refusal, match="transfer_same_unit"), transaction():
        transfer(cast.siti.id, cast.siti.unit_id)
    with pytest.raises(NotFound), transaction():
        transfer(cast.siti.id, 999_999_999)
    with transaction():
        unit("31.74.06.1001").active_until = clock.party_day(clock.now()) - timedelta(days=1)
    with pytest.raises(NotFound), transaction():
        transfer(cast.siti.id, unit("31.74.06.1001").id)


def test_hiding_takes_the_consent_back_and_showing_asks_for_it(ctx: Flask, cast: Cast) -> None:
    with transaction():
        consents.give(cast.siti.id, consents.current("ranking"))
    with transaction():
        assert appearance.choose(cast.siti.id, "hidden", "").display == "hidden"
    assert not consents.given(cast.siti.id, "ranking")
    with pytest.raises(Refusal, match="consent_ranking"), transaction():
        appearance.choose(cast.siti.id, "full", "")
    with transaction():
        assert appearance.choose(cast.siti.id, "initials", "1").display == "initials"
    assert consents.given(cast.siti.id, "ranking")
    with pytest.raises(Refusal, match="display"), transaction():
        appearance.choose(cast.siti.id, "mahkota", "1")
    titles = [title for title, _ in appearance.agreed(cast.siti.id)]
    assert titles == ["Nama di papan peringkat"] * 2, "the proof of the first one stays"


TYPED = ["y", "y", "y", "y", "nasi goreng pakai telur", "nasi goreng pakai telur"]
FOUND = ["cadres", "found", "--name", "Oki Setiana", "--phone", "0813-3333-4444"]


def test_the_first_officer_is_found_at_the_terminal(app: Flask) -> None:
    told = app.test_cli_runner().invoke(
        args=[*FOUND, "--born", "1980-02-03"], input="\n".join(TYPED) + "\n"
    )
    assert told.exit_code == 0, told.output
    assert "nasi goreng" not in told.output
    with app.app_context():
        cadre = founding.by_phone("+6281333334444")
        (role,) = founding.held_by(cadre.id)
        assert (role.kind, role.unit.code) == ("officer", "dpp")
        assert len(consents.history(cadre.id)) == 4


def test_whoever_does_not_agree_or_is_too_young_is_not_found(app: Flask) -> None:
    no = ["n", "y", "y", "y", *TYPED[4:]]
    told = app.test_cli_runner().invoke(
        args=[*FOUND, "--born", "2020-02-03"], input="\n".join(no) + "\n"
    )
    assert told.exit_code == 1
    assert "18 tahun" in told.output and "persetujuan" in told.output
    assert "Traceback" not in told.output


def shell(app: Flask, *args: str) -> tuple[int, str]:
    told = app.test_cli_runner().invoke(args=["cadres", *args])
    return told.exit_code, told.output


def test_roles_are_given_and_ended_from_the_shell(app: Flask, cast: Cast) -> None:
    tomorrow = clock.party_day(clock.now()) + timedelta(days=1)
    until = ["--until", tomorrow.isoformat()]
    assert shell(app, "grant", cast.siti.phone, "leader", "31.74.06.1002", *until)[0] == 0
    assert f"{cast.siti.name}\tleader\t31.74.06.1002 until {tomorrow}" in shell(app, "list")[1]
    with app.app_context(), time_machine.travel(clock.now() + timedelta(days=3)):
        assert founding.held_by(cast.siti.id) == []
    assert shell(app, "end-role", cast.siti.phone, "leader", "31.74.06.1002")[0] == 0
    assert shell(app, "end-role", cast.siti.phone, "leader", "31.74.06.1002")[0] == 1


def test_roles_that_must_not_meet_in_one_person_are_refused(app: Flask, cast: Cast) -> None:
    assert shell(app, "grant", cast.arif.phone, "officer", "dpp")[0] == 1
    assert shell(app, "grant", cast.tika.phone, "auditor", "dpp")[0] == 1
    assert shell(app, "grant", cast.ani.phone, "verifier", "dpp")[0] == 1
    assert shell(app, "grant", cast.dewi.phone, "leader", "32.73")[0] == 1
    assert shell(app, "grant", cast.siti.phone, "leader", "99.99")[0] == 1
    assert shell(app, "grant", "0899 9999 9999", "leader", "dpp")[0] == 1
    with app.app_context():
        assert session().scalar(select(Role).where(Role.cadre_id == cast.siti.id)) is None


def test_a_lost_password_is_replaced_from_the_shell(app: Flask, cast: Cast) -> None:
    with app.app_context(), transaction():
        begun = sessions.begin(cast.siti.id, "", "10.0.0.1")
    code, words = shell(app, "new-password", cast.siti.phone, "--yes")
    assert code == 0
    password = words.strip().removeprefix(f"{cast.siti.name}: ")
    assert len(password) == 19
    with app.app_context():
        assert sessions.actor_for(begun) is None
        assert (
            entering.by_password(cast.siti.phone, password, Device("", "10.0.0.1")).cadre_id
            == cast.siti.id
        )


def test_a_transfer_can_be_made_from_the_shell(app: Flask, cast: Cast) -> None:
    code, words = shell(app, "transfer", cast.siti.phone, "31.74.06.1001")
    assert (code, words) == (0, f"{cast.siti.name} belongs to 31.74.06.1001.\n")
    assert PASSWORD not in words


def test_ways_in_that_were_lost_are_forgotten_from_the_shell(app: Flask, cast: Cast) -> None:
    with app.app_context(), transaction():
        begun = sessions.begin(cast.siti.id, "", "10.0.0.1")
        totp.start(cast.siti.id)
        session().get_one(TotpSecret, cast.siti.id).confirmed_at = clock.now()
    code, words = shell(app, "forget-ways", cast.siti.phone, "--yes")
    assert (code, "password alone" in words) == (0, True)
    with app.app_context():
        assert sessions.actor_for(begun) is None and not totp.on(cast.siti.id)
    assert shell(app, "forget-ways", "0812 0000 0000", "--yes")[0] == 1
