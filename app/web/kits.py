"""`/kelola/<id>/gambar`, `/bahan`: pictures of a challenge's kit, uploaded and looked at."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.campaigns import kits
from app.campaigns.states import EDITABLE
from app.db import transaction
from app.errors import Refusal
from app.jobs import kit_images
from app.pictures.making import BYTES_MAX
from app.web.files import lasting
from app.web.guards import acting, signed_in
from app.web.kit_pictures import ASK_S, pictures
from app.web.manage import one, shown
from app.web.pace import unchanged
from app.web.refusals import refused
from app.web.security import limiter, takes
from app.web.session import me

bp = Blueprint("kits", __name__)

LIMIT_UPLOADS = "20 per minute"


@bp.get("/kelola/<public_id>/gambar")
@acting("draft_challenge")
def part(public_id: str) -> str | AnyResponse:
    """The pictures alone, for as long as a worker is at one of them."""
    challenge = one(public_id, "draft_challenge")
    here = pictures(challenge)
    if here["pictures_version"] == request.args.get("v"):
        return unchanged(ASK_S)
    may_edit = challenge.state in EDITABLE
    return render_template("manage/_pictures.html", challenge=challenge, may_edit=may_edit, **here)


@bp.post("/kelola/<public_id>/gambar")
@limiter.limit(LIMIT_UPLOADS)
@takes(BYTES_MAX + 64 * 1024)
@acting("draft_challenge")
def add(public_id: str) -> AnyResponse:
    """Take in a picture with its words; the challenge becomes a draft again."""
    file = request.files.get("gambar")
    raw, alt = file.read() if file else b"", request.form.get("alt", "")
    try:
        with transaction():
            kit_images.add(me(), one(public_id, "draft_challenge", lock=True), raw, alt)
    except Refusal as refusal:
        return refused("manage/show.html", refusal, ticked=(), **shown(public_id))
    return redirect(url_for("manage.show", public_id=public_id) + "#pictures", 303)


@bp.post("/kelola/<public_id>/gambar/<image>/hapus")
@acting("draft_challenge")
def remove(public_id: str, image: str) -> AnyResponse:
    """Take a picture out; the challenge becomes a draft again."""
    with transaction():
        kits.remove(me(), one(public_id, "draft_challenge", lock=True), image)
    return redirect(url_for("manage.show", public_id=public_id) + "#pictures", 303)


@bp.get("/bahan/<public_id>/<digest>.<any(webp, avif, jpeg):format>")
@signed_in
def show(public_id: str, digest: str, format: str) -> Response:
    """One file, under an address that never changes its content."""
    body = kits.body_of(me(), public_id, digest, format)
    saved_as = f"bahan-{digest}.{format}" if "unduh" in request.args else None
    return lasting(body, f"image/{format}", saved_as)
