"""What of a unit's boards is looked at: whose, of which period, in which order, from which row."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from app.leaderboards.orders import BEST_WEEKS, NEW_DAYS, is_season, is_week, order_period
from app.leaderboards.standings import TOP
from app.web.paging import whole_number
from app.web.periods import Period
from app.words import said

KEPT = 10_000  # addresses


@dataclass(frozen=True)
class Order:
    """One way to rank the members of a board: its word in an address, on its chip, what it counts,
    and how, in a sentence. `name` is its name among the orders of a season."""

    slug: str
    chip: str
    by: str = "poin"
    explained: str = ""
    name: str | None = None


BEST = said(
    "Yang dihitung %(weeks)s minggu terbaik masing-masing, jadi yang baru bergabung atau sempat "
    "sakit tetap ikut.",
    weeks=BEST_WEEKS,
)
NEW = said(
    "Kader yang bergabung musim ini, dengan poin %(weeks)s minggu pertamanya.",
    weeks=NEW_DAYS // 7,
)
SUM = Order("jumlah", said("Jumlah poin"))
OF_CADRES = (SUM,)
OF_SEASON = (
    Order("terbaik", said("Minggu terbaik"), explained=BEST, name="best"),
    SUM,
    Order("hari", said("Hari aktif"), "hari", said("Banyaknya hari dengan poin."), "days"),
    Order("baru", said("Pendatang"), explained=NEW, name="new"),
)
OF_UNITS = (Order("indeks", said("Indeks Adil"), "indeks"), SUM)


@dataclass(frozen=True)
class View:
    """What of a unit's boards is looked at, as its URL says it."""

    code: str
    period: Period
    level: str | None  # None: cadres are ranked
    urut: str | None = None  # the default order, unless it is one of `orders`
    number: int = 1
    sought: str = ""  # a name that is looked for among cadres
    rank: str = ""  # as typed by whoever wants to see who has it

    @property
    def orders(self) -> tuple[Order, ...]:
        """In which orders this board can be read, the default first."""
        if self.level:
            return OF_UNITS
        return OF_SEASON if is_season(self.period.key) else OF_CADRES

    @property
    def order(self) -> Order:
        """In which order it is read."""
        return next((each for each in self.orders if each.slug == self.urut), self.orders[0])

    @property
    def fair(self) -> bool:
        """Whether units are ranked by their index."""
        return self.order.by == "indeks"

    @property
    def of_points(self) -> bool:
        """Whether cadres are ranked by points that all of them can earn."""
        return self.level is None and self.order.slug in ("terbaik", "jumlah")

    @property
    def of_week(self) -> bool:
        """Whether cadres are ranked by the points of a week."""
        return self.level is None and is_week(self.period.key)

    @property
    def board(self) -> str:
        """The name of the period under which this board is kept."""
        name = self.order.name
        return order_period(self.period.key, name) if name else self.period.key

    @property
    def rank_asked(self) -> int | None:
        """The rank whose page is wanted; None for what is no number."""
        return whole_number(self.rank)

    @property
    def offset(self) -> int:
        """Index of the first row shown, if the board is so long.

        Whoever shares a rank stands at the index before it or further up, so it names the page.
        """
        first = self.rank_asked
        return (first - 1) // TOP * TOP if first else (self.number - 1) * TOP

    def url(self, part: str = "") -> str:
        """The address of this view, or of a `part` of it."""
        return _url(self, part)

    @property
    def fields(self) -> dict[str, str]:
        """What a form has to send to come back to its first page; what is usual is left out."""
        asked = {
            "periode": self.period.slug,
            "jenis": "unit" if self.level else "kader",
            "tingkat": self.level,
            "urut": self.order.slug if self.order != self.orders[0] else None,
            "cari": self.sought if self.level is None else None,
        }
        return {name: value for name, value in asked.items() if value}


@lru_cache(KEPT)
def _url(view: View, part: str) -> str:
    page = {"halaman": str(view.number)} if view.number > 1 else {}
    return f"/peringkat/{view.code}{part}?{urlencode(view.fields | page)}"
