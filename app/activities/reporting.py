"""Reporting an activity: one row with its photos for one form, and taking it back."""

import secrets
from collections.abc import Collection
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select

from app import clock
from app.activities.form import ActivityForm, Photo
from app.activities.models import Activity, ActivityFile, ActivityImage
from app.cadres.models import Cadre
from app.cadres.roles import Actor, may
from app.db import session
from app.errors import NotFound, Refusal
from app.units.directory import by_code
from app.units.models import Unit
from app.words import said

A_DAY = 5  # of one cadre: photos are paid for by whoever keeps them and whoever looks


def report(actor: Actor, form: ActivityForm, sent_key: str = "") -> Activity:
    """An activity that waits for a leader; the same one when this form has brought it before.

    Raises Refusal for a unit that is not in her line, and beyond `A_DAY`. Her row is locked, so
    that of any number of forms at once each is counted.
    """
    if earlier := sent_before(actor.id, sent_key):
        return earlier
    hers = select(Cadre.id).where(Cadre.id == actor.id)
    session().execute(hers.with_for_update(key_share=True))
    if earlier := sent_before(actor.id, sent_key):
        return earlier
    unit = by_code(form.unit_code or actor.unit_code)
    if unit is None or not may(actor, "report_activity", unit.path):
        raise Refusal("unit", said("Pilih unit dari daftar."), "unit")
    _insist_on_room(actor.id)
    activity = _row(actor, unit, form, sent_key)
    session().add(activity)
    session().flush()
    session().add_all(_image(activity.id, photo) for photo in form.photos)
    session().flush()
    return activity


def sent_before(cadre_id: int, sent_key: str) -> Activity | None:
    """What this form made when it arrived before."""
    if not sent_key:
        return None
    made = select(Activity).where(Activity.cadre_id == cadre_id, Activity.sent_key == sent_key)
    return session().scalar(made)


def arrived(cadre_id: int, keys: Collection[str]) -> set[str]:
    """Those of these forms that made an activity of hers."""
    asked = select(Activity.sent_key).where(
        Activity.cadre_id == cadre_id, Activity.sent_key.in_(keys)
    )
    return {key for key in session().scalars(asked) if key}


def images_of(activity_id: int) -> list[int]:
    """The ids of its photos, in their order."""
    asked = select(ActivityImage.id).where(ActivityImage.activity_id == activity_id)
    return list(session().scalars(asked.order_by(ActivityImage.id)))


def take_back(cadre_id: int, public_id: str) -> None:
    """Delete her own activity, for good, while nobody showed it.

    Raises NotFound for another's, Refusal once people have seen it.
    """
    asked = select(Activity).where(Activity.public_id == public_id, Activity.cadre_id == cadre_id)
    activity = session().scalar(asked.with_for_update())
    if activity is None:
        raise NotFound
    if activity.shown_at is not None:
        words = said("Laporan ini sudah pernah ditampilkan. Minta ketua unit menahannya.")
        raise Refusal("activity_shown", words)
    _delete([activity.id])


def forget_cadre(cadre_id: int) -> None:
    """Everything she reported goes with her: the words and the photos are hers."""
    hers = select(Activity.id).where(Activity.cadre_id == cadre_id)
    _delete(list(session().scalars(hers)))


def _delete(ids: list[int]) -> None:
    images = select(ActivityImage.id).where(ActivityImage.activity_id.in_(ids))
    session().execute(delete(ActivityFile).where(ActivityFile.image_id.in_(images)))
    session().execute(delete(ActivityImage).where(ActivityImage.activity_id.in_(ids)))
    session().execute(delete(Activity).where(Activity.id.in_(ids)))


def _insist_on_room(cadre_id: int) -> None:
    today = clock.party_day(clock.now())
    party_day = func.date(func.timezone("Asia/Jakarta", Activity.reported_at))
    asked = select(func.count()).where(Activity.cadre_id == cadre_id, party_day == today)
    if (session().scalar(asked) or 0) >= A_DAY:
        raise Refusal("activities_many", said("Paling banyak %(n)s laporan sehari.", n=A_DAY))


def _row(actor: Actor, unit: Unit, form: ActivityForm, sent_key: str) -> Activity:
    return Activity(
        public_id=secrets.token_hex(6),
        cadre_id=actor.id,
        unit_id=unit.id,
        title=form.title,
        words=form.words,
        place=form.place,
        people=form.people,
        began_at=form.began_at,
        day=form.began_at.astimezone(ZoneInfo(actor.zone)).date(),
        zone=actor.zone,
        declared=form.declared,
        sent_key=sent_key or None,
        reported_at=clock.now(),
    )


def _image(activity_id: int, photo: Photo) -> ActivityImage:
    return ActivityImage(
        public_id=secrets.token_hex(6), activity_id=activity_id, alt=photo.alt, raw=photo.raw
    )
