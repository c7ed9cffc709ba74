"""`/lanjutkan`: what was typed before a session ended, to be sent after all."""

import re
from collections.abc import Sequence

from flask import Blueprint, current_app, render_template
from werkzeug.exceptions import HTTPException

from app.web import holding
from app.web.guards import signed_in
from app.web.session import me
from app.words import said

bp = Blueprint("held", __name__)

# Fields in which people type, as their forms call them; what else a form holds was chosen, and
# its values are for machines.
LABELS = {
    "alamat": said("Alamat situs Anda"),
    "alasan": said("Alasan"),
    "alasan_tarik": said("Kenapa ditarik"),
    "batas": said("Paling banyak per kader per hari"),
    "bukti": said("Di mana kerja itu dapat dilihat"),
    "buka": said("Buka"),
    "cari": said("Cari unit lain"),
    "catatan": said("Catatan"),
    "dari": said("Hari pertama"),
    "hari": said("Selama berapa hari"),
    "judul": said("Judul tantangan"),
    "jumlah": said("Untuk berapa orang"),
    "kampanye": said("Kampanye"),
    "kata": said("Penjelasan untuk kader"),
    "mulai": said("Hari pertama"),
    "penanda": said("Penanda kader"),
    "pesan": said("Pesan"),
    "poin": said("Poin per unggahan"),
    "pokok": said("Pokok pikiran"),
    "ralat": said("Ralat untuk dibagikan"),
    "sampai": said("Hari terakhir"),
    "sebab": said("Apa yang keliru"),
    "sumber": said("Sumber"),
    "tagar": said("Tagar wajib"),
    "target": said("Target"),
    "tautan": said("Tautan unggahan"),
    "terima_kasih": said("Ucapan terima kasih"),
    "tutup": said("Tutup"),
}
WHY = said("Mengapa putusan ini keliru")
STEP = {"alasan": said("Mengapa ini penting"), "tautan": said("Tautan wajib")}
# Forms that call the same field otherwise, by their doors; "" where nobody types in it.
OF_FORM = {
    "wizard.create": STEP,
    "wizard.save": STEP,
    "local_challenges.create": STEP,
    "sources.create": {"alamat": said("Alamat umpan")},
    "recalls.recall": {"sumber": said("Tautan sumber")},
    "recalls.answer": {"tautan": said("Tautan unggahan ralat"), "ralat": ""},
    "cases.judge": {"catatan": said("Alasan putusan"), "alasan": ""},
    "review.decide": {"alasan": ""},
    "appeal_review.decide": {"jawaban": said("Jawaban untuk kader")},
    "manage.hand_back": {"catatan": said("Yang perlu diperbaiki")},
    "appeals.file": {"alasan": WHY},
    "appeals.file_against_sanction": {"alasan": WHY},
    "manual.propose": {"alasan": said("Untuk apa"), "poin": said("Poin")},
    "notes.create": {"mulai": said("Mulai (WIB)"), "sampai": said("Sampai (WIB)")},
    "invitations.create": {
        "catatan": said("Catatan untuk Anda sendiri"),
        "hari": said("Berlaku berapa hari"),
    },
    "notes.end": {"catatan": ""},
    "goals.withdraw": {"target": ""},
}
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)")


@bp.get("/lanjutkan/<held>")
@signed_in
def show(held: str) -> str:
    """The form as it was, sent by one tap; nothing is sent by itself."""
    form = holding.find(held, me().id)
    return render_template("held/show.html", form=form, written=_written(form))


def _written(form: holding.Held) -> Sequence[tuple[str, str]]:
    """What she typed herself, each under the label of its form."""
    labels = LABELS | OF_FORM.get(_door(form.to), {})
    return [
        (labels[name], MOMENT.sub(r"\1, \2.\3", value))
        for name, value in form.fields
        if labels.get(name) and value.strip()
    ]


def _door(path: str) -> str:
    """The endpoint to which a form goes; empty where there is none any more."""
    try:
        found, _ = current_app.url_map.bind("").match(path.partition("?")[0], "POST")
    except HTTPException:
        return ""
    return found
