"""The tasks: each a door to one flow. Repeating one changes nothing."""

from app.campaigns import kits
from app.content import feeds
from app.exports import making
from app.flows import activity_decided, discovery, verified_share
from app.jobs.queue import queue
from app.notifications import pushing


@queue.task(name="check")
def check(submission_id: int) -> None:
    """Look at a submission for the first time, or once more after a platform was silent."""
    verified_share.check(submission_id)


@queue.task(name="look")
def look(account_id: int) -> None:
    """Look for new posts of a cadre who asked us to."""
    discovery.look(account_id)


@queue.task(name="recheck")
def recheck(submission_id: int) -> None:
    """Look again at a post that counts."""
    verified_share.recheck(submission_id)


@queue.task(name="feed")
def feed(source_id: int) -> None:
    """Ask one of the party's feeds for what is new."""
    feeds.refresh(source_id)


@queue.task(name="push")
def push(subscription_id: int) -> None:
    """Call a phone about what its owner has not seen."""
    pushing.call(subscription_id)


@queue.task(name="picture")
def picture(image_id: int) -> None:
    """Make the files of a picture that an officer uploaded."""
    kits.prepare(image_id)


@queue.task(name="photo")
def photo(image_id: int) -> None:
    """Make the files of a photo of an activity."""
    activity_decided.prepare_photo(image_id)


@queue.task(name="export")
def export(export_id: int) -> None:
    """Make the file that somebody takes away."""
    making.make(export_id)
