"""What is kept about a cadre because of tasks that she, or others towards her, have."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString


@dataclass(frozen=True)
class Part:
    """One kind of thing: `query` gives a column for each of `fields`, for the cadre `me`."""

    name: str
    words: str
    query: LiteralString
    fields: Mapping[str, str]


OF_TASKS = (
    Part(
        "undangan_yang_dibuat",
        "Undangan yang Anda buat sebagai ketua.",
        """
        SELECT u.name AS unit, i.note AS catatan, i.created_at AS dibuat, i.uses AS terpakai,
            i.expires_at AS berlaku_sampai, i.revoked_at AS dicabut
        FROM invitations i JOIN units u ON u.id = i.unit_id
        WHERE i.created_by = %(me)s ORDER BY i.id
        """,
        {
            "unit": "Unit yang mengundang",
            "catatan": "Catatan Anda",
            "dibuat": "Saat dibuat",
            "terpakai": "Berapa orang bergabung",
            "berlaku_sampai": "Batas waktunya",
            "dicabut": "Saat dicabut; kosong: tidak",
        },
    ),
    Part(
        "dihubungi",
        "Kapan ketua membuka WhatsApp untuk menyapa Anda, atau Anda sebagai ketua; tanpa isinya.",
        """
        SELECT u.name AS unit, k.purpose AS untuk, k.by = %(me)s AS oleh_anda, k.at AS pada
        FROM contacts k JOIN units u ON u.id = k.unit_id
        WHERE k.cadre_id = %(me)s OR k.by = %(me)s ORDER BY k.id
        """,
        {
            "unit": "Unit yang dipimpin ketua itu",
            "untuk": "recall: ajak kembali, welcome: sambutan, thank: terima kasih, lead: urusan"
            " unit, group: grup",
            "oleh_anda": "Anda yang menghubungi",
            "pada": "Saat",
        },
    ),
    Part(
        "pindah_unit",
        "Usulan agar Anda pindah unit.",
        """
        SELECT f.name AS dari, t.name AS ke, m.proposed_at AS diusulkan, m.remark AS catatan,
            m.state AS keadaan, m.reason AS alasan, m.agreed_at AS anda_setuju,
            m.accepted_at AS diterima
        FROM transfers m JOIN units f ON f.id = m.from_unit_id
        JOIN units t ON t.id = m.to_unit_id
        WHERE m.cadre_id = %(me)s ORDER BY m.id
        """,
        {
            "dari": "Unit asal",
            "ke": "Unit tujuan",
            "diusulkan": "Saat diusulkan",
            "catatan": "Catatan pengusul",
            "keadaan": "open: menunggu, done: pindah, refused: ditolak, withdrawn: dibatalkan,"
            " expired: lewat",
            "alasan": "Alasan penolakan",
            "anda_setuju": "Saat Anda setuju",
            "diterima": "Saat unit tujuan menerima",
        },
    ),
    Part(
        "tantangan_yang_diurus",
        "Tantangan yang Anda tulis, terbitkan, atau tutup sebagai petugas.",
        """
        SELECT title AS judul, drafted_by = %(me)s AS ditulis,
            published_by IS NOT DISTINCT FROM %(me)s AS diterbitkan,
            closed_by IS NOT DISTINCT FROM %(me)s AS ditutup, drafted_at AS ditulis_pada
        FROM challenges
        WHERE drafted_by = %(me)s OR published_by = %(me)s OR closed_by = %(me)s ORDER BY id
        """,
        {
            "judul": "Judul tantangan",
            "ditulis": "Anda yang menulis",
            "diterbitkan": "Anda yang menerbitkan",
            "ditutup": "Anda yang menutup",
            "ditulis_pada": "Saat ditulis",
        },
    ),
    Part(
        "tinjauan",
        "Unggahan yang Anda tinjau sebagai pemeriksa; milik siapa tidak disertakan.",
        """
        SELECT accept AS diterima, reason AS alasan, at AS pada
        FROM reviews WHERE reviewer_id = %(me)s ORDER BY id
        """,
        {"diterima": "Apakah Anda terima", "alasan": "Alasan penolakan", "pada": "Saat"},
    ),
    Part(
        "poin_tambahan",
        "Poin yang diberikan dua orang kepada Anda untuk kerja di luar platform.",
        """
        SELECT points AS poin, reason AS alasan, evidence AS bukti, state AS keadaan,
            decided_at AS diputuskan, taken_back AS alasan_ditarik
        FROM manual_awards WHERE cadre_id = %(me)s AND state IN ('given', 'taken_back') ORDER BY id
        """,
        {
            "poin": "Poin",
            "alasan": "Untuk apa",
            "bukti": "Di mana kerja itu dapat dilihat",
            "keadaan": "given: diberikan, taken_back: ditarik",
            "diputuskan": "Saat diberikan",
            "alasan_ditarik": "Kenapa ditarik; kosong: tidak",
        },
    ),
    Part(
        "sanksi",
        "Sanksi untuk Anda.",
        """
        SELECT kind AS jenis, reason AS alasan, words AS penjelasan, starts_at AS sejak,
            ends_at AS sampai, state AS keadaan
        FROM sanctions WHERE cadre_id = %(me)s AND state IN ('active', 'overturned') ORDER BY id
        """,
        {
            "jenis": "warning: peringatan, no_points: tanpa poin, no_hand_ins: tanpa kiriman,"
            " suspended: akun dinonaktifkan",
            "alasan": "Alasan dari daftar",
            "penjelasan": "Penjelasan dari yang memutuskan",
            "sejak": "Saat mulai berlaku",
            "sampai": "Saat berakhir; kosong: peringatan",
            "keadaan": "active: diputuskan, overturned: dibatalkan",
        },
    ),
    Part(
        "banding",
        "Banding yang Anda ajukan, dan jawabannya.",
        """
        SELECT against AS terhadap, level AS tingkat, words AS alasan_anda, filed_at AS diajukan,
            state AS keadaan, answer AS jawaban, decided_at AS diputuskan
        FROM appeals WHERE cadre_id = %(me)s ORDER BY id
        """,
        {
            "terhadap": "rejected: penolakan, reversed: penarikan poin, sanction: sanksi",
            "tingkat": "1: peninjau kedua, 2: auditor",
            "alasan_anda": "Yang Anda tulis",
            "diajukan": "Saat diajukan",
            "keadaan": "open: ditinjau, upheld: putusan tetap, overturned: dikabulkan",
            "jawaban": "Yang dijawab peninjau",
            "diputuskan": "Saat diputuskan; kosong: belum",
        },
    ),
    Part(
        "perbuatan",
        "Yang Anda lakukan dengan sebuah peran, sebagaimana dicatat untuk auditor.",
        """
        SELECT at AS pada, role AS peran, act AS perbuatan, text(unit_path) AS unit,
            subject_kind AS jenis, subject AS nama, details AS keterangan
        FROM audit_events WHERE actor_id = %(me)s ORDER BY id
        """,
        {
            "pada": "Saat",
            "peran": "Peran yang dipakai",
            "perbuatan": "Kode perbuatan",
            "unit": "Unit, dari DPP ke bawah",
            "jenis": "Jenis hal yang dikenai",
            "nama": "Nama pendek hal itu di alamat halaman",
            "keterangan": "Keterangan",
        },
    ),
    Part(
        "tentang_saya",
        "Yang dilakukan dengan sebuah peran dan menyangkut Anda; oleh siapa tidak disertakan.",
        """
        SELECT at AS pada, role AS peran, act AS perbuatan
        FROM audit_events WHERE about @> ARRAY[CAST(%(me)s AS bigint)] ORDER BY id
        """,
        {"pada": "Saat", "peran": "Peran yang dipakai", "perbuatan": "Kode perbuatan"},
    ),
)
