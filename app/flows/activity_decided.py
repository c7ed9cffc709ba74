"""What is decided about an activity: kept in the log, and told to whoever reported it, in one
transaction."""

from app import clock
from app.activities import photos, showing
from app.activities.models import Activity
from app.auditing.recording import record
from app.cadres.roles import Actor
from app.db import transaction
from app.notifications import outbox


def show(actor: Actor, activity: Activity, thanks: str) -> None:
    """Show it to its unit, and thank her. Raises as `showing.show` does."""
    showing.show(actor, activity, thanks)
    _keep(actor, activity, "activity_shown")
    _tell(activity, "activity_shown")


def hold_back(actor: Actor, activity: Activity, reason: str) -> None:
    """Hold it back, and say why. Raises as `showing.hold_back` does."""
    showing.hold_back(actor, activity, reason)
    _keep(actor, activity, "activity_held_back", reason=activity.reason)
    _tell(activity, "activity_held")


def propose(actor: Actor, activity: Activity) -> None:
    """Propose it as a picture of its month. Raises as `showing.propose` does."""
    showing.propose(actor, activity)
    _keep(actor, activity, "activity_proposed")


def choose(actor: Actor, activity: Activity) -> None:
    """Make it a picture of its month, and say so. Raises as `showing.choose` does."""
    showing.choose(actor, activity)
    _keep(actor, activity, "activity_chosen")
    _tell(activity, "activity_chosen")


def put_aside(actor: Actor, activity: Activity) -> None:
    """No picture of the calendar, or no longer. Raises as `showing.put_aside` does."""
    showing.put_aside(actor, activity)
    _keep(actor, activity, "activity_put_aside")


def prepare_photo(image_id: int) -> None:
    """Make the files of a photo; say so where it cannot be read. Opens its own transactions."""
    if photos.prepare(image_id) == "refused":
        with transaction():
            _tell(photos.activity_of(image_id), "photo_refused")


def _keep(actor: Actor, activity: Activity, act: str, **details: str) -> None:
    hers, path = [activity.cadre_id], activity.unit.path
    record(actor, act, path, "activity", activity.public_id, about=hers, **details)


def _tell(activity: Activity, kind: str) -> None:
    outbox.tell(activity.cadre_id, kind, activity.public_id, activity.title, clock.now())
