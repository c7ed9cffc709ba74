"""What each platform of a challenge brings a cadre, and how a post of hers would be proven there.

Told before she starts. Read only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.accounts.models import LinkedAccount
from app.campaigns.models import Challenge
from app.campaigns.policy import TAKEN, Policies, Standing
from app.submissions import strategies
from app.submissions.proof import code_for
from app.submissions.strategies import Proof


@dataclass(frozen=True)
class Offer:
    """One platform as she meets it; where people look, `code` has to stand in the post."""

    provider: str
    standing: Standing
    proof: Proof
    code: str | None

    @property
    def taken(self) -> bool:
        """Posts are handed in here at present."""
        return self.standing.mode in TAKEN

    @property
    def needs_account(self) -> bool:
        """Nothing of hers could be proven before she links an account."""
        return self.taken and self.proof is strategies.NOTHING


def offers(
    cadre_id: int,
    challenge: Challenge,
    policies: Policies,
    accounts: Mapping[str, LinkedAccount],
) -> Sequence[Offer]:
    """The platforms of a challenge that are not switched off, in its order."""
    return [
        _offer(cadre_id, challenge, policies[key], accounts.get(key))
        for key in challenge.providers
        if policies[key].mode != "off"
    ]


def _offer(
    cadre_id: int, challenge: Challenge, standing: Standing, account: LinkedAccount | None
) -> Offer:
    key = standing.provider
    proof = strategies.proof(key, strategies.situation(key, account))
    seen_by_people = standing.mode in TAKEN and proof is strategies.PEOPLE
    return Offer(key, standing, proof, code_for(cadre_id, challenge.id) if seen_by_people else None)
