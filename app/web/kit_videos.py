"""`/kelola/<id>/video`, `/video`: videos of a challenge's kit, uploaded and watched in parts."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.campaigns import kit_videos
from app.campaigns.videos import BYTES_MAX
from app.db import transaction
from app.errors import Refusal
from app.web.files import lasting
from app.web.guards import acting, signed_in
from app.web.kits import LIMIT_UPLOADS
from app.web.manage import one, shown
from app.web.refusals import refused
from app.web.security import limiter, takes
from app.web.session import me

bp = Blueprint("kit_videos", __name__)


@bp.post("/kelola/<public_id>/video")
@limiter.limit(LIMIT_UPLOADS)
@takes(BYTES_MAX + 64 * 1024)
@acting("draft_challenge")
def add(public_id: str) -> AnyResponse:
    """Take in a video with its words; the challenge becomes a draft again."""
    file = request.files.get("video")
    raw, alt = file.read() if file else b"", request.form.get("isi-video", "")
    try:
        with transaction():
            kit_videos.add(me(), one(public_id, "draft_challenge", lock=True), raw, alt)
    except Refusal as refusal:
        return refused("manage/show.html", refusal, ticked=(), **shown(public_id))
    return redirect(url_for("manage.show", public_id=public_id) + "#videos", 303)


@bp.post("/kelola/<public_id>/video/<image>/hapus")
@acting("draft_challenge")
def remove(public_id: str, image: str) -> AnyResponse:
    """Take a video out; the challenge becomes a draft again."""
    with transaction():
        kit_videos.remove(me(), one(public_id, "draft_challenge", lock=True), image)
    return redirect(url_for("manage.show", public_id=public_id) + "#videos", 303)


@bp.get("/video/<public_id>/<digest>.mp4")
@signed_in
def show(public_id: str, digest: str) -> Response:
    """The film, or the part of it that was asked for: a phone begins before it has all."""
    video = kit_videos.found(me(), public_id, digest)
    asked = request.range.range_for_length(video.bytes) if request.range else None
    if request.range and asked is None:
        return _beyond(video.bytes)
    first, end = asked or (0, video.bytes)
    saved_as = f"bahan-{digest}.mp4" if "unduh" in request.args else None
    response = lasting(kit_videos.part(video.id, first, end - first), "video/mp4", saved_as)
    response.headers["Accept-Ranges"] = "bytes"
    if asked:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {first}-{end - 1}/{video.bytes}"
    return response


def _beyond(length: int) -> Response:
    """What was asked for lies behind the end of the film."""
    response = Response(status=416, mimetype="video/mp4")
    response.headers["Content-Range"] = f"bytes */{length}"
    return response
