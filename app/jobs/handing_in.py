"""Handing in a post: the submission and the job that checks it, in one transaction."""

from app.cadres.roles import Actor
from app.campaigns.models import Challenge
from app.jobs.queue import queue_check
from app.providers.base import PostRef
from app.submissions.intake import submit
from app.submissions.models import Submission


def hand_in(actor: Actor, challenge: Challenge, ref: PostRef) -> Submission:
    """A submission whose check is queued, unless it waits for people. Raises the refusals of
    `intake.submit`."""
    submission = submit(actor, challenge, ref)
    if submission.state == "pending":
        queue_check(submission.id)
    return submission
