"""How a cadre reaches the next better place: by which challenge, and how often. Read only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from app import clock
from app.cadres.roles import Actor
from app.campaigns import policy
from app.campaigns.cheapest import Step, cheapest
from app.campaigns.elections import permitted
from app.campaigns.policy import Policies
from app.db import read
from app.leaderboards.orders import BEST_WEEKS
from app.rulebook import versions
from app.units.naming import title

TOLD = 3  # challenges whose reason is told too
# All that is open to her, what she can still answer today in front.
OPEN = f"""
    SELECT c.public_id, c.title, c.points, c.providers, c.campaign_id, c.daily_limit, c.weekly_cap,
        i.level AS issuer_level, i.name AS issuer_name,
        extract(epoch FROM c.closes_at) AS closes, coalesce(n.used, 0) AS used,
        row_number() OVER next AS place,
        CASE WHEN row_number() OVER next <= {TOLD} THEN c.why ELSE '' END AS why
    FROM challenges c
    JOIN units u ON u.id = c.unit_id AND u.path @> CAST(%(path)s AS ltree)
    LEFT JOIN units i ON i.id = c.issuer_id
    LEFT JOIN daily_counts n
        ON n.challenge_id = c.id AND n.cadre_id = %(cadre)s AND n.day = %(day)s
    WHERE c.state = 'published' AND c.opens_at <= %(now)s AND c.closes_at > %(now)s
        AND {permitted("c.campaigning", "%(path)s", "%(now)s")}
    WINDOW next AS (ORDER BY coalesce(n.used, 0) >= c.daily_limit, c.closes_at, c.id)
"""  # noqa: S608 - constants
# How much the last of her best weeks is ahead of this one: before that, nothing she earns counts
# where only those weeks do. Seasons are whole weeks; a young one has fewer than that.
BEHIND = f"""
    coalesce((
        SELECT sum(t.points) FROM seasons s
        CROSS JOIN generate_series(s.starts_on, CAST(%(day)s AS date) - 7, '7 days') AS monday
        JOIN totals t
            ON t.cadre_id = %(cadre)s AND t.period = to_char(monday, '"w"IYYY-IW')
        WHERE CAST(%(day)s AS date) BETWEEN s.starts_on + {7 * BEST_WEEKS} AND s.ends_on
        GROUP BY t.period ORDER BY 1 DESC OFFSET {BEST_WEEKS - 1} LIMIT 1), 0)
    - coalesce((
        SELECT sum(points) FROM totals
        WHERE cadre_id = %(cadre)s AND period = to_char(CAST(%(day)s AS date), '"w"IYYY-IW')), 0)
    AS behind
"""  # noqa: S608 - constants
MEANS = f"""
    coalesce((SELECT points FROM daily_points d
              WHERE d.cadre_id = %(cadre)s AND d.day = %(day)s), 0) AS earned,
    coalesce((SELECT points FROM local_points l
              WHERE l.cadre_id = %(cadre)s
                AND l.week = to_char(CAST(%(day)s AS date), '"w"IYYY-IW')), 0) AS local_earned,
    (SELECT jsonb_agg(o ORDER BY place) FROM ({OPEN}) o) AS open,
    {versions.in_force("points", "%(day)s")} AS rule,
    {policy.MODES_NOW}, {BEHIND}
"""  # noqa: S608 - constants
ASKED = f"SELECT {MEANS}"


class Named(NamedTuple):
    """What a unit's title is made of."""

    level: str
    name: str


@dataclass(frozen=True)
class Offered:
    """A challenge that is open to her, and how often she answered it today.

    Of a unit's challenge the title of its issuer, and the points that such bring her yet this week.
    """

    public_id: str
    title: str
    why: str
    points: int
    providers: Sequence[str]
    campaign_id: int
    closes_at: datetime
    daily_limit: int
    used: int
    issuer: str | None
    week_left: int | None

    @property
    def left(self) -> int:
        """How often she can still answer it today for all of its points."""
        today = max(0, self.daily_limit - self.used)
        return today if self.week_left is None else min(today, self.week_left // self.points)


@dataclass(frozen=True)
class Means:
    """What she can still earn today: points that the cap leaves, and challenges that give some.

    Where only the best weeks count, this week is `behind` so many points.
    """

    left: int
    challenges: Sequence[Offered]
    behind: int

    def step(self, distance: int, best_weeks: bool, campaign_id: int | None = None) -> Step | None:
        """The cheapest way to so many points more today; only by a campaign's where one is told."""
        of_campaign = (one for one in self.challenges if campaign_id in (None, one.campaign_id))
        return cheapest(distance + (self.behind if best_weeks else 0), self.left, of_campaign)


def means(actor: Actor, at: datetime) -> Means:
    """Hers at a moment, in one query."""
    facts = read(ASKED, asked(actor, at))[0]
    return means_of(facts, offered(facts), policy.of_modes(facts.modes))


def asked(actor: Actor, at: datetime) -> dict[str, object]:
    """The values that `MEANS` wants."""
    return {
        "cadre": actor.id,
        "path": actor.unit_path,
        "now": at,
        "day": clock.party_day(at),
    }


def means_of(facts: Any, challenges: Sequence[Offered], policies: Policies) -> Means:
    """Of a row with the columns of `MEANS`."""
    giving = [one for one in challenges if policies.within(one.providers, "score")]
    cap = versions.of("points", facts.rule)["daily_cap"]
    return Means(max(0, cap - facts.earned), giving, max(0, int(facts.behind)))


def offered(facts: Any) -> Sequence[Offered]:
    """The challenges that `MEANS` found, in its order; of a row with its columns."""
    return [
        Offered(
            one["public_id"],
            one["title"],
            one["why"],
            one["points"],
            one["providers"],
            one["campaign_id"],
            datetime.fromtimestamp(one["closes"], UTC),
            one["daily_limit"],
            one["used"],
            _issuer(one),
            None if one["weekly_cap"] is None else max(0, one["weekly_cap"] - facts.local_earned),
        )
        for one in facts.open or ()
    ]


def _issuer(told: Mapping[str, Any]) -> str | None:
    level, name = told["issuer_level"], told["issuer_name"]
    return level and title(Named(level, name))
