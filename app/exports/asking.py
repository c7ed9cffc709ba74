"""Asking for an export, a second person's word on phone numbers, and taking the file.

Reach is asked by the door when it is asked for, and once more here when it is approved and when it
is taken: roles end.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, any_, exists, func, literal, or_, select, text, update

from app import clock
from app.auditing.models import AuditEvent
from app.auditing.recording import record
from app.cadres.held import held
from app.cadres.roles import BRANCH_DEPTH, Actor, may
from app.db import session
from app.errors import NotFound, Refusal, TooOften
from app.exports.cells import TYPES
from app.exports.models import Export
from app.exports.redacted import LEAST
from app.exports.tables import PHONE_ROWS_MAX, ROWS_MAX, size
from app.notifications import outbox
from app.units.lines import Scope, lines_of
from app.words import said

ACTS = {
    "team": "export_names",
    "redacted": "export_team",
    "challenge": "export_challenge",
    "board": "export_board",
}
PHONES = "export_phones"
KEPT = timedelta(hours=24)
WAITS = timedelta(days=3)
REMEMBERED = timedelta(days=90)
AN_HOUR = 10
LISTED = 20
TOO_LONG = said("Tabel ini lebih dari %(most)s baris. Pilih unit yang lebih kecil.", most=ROWS_MAX)
TOO_MANY_PHONES = said(
    "Dengan nomor telepon paling banyak %(most)s baris. Pilih unit yang lebih kecil.",
    most=PHONE_ROWS_MAX,
)
TOO_FEW = said(
    "Tanpa nama pun, baris dari kurang dari %(least)s kader menunjukkan siapa orangnya. "
    "Pilih unit yang lebih besar.",
    least=LEAST,
)
SECONDS = text(
    f"""
    SELECT DISTINCT r.cadre_id FROM roles r JOIN units led ON led.id = r.unit_id
    JOIN cadres c ON c.id = r.cadre_id AND c.status = 'active'
    WHERE r.kind = 'leader' AND led.path @> CAST(:path AS ltree) AND nlevel(led.path) <= :depth
        AND {held("r", ":today")}
        AND r.cadre_id <> :me
    """  # noqa: S608 - constants
)


def ask(
    actor: Actor, kind: str, unit: Scope, subject: str, title: str, format: str, phones: bool
) -> Export:
    """A new export. With phone numbers it waits for a second person, otherwise it is queued.

    Raises NotFound for phone numbers out of reach, Refusal for a format there is not, for a table
    that is too long, without names too short, or for which nobody could be the second person.
    """
    if phones and (kind != "team" or not may(actor, PHONES, unit.path)):
        raise NotFound
    if format not in TYPES:
        raise Refusal("format", "Pilih XLSX atau CSV.")
    _refuse_too_often(actor)
    if kind in ("team", "redacted"):
        _refuse_size(kind, unit, phones)
    seconds = seconds_for(actor, unit) if phones else ()
    if phones and not seconds:
        nobody = said("Tidak ada orang kedua yang dapat menyetujui untuk unit ini.")
        raise Refusal("no_second", nobody, "telepon")
    export = Export(
        public_id=secrets.token_hex(6),
        asked_by=actor.id,
        asked_at=clock.now(),
        kind=kind,
        unit_id=unit.id,
        subject=subject,
        title=title[:200],
        format=format,
        phones=phones,
        state="waiting" if phones else "queued",
    )
    session().add(export)
    session().flush()
    act = "phones_asked" if phones else "export_asked"
    record(actor, act, unit.path, "export", export.public_id, title=export.title)
    if seconds:
        now = clock.now()
        outbox.tell_all(seconds, "export_wanted", export.public_id, export.title, now)
    return export


def seconds_for(actor: Actor, unit: Scope) -> Sequence[int]:
    """Who else may let phone numbers of this unit go: leaders of its DPC and above."""
    today = clock.party_day(clock.now())
    asked = {"path": unit.path, "depth": BRANCH_DEPTH, "today": today, "me": actor.id}
    return session().scalars(SECONDS, asked).all()


def decide(actor: Actor, public_id: str, agree: bool) -> Export:
    """The second person's word. Raises NotFound out of reach, Refusal for who asked it herself."""
    export = _locked(public_id)
    path = export.unit.path
    if export.state != "waiting" or not may(actor, PHONES, path):
        raise NotFound
    if export.asked_by == actor.id:
        raise Refusal("second_person", "Yang meminta tidak dapat menyetujui sendiri.")
    if agree:
        _refuse_size(export.kind, scope_of(export), export.phones)  # the team may have grown
    export.state = "queued" if agree else "refused"
    export.decided_by, export.decided_at = actor.id, clock.now()
    session().flush()
    act = "phones_approved" if agree else "phones_refused"
    record(actor, act, path, "export", public_id, title=export.title)
    if not agree:
        outbox.tell(export.asked_by, "export_refused", public_id, export.title, clock.now())
    return export


