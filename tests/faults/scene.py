"""One platform that is going to misbehave, and cadres who hand in what they wrote there.

Every platform that a cadre can be linked to comes through here; what only some of them can do is
asked of the platform's own description, or named in a table with its reason.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from app.accounts.models import LinkedAccount
from app.db import db, session
from app.flows import verified_share
from app.jobs.due import run_due_jobs
from app.leaderboards.audit import audit
from app.leaderboards.projection import project_once
from app.providers import PROVIDERS
from app.submissions.models import Submission
from simulator.platform import Platform
from simulator.platforms import PLATFORMS
from simulator.posts import Post
from tests.cast import Person
from tests.shares import Shares, story

KEYS = tuple(key for key in PLATFORMS if key in PROVIDERS)
POINTS = 10
LENGTH = 14  # words, so few that no platform cuts them off
# What every submission must have brought its cadre, by its state.
OWED = text(
    """
    SELECT s.id, s.state, array_remove(array_agg(e.kind ORDER BY e.id), NULL) AS kinds,
        coalesce(sum(e.points), 0) AS points
    FROM submissions s LEFT JOIN entries e ON e.source = 'submission:' || s.id
    GROUP BY s.id
    """
)
BROUGHT = {"verified": (["share"], POINTS), "reversed": (["share", "reversal"], 0)}


@dataclass(frozen=True)
class HandedIn:
    """A post and the claim on it."""

    id: int
    post: Post
    cadre: Person


class Scene:
    """What happens between cadres, one platform and us."""

    def __init__(self, shares: Shares, key: str) -> None:
        self.key = key
        self.shares = shares
        self.cast = shares.cast
        self.sim = shares.platforms
        shares.policy(key, "score")
        self.challenge = shares.challenge(providers=[key], daily_limit=20, points=POINTS)
        self._written = 0
        self.sim.stage.calls.clear()

    @property
    def platform(self) -> Platform:
        """The platform as the stand-ins describe it."""
        return PLATFORMS[self.key]

    @property
    def parts(self) -> set[str]:
        """Everything that has switches and that the platform consists of."""
        return {self.key, *(one.key for one in self.platform.hosts)}

    def link(self, *people: Person) -> list[int]:
        """Their accounts, linked; the ids."""
        return [self.shares.link(one, self.key) for one in people]

    def write(self, person: Person, **more: object) -> Post:
        """A post in that person's own words."""
        self._written += 1
        words = f"{story(self._written, LENGTH)} kafé"
        return self.shares.post(person, words, self.key, **more)

    def hand_in(self, person: Person, post: Post | None = None) -> HandedIn:
        """A post of hers, handed in."""
        post = post or self.write(person)
        return HandedIn(self.shares.submit(person, self.challenge, post.url), post, person)

    def credited(self, person: Person) -> HandedIn:
        """A post of hers that counts already."""
        one = self.hand_in(person)
        self.run()
        assert self.states(one) == ["verified"]
        return one

    def switch(self, **changes: object) -> None:
        """Set switches of the platform, and of all that belongs to it."""
        for key in self.parts:
            self.sim.switch(key, **changes)

    def recover(self) -> None:
        """Healthy again."""
        for key in self.parts:
            self.sim.healthy(key)

    def run(self, until: datetime | None = None) -> None:
        """Live until then: every job at its moment. What a job raises fails the test."""
        run_due_jobs(self.shares.app, until)

    def look_again(self, one: HandedIn) -> None:
        """One of the later looks at a post that counts, here and now."""
        with self.shares.app.app_context():
            verified_share.recheck(one.id)
            db.session.remove()

    def states(self, *ones: HandedIn) -> list[str]:
        """How these hand-ins stand."""
        return [self.row(one).state for one in ones]

    def row(self, one: HandedIn) -> Submission:
        """A hand-in as it stands."""
        return self.shares.row(one.id)

    def account(self, account_id: int) -> LinkedAccount:
        """A linked account as it stands."""
        with self.shares.app.app_context():
            found = session().get_one(LinkedAccount, account_id)
            session().expunge(found)
            db.session.remove()
        return found

    def asked(self) -> Counter[str]:
        """How often each server of the platform was asked, by its host or by where it stands in."""
        calls = (call for key in self.parts for call in self.sim.calls(key))
        return Counter(_server(path) for _, path, _ in calls)

    def check_books(self) -> None:
        """Nothing lost, nothing twice: entries, totals and boards say the same."""
        with self.shares.app.app_context():
            for row in session().execute(OWED):
                assert (row.kinds, row.points) == BROUGHT.get(row.state, ([], 0)), row
            db.session.remove()
            while project_once():
                pass
            assert audit().differences == ()
            db.session.remove()


def _server(path: str) -> str:
    parts = path.split("/")
    return parts[2] if parts[1] == "host" else parts[1]
