"""What offices of the demo party decided together: a verifier and points given, others proposed."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from app import clock
from app.cadres.models import Cadre
from app.cli.seed_people import Soul
from app.db import session, transaction
from app.flows import appointing
from app.moderation import manual, sanctions
from app.moderation.sanctions import Asked
from app.units.models import Unit

WORDS = "Beberapa kali menghina warga di kolom komentar, sudah diingatkan dua kali."
NEXT_DOOR = "31.74.06.1001"
FROM = ("33", "64")  # provinces in which they live


def hold_office(cast: Mapping[str, Soul], now: datetime) -> None:
    """By the verbs of those who decide."""
    _propose_to_disable(cast, now)
    _give_points(cast, now)
    tika, oka = cast["tika"].actor(), cast["oka"].actor()
    until = (clock.party_day(now) + timedelta(days=180)).isoformat()
    for days, province in zip((6, 1), FROM, strict=True):
        with transaction(), clock.at(then := now - timedelta(days=days)):
            whom = _somebody(province)
            if whom is None:
                continue
            sent = {"kader": whom, "jenis": "verifier", "unit": "dpp", "sampai": until}
            public_id = appointing.propose(tika, sent).public_id
        if days > 1:
            with transaction(), clock.at(then + timedelta(hours=3)):
                appointing.confirm(oka, public_id)


def _somebody(province: str) -> str | None:
    """Whom boards of that province show by full name, the first who came."""
    asked = (
        select(Cadre.public_id)
        .join(Unit, Unit.id == Cadre.unit_id)
        .where(Unit.code.like(f"{province}.%"), Cadre.display == "full", Cadre.status == "active")
    )
    return session().scalar(asked.order_by(Cadre.id).limit(1))


def _propose_to_disable(cast: Mapping[str, Soul], now: datetime) -> None:
    """Joko proposes it of one of his PAC; Ratna has not answered yet."""
    known = [soul.id for soul in cast.values()]
    asked = (
        select(Cadre)
        .join(Unit, Unit.id == Cadre.unit_id)
        .where(Unit.code == NEXT_DOOR, Cadre.status == "active", Cadre.id.not_in(known))
    )
    then = now - timedelta(hours=5)
    with transaction(), clock.at(then):
        cadre = session().scalar(asked.order_by(Cadre.id.desc()).limit(1))
        if cadre is not None:
            wanted = Asked("suspended", "against_rules", WORDS, 14)
            sanctions.suspend(cadre, cast["joko"].actor(), wanted, then)


def _give_points(cast: Mapping[str, Soul], now: datetime) -> None:
    """Tika proposes points and Bima gives them; what Ratna proposes waits for somebody else."""
    tika, bima, ratna = (cast[key].actor() for key in ("tika", "bima", "ratna"))
    given, waits = now - timedelta(days=3), now - timedelta(hours=7)
    with transaction(), clock.at(given):
        cadre = session().get_one(Cadre, cast["ani"].id)
        work = (
            "Memotret 40 kegiatan untuk arsip ranting",
            "Album di sekretariat DPC Jakarta Selatan",
        )
        public_id = manual.propose(tika, cadre, 10, *work, given).public_id
    with transaction(), clock.at(given + timedelta(hours=2)):
        award = manual.one(bima, public_id, manual.DECIDE, lock=True)
        manual.decide(bima, award, True, given + timedelta(hours=2))
    with transaction(), clock.at(waits):
        cadre = session().get_one(Cadre, cast["joko"].id)
        work = "Melatih kader baru menautkan akun", "Daftar hadir dan foto di grup DPC"
        manual.propose(ratna, cadre, 15, *work, waits)
