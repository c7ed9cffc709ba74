"""Everything that is ever told, in one table: the kinds of notices and their words."""

from dataclasses import dataclass
from typing import Final

from app.words import said


@dataclass(frozen=True)
class Kind:
    """What is told; `room` is the first part of the address of what it tells of.

    `call` is what a phone shows, also when it is locked and others look: neither what came of it
    nor what it was about. Of several notices one calls, the one of the lowest `rank`.
    """

    words: str
    call: str
    room: str
    icon: str
    rank: int


# The one kind that asks people to take part: told nobody for whom the election calendar keeps the
# challenge shut.
OPENED: Final = "opened"
CHECKED = said("Kiriman Anda sudah diperiksa.")
ACTIVITY = said("Ada kabar tentang laporan kegiatan Anda.")
DECIDED = said("Ada putusan tentang Anda.")
EXPORT = said("Ada kabar tentang sebuah unduhan.")
WAYS = said("Cara masuk akun Anda berubah.")
AWARD = said("Ada kabar tentang sebuah usulan.")
ROLES = said("Ada kabar tentang peran.")
LOCAL = said("Ada kabar tentang sebuah tantangan.")
MOVES = said("Ada kabar tentang unit Anda.")

KINDS: dict[str, Kind] = {
    "verified": Kind(said("Kiriman Anda terverifikasi"), CHECKED, "kiriman", "check", 1),
    "rejected": Kind(said("Kiriman Anda ditolak"), CHECKED, "kiriman", "x", 1),
    "reversed": Kind(
        said("Poin kiriman Anda ditarik"),
        said("Ada kabar tentang kiriman Anda."),
        "kiriman",
        "minus",
        1,
    ),
    "appeal_overturned": Kind(said("Banding Anda dikabulkan"), DECIDED, "banding", "scale", 1),
    "appeal_upheld": Kind(said("Banding Anda ditolak"), DECIDED, "banding", "scale", 1),
    "sanctioned": Kind(said("Sanksi untuk Anda"), DECIDED, "sanksi", "alert-triangle", 1),
    "suspension_waits": Kind(
        said("Usul menonaktifkan akun menunggu jawaban Anda"),
        said("Ada usul yang menunggu jawaban Anda."),
        "penonaktifan",
        "alert-triangle",
        0,
    ),
    "award_waits": Kind(
        said("Usul poin tambahan menunggu jawaban Anda"), AWARD, "poin-tambahan", "scale", 1
    ),
    "award_answered": Kind(
        said("Usul poin tambahan Anda dijawab"), AWARD, "poin-tambahan", "scale", 2
    ),
    "award_given": Kind(said("Anda mendapat poin tambahan"), AWARD, "poin", "check", 1),
    "award_taken_back": Kind(said("Poin tambahan Anda ditarik"), AWARD, "poin", "minus", 1),
    "suspension_lapsed": Kind(
        said("Usul Anda menonaktifkan akun selesai tanpa jawaban"),
        said("Ada kabar tentang usul Anda."),
        "penonaktifan",
        "clock",
        1,
    ),
    OPENED: Kind(
        said("Tantangan baru untuk unit Anda"),
        said("Ada tantangan baru untuk unit Anda."),
        "tantangan",
        "target-arrow",
        2,
    ),
    "recalled": Kind(
        said("Ditarik dan diralat; ralatnya menunggu Anda bagikan"),
        said("Ada ralat untuk Anda bagikan."),
        "tantangan",
        "alert-triangle",
        0,
    ),
    "challenge_stopped": Kind(
        said("Tantangan dihentikan operator"),
        said("Sebuah tantangan dihentikan."),
        "kelola",
        "lock",
        0,
    ),
    "local_waits": Kind(
        said("Tantangan lokal menunggu Anda periksa"), LOCAL, "kelola", "speakerphone", 1
    ),
    "challenge_returned": Kind(
        said("Tantangan Anda dikembalikan dengan catatan"), LOCAL, "kelola", "pencil", 1
    ),
    "local_published": Kind(
        said("Tantangan Anda sudah diterbitkan"), LOCAL, "kelola", "broadcast", 2
    ),
    "leader_given": Kind(said("Anda memimpin unit"), MOVES, "tim", "crown", 0),
    "acting_given": Kind(
        said("Anda pelaksana tugas, memimpin unit untuk sementara"), MOVES, "tim", "crown", 0
    ),
    "leader_ended": Kind(said("Tugas Anda memimpin unit berakhir"), MOVES, "peringkat", "crown", 0),
    "role_waits": Kind(
        said("Usulan peran menunggu jawaban Anda"), ROLES, "peran", "shield-check", 1
    ),
    "role_answered": Kind(said("Usulan peran Anda dijawab"), ROLES, "peran", "shield-check", 2),
    "role_given": Kind(
        said("Anda diberi peran; dipakai sesudah masuk dengan dua bukti"),
        ROLES,
        "saya",
        "shield-check",
        0,
    ),
    "role_over": Kind(said("Peran Anda berakhir"), ROLES, "saya", "shield-check", 0),
    "transfer_asked": Kind(
        said("Ada usulan pindah unit yang menunggu jawaban"), MOVES, "pindah", "send", 1
    ),
    "transfer_done": Kind(said("Pindah unit selesai"), MOVES, "pindah", "check", 1),
    "transfer_refused": Kind(said("Usulan pindah unit ditolak"), MOVES, "pindah", "x", 1),
    "transfer_over": Kind(said("Usulan pindah unit tidak berlaku lagi"), MOVES, "pindah", "x", 1),
    "goal_reached": Kind(
        said("Target bersama tercapai"),
        said("Ada kabar baik dari unit Anda."),
        "target",
        "target",
        2,
    ),
    "activity_shown": Kind(
        said("Terima kasih, kegiatan Anda sudah ditampilkan"),
        ACTIVITY,
        "kegiatan",
        "calendar-event",
        2,
    ),
    "activity_held": Kind(
        said("Laporan kegiatan Anda belum ditampilkan"), ACTIVITY, "kegiatan", "eye", 2
    ),
    "activity_chosen": Kind(
        said("Foto kegiatan Anda menjadi gambar kalender"), ACTIVITY, "kegiatan", "star", 2
    ),
    "photo_refused": Kind(
        said("Satu foto kegiatan Anda tidak dapat dibaca"), ACTIVITY, "kegiatan", "photo", 2
    ),
    "export_wanted": Kind(
        said("Unduhan bernomor telepon menunggu persetujuan Anda"), EXPORT, "unduhan", "eye", 0
    ),
    "export_ready": Kind(said("Unduhan Anda siap"), EXPORT, "unduhan", "download", 2),
    "export_refused": Kind(said("Unduhan Anda ditolak"), EXPORT, "unduhan", "x", 2),
    "passkey_added": Kind(said("Kunci sandi baru untuk akun Anda"), WAYS, "saya", "key", 0),
    "passkey_dropped": Kind(said("Kunci sandi Anda dihapus"), WAYS, "saya", "key", 0),
    "app_added": Kind(said("Langkah kedua diaktifkan"), WAYS, "saya", "shield-check", 0),
    "app_dropped": Kind(said("Langkah kedua dimatikan"), WAYS, "saya", "shield-check", 0),
    "password_changed": Kind(said("Kata sandi Anda diganti"), WAYS, "saya", "lock", 0),
}
