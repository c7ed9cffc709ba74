"""Which boards there are, what they are called, and who is on which.

A board is one sorted set under one key: its members are ids of cadres or of units, its scores
their points in a period under the scope. Nothing here spans two keys, so that boards can be
spread over a cluster.
"""

from app.store import store

# Which levels are ranked against each other inside a unit of a level.
LEVELS_IN: dict[str, tuple[str, ...]] = {
    "DPP": ("DPD", "DPLN", "DPC"),
    "DPD": ("DPC",),
    "DPC": ("PAC", "RANTING"),
    "PAC": ("RANTING",),
}
KINDS = ("b", "u", "f")  # first parts of the keys of boards
REBUILD_LOCK = 7_401  # held shared by projections, alone by a rebuild or an audit
UNITS_LOCK = 7_402  # one projector at a time sums units


def cadre_board(period: str, scope_id: int) -> str:
    """Key of the board of all cadres who earned points in or below a unit."""
    return f"{store.prefix}b:{period}:{scope_id}"


def unit_board(period: str, scope_id: int, level: str) -> str:
    """Key of the board of all units of one level below a unit."""
    return f"{store.prefix}u:{period}:{scope_id}:{level}"


def fair_board(period: str, scope_id: int, level: str) -> str:
    """Key of the same board in the order of Indeks Adil, in thousandths."""
    return f"{store.prefix}f:{period}:{scope_id}:{level}"


def notes_key(kind: str, period: str, home_id: int) -> str:
    """Key of last night's ranks of the members of a unit, on every board above it of one kind."""
    return store.key("n", kind, period, home_id)


def epoch_key() -> str:
    """Key that says the boards are whole, and in which histories of writes they were built."""
    return store.key("epoch")


def seen_key() -> str:
    """Key of the moment (seconds since 1970) when a projector last had nothing left to do."""
    return store.key("seen")


def wake_key() -> str:
    """Key of the list whose first item wakes a waiting projector."""
    return store.key("wake")


def name_of(key: str) -> str:
    """The name of a board without the prefix of the store, which may change: `b:s1:7`."""
    return key.removeprefix(store.prefix)
