"""The "no" at the counter: what can be said at once, before any platform is asked."""

from app.errors import Refusal

FIELD = "tautan"


class ChallengeNotOpen(Refusal):
    """Too early or too late."""

    def __init__(self, phase: str) -> None:
        early = phase == "upcoming"
        words = "Tantangan ini belum dibuka." if early else "Tantangan ini sudah selesai."
        super().__init__("challenge_not_open", words)


class ProviderNotAsked(Refusal):
    """A good link, but the challenge is about other platforms."""

    def __init__(self, label: str, asked: str) -> None:
        words = f"Tantangan ini untuk {asked}, bukan {label}."
        super().__init__("provider_not_asked", words, FIELD)


class OutsideWindow(Refusal):
    """The id of the post itself tells that it is too old, or too young."""

    def __init__(self) -> None:
        words = "Unggahan itu dibuat di luar masa tantangan, jadi tidak dapat dihitung."
        super().__init__("outside_window", words, FIELD)


class NotTaken(Refusal):
    """The platform's posts are not taken at present: its policy, not her post, is the reason."""

    def __init__(self, label: str, mode: str) -> None:
        words = (
            f"Unggahan {label} tidak diterima: akunnya hanya ditautkan, sesuai aturan {label}."
            if mode == "link_only"
            else f"{label} sedang tidak dipakai."
        )
        super().__init__(f"provider_{mode}", words, FIELD)


class NotLinked(Refusal):
    """Without a linked account nothing can be verified."""

    def __init__(self, label: str, expired: bool) -> None:
        words = (
            f"Tautan akun {label} Anda kedaluwarsa. Tautkan ulang di halaman Akun, lalu kirim lagi."
            if expired
            else f"Akun {label} Anda belum ditautkan. Tautkan dulu di halaman Akun."
        )
        super().__init__("account_expired" if expired else "account_not_linked", words, FIELD)


class AlreadySent(Refusal):
    """One post is one submission, ever; whose, makes other words."""

    def __init__(self, own: bool) -> None:
        words = (
            "Unggahan ini sudah Anda kirim. Lihat hasilnya di Kiriman saya."
            if own
            else "Unggahan ini sudah dikirim oleh kader lain. Bila ini unggahan Anda sendiri, coba "
            "lagi sesudah kiriman itu diperiksa."
        )
        super().__init__("already_sent_own" if own else "already_sent_other", words, FIELD)


class DailyLimit(Refusal):
    """As many as a day allows for this challenge."""

    def __init__(self, limit: int) -> None:
        words = f"Batas hari ini untuk tantangan ini sudah tercapai: {limit} kiriman. Lanjut besok."
        super().__init__("daily_limit", words)
