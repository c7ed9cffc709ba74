"""No way leads to points without evidence, nor past a decider who is near: tried by everybody."""

import ast
import random
from pathlib import Path

import pytest
from sqlalchemy import select

from app import clock
from app.cadres.models import Invitation, InvitationUse
from app.db import session
from app.errors import NotFound, Refusal
from app.flows import review_turn
from app.flows.verified_share import decide_by_person
from app.ledger.models import Entry
from app.moderation import appeals, turns
from app.moderation.models import Appeal
from app.submissions.models import Review, Submission, Verdict
from app.units.tree import within
from tests.cast import PEOPLE, Person, path_of
from tests.shares import Shares

APP = Path(__file__).resolve().parents[2] / "app"
# Where points are entered, and what stands behind each.
WRITERS = {
    "app/moderation/crediting.py": "a verdict",
    "app/moderation/sanctions.py": "an appeal that overturned a sanction",
    "app/moderation/manual.py": "an unrelated second person, asked for work no platform shows",
    "app/flows/arrivals.py": "people who came, counted by ourselves",
}
AUTHORS = ("siti", "dewi", "gita", "yohana", "yos")
STEPS = 90


def test_points_are_entered_in_a_few_known_places_only() -> None:
    found = set()
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            called = getattr(node, "func", None)
            owner = getattr(getattr(called, "value", None), "id", "")
            if owner == "entries" and called.attr in ("award", "correct", "make_good"):
                found.add(str(path.relative_to(APP.parent)))
    assert {path for path in found if "/cli/" not in path} == set(WRITERS)


class Walk:
    """Random people try every way to have a post accepted, or an appeal granted."""

    def __init__(self, shares: Shares, seed: int) -> None:
        self.shares, self.dice = shares, random.Random(seed)
        self.people = list(shares.cast.people.values())
        challenge = shares.challenge(providers=["instagram"], daily_limit=9)
        self.posts = []
        for number, key in enumerate(AUTHORS):
            url = shares.post(shares.cast.rudi, f"Foto {number}", "instagram").url
            self.posts.append(shares.submit(shares.cast.people[key], challenge, url))
        self.actors = {one.id: shares.actor(one) for one in self.people}
        with shares.at_work():  # Gita came by Fajar's invitation
            self._invite(shares.cast.fajar, shares.cast.gita)

    def _invite(self, inviter: Person, invited: Person) -> None:
        now = clock.now()
        made = Invitation(
            public_id="undangan",
            unit_id=inviter.unit_id,
            created_by=inviter.id,
            created_at=now,
            expires_at=now,
            uses_allowed=1,
        )
        session().add(made)
        session().flush()
        session().add(InvitationUse(invitation_id=made.id, cadre_id=invited.id, at=now))

    def step(self) -> None:
        """One attempt of somebody, whatever comes of it."""
        act = self.dice.choice((self.opinion, self.turn, self.object, self.answer))
        try:
            with self.shares.at_work():
                act(self.actors[self.dice.choice(self.people).id])
        except (NotFound, Refusal):
            pass

    def opinion(self, actor) -> None:
        post = session().get_one(Submission, self.dice.choice(self.posts))
        accept = self.dice.random() < 0.5
        decide_by_person(actor, post.public_id, accept, "" if accept else "copied")

    def turn(self, actor) -> None:
        if actor.verifier and (turn := turns.draw(actor, clock.now())):
            review_turn.decide(actor, turn.public_id, True, "", clock.now())

    def object(self, actor) -> None:
        mine = select(Submission).where(Submission.cadre_id == actor.id)
        post = session().scalars(mine).first()
        if post is not None:
            matter = appeals.about_submission(post.public_id, actor.id)
            appeals.file(matter, actor, "Keliru", clock.now())

    def answer(self, actor) -> None:
        found = session().scalars(select(Appeal.public_id).where(Appeal.state == "open")).all()
        if found:
            appeal = appeals.judgeable(self.dice.choice(found), actor, clock.now())
            appeals.decide(appeal, actor, True, "Benar", clock.now())


def near(author: Person, decider: Person) -> bool:
    """Herself, her line, or somebody bound to her by an invitation; told from the cast alone."""
    roles = next(one[3] for one in PEOPLE if one[0] == decider.key)
    own = [decider.unit_code, *(unit for kind, unit in roles if kind == "leader")]
    hers = path_of(author.unit_code)
    line = any(within(hers, path_of(one)) or within(path_of(one), hers) for one in own)
    return line or {author.key, decider.key} == {"fajar", "gita"}


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_people_try_points_have_evidence_and_deciders_from_elsewhere(
    shares: Shares, seed: int
) -> None:
    walk = Walk(shares, seed)
    for _ in range(STEPS):
        walk.step()
    by_id = {one.id: one for one in walk.people}
    with shares.at_work():
        credited = session().scalars(select(Entry).where(Entry.points > 0)).all()
        assert credited
        for entry in credited:
            post = session().get_one(Submission, int(entry.source.partition(":")[2]))
            verdicts = session().scalars(select(Verdict).where(Verdict.submission_id == post.id))
            assert any(one.outcome == "verified" and one.by for one in verdicts)
            yes = (Review.submission_id == post.id, Review.accept)
            deciders = set(session().scalars(select(Review.reviewer_id).where(*yes)))
            granted = (Appeal.submission_id == post.id, Appeal.state == "overturned")
            deciders |= set(session().scalars(select(Appeal.decided_by).where(*granted)))
            assert deciders
            author = by_id[post.cadre_id]
            assert not [by_id[one].key for one in deciders if near(author, by_id[one])]
