"""Handing in a post: the submission and the job that checks it, in one transaction."""

from app import clock
from app.cadres.roles import Actor
from app.campaigns.models import Challenge
from app.jobs.queue import queue_check
from app.moderation import sanctions
from app.providers.base import PostRef
from app.submissions.intake import correct, sent_before, submit
from app.submissions.models import Submission
from app.submissions.refusals import AlreadySent


def hand_in_correction(
    actor: Actor, challenge: Challenge, recall_id: int, ref: PostRef, sent_key: str = ""
) -> Submission:
    """The same for the correction of what was taken back. Raises the refusals of
    `intake.correct`."""
    if earlier := sent_before(actor.id, ref, sent_key):
        return earlier
    submission = correct(actor, challenge, recall_id, ref, sent_key)
    if submission.state == "pending":
        queue_check(submission.id)
    return submission


def hand_in(actor: Actor, challenge: Challenge, ref: PostRef, sent_key: str = "") -> Submission:
    """A submission whose check is queued, unless it waits for people; the same one when the form
    with this key has brought it before, or does at this moment. Raises the refusals of
    `intake.submit`, and `sanctions.Stopped` while hers are not taken."""
    if earlier := sent_before(actor.id, ref, sent_key):
        return earlier
    sanctions.insist_on_hand_ins(actor.id, clock.now())
    try:
        submission = submit(actor, challenge, ref, sent_key)
    except AlreadySent:
        if earlier := sent_before(actor.id, ref, sent_key):
            return earlier
        raise
    if submission.state == "pending":
        queue_check(submission.id)
    return submission
