"""Sanctions: what people decide about somebody who broke the rules, and how long it holds.

Nothing here is ever called by a machine. What lasts longer than a week waits for a second person;
it ends by the clock, or when an appeal overturns it.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, text

from app.cadres.models import Cadre
from app.cadres.roles import Actor
from app.db import after_commit, ask, session
from app.errors import NotFound, Refusal
from app.leaderboards import projection
from app.ledger import entries
from app.moderation import suspending
from app.moderation.explaining import explained
from app.moderation.models import Case, Sanction
from app.moderation.noting import note
from app.notifications import outbox
from app.words import noted, said

ALONE = 7  # days that one person may decide about
LONGEST = 90  # days; a season is about as long
KINDS = {
    "warning": said("Peringatan"),
    "no_points": said("Tanpa poin"),
    "no_hand_ins": said("Tanpa kiriman"),
    "suspended": said("Akun dinonaktifkan"),
}
REASONS = {
    "copies": said("Menyalin unggahan kader lain"),
    "recycled": said("Mengirim ulang isi yang sama"),
    "deleted": said("Menghapus unggahan sesudah dihitung"),
    "not_a_person": said("Akun ganda atau bukan orang sungguhan"),
    "collusion": said("Saling meloloskan"),
    "against_rules": said("Melanggar aturan komunitas"),
}
NO_POINTS = noted("Tanpa poin selama sanksi: %(title)s")
LIFTED = noted("Sanksi dibatalkan: %(title)s")
STOPPED = """
    SELECT kind, ends_at FROM sanctions
    WHERE cadre_id = %(cadre)s AND state = 'active' AND kind <> 'warning'
        AND starts_at <= %(at)s AND ends_at > %(at)s
"""
# Posts that counted for nothing only because of this sanction.
LOST = text(
    """
    SELECT s.id, c.points, c.title FROM submissions s JOIN challenges c ON c.id = s.challenge_id
    JOIN entry_keys k ON k.source = 'submission:' || s.id AND k.kind = 'share'
    JOIN entries e ON e.id = k.entry_id AND e.day = k.day
    WHERE s.cadre_id = :cadre AND s.state = 'verified' AND e.points = 0
        AND s.submitted_at >= :since AND s.submitted_at < :until AND e.reason LIKE :reason
    """
)


@dataclass(frozen=True)
class Asked:
    """What a verifier wants to happen: a kind and a reason of the lists, words for her, days."""

    kind: str
    reason: str
    words: str
    days: int


class Stopped(Refusal):
    """Hand-ins of hers are not taken for a while."""

    def __init__(self, until: datetime) -> None:
        words = said(
            "Kiriman Anda tidak diterima sampai %(until)s karena sanksi. Alasannya dan cara "
            "mengajukan banding ada di Kabar saya.",
            until=f"{until:%d-%m-%Y}",
        )
        super().__init__("sanctioned", words)


def points_stopped(cadre_id: int, at: datetime) -> bool:
    """Whether what she handed in at that moment earns nothing."""
    return bool(ask(STOPPED, {"cadre": cadre_id, "at": at}))


def insist_on_hand_ins(cadre_id: int, at: datetime) -> None:
    """Raises Stopped while a sanction keeps her from handing in."""
    for row in ask(STOPPED, {"cadre": cadre_id, "at": at}):
        if row.kind in ("no_hand_ins", suspending.KIND):
            raise Stopped(row.ends_at)


def propose(case: Case, cadre_id: int, actor: Actor, asked: Asked, at: datetime) -> Sanction:
    """A sanction out of a case: in force at once up to a week, else once a second person agrees;
    to disable an account is for leaders to decide, who know whom it is about.

    Raises Refusal for what the lists do not know, no words, or days beyond the longest.
    """
    words = _insist(asked)
    alone = asked.kind == "warning" or (asked.days <= ALONE and asked.kind != suspending.KIND)
    sanction = Sanction(
        public_id=secrets.token_hex(6),
        cadre_id=cadre_id,
        case_id=case.id,
        kind=asked.kind,
        reason=asked.reason,
        words=words,
        days=max(asked.days, 0) if asked.kind != "warning" else 0,
        starts_at=at,
        ends_at=None if asked.kind == "warning" else at + timedelta(days=asked.days),
        state="active" if alone else "proposed",
        proposed_by=actor.id,
        proposed_at=at,
    )
    session().add(sanction)
    session().flush()
    kept = {"kind": KINDS[asked.kind], "days": sanction.days, "reason": REASONS[asked.reason]}
    note(actor, "sanction_proposed", "sanction", sanction.public_id, cadre_id, **kept)
    if alone:
        _tell(sanction, "sanctioned", at)
    elif asked.kind == suspending.KIND:
        _ask_second(sanction, at)
    return sanction


def suspend(cadre: Cadre, actor: Actor, asked: Asked, at: datetime) -> Sanction:
    """Propose to disable her account, or decide it where he may alone. Raises Refusal for what the
    lists do not know and whoever is out of reach."""
    _insist(asked)
    sanction = suspending.made(actor, cadre, asked.reason, asked.words, asked.days, at)
    session().add(sanction)
    session().flush()
    kept = {"days": sanction.days, "reason": REASONS[asked.reason]}
    act = "suspended" if sanction.state == "active" else "suspension_proposed"
    note(actor, act, "sanction", sanction.public_id, cadre.id, **kept)
    if sanction.state == "active":
        suspending.begin(sanction)
        _tell(sanction, "sanctioned", at)
    else:
        _ask_second(sanction, at)
    return sanction


def answer(sanction: Sanction, actor: Actor, agree: bool, at: datetime) -> None:
    """The second person's word on disabling an account. Raises Refusal where it is not his."""
    suspending.insist_on_second(actor, sanction)
    sanction.decided_by, sanction.decided_at = actor.id, at
    sanction.state = "active" if agree else "declined"
    if agree:
        sanction.starts_at, sanction.ends_at = at, at + timedelta(days=sanction.days)
    session().flush()
    act = "suspension_confirmed" if agree else "suspension_declined"
    note(actor, act, "sanction", sanction.public_id, sanction.cadre_id, days=sanction.days)
    if agree:
        suspending.begin(sanction)
        _tell(sanction, "sanctioned", at)


