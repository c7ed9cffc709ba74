"""The doors: only here is HTTP spoken.

Owns: URLs, guards, forms, pages, headers. Does not know: any rule; a door loads within reach,
opens the transaction, calls one function and shows what came of it.
Invariants: every view declares who may enter (`guards.py`); a "no" is a `Refusal` shown at its
field; every live part of a page has its own URL and works as a plain GET.
Begin with `DOORS` below, the table of contents of the product.
"""

from typing import TYPE_CHECKING

from flask import Flask

from app.cadres.roles import can
from app.db import impatient
from app.web import (
    accounts,
    activation,
    activities,
    activity_desk,
    apel,
    appeal_review,
    appeals,
    appointing,
    arrivals,
    assets,
    campaigns,
    cases,
    challenge_register,
    challenges,
    compression,
    content,
    demo,
    elections,
    exports,
    folding,
    goals,
    guards,
    health,
    held,
    home,
    honesty,
    htmx,
    in_app,
    invitations,
    kit_videos,
    kits,
    languages,
    leaderboards,
    leadership,
    local_challenges,
    manage,
    manual,
    me,
    moves,
    my_data,
    my_sign_in,
    notes,
    notices,
    offline,
    platform_demands,
    policies,
    reading,
    recalls,
    refusals,
    remembered,
    review,
    rules,
    security,
    sharing,
    sign_in,
    sites,
    sources,
    statement,
    stopping,
    style,
    submissions,
    suspending,
    team,
    trail,
    unit_weeks,
    units,
    waiting,
    warroom,
    ways_in,
    wizard,
)
from app.web.session import current

if TYPE_CHECKING:
    from config import Settings

DOORS = (
    sign_in,  # /, /masuk, /keluar
    activation,  # /gabung/<token>
    home,  # /beranda
    challenges,  # /tantangan
    content,  # /konten, /tantangan/<id>/ajak
    arrivals,  # /b/<code>
    submissions,  # /kirim, /kiriman
    sharing,  # /bagikan
    activities,  # /kegiatan
    activity_desk,  # /kegiatan/periksa, /kegiatan/usulan
    waiting,  # /antrean
    leaderboards,  # /peringkat
    statement,  # /poin
    accounts,  # /akun
    sites,  # /akun/situs, /situs
    me,  # /saya
    my_sign_in,  # /saya/keamanan
    languages,  # /bahasa
    notices,  # /kabar-saya
    ways_in,  # /saya/kunci, /saya/langkah-kedua
    my_data,  # /saya/data, /saya/keluar
    team,  # /tim
    apel,  # /tim/<code>/apel, /tim/<code>/kontak
    goals,  # /tim/<code>/target, /target
    leadership,  # /tim/<code>/ketua
    local_challenges,  # /tim/<code>/tantangan
    unit_weeks,  # /tim/<code>/riwayat, /tim/<code>/kartu
    moves,  # /tim/<code>/pindah, /pindah
    invitations,  # /undangan
    warroom,  # /ruang-kendali
    units,  # /unit/cari
    wizard,  # /kelola/baru, /kelola/<id>/langkah
    manage,  # /kelola
    kits,  # /kelola/<id>/gambar, /bahan
    kit_videos,  # /kelola/<id>/video, /video
    recalls,  # /kelola/<id>/tarik, /tantangan/<id>/ralat
    elections,  # /kelola/kalender
    campaigns,  # /kelola/kampanye
    challenge_register,  # /daftar-tantangan
    rules,  # /aturan-poin, /kelola/aturan
    sources,  # /kelola/umpan
    notes,  # /kelola/pesan
    review,  # /pemeriksaan
    exports,  # /unduhan
    appointing,  # /peran
    trail,  # /jejak, /saya/jejak
    appeals,  # /banding, /sanksi, /kiriman/<id>/banding
    appeal_review,  # /peninjauan
    suspending,  # /penonaktifan
    manual,  # /poin-tambahan
    cases,  # /kasus
    honesty,  # /kejujuran
    stopping,  # /operator/tantangan
    policies,  # /operator/platform
    reading,  # /operator/bacaan
    platform_demands,  # /panggilan, /hapus-data
    held,  # /lanjutkan
    offline,  # /sw.js, /luring
    health,  # /healthz, /readyz, /metrics, /operator/kesehatan
)
DEMO_DOORS = (demo, style)  # /masuk/demo, /gaya


def register(app: Flask, settings: "Settings") -> None:
    """Every blueprint in menu order, and what all of them share."""
    for shared in (compression, refusals, htmx, assets, languages, remembered):
        shared.register(app)
    security.register(app, settings)
    in_app.register(app, settings)
    guards.deny_by_default(app)
    health.count_requests(app)
    for door in DOORS + (DEMO_DOORS if settings.demo else ()):
        app.register_blueprint(door.bp)

    app.wsgi_app = impatient(app.wsgi_app)
    folding.register(app)

    @app.context_processor
    def everywhere() -> dict[str, object]:
        return {"current": current(), "settings": settings, "can": can}
