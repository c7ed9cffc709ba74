"""Reading the form of a challenge: what was typed becomes values, or a sentence at each field."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.cadres.fields import Collected, line, moment, text, web_address, whole
from app.errors import Refusal
from app.words import said

ZONES = {
    "WIB": ZoneInfo("Asia/Jakarta"),
    "WITA": ZoneInfo("Asia/Makassar"),
    "WIT": ZoneInfo("Asia/Jayapura"),
}
TITLE_MAX = 80
WHY_MAX = 600
KIT_MAX = 2000
POINT_MAX = 200  # longer than this it is a text to copy, not a point to make
TAG_MAX = 50
LINK_MAX = 300
DISCLOSURE_MAX = 80
SOURCES_MAX = 5
LASTS_MAX = timedelta(days=90)
POINTS_MAX = 100
TAG = re.compile(r"#\w{2,49}")


@dataclass(frozen=True)
class ChallengeForm:
    """A challenge as an officer meant it; moments are aware, the unit is not looked up yet."""

    campaign: str
    title: str
    why: str
    talking_points: str
    sources: tuple[str, ...]
    required_tag: str
    required_link: str
    disclosure: str
    campaigning: bool
    providers: tuple[str, ...]
    unit_code: str
    opens_at: datetime
    closes_at: datetime
    points: int
    daily_limit: int


def content(typed: Mapping[str, str]) -> dict[str, Any]:
    """The first step: what it is about, why, what to say, where that can be read, and what a post
    must hold. Raises Refusals naming every wrong field, as the other steps do."""
    got = Collected()
    values: dict[str, Any] = {
        "campaign": got.read(line, typed.get("kampanye", ""), TITLE_MAX, "kampanye"),
        "title": got.read(line, typed.get("judul", ""), TITLE_MAX, "judul"),
        "why": got.read(text, typed.get("alasan", ""), WHY_MAX, "alasan"),
        "talking_points": got.read(_points, typed.get("pokok", "")),
        "sources": got.read(_sources, typed.get("sumber", "")),
        "required_tag": got.read(_tag, typed.get("tagar", "")),
        "required_link": got.read(web_address, typed.get("tautan", ""), LINK_MAX, "tautan"),
        "disclosure": got.read(line, typed.get("penanda", ""), DISCLOSURE_MAX, "penanda"),
        "campaigning": typed.get("ajakan", "") == "1",
    }
    got.read(_requirement, values["required_tag"], values["required_link"])
    got.settle()
    return values


def worth(
    typed: Mapping[str, str], ticked: Sequence[str], configured: Sequence[str]
) -> dict[str, Any]:
    """The second step: on which platforms, and what a post brings."""
    got = Collected()
    values: dict[str, Any] = {
        "providers": got.read(_providers, ticked, configured),
        "points": got.read(
            whole, typed.get("poin", ""), 1, POINTS_MAX, said("Isi poin, 1 sampai 100."), "poin"
        ),
        "daily_limit": got.read(
            whole, typed.get("batas", ""), 1, 20, said("Isi batas per hari, 1 sampai 20."), "batas"
        ),
    }
    got.settle()
    return values


def reach(typed: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """The third step: for whom, and from when to when."""
    got = Collected()
    zone = got.read(_zone, typed.get("zona", ""))
    values: dict[str, Any] = {
        "unit_code": got.read(line, typed.get("unit", ""), 40, "unit"),
        "opens_at": got.read(moment, typed.get("buka", ""), zone, "buka"),
        "closes_at": got.read(moment, typed.get("tutup", ""), zone, "tutup"),
    }
    got.read(_window, values["opens_at"], values["closes_at"], now)
    got.settle()
    return values


def _points(typed: str) -> str:
    """One point a line. A paragraph would be copied word for word, and copies earn nothing."""
    points = [point.strip() for point in text(typed, KIT_MAX, "pokok").split("\n")]
    kept = [point for point in points if point]
    if any(len(point) > POINT_MAX for point in kept):
        words = said(
            "Tulis pokok-pokok singkat, satu per baris, paling banyak %(point_max)s karakter; "
            "bukan teks untuk disalin.",
            point_max=POINT_MAX,
        )
        raise Refusal("kit_verbatim", words, "pokok")
    return "\n".join(kept)


def _sources(typed: str) -> tuple[str, ...]:
    """One link a line, at least one: nothing is said that nobody can look up."""
    links = [one.strip() for one in typed.splitlines() if one.strip()]
    if not links:
        words = said("Tulis paling sedikit satu tautan sumber, satu per baris.")
        raise Refusal("sources", words, "sumber")
    if len(links) > SOURCES_MAX:
        raise Refusal("sources", said("Paling banyak %(n)s sumber.", n=SOURCES_MAX), "sumber")
    return tuple(web_address(one, LINK_MAX, "sumber") for one in links)


def _tag(typed: str) -> str:
    found = typed.strip()
    if not found:
        return ""
    found = found if found.startswith("#") else f"#{found}"
    if len(found) > TAG_MAX or not TAG.fullmatch(found):
        words = said("Tulis satu tagar tanpa spasi, hanya huruf dan angka, misalnya #AirBersih.")
        raise Refusal("tag", words, "tagar")
    return found


def _providers(ticked: Sequence[str], configured: Sequence[str]) -> tuple[str, ...]:
    chosen = tuple(key for key in configured if key in ticked)
    if not chosen or set(ticked) - set(configured):
        raise Refusal("providers", "Pilih paling sedikit satu platform dari daftar.", "platform")
    return chosen


def _zone(typed: str) -> ZoneInfo:
    if typed not in ZONES:
        raise Refusal("zone", "Pilih WIB, WITA, atau WIT.", "zona")
    return ZONES[typed]


def _window(opens: datetime | None, closes: datetime | None, now: datetime) -> None:
    if opens is None or closes is None:
        return
    if closes <= opens:
        raise Refusal("window", "Waktu tutup harus sesudah waktu buka.", "tutup")
    if closes <= now:
        raise Refusal("window", "Waktu tutup sudah lewat.", "tutup")
    if closes - opens > LASTS_MAX:
        raise Refusal("window", said("Paling lama %(days)s hari.", days=LASTS_MAX.days), "tutup")


def _requirement(tag: str | None, link: str | None) -> None:
    """Without a tag or a link nobody could tell that a post belongs to the challenge."""
    if tag == "" and link == "":
        raise Refusal("requirement", "Isi tagar wajib, atau tautan wajib, atau keduanya.", "tagar")
