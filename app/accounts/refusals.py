"""Why an account cannot be linked, in words a cadre can act upon."""

from app.errors import Refusal


class AlreadyLinked(Refusal):
    """There is a working link to this platform already."""

    def __init__(self, label: str, known_as: str) -> None:
        words = f"Akun {label} {known_as} sudah tertaut. Lepas dahulu bila ingin menggantinya."
        super().__init__("already_linked", words)


class LinkOver(Refusal):
    """The attempt is unknown, used, too old, or was begun by somebody else or on another device."""

    def __init__(self) -> None:
        words = "Penautan ini tidak berlaku lagi. Mulai lagi dengan tombol Tautkan di bawah."
        super().__init__("link_over", words)


class CameFromElsewhere(Refusal):
    """The answer names another issuer than the one that was asked."""

    def __init__(self, label: str) -> None:
        words = f"Jawaban itu bukan dari {label}, jadi tidak dipakai. Mulai lagi dari sini."
        super().__init__("wrong_issuer", words)


class Denied(Refusal):
    """The cadre said no on the platform's page."""

    def __init__(self, label: str) -> None:
        words = f"Izin tidak diberikan di {label}, jadi akun belum tertaut. Boleh dicoba lagi."
        super().__init__("denied", words)


class CodeSpent(Refusal):
    """The platform does not take its code (any more): codes live for seconds, and work once."""

    def __init__(self, label: str) -> None:
        words = f"Waktu dari {label} sudah lewat, jadi akun belum tertaut. Coba sekali lagi."
        super().__init__("code_spent", words)


class ScopesMissing(Refusal):
    """The cadre allowed less than reading a post and its author takes."""

    def __init__(self, label: str) -> None:
        words = (
            f"Izin dari {label} kurang lengkap, jadi akun belum tertaut. "
            "Coba lagi dan biarkan semua izin membaca tercentang."
        )
        super().__init__("scopes_missing", words)


class TakenByAnother(Refusal):
    """One external account serves one cadre, for good."""

    def __init__(self, label: str, known_as: str) -> None:
        words = (
            f"Akun {label} {known_as} sudah pernah ditautkan oleh kader lain. Satu akun hanya "
            "untuk satu kader. Masuk ke akun Anda sendiri, lalu coba lagi."
        )
        super().__init__("taken", words)


class SecondAccount(Refusal):
    """A cadre has one account per platform."""

    def __init__(self, label: str, present: str, other: str) -> None:
        words = (
            f"Anda masuk sebagai {other}, padahal akun {label} yang tertaut {present}. "
            f"Lepas {present} dahulu bila ingin menggantinya."
        )
        super().__init__("second_account", words)
