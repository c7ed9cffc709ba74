"""What every badge is given for: one small function each, from plain numbers. Pure.

They reward showing up, breadth, honesty and bringing others along. To add one: a function, its
line in `BADGES`, and an icon of the sprite.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from app.badges.streaks import Streak, measured
from app.seasons.calendar import week_start
from app.words import said

PAUSE = timedelta(days=14)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Record:
    """What a cadre has done that counts now: hand-ins that are verified and were not taken back.

    `challenges` and `prompt` count different challenges, `prompt` those answered within a day of
    their opening; `lasting` counts posts that stood after the last look at them; `clean` those in a
    row without one that was rejected or taken back; `arrival_days` days on which people came
    through her links; `welcomed` people she invited who have handed in something that counts.
    """

    days: Sequence[date] = ()
    providers: int = 0
    challenges: int = 0
    prompt: int = 0
    lasting: int = 0
    clean: int = 0
    arrival_days: int = 0
    welcomed: int = 0

    @cached_property
    def streak(self) -> Streak | None:
        """Its streak, which several rules ask for."""
        return measured(self.days)


@dataclass(frozen=True)
class Badge:
    """A badge: its name, how it is earned, its icon; `leaders` says that only those who may invite
    can earn it."""

    key: str
    name: str
    how: str
    icon: str
    earned: Callable[[Record], bool]
    leaders: bool = False


def first_step(record: Record) -> bool:
    """Anything that counts."""
    return bool(record.days)


def own_words(record: Record) -> bool:
    """Copies count nowhere, so whoever answered five challenges has told five stories herself."""
    return record.challenges >= 5


def three_platforms(record: Record) -> bool:
    """Different people are on different platforms."""
    return record.providers >= 3


def week_long(record: Record) -> bool:
    """A streak of seven days, breaths not counted."""
    return record.streak is not None and record.streak.longest >= 7


def month_long(record: Record) -> bool:
    """A streak of thirty days."""
    return record.streak is not None and record.streak.longest >= 30


def seven_weeks(record: Record) -> bool:
    """Something in each of seven weeks in a row: steadiness that leaves room for life."""
    weeks = sorted({week_start(day) for day in record.days})
    length, before = 0, None
    for week in weeks:
        length = length + 1 if before is not None and week - before == WEEK else 1
        before = week
        if length >= 7:
            return True
    return False


def came_back(record: Record) -> bool:
    """Two weeks away, and back: to return is harder than to stay."""
    days = sorted(set(record.days))
    return any(later - earlier > PAUSE for earlier, later in pairwise(days))


def prompt(record: Record) -> bool:
    """There when a challenge has just opened, three times."""
    return record.prompt >= 3


def lasting(record: Record) -> bool:
    """Ten posts left standing: what is deleted after the points came was not meant."""
    return record.lasting >= 10


def careful(record: Record) -> bool:
    """Ten in a row as they should be."""
    return record.clean >= 10


def brought_people(record: Record) -> bool:
    """People came on three days; how many on one of them makes no difference."""
    return record.arrival_days >= 3


def welcomed(record: Record) -> bool:
    """Newcomers who not only joined but took part."""
    return record.welcomed >= 3


BADGES = (
    Badge(
        "pertama",
        said("Langkah pertama"),
        said("Satu unggahan terverifikasi."),
        "flag",
        first_step,
    ),
    Badge(
        "kata_sendiri",
        said("Kata sendiri"),
        said("Lima tantangan dijawab dengan kata sendiri."),
        "pencil",
        own_words,
    ),
    Badge(
        "tiga_kanal",
        said("Tiga kanal"),
        said("Terverifikasi di tiga platform."),
        "share-2",
        three_platforms,
    ),
    Badge("sepekan", said("Sepekan"), said("Beruntun tujuh hari."), "flame", week_long),
    Badge("sebulan", said("Sebulan"), said("Beruntun tiga puluh hari."), "crown", month_long),
    Badge(
        "tujuh_minggu",
        said("Tujuh minggu"),
        said("Tujuh minggu berturut-turut, sedikitnya satu unggahan tiap minggu."),
        "calendar-event",
        seven_weeks,
    ),
    Badge(
        "kembali",
        said("Kembali"),
        said("Ikut lagi sesudah jeda dua minggu."),
        "refresh",
        came_back,
    ),
    Badge(
        "sigap",
        said("Sigap"),
        said("Tiga tantangan dijawab pada hari pertamanya."),
        "clock",
        prompt,
    ),
    Badge(
        "tetap_ada",
        said("Tetap ada"),
        said("Sepuluh unggahan masih ada sesudah tujuh hari."),
        "shield-check",
        lasting,
    ),
    Badge(
        "teliti",
        said("Teliti"),
        said("Sepuluh unggahan terverifikasi berturut-turut tanpa satu pun ditolak."),
        "check",
        careful,
    ),
    Badge(
        "pengajak",
        said("Pengajak"),
        said("Orang datang lewat tautan Anda pada tiga hari."),
        "users-group",
        brought_people,
    ),
    Badge(
        "penyambut",
        said("Penyambut"),
        said("Tiga orang yang Anda undang sudah punya unggahan terverifikasi."),
        "user-plus",
        welcomed,
        leaders=True,
    ),
)
BY_KEY = {badge.key: badge for badge in BADGES}


def earned(record: Record) -> set[str]:
    """Keys of all badges that this record earns."""
    return {badge.key for badge in BADGES if badge.earned(record)}
