"""Why an account cannot be linked, in words a cadre can act upon."""

from app.errors import Refusal
from app.words import said


class AlreadyLinked(Refusal):
    """There is a working link to this platform already."""

    def __init__(self, label: str, known_as: str) -> None:
        words = said(
            "Akun %(label)s %(known_as)s sudah tertaut. Lepas dahulu bila ingin menggantinya.",
            label=label,
            known_as=known_as,
        )
        super().__init__("already_linked", words)


class LinkOver(Refusal):
    """The attempt is unknown, used, too old, or was begun by somebody else or on another device."""

    def __init__(self) -> None:
        words = said("Penautan ini tidak berlaku lagi. Mulai lagi dengan tombol Tautkan di bawah.")
        super().__init__("link_over", words)


class CameFromElsewhere(Refusal):
    """The answer names another issuer than the one that was asked."""

    def __init__(self, label: str) -> None:
        words = said(
            "Jawaban itu bukan dari %(label)s, jadi tidak dipakai. Mulai lagi dari sini.",
            label=label,
        )
        super().__init__("wrong_issuer", words)


class Denied(Refusal):
    """The cadre said no on the platform's page."""

    def __init__(self, label: str) -> None:
        words = said(
            "Izin tidak diberikan di %(label)s, jadi akun belum tertaut. Boleh dicoba lagi.",
            label=label,
        )
        super().__init__("denied", words)


class CodeSpent(Refusal):
    """The platform does not take its code (any more): codes live for seconds, and work once."""

    def __init__(self, label: str) -> None:
        words = said(
            "Waktu dari %(label)s sudah lewat, jadi akun belum tertaut. Coba sekali lagi.",
            label=label,
        )
        super().__init__("code_spent", words)


class ScopesMissing(Refusal):
    """The cadre allowed less than reading a post and its author takes."""

    def __init__(self, label: str) -> None:
        words = said(
            "Izin dari %(label)s kurang lengkap, jadi akun belum tertaut. Coba lagi dan biarkan "
            "semua izin membaca tercentang.",
            label=label,
        )
        super().__init__("scopes_missing", words)


class TakenByAnother(Refusal):
    """One external account serves one cadre, for good."""

    def __init__(self, label: str, known_as: str) -> None:
        words = said(
            "Akun %(label)s %(known_as)s sudah pernah ditautkan oleh kader lain. Satu akun hanya "
            "untuk satu kader. Masuk ke akun Anda sendiri, lalu coba lagi.",
            label=label,
            known_as=known_as,
        )
        super().__init__("taken", words)


class SecondAccount(Refusal):
    """A cadre has one account per platform."""

    def __init__(self, label: str, present: str, other: str) -> None:
        words = said(
            "Anda masuk sebagai %(other)s, padahal akun %(label)s yang tertaut %(present)s. "
            "Lepas %(present)s dahulu bila ingin menggantinya.",
            other=other,
            label=label,
            present=present,
        )
        super().__init__("second_account", words)