def take(actor: Actor, public_id: str) -> Export:
    """The file for who asked for it, while the role allows it; each time is recorded."""
    export = _locked(public_id)
    path = export.unit.path
    allowed = may(actor, PHONES if export.phones else ACTS[export.kind], path)
    if export.asked_by != actor.id or export.state != "ready" or not allowed:
        raise NotFound
    act = "phones_taken" if export.phones else "export_taken"
    rows, about = export.rows, export.about
    record(actor, act, path, "export", public_id, about, title=export.title, rows=rows)
    return export


def visible(actor: Actor, public_id: str) -> Export:
    """An export for who asked for it, or who may be its second person. Raises NotFound."""
    found = session().scalar(select(Export).where(Export.public_id == public_id))
    if found is None or not (
        found.asked_by == actor.id or (found.phones and may(actor, PHONES, found.unit.path))
    ):
        raise NotFound
    return found


def of_actor(actor: Actor) -> Sequence[Export]:
    """What she asked for, the newest first."""
    hers = select(Export).where(Export.asked_by == actor.id).order_by(Export.id.desc())
    return session().scalars(hers.limit(LISTED)).all()


def untaken(actor: Actor) -> Select[Export]:
    """Her files that are ready and that she has not taken yet."""
    taken = exists().where(
        AuditEvent.subject == Export.public_id,
        AuditEvent.actor_id == actor.id,
        AuditEvent.act.in_(("export_taken", "phones_taken")),
    )
    return select(Export).where(Export.asked_by == actor.id, Export.state == "ready", ~taken)


def scope_of(export: Export) -> Scope:
    """The unit a table is of."""
    return lines_of([export.unit_id])[export.unit_id][-1]


def forget(at: datetime) -> None:
    """Files after a day, questions nobody answered, rows after three months."""
    gone = {"state": "gone", "body": None, "about": []}
    old = update(Export).where(Export.state == "ready", Export.ready_at < at - KEPT)
    session().execute(old.values(gone))
    unanswered = update(Export).where(Export.state == "waiting", Export.asked_at < at - WAITS)
    session().execute(unanswered.values(gone))
    session().execute(text("DELETE FROM exports WHERE asked_at < :then"), {"then": at - REMEMBERED})


def forget_cadre(cadre_id: int) -> None:
    """Nobody takes a file any more in which somebody stands who has left, nor one she made."""
    hers = or_(Export.asked_by == cadre_id, literal(cadre_id) == any_(Export.about))
    ended = {"state": "gone", "body": None, "about": []}
    session().execute(update(Export).where(hers).values(ended))


def _locked(public_id: str) -> Export:
    asked = select(Export).where(Export.public_id == public_id).with_for_update(of=Export)
    found = session().scalar(asked.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def _refuse_too_often(actor: Actor) -> None:
    lately = Export.asked_by == actor.id, Export.asked_at > clock.now() - timedelta(hours=1)
    if (session().scalar(select(func.count()).where(*lately)) or 0) >= AN_HOUR:
        raise TooOften(said("Paling banyak %(most)s unduhan per jam.", most=AN_HOUR), 3600)


def _refuse_size(kind: str, unit: Scope, phones: bool) -> None:
    count = size(unit)
    if kind == "redacted" and count < LEAST:
        raise Refusal("too_few", TOO_FEW)
    if phones and count > PHONE_ROWS_MAX:
        raise Refusal("too_many", TOO_MANY_PHONES, "telepon")
    if count > ROWS_MAX:
        raise Refusal("too_many", TOO_LONG)
