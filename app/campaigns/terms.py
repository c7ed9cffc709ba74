"""What each platform's rules say about rewarding posts, and the mode that follows: one table.

Read by people in the platforms' own documents and told in our words, never copied. The law of the
land and each platform's policy desk have the last word; whoever changes a mode acknowledges the
term that stands here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.words import said


@dataclass(frozen=True)
class Terms:
    """One platform's rule in Indonesian, its gist in English, where and when it was read.

    `mode` is how posts count there as long as nobody decided otherwise.
    """

    mode: str
    term: str
    gist: str
    source: str
    source_date: date | None


_META = (
    said(
        "Meta membolehkan insentif tanpa nilai uang untuk membagikan isi, asal tanpa teks siap "
        "pakai; tukar-menukar suka atau pengikut tetap dilarang."
    ),
    "sharing may be encouraged without anything of monetary value; exchanging likes may not",
    "Meta App Development Guidelines; Developer Terms §2.7",
    date(2026, 5, 13),
)

TERMS: Mapping[str, Terms] = {
    "x": Terms(
        "record",
        said(
            "X tidak membolehkan layanan memberi imbalan, juga yang virtual seperti poin, untuk "
            "unggahan, suka, atau pembagian ulang."
        ),
        "no compensation, not even a virtual one, for what people do on X",
        "X Developer Policy",
        date(2026, 7, 24),
    ),
    "instagram": Terms("score", *_META),
    "facebook": Terms("score", *_META),
    "threads": Terms(
        "score",
        said(
            "Seperti Meta lainnya; isi unggahan yang dibaca hanya boleh ditampilkan kepada "
            "penulisnya."
        ),
        "as the rest of Meta; fetched posts are shown to their author alone",
        "Threads API overview",
        date(2025, 12, 22),
    ),
    "youtube": Terms(
        "record",
        said(
            "YouTube tidak membolehkan aplikasi memberi imbalan untuk menonton, menyukai, "
            "membagikan, atau berlangganan, juga tidak membuat skor dari datanya."
        ),
        "no incentive for viewing, liking or sharing, no score derived from API data",
        "YouTube API Services Developer Policies III.E, III.F",
        date(2026, 6, 25),
    ),
    "tiktok": Terms(
        "record",
        said(
            "TikTok meminta label konten komersial begitu ada imbalan, dan melarang konten politik "
            "berbayar atau bermerek."
        ),
        "any incentive calls for a disclosure label; paid political content is banned",
        "TikTok Community Guidelines",
        date(2026, 8, 20),
    ),
    "bluesky": Terms(
        "score",
        said("Bluesky melarang spam dan angka yang dimanipulasi; unggahan sendiri boleh dihitung."),
        "no spam and no manipulated metrics; own posts are not restricted",
        "Bluesky Community Guidelines",
        date(2025, 10, 3),
    ),
    "mastodon": Terms(
        "score",
        said("Tiap instance Mastodon punya aturan sendiri; unggahan terbuka boleh dihitung."),
        "rules are each instance's own; public posts may be read by anybody",
        "Mastodon documentation",
        date(2026, 7, 2),
    ),
    "website": Terms(
        "score",
        said("Situs milik kader sendiri: tidak ada aturan pihak lain."),
        "a cadre's own site knows no platform's terms",
        "–",
        None,
    ),
    "whatsapp": Terms(
        "link_only",
        said(
            "Partai politik tidak boleh memakai WhatsApp Business, dan pesan yang diteruskan tidak "
            "dapat diperiksa; hanya kunjungan lewat tautan sendiri yang dapat dihitung."
        ),
        "the Business Platform is closed to parties, and forwards cannot be verified",
        "WhatsApp Business Messaging Policy",
        date(2026, 6, 24),
    ),
}
