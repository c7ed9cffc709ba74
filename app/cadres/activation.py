"""From an invitation to an account: the moment a person becomes a cadre of ours."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from argon2 import PasswordHasher
from sqlalchemy.exc import IntegrityError

from app import clock
from app.cadres import consents, invitations, passwords, phones
from app.cadres.fields import Collected, birth_date, person_name
from app.cadres.models import Cadre, Invitation, InvitationUse, Membership
from app.db import session as database
from app.errors import Refusal, Refusals
from app.words import said

PHONE_TAKEN = said("Nomor ini sudah punya akun. Masuk saja dengan nomor ini.")


@dataclass(frozen=True)
class Person:
    """What somebody told of herself, read and found good; the password is only kept hashed."""

    name: str
    phone: str
    born: date
    password_hash: str
    agreed: tuple[consents.Text, ...]


def activate(form: Mapping[str, str], invitation: Invitation) -> Cadre:
    """Read the form, take one use of the invitation, create the cadre with her consents.

    All or nothing, inside the caller's transaction. Raises Refusals naming every wrong field, and
    Refusal when the invitation closed meanwhile or the phone number has an account already.
    """
    person = read(form)
    invitations.count_use(invitation)
    cadre = enrol(person, invitation.unit_id)
    database().add(InvitationUse(invitation_id=invitation.id, cadre_id=cadre.id, at=clock.now()))
    database().flush()
    return cadre


def read(form: Mapping[str, str], hasher: PasswordHasher = passwords.HASHER) -> Person:
    """The person behind the form, or Refusals for all of its fields at once."""
    typed = Collected()
    name = typed.read(person_name, form.get("nama", ""))
    phone = typed.read(phones.normal, form.get("telepon", ""))
    today = clock.party_day(clock.now())
    born = typed.read(birth_date, form.get("lahir", ""), today)
    password = form.get("sandi", "")
    typed.read(passwords.check, password, name or "", phone or "")
    agreed = tuple(text for text in _asked() if typed.read(_ticked, form, text))
    if typed.parts or name is None or phone is None or born is None:
        raise Refusals(typed.parts)
    return Person(name, phone, born, passwords.hashed(password, hasher), agreed)


def enrol(person: Person, unit_id: int) -> Cadre:
    """Create the cadre in a unit, with an open membership from today and her recorded consents.

    Raises Refusal("phone_taken") when the number has an account; the database decides races.
    """
    now = clock.now()
    shown = any(text.kind == "ranking" for text in person.agreed)
    cadre = Cadre(
        public_id=secrets.token_hex(6),
        name=person.name,
        phone=person.phone,
        birth_date=person.born,
        password_hash=person.password_hash,
        unit_id=unit_id,
        display="full" if shown else "hidden",
        status="active",
        activated_at=now,
        attested_at=now,
    )
    try:
        with database().begin_nested():
            database().add(cadre)
    except IntegrityError as error:
        if "uq_cadres_phone" in str(error.orig):
            raise Refusal("phone_taken", PHONE_TAKEN, "telepon") from None
        raise
    database().add(Membership(cadre_id=cadre.id, unit_id=unit_id, starts_on=clock.party_day(now)))
    for text in person.agreed:
        consents.give(cadre.id, text)
    database().flush()
    return cadre


def _asked() -> list[consents.Text]:
    return [*consents.asked(), consents.ATTESTATION]


def _ticked(form: Mapping[str, str], text: consents.Text) -> bool:
    """Whether the box of one text is ticked; refused when there is no account without it."""
    field = f"setuju_{text.kind}"
    if form.get(field) == str(text.version):
        return True
    if text.needed:
        words = said(
            "Centang “%(title)s”: tanpa persetujuan ini akun tidak dapat dibuat.", title=text.title
        )
        if text.kind == consents.ATTESTATION.kind:
            words = said("Hanya yang dapat menyatakan ini boleh bergabung.")
        raise Refusal(f"consent_{text.kind}", words, field)
    return False
