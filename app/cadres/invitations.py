"""A leader's invitation into a unit: counted, dated, revocable.

The link carries the invitation's public id and a code made from it with a key of the server, so
nothing secret is stored and nobody can invent a link.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import or_, select, text, update
from sqlalchemy.orm import contains_eager

from app import clock
from app.cadres.fields import Collected, note, whole
from app.cadres.held import held
from app.cadres.models import Invitation
from app.db import session as database
from app.errors import NotFound, Refusal
from app.units.models import Unit
from app.units.naming import title
from app.units.search import search
from app.words import said

USES_MAX = 500
DAYS_MAX = 30
NOTE_MAX = 80
CODE_BYTES = 16
USES_WORDS = said("Isi jumlah orang, 1 sampai %(uses_max)s.", uses_max=USES_MAX)
DAYS_WORDS = said("Isi jumlah hari, 1 sampai %(days_max)s.", days_max=DAYS_MAX)
CLOSED = {
    "invitation_revoked": said("Undangan ini sudah dicabut oleh pengundangnya."),
    "invitation_expired": said("Undangan ini sudah lewat masa berlakunya."),
    "invitation_used": said("Undangan ini sudah terpakai semua."),
}
STILL_LEADS = text(
    f"""
    SELECT EXISTS (
        SELECT 1 FROM roles r JOIN cadres c ON c.id = r.cadre_id AND c.status = 'active'
        JOIN units led ON led.id = r.unit_id JOIN units target ON target.id = :unit
        WHERE r.cadre_id = :maker AND r.kind = 'leader' AND target.path <@ led.path
            AND {held("r", ":today")})
    """  # noqa: S608 - constants
)


def key_of(secret: str) -> bytes:
    """The key for the codes of links, derived from the server's secret for this purpose only."""
    return hmac.digest(secret.encode(), b"gelanggang invitations", hashlib.sha256)


def invite(actor_id: int, unit: Unit, uses: str, days: str, remark: str) -> Invitation:
    """A new invitation into `unit`, from the numbers as typed. Raises Refusals.

    Whether the actor may invite there is asked before, by whoever knows the actor.
    """
    typed = Collected()
    allowed = typed.read(whole, uses, 1, USES_MAX, USES_WORDS, "jumlah")
    lasting = typed.read(whole, days, 1, DAYS_MAX, DAYS_WORDS, "hari")
    words = typed.read(note, remark, NOTE_MAX, "catatan")
    typed.settle()
    now = clock.now()
    invitation = Invitation(
        public_id=secrets.token_hex(6),
        unit_id=unit.id,
        created_by=actor_id,
        created_at=now,
        expires_at=now + timedelta(days=lasting or 1),
        uses_allowed=allowed or 1,
        uses=0,
        note=words or "",
    )
    database().add(invitation)
    database().flush()
    return invitation


def token_of(invitation: Invitation, key: bytes) -> str:
    """The secret part of the link: public id, a dash, and the code that proves it is ours."""
    return f"{invitation.public_id}-{_code(invitation.public_id, key)}"


def find(token: str, key: bytes) -> Invitation:
    """The invitation of a link that still lets people in.

    Raises NotFound for a link that never was one of ours, Refusal with the reason for one that is
    closed by now. An invitation dies with its maker's role: then it is as good as revoked.
    """
    public_id, _, code = token.partition("-")
    if not token.isascii() or not hmac.compare_digest(code, _code(public_id, key)):
        raise NotFound
    invitation = database().scalar(select(Invitation).where(Invitation.public_id == public_id))
    if invitation is None:
        raise NotFound
    reason = closed_because(invitation)
    if reason is None and not _maker_leads(invitation):
        reason = "invitation_revoked"
    if reason:
        raise Refusal(reason, CLOSED[reason])
    return invitation


def closed_because(invitation: Invitation) -> str | None:
    """The code of the reason why nobody comes in by it any more, or None while it is open."""
    if invitation.revoked_at is not None:
        return "invitation_revoked"
    if invitation.expires_at <= clock.now():
        return "invitation_expired"
    if invitation.uses >= invitation.uses_allowed:
        return "invitation_used"
    return None


def count_use(invitation: Invitation) -> None:
    """Take one of the uses; of any number at once, no more get through than were allowed.

    Raises Refusal when none is left or it closed meanwhile.
    """
    taken = (
        update(Invitation)
        .where(
            Invitation.id == invitation.id,
            Invitation.uses < Invitation.uses_allowed,
            Invitation.expires_at > clock.now(),
            Invitation.revoked_at.is_(None),
        )
        .values(uses=Invitation.uses + 1)
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    )
    if database().scalar(taken) is None:
        database().refresh(invitation)
        reason = closed_because(invitation) or "invitation_used"
        raise Refusal(reason, CLOSED[reason])


def revoke(invitation: Invitation) -> bool:
    """Close an invitation for good; who came in by it stays in. Repeating changes nothing, and
    says so."""
    if invitation.revoked_at is not None:
        return False
    invitation.revoked_at = clock.now()
    database().flush()
    return True


def within(scopes: Sequence[str]) -> Sequence[Invitation]:
    """Invitations into units under any of these paths, the newest first, at most 200."""
    there = select(Invitation).join(Unit, Unit.id == Invitation.unit_id)
    inside = text("units.path <@ ANY(CAST(:scopes AS ltree[]))").bindparams(scopes=list(scopes))
    newest = there.where(inside).order_by(Invitation.id.desc()).limit(200)
    return database().scalars(newest.options(contains_eager(Invitation.unit))).all()


def one(public_id: str) -> Invitation:
    """The invitation with this public id. Raises NotFound."""
    found = database().scalar(select(Invitation).where(Invitation.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def choices(scopes: Sequence[str], sought: str = "") -> Sequence[tuple[str, str]]:
    """Units to invite into, as code and title: the roots of the scopes and those right below.

    With `sought`, also up to 20 units anywhere inside that are called like it, in front.
    """
    led = select(Unit.id).where(Unit.path.in_(scopes))
    near = select(Unit).where(
        Unit.active_until.is_(None), or_(Unit.id.in_(led), Unit.parent_id.in_(led))
    )
    found = {unit.code: unit.title for unit in search(sought, scopes).units}
    for unit in database().scalars(near.order_by(Unit.path).limit(200)):
        found.setdefault(unit.code, title(unit))
    return list(found.items())


def _maker_leads(invitation: Invitation) -> bool:
    today = clock.party_day(clock.now())
    asked = {"unit": invitation.unit_id, "maker": invitation.created_by, "today": today}
    return bool(database().scalar(STILL_LEADS, asked))


def _code(public_id: str, key: bytes) -> str:
    digest = hmac.digest(key, public_id.encode(), hashlib.sha256)[:CODE_BYTES]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
