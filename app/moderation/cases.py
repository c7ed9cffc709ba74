"""Cases: what is odd, put before a person. Opening one does nothing to anybody."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import insert as insert_once

from app.db import session
from app.moderation.models import Case, CaseCadre, CasePost
from app.submissions.models import Submission


def open_case(
    signal: str,
    key: str,
    level: int,
    evidence: Sequence[str],
    posts: Sequence[Submission],
    at: datetime,
    others: Sequence[int] = (),
) -> int | None:
    """The id of a new case; None where this was noticed before, whatever became of it.

    It is mainly about the author of the first post, and concerns all authors and `others`.
    """
    row = {
        "public_id": secrets.token_hex(6),
        "signal": signal,
        "key": key,
        "level": level,
        "cadre_id": posts[0].cadre_id if posts else others[0],
        "evidence": [str(one) for one in evidence],
        "opened_at": at,
        "state": "open",
        "note": "",
    }
    made = insert_once(Case).values(row).on_conflict_do_nothing(index_elements=["signal", "key"])
    case_id = session().scalar(made.returning(Case.id))
    if case_id is None:
        return None
    concerned = sorted({one.cadre_id for one in posts} | set(others))
    session().execute(insert(CaseCadre), [{"case_id": case_id, "cadre_id": c} for c in concerned])
    if posts:
        held = sorted({one.id for one in posts})
        session().execute(
            insert(CasePost), [{"case_id": case_id, "submission_id": p} for p in held]
        )
    return case_id
