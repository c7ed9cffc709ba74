"""What an election calendar allows: one small table, pure.

UU 7/2017 knows a time before campaigning (internal work of a party only: PKPU 15/2023 art. 79), the
time of campaigning (art. 276), and the quiet period of three days before the vote (art. 278), which
lasts here until the vote is over. Whoever campaigns outside of its time commits an offence
(art. 492). Where no phase holds, no election is near.
"""

from collections.abc import Iterable
from typing import LiteralString

from app.words import said

# Where several calendars meet (national, provincial, of a regency), the strictest one holds.
STRICTEST = ("quiet", "internal", "campaign", "none")
MEANS = {
    "none": said("Tantangan biasa terbuka. Ajakan memilih belum boleh."),
    "internal": said("Hanya kerja internal dan pendidikan politik. Ajakan memilih belum boleh."),
    "campaign": said("Tantangan biasa dan ajakan memilih terbuka."),
    "quiet": said("Semua berhenti: tantangan, bahan, kiriman, dan poin."),
}
# The same in SQL, of the rows `p` that hold at one place and moment; a test compares the two.
SQL_PERMITS: LiteralString = """(
    coalesce(bool_and(p.phase <> 'quiet'), true) AND (NOT {campaigning} OR (
    coalesce(bool_or(p.phase = 'campaign'), false)
    AND coalesce(bool_and(p.phase <> 'internal'), true))))"""


def strictest(phases: Iterable[str]) -> str:
    """The one phase that decides where these hold; "none" where none does."""
    return min({*phases, "none"}, key=STRICTEST.index)


def permits(phase: str, campaigning: bool) -> bool:
    """Whether a challenge may be open: none in the quiet period, an appeal to vote only when
    campaigning is allowed."""
    return phase == "campaign" if campaigning else phase != "quiet"


def nudges(phase: str) -> bool:
    """Whether people may be asked to take part at all: by a notice, a text to send on, a card or a
    link to share. Not in the quiet period."""
    return permits(phase, campaigning=False)
