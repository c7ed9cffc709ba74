"""How far a campaign has come towards what it is meant to reach. Read only, but for `aim`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, text

from app.auditing.recording import record
from app.cadres.fields import Collected, whole
from app.cadres.roles import Actor
from app.campaigns.models import Campaign, Challenge
from app.db import session
from app.errors import NotFound
from app.units.tree import ROOT
from app.words import said

MOST = 10_000_000
FIELDS = {
    "target_posts": said("Unggahan terverifikasi"),
    "target_people": said("Kader berbeda"),
    "target_districts": said("Kecamatan berbeda"),
}
# A district is a PAC, the fourth label of a path.
REACHED = text(
    """
    SELECT count(*) AS target_posts, count(DISTINCT s.cadre_id) AS target_people,
        count(DISTINCT subpath(u.path, 0, 4)) FILTER (WHERE nlevel(u.path) >= 4) AS target_districts
    FROM submissions s JOIN challenges c ON c.id = s.challenge_id JOIN units u ON u.id = s.unit_id
    WHERE c.campaign_id = :campaign AND s.state = 'verified' AND s.recall_id IS NULL
    """
)


@dataclass(frozen=True)
class Bar:
    """One aim: its words, what is reached, and what is meant to be (None: nothing was set)."""

    name: str
    words: str
    reached: int
    target: int | None


def one(campaign_id: int, lock: bool = False) -> Campaign:
    """Raises NotFound."""
    found = session().get(Campaign, campaign_id, with_for_update=lock, populate_existing=lock)
    if found is None:
        raise NotFound
    return found


def bars(campaign: Campaign) -> Sequence[Bar]:
    """Every aim with what is reached."""
    reached = session().execute(REACHED, {"campaign": campaign.id}).one()._mapping
    return [
        Bar(name, words, reached[name], getattr(campaign, name)) for name, words in FIELDS.items()
    ]


def challenges(campaign: Campaign) -> Sequence[Challenge]:
    """All of them, the newest first."""
    asked = select(Challenge).where(Challenge.campaign_id == campaign.id)
    return session().scalars(asked.order_by(Challenge.opens_at.desc()).limit(100)).all()


def aim(actor: Actor, campaign_id: int, typed: Mapping[str, str]) -> None:
    """Set what the campaign is meant to reach; empty takes an aim away. Raises Refusals."""
    got = Collected()
    wrong = said("Isi angka 1 sampai 10.000.000, atau kosongkan.")
    values = {
        name: got.read(whole, typed[name], 1, MOST, wrong, name) if typed.get(name) else None
        for name in FIELDS
    }
    got.settle()
    campaign = one(campaign_id, lock=True)
    for name, value in values.items():
        setattr(campaign, name, value)
    session().flush()
    record(actor, "targets_set", ROOT, "campaign", str(campaign.id), title=campaign.title)
