"""The demo party's activities: shown, held back, one in the calendar, two still waiting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import clock
from app.activities import photos, reporting
from app.activities.form import DECLARED, ActivityForm, Photo
from app.activities.models import Activity
from app.cli.seed_people import Soul
from app.cli.seed_scenes import scene
from app.db import session, transaction
from app.flows import activity_decided

THANKS = "Terima kasih, ini contoh yang baik untuk ranting lain."


@dataclass(frozen=True)
class Plot:
    """An activity to be told: `scenes` as (place, hour, people, alt), `days` before now.

    `outcome` is what its leader makes of it: shown, thanked, proposed, chosen, held or waiting.
    """

    who: str
    unit: str
    title: str
    words: str
    place: str
    people: int
    days: float
    outcome: str
    leader: str
    scenes: tuple[tuple[str, str, int, str], ...]


LEBAK_BULUS, CILANDAK, JAKSEL, DPP = "31.74.06.1002", "31.74.06", "31.74", "dpp"
PLOTS = (
    Plot(
        "siti",
        LEBAK_BULUS,
        "Kerja bakti saluran air RW 05",
        "Dua puluh enam warga membersihkan saluran di belakang musala sampai lancar lagi.\n"
        "Minggu depan giliran RW 06.",
        "Jalan Karang Tengah",
        26,
        2.2,
        "chosen",
        "ani",
        (
            ("saluran", "pagi", 6, "Enam warga berdiri di tepi saluran air pada pagi hari"),
            ("saluran", "siang", 4, "Empat warga di saluran yang sudah bersih"),
        ),
    ),
    Plot(
        "rudi",
        LEBAK_BULUS,
        "Posko pangan murah akhir bulan",
        "Beras dan minyak habis dalam dua jam. Antrean tertib, dibantu karang taruna.",
        "Lapangan RW 03",
        140,
        5.1,
        "thanked",
        "ani",
        (("tenda", "siang", 7, "Warga berbaris di depan tenda merah putih"),),
    ),
    Plot(
        "siti",
        CILANDAK,
        "Tanam sayur di lahan kosong PAC",
        "Kangkung dan cabai untuk dapur bersama; siapa saja boleh memanen.",
        "Lahan kosong dekat Pasar Mede",
        18,
        8.3,
        "shown",
        "yos",
        (("kebun", "sore", 5, "Lima orang di antara bedeng sayur pada sore hari"),),
    ),
    Plot(
        "ani",
        LEBAK_BULUS,
        "Rapat bulanan ranting",
        "Membagi tugas pekan depan dan menyambut empat kader baru.",
        "Balai RW 05",
        31,
        12.4,
        "shown",
        "yos",
        (("balai", "sore", 8, "Delapan orang berdiri di depan balai pertemuan"),),
    ),
    Plot(
        "rudi",
        LEBAK_BULUS,
        "Kelas literasi digital untuk ibu-ibu",
        "Cara mengenali kabar bohong dan mengatur kata sandi.",
        "Balai RW 02",
        22,
        15.2,
        "proposed",
        "ani",
        (("balai", "siang", 6, "Enam peserta di depan balai pada siang hari"),),
    ),
    Plot(
        "rudi",
        LEBAK_BULUS,
        "Senam sehat di halaman sekolah",
        "Diikuti warga dari tiga RT.",
        "Halaman sekolah",
        40,
        4.0,
        "held",
        "ani",
        (("tenda", "pagi", 7, "Tujuh orang berjajar di lapangan"),),
    ),
    Plot(
        "rudi",
        LEBAK_BULUS,
        "Menguras bak penampungan air",
        "Bak di RT 04 bersih lagi sebelum musim hujan.",
        "RT 04 RW 05",
        9,
        0.6,
        "waiting",
        "ani",
        (("saluran", "sore", 3, "Tiga warga di tepi air pada sore hari"),),
    ),
    Plot(
        "siti",
        LEBAK_BULUS,
        "Pembagian bibit cabai",
        "Seratus bibit untuk lima puluh rumah.",
        "",
        50,
        0.3,
        "waiting",
        "ani",
        (("kebun", "pagi", 5, "Lima warga menerima bibit di kebun"),),
    ),
)


def report_activities(cast: Mapping[str, Soul], now: datetime) -> None:
    """Tell them through the rules, each at its own moment, and have them decided."""
    for number, plot in enumerate(PLOTS):
        began = now - timedelta(days=plot.days)
        with clock.at(began + timedelta(hours=3)):
            public_id = _report(plot, cast[plot.who], began, number)
        with clock.at(began + timedelta(hours=6)):
            _decide(plot, cast, public_id)


def _report(plot: Plot, who: Soul, began: datetime, number: int) -> str:
    taken = [
        Photo(scene(place, hour, people, number * 10 + at), alt)
        for at, (place, hour, people, alt) in enumerate(plot.scenes)
    ]
    form = ActivityForm(
        title=plot.title,
        words=plot.words,
        place=plot.place,
        people=plot.people,
        began_at=began,
        unit_code=plot.unit,
        declared=DECLARED,
        photos=tuple(taken),
    )
    with transaction():
        activity = reporting.report(who.actor(), form)
        public_id, images = activity.public_id, reporting.images_of(activity.id)
    for image_id in images:
        photos.prepare(image_id)
    return public_id


def _decide(plot: Plot, cast: Mapping[str, Soul], public_id: str) -> None:
    if plot.outcome == "waiting":
        return
    with transaction():
        activity = session().query(Activity).filter_by(public_id=public_id).one()
        leader = cast[plot.leader].actor()
        if plot.outcome == "held":
            reason = "Fotonya di halaman sekolah; tempat pendidikan tidak untuk berkampanye."
            activity_decided.hold_back(leader, activity, reason)
            return
        activity_decided.show(leader, activity, "" if plot.outcome == "shown" else THANKS)
        if plot.outcome in ("proposed", "chosen"):
            activity_decided.propose(leader, activity)
        if plot.outcome == "chosen":
            activity_decided.choose(cast["tika"].actor(), activity)
