"""The demo party's campaign: one challenge that is over, four on, one waiting for its publisher."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import clock
from app.cadres.roles import Actor
from app.campaigns import publishing
from app.campaigns.form import ChallengeForm
from app.campaigns.models import Challenge
from app.cli.seed_pictures import add_kit
from app.flows import opened_challenge

CAMPAIGN = "Kampung Kita Bergerak"
PICTURED = "air"
AIMS = {"target_posts": 2000, "target_people": 1200, "target_districts": 400}
SOURCE = "https://partai.example/sumber"


@dataclass(frozen=True)
class Plot:
    """A challenge to be made: days are counted from now."""

    topic: str
    title: str
    why: str
    talking_points: str
    tag: str
    link: str
    unit: str
    opens: float
    closes: float
    points: int
    published: bool = True


PLOTS = (
    Plot(
        "pangan",
        "Kabarkan posko pangan murah",
        "Posko pangan murah menolong banyak keluarga menjelang akhir bulan.",
        "Di mana dan kapan posko buka\nSiapa yang mengurusnya\nApa kata pembeli",
        "#PanganMurah",
        "",
        "dpp",
        -27.5,
        -13,
        20,
    ),
    Plot(
        "air",
        "Ceritakan air bersih di kampung Anda",
        "Air bersih urusan setiap hari. Cerita dari kampung lebih dipercaya daripada poster.",
        "Apa yang berubah dan sejak kapan\nSiapa saja yang bekerja\nApa yang masih kurang",
        "#AirBersih",
        "",
        "dpp",
        -21,
        8,
        20,
    ),
    Plot(
        "sehat",
        "Ajak warga ke layanan kesehatan gratis",
        "Banyak warga belum tahu jadwal layanan. Kabar dari tetangga paling cepat sampai.",
        "Jadwal dan tempat layanan\nSiapa yang boleh datang\nTautan pendaftaran",
        "#SehatBersama",
        "https://partai.example/sehat",
        "dpp",
        -13,
        16,
        15,
    ),
    Plot(
        "usaha",
        "Kenalkan usaha kecil di sekitar Anda",
        "Usaha kecil menghidupi kampung. Kenalkan satu yang Anda kenal, dengan kata-kata sendiri.",
        "Siapa pemiliknya dan apa yang dijual\nApa yang membuatnya istimewa\nDi mana menemukannya",
        "#UsahaWarga",
        "",
        "dpp",
        -9,
        5,
        25,
    ),
    Plot(
        "genangan",
        "Jakarta siaga genangan",
        "Musim hujan sudah dekat. Tunjukkan persiapan di lingkungan Anda.",
        "Titik rawan di lingkungan Anda\nApa yang sudah dibersihkan\nSiapa yang bisa dihubungi",
        "#JakartaSiaga",
        "",
        "31",
        -5,
        3,
        30,
    ),
    Plot(
        "sehat",
        "Donor darah akhir tahun",
        "Persediaan darah menipis di akhir tahun. Ajak satu teman untuk ikut mendonor.",
        "Tempat dan jam donor\nSyarat yang sering ditanyakan\nPengalaman Anda sendiri",
        "#DonorBareng",
        "",
        "dpp",
        1,
        14,
        20,
        published=False,
    ),
)


@dataclass(frozen=True)
class Staged:
    """A challenge as the history needs it, outside any session."""

    id: int
    topic: str
    tag: str
    unit_code: str
    opens_at: datetime
    closes_at: datetime
    points: int


def stage(
    author: Actor, publisher: Actor, providers: Sequence[str], disclosure: str, now: datetime
) -> list[Staged]:
    """Draft, propose and publish through the rules, each at its own moment.

    The last one is the publisher's own draft, so that the author is the second person it needs.
    Returns what was published. Within the caller's transaction.
    """
    found = []
    for plot in PLOTS:
        form = form_of(plot, providers, disclosure, now)
        before = min(form.opens_at, now) - timedelta(hours=30)
        writer, second = (author, publisher) if plot.published else (publisher, author)
        with clock.at(before):
            challenge = publishing.draft(writer, form)
            if plot.topic == PICTURED:
                add_kit(writer, challenge)
        with clock.at(before + timedelta(hours=3)):
            publishing.propose(writer, challenge)
        if plot.published:
            with clock.at(before + timedelta(hours=20)):
                opened_challenge.publish(second, challenge, publishing.version(challenge))
            found.append(staged(challenge, plot))
        for name, aim in AIMS.items():
            setattr(challenge.campaign, name, aim)
    return found


def staged(challenge: Challenge, plot: Plot) -> Staged:
    """A challenge that was published, as the history needs it."""
    opens, closes = challenge.opens_at, challenge.closes_at
    return Staged(challenge.id, plot.topic, plot.tag, plot.unit, opens, closes, plot.points)


def form_of(plot: Plot, providers: Sequence[str], disclosure: str, now: datetime) -> ChallengeForm:
    """What its writer typed."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return ChallengeForm(
        campaign=CAMPAIGN,
        title=plot.title,
        why=plot.why,
        talking_points=plot.talking_points,
        sources=(SOURCE,),
        required_tag=plot.tag,
        required_link=plot.link,
        disclosure=disclosure,
        campaigning=False,
        providers=tuple(providers),
        unit_code=plot.unit,
        opens_at=hour + timedelta(days=plot.opens),
        closes_at=hour + timedelta(days=plot.closes),
        points=plot.points,
        daily_limit=3,
    )
