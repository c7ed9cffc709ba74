"""The stage of tests about decisions: posts that were judged, cases, sanctions, appeals."""

from dataclasses import dataclass
from datetime import datetime

from app import clock
from app.db import session
from app.moderation import appeals, cases, judging, sanctions
from app.moderation.judging import Judgement
from app.moderation.models import Case, Sanction
from app.submissions.models import Submission
from tests.cast import Person
from tests.shares import Shares


@dataclass
class Court:
    """Verbs of moderation, each in a transaction of its own."""

    shares: Shares

    def rejected(self, reason: str = "copied") -> int:
        """A photo of Siti's that Dewi and Gita rejected."""
        one = self.waiting()
        for person in (self.shares.cast.dewi, self.shares.cast.gita):
            self.shares.decide(one, person, False, reason)
        return one

    def verified(self) -> int:
        """A photo of Siti's that Dewi and Fajar accepted."""
        one = self.waiting()
        for person in (self.shares.cast.dewi, self.shares.cast.fajar):
            self.shares.decide(one, person)
        return one

    def waiting(self) -> int:
        """A photo of Siti's that people have to look at."""
        shares = self.shares
        challenge = shares.challenge(providers=["instagram"])
        return shares.submit(
            shares.cast.siti, challenge, shares.post(shares.cast.rudi, "Sore", "instagram").url
        )

    def appeal(self, one: int, words: str = "Ini tulisan saya", at: datetime | None = None) -> str:
        """Siti objects to what was decided about her post."""
        siti = self.shares.cast.siti
        actor = self.shares.actor(siti)
        with self.shares.at_work():
            matter = appeals.about_submission(session().get_one(Submission, one).public_id, siti.id)
            return appeals.file(matter, actor, words, at or clock.now()).public_id

    def answer(self, appeal: str, person: Person, overturn: bool, answer: str = "Sudah") -> None:
        """That person answers."""
        actor = self.shares.actor(person)
        with self.shares.at_work():
            found = appeals.judgeable(appeal, actor, clock.now())
            appeals.decide(found, actor, overturn, answer, clock.now())

    def offered(self, person: Person) -> list[str]:
        """Appeals that person may judge."""
        actor = self.shares.actor(person)
        with self.shares.at_work():
            return [one.public_id for one in appeals.waiting_for(actor, clock.now())[1]]

    def case(self, *posts: int) -> str:
        """A case about these posts."""
        with self.shares.at_work():
            found = [session().get_one(Submission, one) for one in posts]
            key = f"uji:{posts}"
            made = cases.open_case("recyclers", key, 2, ["Uji"], found, clock.now())
            return session().get_one(Case, made).public_id

    def judge(self, case: str, person: Person, judgement: Judgement) -> None:
        """The first word on a case."""
        actor = self.shares.actor(person)
        with self.shares.at_work():
            found = judging.judgeable(case, actor, clock.now())
            judging.judge(found, actor, judgement, clock.now())

    def second(self, case: str, person: Person, agree: bool = True) -> None:
        """The second word."""
        actor = self.shares.actor(person)
        with self.shares.at_work():
            judging.second(judging.judgeable(case, actor, clock.now()), actor, agree, clock.now())

    def convict(self, one: int, *, take: bool = False, kind: str = "", days: int = 0) -> str:
        """Fajar finds a case about a post proven; the case's id."""
        case = self.case(one)
        asked = sanctions.Asked(kind, "copies", "Tiga tulisan yang sama.", days) if kind else None
        posts = [self.shares.row(one).public_id] if take else []
        self.judge(
            case,
            self.shares.cast.fajar,
            Judgement("confirmed", "Terbukti", posts, "copied", 0, asked),
        )
        return case

    def sanction(self) -> Sanction:
        """The one sanction there is."""
        with self.shares.at_work():
            found = session().query(Sanction).one()
            session().expunge(found)
        return found
