"""How long the words of posts are kept: one table, swept by the hour, shown to cadres.

Words are kept to tell copies, and no longer than each platform's terms allow. What stays is a
hash that recognises the same words again and tells nothing else. Likes, views and reposts are
never kept at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from app.db import session
from app.words import counted, said

LONGEST = timedelta(days=90)
LAST_LOOK = timedelta(days=7)  # the last planned look at a post that counts


@dataclass(frozen=True)
class Keeping:
    """At most so long after the hand-in and, where that is set, after the verdict."""

    after_hand_in: timedelta
    after_verdict: timedelta | None = None

    @property
    def words(self) -> str:
        """As a cadre reads it."""
        longest = said("paling lama %(days)s hari sesudah dikirim", days=self.after_hand_in.days)
        if self.after_verdict is None:
            return longest
        hours = int(self.after_verdict.total_seconds()) // 3600
        days = self.after_verdict.days
        span = counted("%(num)s jam", hours) if hours < 48 else counted("%(num)s hari", days)
        return said("%(span)s sesudah putusan, %(longest)s", span=span, longest=longest)


KEEPING: Mapping[str, Keeping] = {
    "x": Keeping(timedelta(days=30), timedelta(hours=24)),
    "instagram": Keeping(LONGEST, LAST_LOOK),
    "facebook": Keeping(LONGEST, LAST_LOOK),
    "threads": Keeping(LONGEST, LAST_LOOK),
    "youtube": Keeping(timedelta(days=30)),
    "tiktok": Keeping(LONGEST, LAST_LOOK),
    "bluesky": Keeping(LONGEST),
    "mastodon": Keeping(LONGEST),
    "website": Keeping(LONGEST),
}

FORGET = text(
    """
    UPDATE submissions s SET words = NULL
    FROM unnest(CAST(:providers AS text[]), CAST(:decided AS timestamptz[]),
                CAST(:sent AS timestamptz[])) AS l(provider, decided, sent)
    WHERE s.provider = l.provider AND s.words IS NOT NULL
        AND (s.decided_at < l.decided OR s.submitted_at < l.sent)
    """
)


def forget_words(now: datetime) -> None:
    """Drop the words whose time is over."""
    limits = KEEPING.values()
    asked = {
        "providers": list(KEEPING),
        "decided": [one.after_verdict and now - one.after_verdict for one in limits],
        "sent": [now - one.after_hand_in for one in limits],
    }
    session().execute(FORGET, asked)
