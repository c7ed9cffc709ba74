"""What looks inorganic: one pure rule a file, from plain rows to findings. Nothing is decided here.

A finding opens a case for a person; its level (1 to 3) says how strong it is, and is raised where
people in it share a device, which alone is no sign of anything.
"""

from dataclasses import dataclass

from app.words import said


@dataclass(frozen=True)
class Signal:
    """How people call a signal, and what it notices."""

    title: str
    words: str


SIGNALS: dict[str, Signal] = {
    "near_copies": Signal(
        said("Tulisan hampir sama"),
        said("Beberapa kader mengirim tulisan yang hampir sama."),
    ),
    "bursts": Signal(
        said("Selalu bersamaan"),
        said("Kader yang sama berulang kali mengirim dalam hitungan menit."),
    ),
    "fast_risers": Signal(
        said("Naik sangat cepat"),
        said("Poin seorang kader jauh di atas yang lain dan di atas pekan-pekannya sendiri."),
    ),
    "rings": Signal(
        said("Saling meloloskan"),
        said("Pemeriksa dari dua unit hampir selalu menerima unggahan satu sama lain."),
    ),
    "recyclers": Signal(
        said("Isi dikirim ulang"),
        said("Seorang kader memakai tulisan yang sama untuk beberapa tantangan."),
    ),
    "deleters": Signal(
        said("Hapus sesudah dihitung"),
        said("Seorang kader berulang kali menghapus unggahan yang sudah dihitung."),
    ),
    "recheck": Signal(
        said("Diragukan saat dilihat ulang"),
        said("Pemeriksa meragukan unggahan yang diterima mesin."),
    ),
}
