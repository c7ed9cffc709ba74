"""What the party asks of its cadres now, for everybody to read. Read only, no person in it.

Whoever wrote and whoever published is told by the role held on that day, never by name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.campaigns.elections import permitted
from app.db import read

MOST = 200
ROLE = """
    (SELECT r.kind || ':' || ru.level FROM roles r JOIN units ru ON ru.id = r.unit_id
     WHERE r.cadre_id = {who} AND r.kind IN ('officer', 'leader')
        AND CAST({at} AS date) BETWEEN r.starts_on AND coalesce(r.ends_on, 'infinity')
        AND u.path <@ ru.path
     ORDER BY r.kind = 'officer' DESC, nlevel(ru.path) LIMIT 1)
"""
REGISTER = f"""
    SELECT c.public_id, c.title, c.why, c.sources, c.providers, c.opens_at, c.closes_at,
        c.published_at, c.state, m.title AS campaign, u.name AS region, u.level, u.zone,
        i.level AS issuer_level, i.name AS issuer_name,
        {ROLE.format(who="c.drafted_by", at="c.drafted_at")} AS drafter,
        {ROLE.format(who="c.published_by", at="c.published_at")} AS publisher,
        (SELECT jsonb_agg(jsonb_build_object('item', r.item, 'reason', r.reason,
            'correction', r.correction, 'source', r.source,
            'at', extract(epoch FROM r.recalled_at)) ORDER BY r.id DESC)
         FROM recalls r WHERE r.challenge_id = c.id) AS recalls
    FROM challenges c JOIN units u ON u.id = c.unit_id JOIN campaigns m ON m.id = c.campaign_id
        LEFT JOIN units i ON i.id = c.issuer_id
    WHERE c.state = 'published' AND c.opens_at <= %(now)s AND c.closes_at > %(now)s
            AND {permitted("c.campaigning", "u.path", "%(now)s")}
        OR EXISTS (SELECT FROM recalls r WHERE r.challenge_id = c.id
            AND r.recalled_at > CAST(%(now)s AS timestamptz) - interval '90 days')
    ORDER BY c.state = 'recalled', c.opens_at DESC, c.id DESC LIMIT {MOST}
"""  # noqa: S608 - put together from constants


@dataclass(frozen=True)
class Listed:
    """One challenge of the register; `drafter` and `publisher` are a kind of role and a level."""

    row: Any
    drafter: tuple[str, str] | None
    publisher: tuple[str, str] | None


def listed(now: datetime) -> Sequence[Listed]:
    """Whatever is on, the newest first, then what was taken back within the last 90 days."""
    return [
        Listed(row, _role(row.drafter), _role(row.publisher))
        for row in read(REGISTER, {"now": now})
    ]


def _role(told: str | None) -> tuple[str, str] | None:
    if told is None:
        return None
    kind, level = told.split(":")
    return kind, level
