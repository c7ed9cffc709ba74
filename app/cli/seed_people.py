"""Who lives in the demo party: the cast that can be signed in as, and a crowd around it."""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import insert, text

from app import clock
from app.accounts.models import LinkedAccount
from app.accounts.tokens import keep
from app.cadres import consents, founding
from app.cadres.activation import Person, enrol
from app.cadres.demo import CAST
from app.cadres.models import Cadre, Consent, Membership
from app.cadres.roles import Actor, Grant
from app.cli.seed_names import name_at
from app.cli.seed_platforms import Platforms
from app.db import session
from app.units.directory import needed
from app.units.models import Unit

PASSWORD = "arena ramai tiap pekan"  # noqa: S105 - everybody of the demo party signs in with it
HOME = "31.74.06.1002"  # Lebak Bulus, where the story of the demo plays
AROUND = "31.74.06"
# Share of the crowd by province: Jakarta dense, the rest from Aceh to Papua.
SHARES = {
    "31": 0.36,
    "32": 0.1,
    "33": 0.07,
    "35": 0.07,
    "36": 0.04,
    "12": 0.035,
    "73": 0.03,
    "51": 0.02,
    "11": 0.02,
    "64": 0.015,
}
OTHERS = 0.24  # of all other provinces together, each about as many
DISPLAYS = ("full",) * 44 + ("initials",) * 3 + ("unit",) * 2 + ("hidden",)
JOINED = timedelta(weeks=5)


@dataclass(frozen=True)
class Home:
    """A unit somebody lives in."""

    id: int
    code: str
    name: str
    path: str
    level: str
    zone: str


@dataclass(frozen=True)
class Soul:
    """Somebody of the demo party, outside any session; `handle` is the same on every platform."""

    id: int
    name: str
    handle: str
    home: Home
    grants: tuple[Grant, ...] = ()

    def actor(self) -> Actor:
        """As the verbs want to see somebody who acts."""
        home = self.home
        where = (home.id, home.code, home.name, home.path, home.level, home.zone)
        return Actor(self.id, "", self.name, "full", *where, 0, "", self.grants)


def enter_cast(hashed: str, now: datetime) -> dict[str, Soul]:
    """The cast by first name, enrolled as people are, with their roles and consents."""
    agreed = (*consents.asked(), consents.ATTESTATION)
    cast = {}
    with clock.at(now - JOINED):
        for player in CAST:
            unit = needed(player.unit)
            born = date(1990, 5, 17)
            cadre = enrol(Person(player.name, player.phone, born, hashed, agreed), unit.id)
            grants = ()
            if player.role and player.role_unit:
                where = needed(player.role_unit)
                founding.grant(cadre, player.role, where)
                grants = (Grant(player.role, where.id, where.path, where.level),)
            first = player.name.split()[0].lower()
            handle = HANDLES.get(first, f"{first}_gelanggang"[:15])
            cast[first] = Soul(cadre.id, cadre.name, handle, _home(unit), grants)
    return cast


# Accounts the stand-in platforms offer with one tap.
HANDLES = {
    "siti": "siti_lebakbulus",
    "rudi": "rudi_lebakbulus",
    "ani": "ani_cilandak",
    "yos": "yos_jaksel",
    "tika": "tika_dpp",
    "dewi": "dewi_moderasi",
}


def enter_crowd(dice: random.Random, count: int, hashed: str, now: datetime) -> list[Soul]:
    """Everybody else, in bulk: invented names, numbers nobody has, the same consents."""
    homes = _homes(dice, count)
    names = [name_at(dice, home.code) for home in homes]
    joined = now - JOINED
    rows = [
        {
            "public_id": secrets.token_hex(6),
            "name": name,
            "phone": f"+62813{number:08d}",
            "birth_date": date(1960, 1, 1) + timedelta(days=dice.randrange(16_000)),
            "password_hash": hashed,
            "unit_id": home.id,
            "display": dice.choice(DISPLAYS),
            "status": "active",
            "activated_at": joined,
            "attested_at": joined,
        }
        for number, (home, name) in enumerate(zip(homes, names, strict=True))
    ]
    returned = insert(Cadre).returning(Cadre.id, sort_by_parameter_order=True)
    ids = session().scalars(returned, rows).all() if rows else []
    _settle_in(ids, homes, joined)
    return [
        Soul(id, name, _handle(name, id), home)
        for id, name, home in zip(ids, names, homes, strict=True)
    ]


