"""Who may judge whom, in SQL: nobody in the own line, nobody near, nobody twice in one matter."""

from datetime import datetime

from sqlalchemy import TextClause, text

from app.cadres.roles import Actor
from app.submissions.reviewing import LATELY, OUTSIDE_OF, UNRELATED_TO, own_line

# Every unit she belongs to or ever did: who moved away is still her old leader's own.
EVER_IN = "SELECT c.unit_id UNION SELECT m.unit_id FROM memberships m WHERE m.cadre_id = {cadre}"
ELSEWHERE = f"({OUTSIDE_OF} AND {UNRELATED_TO})".replace("{units}", EVER_IN)
# Whoever said a word on the post or the sanction that an appeal is about.
HEARD = """
    CAST(:me AS bigint) NOT IN (
        SELECT r.reviewer_id FROM reviews r WHERE r.submission_id = appeals.submission_id
        UNION SELECT v.by FROM verdicts v
            WHERE v.submission_id = appeals.submission_id AND v.by IS NOT NULL
        UNION SELECT t.reviewer_id FROM review_turns t
            WHERE t.submission_id = appeals.submission_id AND t.accept IS NOT NULL
        UNION SELECT one FROM reversals v, unnest(ARRAY[v.proposed_by, v.decided_by]) AS one
            WHERE v.submission_id = appeals.submission_id AND one IS NOT NULL
        UNION SELECT one FROM sanctions s, unnest(ARRAY[s.proposed_by, s.decided_by]) AS one
            WHERE s.id = appeals.sanction_id AND one IS NOT NULL
        UNION SELECT a.decided_by FROM appeals a WHERE a.decided_by IS NOT NULL
            AND (a.submission_id = appeals.submission_id OR a.sanction_id = appeals.sanction_id))
"""


def elsewhere(actor: Actor, cadre: str, now: datetime) -> TextClause:
    """That this actor is far enough from the cadre of this SQL expression to judge her."""
    asked = text(ELSEWHERE.format(cadre=cadre))
    return asked.bindparams(**_who(actor, now))


def everybody_elsewhere(actor: Actor, now: datetime) -> TextClause:
    """The same of everybody whom a case concerns."""
    near = ELSEWHERE.format(cadre="k.cadre_id")
    asked = f"NOT EXISTS (SELECT FROM case_cadres k WHERE k.case_id = cases.id AND NOT {near})"
    return text(asked).bindparams(**_who(actor, now))


def not_heard(actor: Actor) -> TextClause:
    """That this actor has not judged in the matter of an appeal before."""
    return text(HEARD).bindparams(me=actor.id)


def _who(actor: Actor, now: datetime) -> dict[str, object]:
    return {"own": own_line(actor), "me": actor.id, "lately": now - LATELY}
