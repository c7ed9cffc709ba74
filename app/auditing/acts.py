"""Every act that is kept, in one table: the permission it needs, and its words.

To add one: a line here, and `record(actor, "<its name>", ...)` in the transaction of the act. The
gaps of the words are filled from the details given there.
"""

from dataclasses import dataclass

from app.words import Said, said


@dataclass(frozen=True)
class Act:
    """`needs` is the act of `app.cadres.roles.ACTS` by which it was allowed; None: only the shell.

    `words` say what was done, after the name of who did it. `named` acts tell the cadres they are
    about who it was; who judges somebody is nobody's business.
    """

    needs: str | None
    words: Said
    named: bool = False


ACTS: dict[str, Act] = {
    # people
    "invitation_made": Act(
        "invite", said("membuat undangan untuk %(uses)s orang, berlaku %(days)s hari")
    ),
    "invitation_revoked": Act("invite", said("mencabut undangan")),
    "cadre_moved": Act("transfer", said("memindahkan kader dari %(was)s"), named=True),
    "transfer_proposed": Act(
        "transfer", said("mengusulkan kader pindah dari %(was)s ke %(becomes)s"), named=True
    ),
    "transfer_accepted": Act(
        "transfer", said("menerima kader pindah dari %(was)s ke %(becomes)s"), named=True
    ),
    "transfer_refused": Act(
        "transfer", said("menolak kader pindah dari %(was)s ke %(becomes)s: %(reason)s"), named=True
    ),
    "transfer_withdrawn": Act(
        "transfer", said("membatalkan usulan pindah dari %(was)s ke %(becomes)s"), named=True
    ),
    "leader_appointed": Act("assign_leader", said("mengangkat ketua"), named=True),
    "acting_appointed": Act(
        "assign_leader", said("mengangkat pelaksana tugas sampai %(until)s"), named=True
    ),
    "leader_dismissed": Act("assign_leader", said("mengakhiri tugas memimpin"), named=True),
    "contacted": Act("contact", said("membuka WhatsApp: %(purpose)s"), named=True),
    "goal_set": Act("set_goal", said("memasang target %(target)s (%(measure)s)")),
    "goal_withdrawn": Act("set_goal", said("mencabut target %(target)s (%(measure)s)")),
    "cadre_founded": Act(None, said("mendaftarkan orang pertama, dengan peran %(role)s")),
    "role_granted": Act(None, said("memberi peran %(role)s, sampai %(until)s")),
    "role_ended": Act(None, said("mengakhiri peran %(role)s")),
    "role_proposed": Act(
        "assign_role", said("mengusulkan peran %(role)s, sampai %(until)s"), named=True
    ),
    "role_confirmed": Act(
        "assign_role", said("mengesahkan peran %(role)s, sampai %(until)s"), named=True
    ),
    "role_declined": Act("assign_role", said("menolak usulan peran %(role)s, sampai %(until)s")),
    "role_withdrawn": Act("assign_role", said("mencabut usulan peran %(role)s, sampai %(until)s")),
    "role_taken": Act("assign_role", said("mengakhiri peran %(role)s seketika"), named=True),
    "password_handed_out": Act(None, said("membuatkan kata sandi baru")),
    "ways_forgotten": Act(None, said("menghapus kunci sandi dan langkah kedua")),
    # challenges
    "challenge_drafted": Act("draft_challenge", said("menulis rancangan tantangan “%(title)s”")),
    "challenge_revised": Act("draft_challenge", said("mengubah rancangan tantangan “%(title)s”")),
    "challenge_proposed": Act("draft_challenge", said("mengajukan tantangan “%(title)s”")),
    "challenge_returned": Act(
        "publish_challenge", said("mengembalikan tantangan “%(title)s”: %(reason)s")
    ),
    "challenge_published": Act("publish_challenge", said("menerbitkan tantangan “%(title)s”")),
    "challenge_closed": Act(
        "close_challenge", said("menutup tantangan “%(title)s” sebelum waktunya")
    ),
    "challenge_stopped": Act(
        "stop_challenge", said("menghentikan tantangan “%(title)s” seketika: %(reason)s")
    ),
    "challenge_recalled": Act(
        "recall_challenge", said("menarik “%(title)s” dengan ralat: %(reason)s")
    ),
    "targets_set": Act("set_targets", said("menetapkan target kampanye “%(title)s”")),
    "rule_proposed": Act(
        "set_rules", said("mengusulkan aturan %(kind)s versi %(version)s: %(reason)s")
    ),
    "rule_confirmed": Act("set_rules", said("mengesahkan aturan %(kind)s versi %(version)s")),
    "rule_withdrawn": Act("set_rules", said("melepas usulan aturan %(kind)s versi %(version)s")),
    "video_added": Act("draft_challenge", said("menambah video ke tantangan “%(title)s”")),
    "video_removed": Act("draft_challenge", said("mengeluarkan video dari tantangan “%(title)s”")),
    "picture_added": Act("draft_challenge", said("menambah gambar ke tantangan “%(title)s”")),
    "picture_removed": Act(
        "draft_challenge", said("mengeluarkan gambar dari tantangan “%(title)s”")
    ),
    "feed_added": Act("manage_sources", said("menambah umpan %(address)s")),
    "feed_shown": Act("manage_sources", said("menyalakan umpan %(address)s")),
    "feed_hidden": Act("manage_sources", said("mematikan umpan %(address)s")),
    "note_written": Act("write_notes", said("menulis pesan “%(words)s”")),
    "note_ended": Act("write_notes", said("mengakhiri pesan “%(words)s”")),
    "calendar_imported": Act(None, said("memberlakukan kalender pemilu %(election)s")),
    # activities
    "activity_shown": Act("show_activity", said("menampilkan laporan kegiatan")),
    "activity_held_back": Act("show_activity", said("menahan laporan kegiatan: %(reason)s")),
    "activity_proposed": Act("show_activity", said("mengusulkan gambar kalender")),
    "activity_chosen": Act("choose_picture", said("memilih gambar kalender")),
    "activity_put_aside": Act("choose_picture", said("melepas gambar kalender")),
    # what is taken away
    "export_asked": Act("export_board", said("meminta unduhan “%(title)s”")),
    "export_taken": Act("export_board", said("mengunduh “%(title)s”, %(rows)s baris"), named=True),
    "phones_asked": Act("export_phones", said("meminta unduhan bernomor telepon “%(title)s”")),
    "phones_approved": Act(
        "export_phones", said("menyetujui unduhan bernomor telepon “%(title)s”")
    ),
    "phones_refused": Act("export_phones", said("menolak unduhan bernomor telepon “%(title)s”")),
    "phones_taken": Act(
        "export_phones",
        said("mengunduh “%(title)s” dengan nomor telepon, %(rows)s baris"),
        named=True,
    ),
    # integrity
    "submission_accepted": Act("review", said("menilai kiriman sah")),
    "submission_refused": Act("review", said("menilai kiriman tidak sah: %(reason)s")),
    "turn_ended": Act("review", said("menyelesaikan giliran memeriksa")),
    "submission_doubted": Act("review", said("meragukan kiriman yang diterima mesin: %(reason)s")),
    "case_confirmed": Act("judge_case", said("menyatakan kasus terbukti")),
    "case_dismissed": Act("judge_case", said("menyatakan kasus bukan pelanggaran")),
    "reversal_proposed": Act("judge_case", said("mengusulkan penarikan poin: %(reason)s")),
    "reversal_confirmed": Act("judge_case", said("menyetujui penarikan poin: %(reason)s")),
    "reversal_declined": Act("judge_case", said("menolak usul penarikan poin")),
    "sanction_proposed": Act(
        "judge_case",
        said("menjatuhkan atau mengusulkan sanksi %(kind)s, %(days)s hari: %(reason)s"),
    ),
    "sanction_confirmed": Act("judge_case", said("menyetujui sanksi %(kind)s, %(days)s hari")),
    "sanction_declined": Act("judge_case", said("menolak usul sanksi %(kind)s")),
    "suspension_proposed": Act(
        "propose_suspension", said("mengusulkan akun dinonaktifkan %(days)s hari: %(reason)s")
    ),
    "suspended": Act("decide_suspension", said("menonaktifkan akun %(days)s hari: %(reason)s")),
    "suspension_confirmed": Act(
        "decide_suspension", said("menyetujui akun dinonaktifkan %(days)s hari")
    ),
    "suspension_declined": Act("decide_suspension", said("menolak usul menonaktifkan akun")),
    "award_proposed": Act(
        "propose_award", said("mengusulkan poin tambahan (%(points)s): %(reason)s")
    ),
    "award_given": Act("decide_award", said("memberi poin tambahan (%(points)s): %(reason)s")),
    "award_declined": Act("decide_award", said("menolak usul poin tambahan (%(points)s)")),
    "award_taken_back": Act("decide_award", said("menarik poin tambahan (%(points)s): %(reason)s")),
    "suspension_withdrawn": Act("propose_suspension", said("mencabut usul menonaktifkan akun")),
    "appeal_overturned": Act("judge_appeal", said("mengabulkan banding tingkat %(level)s")),
    "appeal_upheld": Act("judge_appeal", said("menolak banding tingkat %(level)s")),
    # the machine
    "policy_set": Act("set_policy", said("menetapkan aturan platform: %(mode)s")),
    "reading_resumed": Act("resume_reading", said("melanjutkan bacaan platform")),
    "season_opened": Act(None, said("membuka %(name)s, %(starts)s sampai %(ends)s")),
    "periods_closed": Act(None, said("menutup masa yang sudah lewat: %(periods)s")),
    "boards_rebuilt": Act(None, said("membangun ulang %(boards)s papan")),
    "month_detached": Act(None, said("melepas bulan %(month)s dari buku poin")),
    "units_imported": Act(None, said("menyamakan pohon unit dengan daftar resmi")),
    "unit_opened": Act(None, said("membuka unit %(name)s")),
    "unit_renamed": Act(None, said("mengganti nama unit menjadi %(name)s")),
    "unit_closed": Act(None, said("menutup unit %(name)s")),
    "tokens_resealed": Act(None, said("menyegel ulang token dengan kunci baru")),
}