def link(platforms: Platforms, souls: Sequence[Soul], provider: str) -> None:
    """Link an account of each, as if each had allowed it; tokens are sealed as always."""
    by_handle = {soul.handle: soul for soul in souls}
    platforms.people([(soul.handle, soul.name) for soul in souls])
    for granted in platforms.grants(provider, list(by_handle)):
        soul = by_handle[granted.handle]
        account = LinkedAccount(
            cadre_id=soul.id,
            provider=provider,
            subject=granted.subject,
            handle=granted.known_as,
            name=granted.name,
            status="active",
            linked_at=clock.now(),
        )
        keep(account, granted.token)
        session().add(account)
    session().flush()


def _settle_in(ids: Sequence[int], homes: Sequence[Home], joined: datetime) -> None:
    day = clock.party_day(joined)
    members = [
        {"cadre_id": id, "unit_id": home.id, "starts_on": day}
        for id, home in zip(ids, homes, strict=True)
    ]
    given = [
        {
            "cadre_id": id,
            "kind": words.kind,
            "version": words.version,
            "sha256": words.sha256,
            "given_at": joined,
        }
        for id in ids
        for words in (*consents.asked(), consents.ATTESTATION)
    ]
    if ids:
        session().execute(insert(Membership), members)
        session().execute(insert(Consent), given)


def _homes(dice: random.Random, count: int) -> list[Home]:
    """Where everybody lives: the story's own PAC first, then by the share of each province."""
    lebak_bulus = max(8, count // 125)
    homes = [_home(needed(HOME))] * min(count, lebak_bulus)
    near = [home for home in _rantings(AROUND) if home.code != HOME]
    homes += dice.choices(near, k=min(count - len(homes), 3 * lebak_bulus))
    rest = count - len(homes)
    provinces = session().scalars(text(PROVINCES)).all()
    others = [code for code in provinces if code not in SHARES]
    for province, share in (SHARES | dict.fromkeys(others, OTHERS / max(1, len(others)))).items():
        homes += _spread(dice, province, round(rest * share))
    return homes[:count]


def _spread(dice: random.Random, province: str, count: int) -> list[Home]:
    """Some PACs of a province, and lognormal rantings in them."""
    every = [home for home in _rantings(province) if home.code != HOME]
    pacs = sorted({home.code.rpartition(".")[0] for home in every})
    chosen = set(dice.sample(pacs, min(len(pacs), max(1, count // 25))))
    there = [home for home in every if home.code.rpartition(".")[0] in chosen]
    weights = [dice.lognormvariate(0, 0.8) for _ in there]
    return dice.choices(there, weights, k=count)


def _rantings(code: str) -> list[Home]:
    rows = session().execute(text(RANTINGS), {"path": f"dpp.{code}"})
    return [Home(*row) for row in rows]


PROVINCES = "SELECT code FROM units WHERE level = 'DPD' AND active_until IS NULL ORDER BY code"
RANTINGS = """
SELECT id, code, name, path, level, zone FROM units
WHERE path <@ CAST(:path AS ltree) AND level = 'RANTING' AND active_until IS NULL ORDER BY code
"""


def _home(unit: Unit) -> Home:
    return Home(unit.id, unit.code, unit.name, unit.path, unit.level, unit.zone)


def _handle(name: str, id: int) -> str:
    first = "".join(sign for sign in name.split()[-1].lower() if "a" <= sign <= "z")
    return f"{first[:8]}_{id}"
