"""What people agree to, one purpose each, word by word, and the proof that they did.

A text is never edited: a change is a new version beside the old one, so that the hash in the
proof can always be traced to the words that were read. Withdrawing is as easy as giving.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from app import clock
from app.cadres.models import Consent
from app.db import session as database
from app.words import said


@dataclass(frozen=True)
class Text:
    """One purpose in one version; `needed` says that there is no account without it."""

    kind: str
    version: int
    title: str
    words: str
    needed: bool

    @property
    def sha256(self) -> str:
        """The fingerprint of exactly these words."""
        return hashlib.sha256(f"{self.title}\n{self.words}".encode()).hexdigest()


TEXTS = (
    Text(
        "account",
        1,
        said("Akun kader"),
        said(
            "Saya setuju partai menyimpan nama, nomor telepon, tanggal lahir, dan unit saya untuk "
            "membuat dan menjaga akun Gelanggang ini. Data tidak dijual, tidak diberikan kepada "
            "pihak lain, dan dapat saya lihat, perbaiki, atau minta dihapus kapan saja."
        ),
        True,
    ),
    Text(
        "activity",
        1,
        said("Kiriman dan poin"),
        said(
            "Saya setuju unggahan yang saya kirimkan sendiri diperiksa dan dicatat sebagai poin. "
            "Gelanggang hanya membaca akun media sosial yang saya tautkan, tidak pernah mengunggah "
            "atas nama saya. Poin tidak bernilai uang, barang, atau hadiah."
        ),
        True,
    ),
    Text(
        "ranking",
        1,
        said("Nama di papan peringkat"),
        said(
            "Saya setuju nama saya tampil di papan peringkat untuk sesama kader. Tanpa persetujuan "
            "ini nama saya disembunyikan dan poin saya tetap dihitung untuk unit. Pilihan ini "
            "dapat saya ubah kapan saja."
        ),
        False,
    ),
)
ATTESTATION = Text(
    "attestation",
    1,
    said("Pernyataan"),
    said(
        "Saya menyatakan bukan pegawai ASN, anggota TNI atau Polri, kepala desa, atau perangkat "
        "desa."
    ),
    True,
)


def current(kind: str) -> Text:
    """The newest version of a purpose. Raises KeyError for an unknown one."""
    return max(
        (text for text in (*TEXTS, ATTESTATION) if text.kind == kind),
        key=lambda text: text.version,
    )


def asked() -> Sequence[Text]:
    """What activation asks for, in this order: each purpose in its newest version."""
    return [current(kind) for kind in dict.fromkeys(text.kind for text in TEXTS)]


def give(cadre_id: int, text: Text) -> None:
    """Record that a cadre agreed to exactly this text now; once is enough."""
    if text.version in [given.version for given in _open(cadre_id, text.kind)]:
        return
    database().add(
        Consent(
            cadre_id=cadre_id,
            kind=text.kind,
            version=text.version,
            sha256=text.sha256,
            given_at=clock.now(),
        )
    )
    database().flush()


def withdraw(cadre_id: int, kind: str) -> None:
    """Take back a consent from now on; the proof that it was once given stays."""
    mine = (Consent.cadre_id == cadre_id, Consent.kind == kind, Consent.withdrawn_at.is_(None))
    database().execute(update(Consent).where(*mine).values(withdrawn_at=clock.now()))


def given(cadre_id: int, kind: str) -> bool:
    """Whether a consent of this purpose stands, in whatever version."""
    return bool(_open(cadre_id, kind))


def history(cadre_id: int) -> Sequence[Consent]:
    """Every consent a cadre ever gave, the oldest first."""
    mine = select(Consent).where(Consent.cadre_id == cadre_id).order_by(Consent.id)
    return database().scalars(mine).all()


def _open(cadre_id: int, kind: str) -> Sequence[Consent]:
    mine = (Consent.cadre_id == cadre_id, Consent.kind == kind, Consent.withdrawn_at.is_(None))
    return database().scalars(select(Consent).where(*mine)).all()
