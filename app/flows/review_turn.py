"""A reviewer's turn is over: what she said counts, by what the post was drawn for."""

from datetime import datetime

from app.cadres.roles import Actor
from app.db import session
from app.errors import NotFound
from app.flows.verified_share import decide_by_person
from app.moderation import cases, noting, turns
from app.moderation.models import Turn
from app.submissions.models import Submission
from app.submissions.reasons import REASONS
from app.words import noted, said

DOUBTED = noted("Pemeriksa menolak unggahan yang diterima mesin: %(reason)s", "reason")


def decide(actor: Actor, public_id: str, accept: bool | None, reason: str, at: datetime) -> None:
    """Her word on what she holds, or None when she passes it on; in the caller's transaction.

    A post that waits for people hears it at once, a known one never, and against a machine it
    opens a case. Raises NotFound when the turn is over, Refusal for a "no" without a reason.
    """
    turn = turns.of(public_id, actor, at)
    turns.end(turn, accept, reason, at)
    submission = session().get_one(Submission, turn.submission_id)
    noting.note(actor, "turn_ended", "turn", turn.public_id, submission.cadre_id)
    if accept is None:
        return
    if turn.kind == "waiting":
        _judge(turn, submission, actor, accept, reason)
    elif turn.kind == "recheck" and not accept:
        why = REASONS[reason].words
        whom = ("submission", submission.public_id, submission.cadre_id)
        noting.note(actor, "submission_doubted", *whom, reason=why)
        doubt = said(DOUBTED, reason=why)
        cases.open_case("recheck", f"submission:{submission.id}", 2, [doubt], [submission], at)


def _judge(turn: Turn, submission: Submission, actor: Actor, accept: bool, reason: str) -> None:
    try:
        decide_by_person(actor, submission.public_id, accept, reason)
    except NotFound:  # others were faster: hers is not needed any more
        turn.accept = turn.reason = None
        session().flush()
