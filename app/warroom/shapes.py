"""What a wall shows, as plain values that can be kept in the store."""

from dataclasses import dataclass
from datetime import date, datetime

from app.content.notes import Saying

FEW = -1  # one to four: how many exactly is nobody's business who looks from above


@dataclass(frozen=True)
class Count:
    """How many of something: of a platform, or of a reason."""

    key: str
    n: int | None


@dataclass(frozen=True)
class Queue:
    """Hand-ins that wait now, for the machine and for people, and for how many seconds already."""

    pending: int
    set_aside: int
    median_s: float | None
    oldest_s: float | None
    platforms: tuple[Count, ...]

    @property
    def waiting(self) -> int:
        """All of them."""
        return self.pending + self.set_aside


@dataclass(frozen=True)
class Appeals:
    """Objections that nobody has answered yet, and for how many seconds the oldest has waited."""

    n: int | None
    oldest_s: float | None


@dataclass(frozen=True)
class People:
    """Distinct people of the last seven days: who handed in, and what counts of it.

    `people`, `words` and `districts` measure how organic a reach is: how many people, in how many
    different wordings, from how many districts (PAC) posts that count came. `by_child` are the
    active of each unit right below, by its id. `rests_until` is when counting again is due.
    """

    active: int | None
    today: int | None
    people: int | None
    words: int | None
    districts: int
    by_child: dict[int, int]
    rests_until: datetime


@dataclass(frozen=True)
class Child:
    """A unit right below: its cadres, who of them was active in seven days, verified today."""

    id: int
    code: str
    level: str
    name: str
    roll: int
    active: int | None
    verified: int | None

    @property
    def rate(self) -> int | None:
        """Active cadres per 1,000; `FEW` where they are, None where it cannot be said."""
        if self.active is None or self.active == FEW or not self.roll:
            return self.active if self.roll else None
        return 1000 * self.active // self.roll


@dataclass(frozen=True)
class Row:
    """A unit on the board by Indeks Adil (thousandths), and places won since last night."""

    rank: int
    code: str
    name: str
    index: int
    moved: int | None


@dataclass(frozen=True)
class News:
    """A hand-in that was verified, told of a unit large enough that nobody is meant by it."""

    at: datetime
    level: str
    name: str
    above: str
    provider: str
    points: int


@dataclass(frozen=True)
class Effort:
    """A challenge that is open, or was lately: verified today and in seven days, and rejected."""

    public_id: str
    title: str
    campaign_id: int
    campaign: str
    opens_at: datetime
    closes_at: datetime
    today: int | None
    week: int | None
    rejected: int | None


@dataclass(frozen=True)
class Figures:
    """All of one unit, of one campaign or of everything.

    `as_of` is the moment until which verdicts are in. `before` counts the same weekday of last
    week up to `until`, the last full hour, as `so_far` counts today up to then. `hours` are the
    last 24, the newest last.
    """

    as_of: datetime
    day: date
    roll: int
    verified: int | None
    so_far: int
    before: int
    until: datetime
    rejected: int | None
    reasons: tuple[Count, ...]
    platforms: tuple[Count, ...]
    hours: tuple[int | None, ...]
    first_hour: datetime
    queue: Queue
    appeals: Appeals
    people: People | None
    children: tuple[Child, ...]
    board: tuple[Row, ...]
    news: tuple[News, ...]
    efforts: tuple[Effort, ...]
    note: Saying | None

    @property
    def change(self) -> int | None:
        """Percent more or less than on that weekday; None where there is nothing to compare."""
        return round(100 * (self.so_far - self.before) / self.before) if self.before else None

    @property
    def rejected_share(self) -> float | None:
        """Percent of today's verdicts that were rejections."""
        if self.verified is None or self.rejected is None or not self.verified + self.rejected:
            return None
        return 100 * self.rejected / (self.verified + self.rejected)
