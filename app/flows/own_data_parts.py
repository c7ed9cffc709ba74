"""Everything that is kept about a cadre, part by part: where it lies, and what each field means.

The words are what she reads beside her data. A test asks that every column that names a cadre is
either in a part or in `LEFT_OUT` with its reason, so a new table cannot be forgotten.
"""

from app.flows.own_data_tasks import OF_TASKS, Part

PARTS = (
    Part(
        "diri",
        "Diri Anda seperti yang tercatat.",
        """
        SELECT c.name AS nama, c.phone AS telepon, c.birth_date AS tanggal_lahir, u.name AS unit,
            u.code AS kode_unit, c.display AS tampil_di_papan, c.language AS bahasa,
            c.public_id AS nomor_kader, c.activated_at AS bergabung,
            c.attested_at AS menyatakan_boleh_bergabung
        FROM cadres c JOIN units u ON u.id = c.unit_id WHERE c.id = %(me)s
        """,
        {
            "nama": "Nama lengkap",
            "telepon": "Nomor telepon untuk masuk",
            "tanggal_lahir": "Tanggal lahir, untuk memastikan usia 18 tahun ke atas",
            "unit": "Unit tempat Anda terdaftar sekarang",
            "kode_unit": "Kode wilayah unit itu",
            "tampil_di_papan": "full: nama, initials: inisial, unit: nama ranting, hidden: tidak",
            "bahasa": "Bahasa yang dipilih; kosong: Indonesia",
            "nomor_kader": "Nomor acak yang menandai Anda di dalam program",
            "bergabung": "Saat akun dibuat",
            "menyatakan_boleh_bergabung": "Saat menyatakan bukan ASN, TNI, Polri, perangkat desa",
        },
    ),
    Part(
        "keanggotaan",
        "Unit tempat Anda pernah terdaftar.",
        """
        SELECT u.name AS unit, m.starts_on AS dari, m.ends_on AS sampai
        FROM memberships m JOIN units u ON u.id = m.unit_id
        WHERE m.cadre_id = %(me)s ORDER BY m.id
        """,
        {"unit": "Nama unit", "dari": "Hari pertama", "sampai": "Hari terakhir; kosong: masih"},
    ),
    Part(
        "tugas",
        "Peran yang Anda pegang.",
        """
        SELECT r.kind AS peran, u.name AS unit, r.starts_on AS dari, r.ends_on AS sampai
        FROM roles r JOIN units u ON u.id = r.unit_id WHERE r.cadre_id = %(me)s ORDER BY r.id
        """,
        {
            "peran": "leader: ketua, officer: petugas kampanye, verifier: pemeriksa,"
            " auditor, operator",
            "unit": "Di unit mana",
            "dari": "Hari pertama",
            "sampai": "Hari terakhir; kosong: belum ditentukan",
        },
    ),
    Part(
        "usulan_peran",
        "Peran yang diusulkan untuk Anda.",
        """
        SELECT a.kind AS peran, u.name AS unit, a.starts_on AS dari, a.ends_on AS sampai,
            a.state AS keadaan, a.proposed_at AS diusulkan, a.decided_at AS dijawab
        FROM appointments a JOIN units u ON u.id = a.unit_id
        WHERE a.cadre_id = %(me)s ORDER BY a.id
        """,
        {
            "peran": "officer: petugas kampanye, verifier: pemeriksa, auditor, operator",
            "unit": "Di unit mana",
            "dari": "Hari pertama",
            "sampai": "Hari terakhir",
            "keadaan": "proposed: menunggu, confirmed: disahkan, declined: ditolak,"
            " withdrawn: dibatalkan atau tidak dijawab",
            "diusulkan": "Saat diusulkan",
            "dijawab": "Saat dijawab; kosong: belum",
        },
    ),
    Part(
        "persetujuan",
        "Yang Anda setujui, dan sidik naskahnya.",
        """
        SELECT kind AS tujuan, version AS versi, sha256 AS sidik_naskah, given_at AS disetujui,
            withdrawn_at AS dicabut
        FROM consents WHERE cadre_id = %(me)s ORDER BY id
        """,
        {
            "tujuan": "account: akun, activity: kiriman dan poin, ranking: nama di papan,"
            " attestation: pernyataan",
            "versi": "Versi naskah",
            "sidik_naskah": "Sidik SHA-256 dari kata-kata yang Anda baca",
            "disetujui": "Saat disetujui",
            "dicabut": "Saat dicabut; kosong: berlaku",
        },
    ),
    Part(
        "undangan_yang_dipakai",
        "Undangan yang membawa Anda masuk.",
        """
        SELECT u.name AS unit, i.at AS dipakai
        FROM invitation_uses i JOIN invitations v ON v.id = i.invitation_id
            JOIN units u ON u.id = v.unit_id
        WHERE i.cadre_id = %(me)s
        """,
        {"unit": "Unit yang mengundang", "dipakai": "Saat Anda bergabung dengannya"},
    ),
    Part(
        "perangkat",
        "Perangkat yang masuk, paling lama 30 hari sesudah masanya habis.",
        """
        SELECT agent AS peramban, address AS alamat_jaringan, created_at AS masuk,
            seen_at AS terakhir_dipakai, ended_at AS diakhiri, strong AS dua_bukti
        FROM sessions WHERE cadre_id = %(me)s ORDER BY id
        """,
        {
            "peramban": "Nama yang disebut peramban itu sendiri",
            "alamat_jaringan": "Alamat IP saat masuk",
            "masuk": "Saat masuk",
            "terakhir_dipakai": "Saat terakhir dipakai, dicatat tiap lima menit",
            "diakhiri": "Saat diakhiri; kosong: belum",
            "dua_bukti": "Apakah masuk dengan dua bukti",
        },
    ),
    Part(
        "kunci_sandi",
        "Kunci sandi Anda; kuncinya sendiri tinggal di perangkat Anda.",
        """
        SELECT name AS nama, created_at AS dibuat, used_at AS terakhir_dipakai
        FROM passkeys WHERE cadre_id = %(me)s ORDER BY id
        """,
        {
            "nama": "Perangkat tempat kunci dibuat",
            "dibuat": "Saat dibuat",
            "terakhir_dipakai": "Saat terakhir dipakai untuk masuk",
        },
    ),
    Part(
        "langkah_kedua",
        "Aplikasi kode dan kode cadangan; rahasianya tersegel dan tidak dapat dibaca siapa pun.",
        """
        SELECT t.confirmed_at AS aktif_sejak, (SELECT count(*) FROM recovery_codes r
            WHERE r.cadre_id = %(me)s AND r.used_at IS NULL) AS kode_cadangan_tersisa
        FROM totp_secrets t WHERE t.cadre_id = %(me)s
        """,
        {
            "aktif_sejak": "Saat aplikasi kode diaktifkan; kosong: belum",
            "kode_cadangan_tersisa": "Kode cadangan yang belum dipakai",
        },
    ),
    Part(
        "akun_tertaut",
        "Akun media sosial yang Anda tautkan; izinnya tersegel dan tidak disertakan.",
        """
        SELECT provider AS platform, handle AS nama_akun, name AS nama_tampilan,
            subject AS nomor_di_platform, alias AS nomor_lain, status, scopes AS izin,
            linked_at AS ditautkan, unlinked_at AS dilepas, polls AS dicarikan
        FROM linked_accounts WHERE cadre_id = %(me)s ORDER BY id
        """,
        {
            "platform": "Nama platform",
            "nama_akun": "Nama akun yang terakhir disebut platform",
            "nama_tampilan": "Nama yang tampil di sana",
            "nomor_di_platform": "Nomor tetap akun itu di platform",
            "nomor_lain": "Nomor lain yang dipakai platform untuk akun yang sama",
            "status": "active: tertaut, expired: perlu ditautkan ulang, unlinked: dilepas",
            "izin": "Izin membaca yang Anda berikan",
            "ditautkan": "Saat ditautkan",
            "dilepas": "Saat dilepas",
            "dicarikan": "Apakah unggahan baru dicarikan atas permintaan Anda",
        },
    ),
    Part(
        "unggahan_ditemukan",
        "Unggahan Anda yang ditemukan karena Anda minta dicarikan.",
        """
        SELECT f.url AS tautan, c.title AS tantangan, f.posted_at AS diunggah,
            f.found_at AS ditemukan, f.state AS keadaan
        FROM found_posts f JOIN linked_accounts a ON a.id = f.account_id AND a.cadre_id = %(me)s
            JOIN challenges c ON c.id = f.challenge_id
        ORDER BY f.id
        """,
        {
            "tautan": "Di mana unggahan itu",
            "tantangan": "Tantangan yang cocok",
            "diunggah": "Saat diunggah",
            "ditemukan": "Saat ditemukan",
            "keadaan": "new: baru, dismissed: Anda abaikan",
        },
    ),
    Part(
        "kiriman",
        "Unggahan yang Anda kirimkan, dan apa hasil pemeriksaannya.",
        """
        SELECT c.title AS tantangan, s.provider AS platform, s.url AS tautan, s.state AS keadaan,
            s.reason AS alasan, s.grade AS tingkat_bukti, s.submitted_at AS dikirim,
            s.posted_at AS diunggah, s.decided_at AS diputuskan, s.words AS kata_kata,
            (SELECT jsonb_agg(jsonb_build_object('pada', v.at, 'hasil', v.outcome,
                'langkah', v.steps) ORDER BY v.id)
                FROM verdicts v WHERE v.submission_id = s.id) AS pemeriksaan
        FROM submissions s JOIN challenges c ON c.id = s.challenge_id
        WHERE s.cadre_id = %(me)s ORDER BY s.id
        """,
        {
            "tantangan": "Tantangan yang dijawab",
            "platform": "Nama platform",
            "tautan": "Tautan unggahan",
            "keadaan": "pending: menunggu, set_aside: ditinjau orang, verified: sah,"
            " rejected: ditolak, reversed: ditarik",
            "alasan": "Alasan bila tidak dihitung",
            "tingkat_bukti": "A, B, atau C: seberapa kuat buktinya",
            "dikirim": "Saat dikirim",
            "diunggah": "Saat diunggah di platform",
            "diputuskan": "Saat diputuskan",
            "kata_kata": "Teks unggahan, disimpan hanya selama aturan platform mengizinkan",
            "pemeriksaan": "Setiap pemeriksaan: saat, hasil, dan langkah-langkahnya",
        },
    ),
    Part(
        "kegiatan",
        "Kegiatan yang Anda laporkan; fotonya dapat Anda unduh dari halaman kegiatan itu.",
        """
        SELECT a.title AS judul, a.words AS cerita, u.name AS unit, a.place AS tempat,
            a.people AS orang, a.began_at AS mulai, a.reported_at AS dilaporkan,
            a.declared AS versi_pernyataan, a.state AS keadaan, a.reason AS alasan,
            a.thanks AS terima_kasih, a.decided_at AS diputuskan, a.calendar AS kalender,
            (SELECT jsonb_agg(jsonb_build_object('tampak', i.alt, 'keadaan', i.state,
                'alasan', i.reason) ORDER BY i.id)
                FROM activity_images i WHERE i.activity_id = a.id) AS foto
        FROM activities a JOIN units u ON u.id = a.unit_id
        WHERE a.cadre_id = %(me)s ORDER BY a.id
        """,
        {
            "judul": "Judul kegiatan",
            "cerita": "Yang Anda ceritakan",
            "unit": "Unit yang berkegiatan",
            "tempat": "Tempat, dengan kata-kata Anda",
            "orang": "Perkiraan jumlah orang; kosong: tidak disebut",
            "mulai": "Saat kegiatan dimulai",
            "dilaporkan": "Saat laporan diterima",
            "versi_pernyataan": "Versi pernyataan tentang foto dan tempat yang Anda centang",
            "keadaan": "waiting: menunggu, shown: ditampilkan, held_back: ditahan",
            "alasan": "Alasan bila ditahan",
            "terima_kasih": "Ucapan terima kasih dari ketua",
            "diputuskan": "Saat terakhir diputuskan",
            "kalender": "none: tidak, proposed: diusulkan, chosen: gambar kalender",
            "foto": "Setiap foto: apa yang tampak, dan keadaannya",
        },
    ),
    Part(
        "poin",
        "Buku poin: setiap gerak poin Anda, tidak pernah diubah.",
        """
        SELECT e.day AS hari, e.points AS poin, e.kind AS jenis, e.reason AS alasan,
            e.grade AS tingkat_bukti, u.name AS unit, e.season AS musim, e.week AS pekan,
            e.campaign AS kampanye, e.at AS dicatat
        FROM entries e JOIN units u ON u.id = e.unit_id
        WHERE e.cadre_id = %(me)s ORDER BY e.day, e.id
        """,
        {
            "hari": "Hari menurut waktu Jakarta",
            "poin": "Poin yang bertambah atau ditarik",
            "jenis": "share: kiriman, arrival: orang yang datang, reversal: penarikan,"
            " correction: pembetulan",
            "alasan": "Alasan yang tertulis",
            "tingkat_bukti": "A, B, atau C",
            "unit": "Unit Anda saat itu",
            "musim": "Musim yang dihitung",
            "pekan": "Pekan yang dihitung",
            "kampanye": "Kampanye yang dihitung",
            "dicatat": "Saat dicatat",
        },
    ),
    Part(
        "jumlah_poin",
        "Jumlah poin Anda per masa dan unit, juga dari bulan-bulan yang sudah disimpan terpisah.",
        """
        SELECT t.period AS masa, u.name AS unit, t.points AS poin, coalesce(c.points, 0) AS terpisah
        FROM totals t JOIN units u ON u.id = t.unit_id
            LEFT JOIN carried c ON c.cadre_id = %(me)s AND c.period = t.period
                AND c.unit_id = t.unit_id
        WHERE t.cadre_id = %(me)s ORDER BY t.period, u.name
        """,
        {
            "masa": "all: semua masa, s…: musim, w…: pekan, c…: kampanye",
            "unit": "Unit tempat poin itu diperoleh",
            "poin": "Jumlahnya",
            "terpisah": "Bagian darinya dari bulan yang sudah disimpan terpisah",
        },
    ),
    Part(
        "lencana",
        "Lencana yang Anda peroleh.",
        """
        SELECT badge AS lencana, at AS diperoleh FROM badge_awards
        WHERE cadre_id = %(me)s ORDER BY at
        """,
        {"lencana": "Nama lencana di dalam program", "diperoleh": "Saat diperoleh"},
    ),
    Part(
        "hari_berturut",
        "Hari berturut-turut Anda aktif.",
        """
        SELECT days AS hari, last_day AS hari_terakhir, longest AS terpanjang
        FROM streaks WHERE cadre_id = %(me)s
        """,
        {
            "hari": "Panjang deretan yang terakhir",
            "hari_terakhir": "Hari terakhirnya",
            "terpanjang": "Deretan terpanjang",
        },
    ),
    Part(
        "tautan_ajakan",
        "Tautan pendek Anda, dan berapa orang yang datang; siapa mereka tidak disimpan.",
        """
        SELECT coalesce(i.title, c.title) AS menuju, t.made_at AS dibuat,
            (SELECT count(*) FROM arrivals a WHERE a.link_id = t.id AND a.kind = 'human') AS orang
        FROM tracked_links t LEFT JOIN content_items i ON i.id = t.item_id
            LEFT JOIN challenges c ON c.id = t.challenge_id
        WHERE t.cadre_id = %(me)s ORDER BY t.id
        """,
        {
            "menuju": "Kabar atau tantangan yang dituju",
            "dibuat": "Saat dibuat",
            "orang": "Orang yang datang",
        },
    ),
    Part(
        "kabar",
        "Kabar untuk Anda, disimpan 90 hari.",
        """
        SELECT kind AS jenis, title AS tentang, at AS pada FROM notices
        WHERE cadre_id = %(me)s ORDER BY id
        """,
        {"jenis": "Jenis kabar", "tentang": "Tentang apa", "pada": "Saat"},
    ),
    Part(
        "panggilan",
        "Perangkat yang boleh dipanggil dengan kabar; alamatnya tersegel dan tidak disertakan.",
        """
        SELECT created_at AS diizinkan, pushed_on AS terakhir_dipanggil
        FROM push_subscriptions WHERE cadre_id = %(me)s ORDER BY id
        """,
        {"diizinkan": "Saat Anda mengizinkan", "terakhir_dipanggil": "Hari terakhir dipanggil"},
    ),
    *OF_TASKS,
)
