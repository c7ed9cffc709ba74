"""Cases: what is odd, put before a person. Opening one does nothing to anybody.

What was noticed once is not noticed anew: a case grows while it is open, and only hand-ins that
are in no case of its signal open another.
"""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as insert_once

from app.db import session
from app.moderation.models import Case, CaseCadre, CasePost
from app.moderation.signals.seen import Finding
from app.submissions.models import Submission


def notice(finding: Finding, at: datetime) -> bool:
    """Whether a finding opened a case; False where it is known, or an open one took it in."""
    fresh = _unseen(finding)
    if not fresh:
        return False
    mine = select(Case).where(
        Case.signal == finding.signal, Case.cadre_id == finding.people[0], Case.state == "open"
    )
    grown = session().scalar(mine.order_by(Case.id).limit(1).with_for_update())
    if grown is None:
        key = f"{finding.people[0]}:{max(fresh)}"
        return _open(finding.signal, key, finding, at) is not None
    grown.level = max(grown.level, finding.level)
    grown.evidence = [str(one) for one in finding.evidence]
    _attach(grown.id, finding.people, finding.posts)
    return False


def open_case(
    signal: str,
    key: str,
    level: int,
    evidence: Sequence[str],
    posts: Sequence[Submission],
    at: datetime,
) -> int | None:
    """The id of a new case about these posts; None where this was noticed before."""
    people = tuple(dict.fromkeys(one.cadre_id for one in posts))
    held = tuple(one.id for one in posts)
    return _open(signal, key, Finding(signal, level, people, held, tuple(evidence)), at)


def _open(signal: str, key: str, finding: Finding, at: datetime) -> int | None:
    row = {
        "public_id": secrets.token_hex(6),
        "signal": signal,
        "key": key,
        "level": finding.level,
        "cadre_id": finding.people[0],
        "evidence": [str(one) for one in finding.evidence],
        "opened_at": at,
        "state": "open",
        "note": "",
    }
    made = insert_once(Case).values(row).on_conflict_do_nothing(index_elements=["signal", "key"])
    case_id = session().scalar(made.returning(Case.id))
    if case_id is not None:
        _attach(case_id, finding.people, finding.posts)
    return case_id


def _attach(case_id: int, people: Collection[int], posts: Collection[int]) -> None:
    concerned = [{"case_id": case_id, "cadre_id": one} for one in sorted(set(people))]
    held = [{"case_id": case_id, "submission_id": one} for one in sorted(set(posts))]
    session().execute(insert_once(CaseCadre).on_conflict_do_nothing(), concerned)
    if held:
        session().execute(insert_once(CasePost).on_conflict_do_nothing(), held)


def _unseen(finding: Finding) -> set[int]:
    """Its hand-ins that no case of this signal rests on yet."""
    known = (
        select(CasePost.submission_id)
        .join(Case, Case.id == CasePost.case_id)
        .where(Case.signal == finding.signal, CasePost.submission_id.in_(finding.posts))
    )
    return set(finding.posts) - set(session().scalars(known))
