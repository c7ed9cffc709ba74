"""What a leader decides about an activity, and how one becomes a picture of the calendar."""

from sqlalchemy import Select, func, select, text

from app import clock
from app.activities import states
from app.activities.models import Activity, ActivityImage
from app.cadres.fields import line, note
from app.cadres.roles import Actor, may, roots
from app.db import session
from app.errors import NotFound, Refusal
from app.units.models import Unit
from app.words import said

REASON_MAX = 200
THANKS_MAX = 200


def show(actor: Actor, activity: Activity, thanks: str) -> None:
    """Show it to everybody in its unit, with words of thanks if there are any.

    Raises NotFound where this is not hers to decide, Refusal for her own and for one whose photos
    are not ready. The activity is locked by the caller.
    """
    _insist(actor, activity, "show_activity")
    words = note(thanks, THANKS_MAX, "terima_kasih")
    _insist_on_photos(activity)
    states.move(activity, "shown")
    activity.reason, activity.thanks = "", words
    _decided(actor, activity)
    activity.shown_at = activity.shown_at or activity.decided_at
    session().flush()


def hold_back(actor: Actor, activity: Activity, reason: str) -> None:
    """Keep it from others, or take it away from them again, with a reason that she reads.

    Raises as `show` does.
    """
    _insist(actor, activity, "show_activity")
    words = line(reason, REASON_MAX, "alasan")
    states.move(activity, "held_back")
    activity.reason, activity.thanks = words, ""
    _leave_calendar(activity)
    _decided(actor, activity)
    session().flush()


def propose(actor: Actor, activity: Activity) -> None:
    """Propose it as a picture of its month. Raises NotFound, Refusal."""
    _insist(actor, activity, "show_activity")
    states.pick(activity, "proposed")
    activity.proposed_by = actor.id
    session().flush()


def choose(actor: Actor, activity: Activity) -> None:
    """Make it a picture of its month, which the whole party sees: a second person's act.

    Raises NotFound, Refusal.
    """
    _insist(actor, activity, "choose_picture")
    if activity.proposed_by == actor.id:
        words = said("Yang mengusulkan tidak memilihnya sendiri.")
        raise Refusal("second_person", words)
    states.pick(activity, "chosen")
    activity.chosen_by = actor.id
    session().flush()


def awaiting(actor: Actor) -> Select[Activity]:
    """What leaders proposed for the calendar and this officer may choose."""
    under = text("units.path <@ ANY(CAST(:choosing AS ltree[]))")
    return (
        select(Activity)
        .join(Unit, Unit.id == Activity.unit_id)
        .where(
            Activity.calendar == "proposed",
            Activity.cadre_id != actor.id,
            Activity.proposed_by != actor.id,
            under.bindparams(choosing=list(roots(actor, "choose_picture"))),
        )
    )


def put_aside(actor: Actor, activity: Activity) -> None:
    """No picture of the calendar, or no longer. Raises NotFound, Refusal."""
    if not may(actor, "choose_picture", activity.unit.path):
        raise NotFound
    states.pick(activity, "none")
    _leave_calendar(activity)
    session().flush()


def may_decide(actor: Actor, activity: Activity, act: str) -> bool:
    """Whether this act is hers here: within her reach, and nobody judges what is her own."""
    return may(actor, act, activity.unit.path) and activity.cadre_id != actor.id


def _insist(actor: Actor, activity: Activity, act: str) -> None:
    if not may(actor, act, activity.unit.path):
        raise NotFound
    if activity.cadre_id == actor.id:
        words = said("Laporan sendiri diputuskan oleh orang lain.")
        raise Refusal("own_activity", words)


def _insist_on_photos(activity: Activity) -> None:
    asked = select(ActivityImage.state, func.count()).group_by(ActivityImage.state)
    found = dict(session().execute(asked.where(ActivityImage.activity_id == activity.id)).all())
    if "waiting" in found:
        raise Refusal("photos_waiting", said("Foto sedang disiapkan. Coba lagi sebentar lagi."))
    if "ready" not in found:
        raise Refusal("photos_none", said("Tidak ada foto yang dapat ditampilkan."))


def _decided(actor: Actor, activity: Activity) -> None:
    activity.decided_by, activity.decided_at = actor.id, clock.now()


def _leave_calendar(activity: Activity) -> None:
    activity.calendar, activity.proposed_by, activity.chosen_by = "none", None, None