def withdraw(sanction: Sanction, actor: Actor, at: datetime) -> None:
    """Whoever proposed to disable an account takes it back. Raises Refusal for anybody else, and
    once it does not wait any more."""
    suspending.insist_on_waiting(sanction)
    if sanction.proposed_by != actor.id:
        raise Refusal("not_yours", said("Usulan dicabut oleh pengusulnya."))
    sanction.state, sanction.decided_at = "withdrawn", at
    session().flush()
    note(actor, "suspension_withdrawn", "sanction", sanction.public_id, sanction.cadre_id)


def lapse(now: datetime) -> None:
    """End proposals that nobody answered in time; leaders and operators hear of their own, whose
    page they may open."""
    for one in suspending.late(now):
        one.state, one.decided_at = "lapsed", now
        if one.case_id is None:
            _tell_of(one, one.proposed_by, "suspension_lapsed", now)
    session().flush()


def decide(sanction: Sanction, actor: Actor, agree: bool, at: datetime) -> None:
    """The second person's word; days are counted from now. NotFound unless it waits for her."""
    if sanction.state != "proposed" or sanction.proposed_by == actor.id:
        raise NotFound
    sanction.decided_by, sanction.decided_at = actor.id, at
    sanction.state = "active" if agree else "declined"
    if agree:
        sanction.starts_at = at
        if sanction.kind != "warning":
            sanction.ends_at = at + timedelta(days=sanction.days)
        _tell(sanction, "sanctioned", at)
    session().flush()
    kept = {"kind": KINDS[sanction.kind], "days": sanction.days}
    act = "sanction_confirmed" if agree else "sanction_declined"
    note(actor, act, "sanction", sanction.public_id, sanction.cadre_id, **kept)


def overturn(sanction: Sanction, at: datetime, by: int) -> None:
    """An appeal was right: it ends now, and what it kept from counting counts after all."""
    lost = {
        "cadre": sanction.cadre_id,
        "since": sanction.starts_at,
        "until": sanction.ends_at or at,
        "reason": NO_POINTS.partition("%")[0] + "%",
    }
    sanction.state = "overturned"
    session().flush()
    if sanction.kind == suspending.KIND:
        suspending.lift(sanction.cadre_id)
    for row in session().execute(LOST, lost):
        words = said(LIFTED, title=row.title)
        entries.make_good(f"submission:{row.id}", row.points, words, at, by)
    after_commit(projection.wake)


def of_cadre(public_id: str, cadre_id: int) -> Sanction:
    """One of her own, as decided. Raises NotFound for any other."""
    mine = select(Sanction).where(
        Sanction.public_id == public_id,
        Sanction.cadre_id == cadre_id,
        Sanction.state.in_(("active", "overturned")),
    )
    found = session().scalar(mine)
    if found is None:
        raise NotFound
    return found


def _insist(asked: Asked) -> str:
    """The words for her, once all of it is as the lists want it."""
    if asked.kind not in KINDS:
        raise Refusal("kind", "Pilih jenis sanksi dari daftar.", "jenis")
    if asked.reason not in REASONS:
        raise Refusal("reason", "Pilih alasan dari daftar.", "alasan_sanksi")
    missing = said("Tulis penjelasan untuk kader, paling banyak 300 huruf.")
    words = explained(asked.words, missing, "kata")
    if asked.kind != "warning" and not 0 < asked.days <= LONGEST:
        raise Refusal("days", "Isi jumlah hari antara 1 dan 90.", "hari")
    return words


def _ask_second(sanction: Sanction, at: datetime) -> None:
    """Whoever may agree hears that a proposal waits; about whom, only its page says."""
    whom = suspending.deciders(sanction)
    title = KINDS[sanction.kind]
    outbox.tell_all(whom, "suspension_waits", sanction.public_id, title, at)


def _tell(sanction: Sanction, kind: str, at: datetime) -> None:
    _tell_of(sanction, sanction.cadre_id, kind, at)


def _tell_of(sanction: Sanction, whom: int, kind: str, at: datetime) -> None:
    outbox.tell(whom, kind, sanction.public_id, KINDS[sanction.kind], at)
