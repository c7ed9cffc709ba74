"""`/kelola/<id>/tarik`, `/tantangan/<id>/ralat`: take back what was wrong, and put it right."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.campaigns import recalling, targeting
from app.db import transaction
from app.errors import Refusal
from app.flows import handed_link, recalled_challenge
from app.jobs.handing_in import hand_in_correction
from app.web.challenges import about
from app.web.guards import acting, signed_in
from app.web.manage import one, shown
from app.web.refusals import refused, typed
from app.web.session import me
from app.web.submissions import TYPED_MAX, form_key_sent

bp = Blueprint("recalls", __name__)


@bp.post("/kelola/<public_id>/tarik")
@acting("recall_challenge")
def recall(public_id: str) -> AnyResponse:
    """Take back the challenge or one item of its kit; everyone who shared it is told."""
    part = request.form.get("bagian", "")[:16].replace("\x00", "")
    try:
        correction = recalling.read(request.form)
        with transaction():
            challenge = one(public_id, "recall_challenge", lock=True)
            recalled_challenge.recall(me(), challenge, correction, part)
    except Refusal as refusal:
        context = shown(public_id) | {"ticked": (), "recall_form": typed()}
        return refused("manage/show.html", refusal, **context)
    return redirect(url_for("manage.show", public_id=public_id) + "#recalls", 303)


@bp.post("/tantangan/<public_id>/ralat")
@signed_in
def answer(public_id: str) -> AnyResponse:
    """Hand in the post with the correction, as anybody who shared what was taken back may."""
    named = request.form.get("ralat", "")[:16].replace("\x00", "")
    try:
        recall_id = recalling.one(targeting.find(public_id, me()), named).id
        ref = handed_link.read(request.form.get("tautan", "")[:TYPED_MAX], me().id)
        with transaction():
            challenge = targeting.find(public_id, me())
            made = hand_in_correction(me(), challenge, recall_id, ref, form_key_sent())
            made_id = made.public_id
    except Refusal as refusal:
        challenge = targeting.find(public_id, me())
        return refused("challenges/show.html", refusal, **about(challenge))
    return redirect(url_for("submissions.show", public_id=made_id), 303)
