"""The people of the tests, and the small tree they live in.

Siti posts; Rudi is her rival in the same ranting; Bu Ani leads that ranting; Pak Joko the PAC above
it; Bu Ratna the DPC; Pak Yos the DPD; Budi is a cadre of the ranting next door; Mega lives in
another DPC; Yohana in Papua, two hours ahead. Tika and Bima are campaign officers of DPP, Dewi
verifies from Bandung, as Gita does, and Fajar from Papua; Arif audits, Oka keeps the machine
running.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from argon2 import PasswordHasher
from sqlalchemy import insert, select

from app import clock
from app.cadres.models import Cadre, Membership, Role
from app.cadres.roles import Actor, Grant
from app.campaigns.policy import let_all_score
from app.db import Base, session
from app.seasons.models import Season
from app.units.models import LEVELS, Unit

PASSWORD = "kuda lumping menari"
CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
JOINED = datetime(2026, 9, 1, tzinfo=UTC)
SEASON = timedelta(weeks=16, days=-1)  # from its first day to its last
FIRST_SEASON = date(2026, 9, 7)  # of tests that name their days

TREE = (
    # code, level, name, parent, zone
    ("dpp", "DPP", "Indonesia", None, "Asia/Jakarta"),
    ("31", "DPD", "DKI Jakarta", "dpp", "Asia/Jakarta"),
    ("31.71", "DPC", "Kota Administrasi Jakarta Pusat", "31", "Asia/Jakarta"),
    ("31.71.06", "PAC", "Menteng", "31.71", "Asia/Jakarta"),
    ("31.71.06.1001", "RANTING", "Menteng", "31.71.06", "Asia/Jakarta"),
    ("31.74", "DPC", "Kota Administrasi Jakarta Selatan", "31", "Asia/Jakarta"),
    ("31.74.06", "PAC", "Cilandak", "31.74", "Asia/Jakarta"),
    ("31.74.06.1001", "RANTING", "Cilandak Barat", "31.74.06", "Asia/Jakarta"),
    ("31.74.06.1002", "RANTING", "Lebak Bulus", "31.74.06", "Asia/Jakarta"),
    ("31.74.06.1003", "RANTING", "Pondok Labu", "31.74.06", "Asia/Jakarta"),
    ("31.74.07", "PAC", "Kebayoran Baru", "31.74", "Asia/Jakarta"),
    ("31.74.07.1001", "RANTING", "Melawai", "31.74.07", "Asia/Jakarta"),
    ("32", "DPD", "Jawa Barat", "dpp", "Asia/Jakarta"),
    ("32.73", "DPC", "Kota Bandung", "32", "Asia/Jakarta"),
    ("32.73.02", "PAC", "Coblong", "32.73", "Asia/Jakarta"),
    ("32.73.02.1004", "RANTING", "Dago", "32.73.02", "Asia/Jakarta"),
    ("91", "DPD", "Papua", "dpp", "Asia/Jayapura"),
    ("91.71", "DPC", "Kota Jayapura", "91", "Asia/Jayapura"),
    ("91.71.01", "PAC", "Jayapura Utara", "91.71", "Asia/Jayapura"),
    ("91.71.01.1001", "RANTING", "Gurabesi", "91.71.01", "Asia/Jayapura"),
)

PEOPLE = (
    # key, name, unit, roles as (kind, unit)
    ("siti", "Siti Nurhaliza", "31.74.06.1002", ()),
    ("rudi", "Rudi Hartono", "31.74.06.1002", ()),
    ("ani", "Ani Wijayanti", "31.74.06.1002", (("leader", "31.74.06.1002"),)),
    ("budi", "Budi Santoso", "31.74.06.1001", ()),
    ("joko", "Joko Susilo", "31.74.06.1001", (("leader", "31.74.06"),)),
    ("ratna", "Ratna Dewanti", "31.74.07.1001", (("leader", "31.74"),)),
    ("mega", "Mega Lestari", "31.71.06.1001", ()),
    ("yos", "Yosef Sudarso", "31.71.06.1001", (("leader", "31"),)),
    ("yohana", "Yohana Wenda", "91.71.01.1001", ()),
    ("tika", "Tika Permata", "31.71.06.1001", (("officer", "dpp"),)),
    ("bima", "Bima Aryasatya", "31.71.06.1001", (("officer", "dpp"),)),
    ("dewi", "Dewi Anggraini", "32.73.02.1004", (("verifier", "dpp"),)),
    ("arif", "Arif Rahman", "32.73.02.1004", (("auditor", "dpp"),)),
    ("oka", "Oka Mahendra", "91.71.01.1001", (("operator", "dpp"),)),
    ("gita", "Gita Puspita", "32.73.02.1004", (("verifier", "dpp"),)),
    ("fajar", "Fajar Rumbiak", "91.71.01.1001", (("verifier", "dpp"),)),
)


@dataclass(frozen=True)
class Person:
    """One of the cast: what tests need to know of a cadre without asking the database."""

    key: str
    id: int
    public_id: str
    name: str
    phone: str
    unit_id: int
    unit_code: str


class Cast:
    """Everybody by name: `cast.siti`."""

    def __init__(self, people: dict[str, Person]) -> None:
        self.people = people

    def __getattr__(self, key: str) -> Person:
        try:
            return self.people[key]
        except KeyError:
            raise AttributeError(key) from None

    def actor(self, key: str) -> Actor:
        """A person as the guards see her, made from the tables here alone."""
        _, name, code, roles = next(row for row in PEOPLE if row[0] == key)
        levels = {row[0]: row[1] for row in TREE}
        return Actor(
            id=self.people[key].id,
            public_id=self.people[key].public_id,
            name=name,
            display="full",
            unit_id=self.people[key].unit_id,
            unit_code=code,
            unit_name="",
            unit_path=path_of(code),
            unit_level=levels[code],
            zone="Asia/Jakarta",
            session_id=0,
            session_public_id="",
            grants=tuple(Grant(kind, 0, path_of(unit), levels[unit]) for kind, unit in roles),
        )


def path_of(code: str) -> str:
    """The path of a unit by its code: `dpp.31.74`."""
    return "dpp" if code == "dpp" else f"dpp.{code}"


def season_around(today: date) -> date:
    """The Monday on which a season began that is in its twelfth week today."""
    return today - timedelta(weeks=11, days=today.weekday())


def plant(opens: date | None = None) -> None:
    """Grow the small tree and open a season on that Monday, else around now; every platform is a
    stand-in and gives points. The caller owns the transaction."""
    opens = opens or season_around(clock.now().date())
    ids: dict[str | None, int] = {None: None}
    for level in sorted({level for _, level, *_ in TREE}, key=LEVELS.index):
        here = [one for one in TREE if one[1] == level]
        found = _add(
            Unit,
            [
                {
                    "code": code,
                    "level": level,
                    "name": name,
                    "path": path_of(code),
                    "zone": zone,
                    "active_from": date(2026, 1, 1),
                    "parent_id": ids[parent],
                }
                for code, _, name, parent, zone in here
            ],
        )
        ids |= {one[0]: id for one, id in zip(here, found, strict=True)}
    let_all_score("Platform tiruan", JOINED)
    session().add(Season(name="Musim 1", starts_on=opens, ends_on=opens + SEASON))
    session().flush()


def enter() -> Cast:
    """Bring everybody in. The caller owns the transaction; the tree must stand."""
    units = {unit.code: unit.id for unit in session().scalars(select(Unit))}
    same = {
        "birth_date": date(1990, 5, 17),
        "password_hash": CHEAP_HASH,
        "display": "full",
        "status": "active",
        "activated_at": JOINED,
        "attested_at": JOINED,
    }
    ids = _add(
        Cadre,
        [
            {
                "public_id": f"{key}-0000",
                "name": name,
                "phone": _phone(number),
                "unit_id": units[code],
            }
            | same
            for number, (key, name, code, _) in enumerate(PEOPLE, 1)
        ],
    )
    cast = {
        key: Person(key, id, f"{key}-0000", name, _phone(number), units[code], code)
        for number, (id, (key, name, code, _)) in enumerate(zip(ids, PEOPLE, strict=True), 1)
    }
    since = {"starts_on": JOINED.date()}
    _add(
        Membership,
        [{"cadre_id": one.id, "unit_id": one.unit_id} | since for one in cast.values()],
    )
    _add(
        Role,
        [
            {"cadre_id": cast[key].id, "kind": kind, "unit_id": units[where]} | since
            for key, _, _, roles in PEOPLE
            for kind, where in roles
        ],
    )
    return Cast(cast)


def _phone(number: int) -> str:
    return f"+6281200000{number:03d}"


def _add(model: type[Base], rows: list[dict]) -> list[int]:
    """Rows in one statement, since every test begins with them; their ids in the same order."""
    added = insert(model).returning(model.id, sort_by_parameter_order=True)
    return [*session().scalars(added, rows)]
