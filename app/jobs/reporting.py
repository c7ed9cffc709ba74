"""Reporting an activity: its rows and the jobs that make its photos ready, in one transaction."""

from app.activities import reporting
from app.activities.form import ActivityForm
from app.activities.models import Activity
from app.cadres.roles import Actor
from app.jobs.queue import defer


def report(actor: Actor, form: ActivityForm, sent_key: str = "") -> Activity:
    """An activity whose photos are queued; the same one when this form has brought it before.

    Raises the refusals of `reporting.report`.
    """
    if earlier := reporting.sent_before(actor.id, sent_key):
        return earlier
    activity = reporting.report(actor, form, sent_key)
    for image_id in reporting.images_of(activity.id):
        defer("photo", image_id=image_id)
    return activity
