"""The fixed reasons for which a post does not count, and what a cadre can do next."""

from dataclasses import dataclass

from app.words import said


@dataclass(frozen=True)
class Reason:
    """Words for the cadre, what to do next."""

    words: str
    advice: str


REASONS: dict[str, Reason] = {
    "unreachable": Reason(
        said("Tautan tidak dapat dibuka"),
        said("Pastikan unggahan masih ada dan terbuka untuk umum, lalu kirim lagi tautannya."),
    ),
    "not_yours": Reason(
        said("Tidak terbukti milik Anda"),
        said(
            "Kirim unggahan dari akun yang Anda tautkan sendiri; tanpa tautan, dengan kode Anda di "
            "dalamnya."
        ),
    ),
    "not_original": Reason(
        said("Bukan unggahan sendiri"),
        said("Balasan, kutipan, dan bagikan ulang tidak dihitung. Buat unggahan baru."),
    ),
    "already_sent": Reason(
        said("Unggahan sudah pernah dikirim"),
        said("Satu unggahan dihitung satu kali, juga sesudah disunting. Buat unggahan baru."),
    ),
    "outside_window": Reason(
        said("Di luar masa tantangan"),
        said("Hanya unggahan yang dibuat selama tantangan berlangsung yang dihitung."),
    ),
    "quiet_period": Reason(
        said("Dibuat di masa tenang"),
        said(
            "Di masa tenang tidak ada unggahan yang mendapat poin. Unggahan sesudahnya dihitung "
            "lagi."
        ),
    ),
    "requirement": Reason(
        said("Tagar atau tautan tantangan tidak ada"),
        said("Buat unggahan baru dengan tagar atau tautan yang diminta tantangan."),
    ),
    "undisclosed": Reason(
        said("Tidak menyebut sebagai kader"),
        said("Buat unggahan baru yang menyebut bahwa Anda kader, seperti diminta tantangan."),
    ),
    "copied": Reason(
        said("Isi menyalin unggahan lain"),
        said("Ceritakan dengan kata-kata sendiri. Salinan tidak mendapat poin."),
    ),
    "edited": Reason(
        said("Unggahan diubah sesudah dihitung"),
        said(
            "Unggahan itu tidak lagi memuat yang diminta tantangan, dalam dua kali pemeriksaan. "
            "Buat unggahan baru."
        ),
    ),
    "against_rules": Reason(
        said("Melanggar aturan komunitas"),
        said("Baca lagi aturan komunitas. Bila keliru, sampaikan kepada ketua ranting Anda."),
    ),
}

# What people may choose from; a change after the fact is for machines to notice.
FOR_PEOPLE = tuple(key for key in REASONS if key != "edited")
# Reasons under which a post was never shown to be the sender's: they leave its owner free to
# hand it in herself. The unique index on submissions says the same.
UNPROVEN = ("not_yours", "unreachable")
