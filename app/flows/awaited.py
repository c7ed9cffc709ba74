"""What waits for whoever holds a role of the whole party: told on the first screen. Read only.

Each count asks what its own page asks, so that none promises what the page behind it does not show;
all of them are asked at once, and none for a cadre without such a role.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ScalarSelect, Select, func, select

from app.activities import showing
from app.cadres import appointing
from app.cadres.roles import WIDE, Actor, may
from app.campaigns import publishing
from app.db import session
from app.exports import asking
from app.moderation import appeals, judging, manual, suspending
from app.rulebook import versions
from app.rulebook.rules import NUMBERS
from app.submissions import reviewing
from app.submissions.models import Submission
from app.units.tree import ROOT

MOST = 99  # nobody works off more in a day; what is beyond need not be counted


def awaited(actor: Actor, now: datetime) -> Mapping[str, int]:
    """How many of each thing wait for her, by its key and without those of which none does; one
    more than `MOST` says that there are more."""
    asked = _asked(actor, now)
    if not asked:
        return {}
    found = session().execute(select(*(_many(one).label(key) for key, one in asked.items())))
    return {key: many for key, many in found.mappings().one().items() if many}


def _many(asked: Select) -> ScalarSelect[int]:
    some = asked.limit(MOST + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _asked(actor: Actor, now: datetime) -> dict[str, Select]:
    """By role, what comes first first."""
    asked: dict[str, Select] = {}
    if actor.verifier:
        asked["posts"] = reviewing.may_judge(actor, Submission.state == "set_aside")
        asked["cases"] = judging.open_to(actor, now)
    if actor.verifier or actor.auditor:
        asked["appeals"] = appeals.open_to(actor, now)
    if actor.auditor:
        asked["overdue"] = judging.overdue(now)
    if actor.officer:
        asked["challenges"] = publishing.awaiting(actor)
        asked["awards"] = manual.awaiting(actor)
        asked["pictures"] = showing.awaiting(actor)
    if may(actor, "set_rules", ROOT):
        asked |= {f"rules_{kind}": versions.awaiting(actor, kind) for kind in NUMBERS}
    if appointing.offices(actor):
        asked["roles"] = appointing.awaiting(actor)
    if actor.operator:
        asked["suspensions"] = suspending.awaiting(actor, now)
    if actor.roles & WIDE:
        asked["exports"] = asking.untaken(actor)
    return asked
