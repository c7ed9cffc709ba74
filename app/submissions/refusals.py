"""The "no" at the counter: what can be said at once, before any platform is asked."""

from app.errors import Refusal
from app.words import counted, said

FIELD = "tautan"


class ChallengeNotOpen(Refusal):
    """Too early or too late."""

    def __init__(self, phase: str) -> None:
        early = phase == "upcoming"
        words = (
            said("Tantangan ini belum dibuka.") if early else said("Tantangan ini sudah selesai.")
        )
        super().__init__("challenge_not_open", words)


class NotAllowedNow(Refusal):
    """The election calendar lets nobody answer it where she lives, now or when it was posted."""

    def __init__(self, phase: str) -> None:
        words = (
            said(
                "Di wilayah Anda sekarang masa tenang. Tidak ada kiriman yang diterima, dan "
                "unggahan yang dibuat di masa tenang tidak mendapat poin."
            )
            if phase == "quiet"
            else said("Tantangan ini hanya terbuka di masa kampanye wilayah Anda.")
        )
        super().__init__("quiet_period" if phase == "quiet" else "campaign_time", words)


class NothingToCorrect(Refusal):
    """She did not share what was taken back, or put it right already."""

    def __init__(self) -> None:
        words = said("Ralat ini untuk yang pernah membagikannya, satu kali.")
        super().__init__("nothing_to_correct", words, FIELD)


class ProviderNotAsked(Refusal):
    """A good link, but the challenge is about other platforms."""

    def __init__(self, label: str, asked: str) -> None:
        words = said("Tantangan ini untuk %(asked)s, bukan %(label)s.", asked=asked, label=label)
        super().__init__("provider_not_asked", words, FIELD)


class OutsideWindow(Refusal):
    """The id of the post itself tells that it is too old, or too young."""

    def __init__(self) -> None:
        words = said("Unggahan itu dibuat di luar masa tantangan, jadi tidak dapat dihitung.")
        super().__init__("outside_window", words, FIELD)


class NotTaken(Refusal):
    """The platform's posts are not taken at present: its policy, not her post, is the reason."""

    def __init__(self, label: str, mode: str) -> None:
        words = (
            said(
                "Unggahan %(label)s tidak diterima: akunnya hanya ditautkan, sesuai aturan "
                "%(label)s.",
                label=label,
            )
            if mode == "link_only"
            else said("%(label)s sedang tidak dipakai.", label=label)
        )
        super().__init__(f"provider_{mode}", words, FIELD)


class NotLinked(Refusal):
    """Without a linked account nothing can be verified."""

    def __init__(self, label: str, expired: bool) -> None:
        words = (
            said(
                "Tautan akun %(label)s Anda kedaluwarsa. Tautkan ulang di halaman Akun, lalu "
                "kirim lagi.",
                label=label,
            )
            if expired
            else said(
                "Akun %(label)s Anda belum ditautkan. Tautkan dulu di halaman Akun.", label=label
            )
        )
        super().__init__("account_expired" if expired else "account_not_linked", words, FIELD)


class AlreadySent(Refusal):
    """One post is one submission, ever; whose, makes other words."""

    def __init__(self, own: bool) -> None:
        words = (
            said("Unggahan ini sudah Anda kirim. Lihat hasilnya di Kiriman saya.")
            if own
            else said(
                "Unggahan ini sudah dikirim oleh kader lain. Bila ini unggahan Anda sendiri, coba "
                "lagi sesudah kiriman itu diperiksa."
            )
        )
        super().__init__("already_sent_own" if own else "already_sent_other", words, FIELD)


class DailyLimit(Refusal):
    """As many as a day allows for this challenge."""

    def __init__(self, limit: int) -> None:
        words = counted(
            "Batas hari ini untuk tantangan ini sudah tercapai: %(num)s kiriman. Lanjut besok.",
            limit,
        )
        super().__init__("daily_limit", words)
