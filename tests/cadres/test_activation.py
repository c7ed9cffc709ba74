"""Coming in by an invitation: counted uses, recorded consents, one phone one cadre."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.cadres import consents, invitations
from app.cadres.activation import activate
from app.cadres.models import Cadre, Consent, Invitation, InvitationUse, Membership, Role
from app.db import db, session, transaction
from app.errors import NotFound, Refusal, Refusals
from app.units.models import Unit
from tests.cast import Cast

KEY = invitations.key_of("kunci-uji")


def filled(**changes: str) -> dict[str, str]:
    form = {
        "nama": "Nur'aini 🌺",
        "telepon": "0813-1111-2222",
        "lahir": "1999-01-31",
        "sandi": "nasi goreng pakai telur",
        "setuju_account": "1",
        "setuju_activity": "1",
        "setuju_ranking": "1",
        "setuju_attestation": "1",
    }
    return form | changes


def invited(cast: Cast, uses: str = "3", days: str = "7") -> int:
    with transaction():
        unit = session().get_one(Unit, cast.ani.unit_id)
        return invitations.invite(cast.ani.id, unit, uses, days, "").id


def test_an_invited_person_becomes_a_cadre_of_that_unit(ctx: Flask, cast: Cast) -> None:
    number = invited(cast)
    with transaction():
        cadre_id = activate(filled(), session().get_one(Invitation, number)).id
    cadre = session().get_one(Cadre, cadre_id)
    assert (cadre.name, cadre.phone) == ("Nur'aini 🌺", "+6281311112222")
    assert cadre.display == "full"
    membership = session().scalars(select(Membership).where(Membership.cadre_id == cadre_id)).one()
    assert (membership.unit_id, membership.ends_on) == (cast.ani.unit_id, None)
    assert session().get_one(Invitation, number).uses == 1
    assert session().get_one(InvitationUse, (number, cadre_id)).at is not None


def test_every_text_agreed_to_is_recorded_with_the_hash_of_its_words(
    ctx: Flask, cast: Cast
) -> None:
    number = invited(cast)
    with transaction():
        cadre_id = activate(filled(), session().get_one(Invitation, number)).id
    rows = {row.kind: row for row in consents.history(cadre_id)}
    assert set(rows) == {"account", "activity", "ranking", "attestation"}
    words = consents.current("ranking")
    expected = hashlib.sha256(f"{words.title}\n{words.words}".encode()).hexdigest()
    assert (rows["ranking"].sha256, rows["ranking"].version) == (expected, 1)


def test_texts_once_published_never_change() -> None:
    published = {text.kind: text.sha256[:12] for text in (*consents.TEXTS, consents.ATTESTATION)}
    assert published == PUBLISHED


def test_who_does_not_want_to_be_on_boards_is_hidden_and_still_comes_in(
    ctx: Flask, cast: Cast
) -> None:
    number = invited(cast)
    with transaction():
        cadre = activate(filled(setuju_ranking=""), session().get_one(Invitation, number))
        assert cadre.display == "hidden"
        assert not consents.given(cadre.id, "ranking")


def test_every_wrong_field_is_named_at_once_and_nothing_is_kept(ctx: Flask, cast: Cast) -> None:
    number = invited(cast)
    with pytest.raises(Refusals) as refused, transaction():
        activate({}, session().get_one(Invitation, number))
    fields = [part.field for part in refused.value.parts]
    assert fields == [
        "nama",
        "telepon",
        "lahir",
        "sandi",
        "setuju_account",
        "setuju_activity",
        "setuju_attestation",
    ]
    assert session().get_one(Invitation, number).uses == 0
    assert session().scalar(select(func.count()).select_from(Consent)) == 0


def test_a_number_that_has_an_account_is_refused_and_uses_nothing(ctx: Flask, cast: Cast) -> None:
    number = invited(cast)
    with pytest.raises(Refusal, match="phone_taken") as refused, transaction():
        activate(filled(telepon=cast.siti.phone), session().get_one(Invitation, number))
    assert refused.value.field == "telepon"
    assert session().get_one(Invitation, number).uses == 0


def test_a_link_of_ours_is_found_and_an_invented_one_is_not(ctx: Flask, cast: Cast) -> None:
    invitation = session().get_one(Invitation, invited(cast))
    token = invitations.token_of(invitation, KEY)
    assert invitations.find(token, KEY).id == invitation.id
    for wrong in (token[:-1], token + "A", "x", "", f"{invitation.public_id}-", "ü-ü", "-" * 300):
        with pytest.raises(NotFound):
            invitations.find(wrong, KEY)
    with pytest.raises(NotFound):
        invitations.find(token, invitations.key_of("kunci lain"))


def test_a_link_closes_by_revoking_by_time_by_uses_and_with_its_makers_role(
    ctx: Flask, cast: Cast
) -> None:
    one, two, three, four = (session().get_one(Invitation, invited(cast, "1")) for _ in range(4))
    tokens = [invitations.token_of(each, KEY) for each in (one, two, three, four)]
    with transaction():
        invitations.revoke(one)
        activate(filled(), two)
    assert _closed(tokens[0]) == "invitation_revoked"
    assert _closed(tokens[1]) == "invitation_used"
    with time_machine.travel(clock.now() + timedelta(days=7, seconds=1), tick=False):
        assert _closed(tokens[2]) == "invitation_expired"
    with transaction():
        role = session().scalars(select(Role).where(Role.cadre_id == cast.ani.id)).one()
        role.ends_on = clock.party_day(clock.now()) - timedelta(days=1)
    assert _closed(tokens[3]) == "invitation_revoked"


def _closed(token: str) -> str:
    with pytest.raises(Refusal) as refused:
        invitations.find(token, KEY)
    return refused.value.code


@pytest.mark.parametrize(
    ("uses", "days", "note", "fields"),
    [
        ("0", "0", "", ["jumlah", "hari"]),
        ("501", "31", "", ["jumlah", "hari"]),
        ("-1", "1e2", "", ["jumlah", "hari"]),
        ("satu", "", "x" * 81, ["jumlah", "hari", "catatan"]),
        ("1", "1", "a\x00b", ["catatan"]),
        ("٣", "1", "", ["jumlah"]),
    ],
)
def test_an_invitation_has_limits(
    ctx: Flask, cast: Cast, uses: str, days: str, note: str, fields: list[str]
) -> None:
    unit = session().get_one(Unit, cast.ani.unit_id)
    with pytest.raises(Refusals) as refused:
        invitations.invite(cast.ani.id, unit, uses, days, note)
    assert [part.field for part in refused.value.parts] == fields


def test_of_twenty_people_at_once_three_come_in_by_an_invitation_for_three(
    ctx: Flask, cast: Cast
) -> None:
    number = invited(cast, "3")

    def come(n: int) -> str:
        with ctx.app_context():
            try:
                with transaction():
                    activate(
                        filled(telepon=f"0813-1111-{n:04d}"), session().get_one(Invitation, number)
                    )
                return "in"
            except Refusal as refusal:
                return refusal.code
            finally:
                db.session.remove()

    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(come, range(20)))
    assert sorted(set(outcomes)) == ["in", "invitation_used"]
    assert outcomes.count("in") == 3
    session().expire_all()
    assert session().get_one(Invitation, number).uses == 3
    joined = select(func.count()).where(InvitationUse.invitation_id == number)
    assert session().scalar(joined) == 3


def test_of_ten_activations_with_one_phone_one_succeeds(ctx: Flask, cast: Cast) -> None:
    number = invited(cast, "20")

    def come(_: int) -> str:
        with ctx.app_context():
            try:
                with transaction():
                    activate(filled(), session().get_one(Invitation, number))
                return "in"
            except Refusal as refusal:
                return refusal.code
            finally:
                db.session.remove()

    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(come, range(10)))
    assert sorted(outcomes) == ["in"] + ["phone_taken"] * 9
    session().expire_all()
    assert session().get_one(Invitation, number).uses == 1


PUBLISHED = {
    "account": "216b5f01171a",
    "activity": "2536cfe920b8",
    "ranking": "ef2f55cf48a8",
    "attestation": "8668e04e43f4",
}
