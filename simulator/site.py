"""The site people use: choose who you are, write, edit, delete, hide, copy a link."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from simulator import session, short_links
from simulator.people import Person
from simulator.posts import Post
from simulator.refusal import Refused
from simulator.removal import remove
from simulator.stage import stage

doors = Blueprint("site", __name__)

PAGE = 40
Page = str | Response | tuple[str, int]


@doors.get("/")
def home() -> Page:
    """What everybody wrote, newest first."""
    return _home_page(request.args.get("platform", ""))


@doors.get("/masuk")
def sign_in() -> Page:
    """Choose a person, search for one, or make one."""
    return _sign_in_page()


@doors.post("/masuk")
def become() -> Page:
    """Sign in as somebody, without a password: nothing here is real."""
    session.check_csrf()
    try:
        person = stage().people.needed(_text("handle").removeprefix("@"))
    except Refused as refused:
        return _sign_in_page(str(refused)), 422
    return _welcome(person)


@doors.post("/daftar")
def sign_up() -> Page:
    """Make a new person and sign in as her."""
    session.check_csrf()
    try:
        person = stage().people.create(_text("handle").removeprefix("@"), _text("name"))
    except Refused as refused:
        return _sign_in_page(str(refused), field="new"), 422
    return _welcome(person)


@doors.post("/keluar")
def leave() -> Page:
    """Sign out."""
    session.check_csrf()
    session.sign_out()
    return redirect(url_for("site.home"), 303)


@doors.get("/orang/<handle>")
def profile(handle: str) -> Page:
    """A person's posts; her own page also shows what she hid, and her settings."""
    person = stage().people.by_handle(handle)
    if person is None:
        abort(404)
    viewer = session.signed_in()
    mine = bool(viewer and viewer.id == person.id)
    posts = stage().posts.listing(person=person, hidden=mine, limit=PAGE)
    posts = [one for one in posts if mine or not person.is_private(one.platform)]
    grants = [one for one in stage().platforms if stage().grants.holds(one, person)]
    return render_template(
        "profile.html",
        person=person,
        posts=posts,
        mine=mine,
        grants=grants,
        platforms=stage().platforms,
    )


@doors.post("/tulis")
def write() -> Page:
    """Publish a post on the platform chosen."""
    person = _me()
    try:
        post = stage().posts.write(_text("platform"), person, _text("text"))
    except Refused as refused:
        return _home_page("", str(refused)), 422
    return redirect(post.page, 303)


@doors.get("/kiriman/<platform>/<post_id>")
def show(platform: str, post_id: str) -> Page:
    """One post, with the link to copy."""
    return _post_page(stage().posts.get(platform, post_id))


@doors.post("/kiriman/<platform>/<post_id>/ubah")
def edit(platform: str, post_id: str) -> Page:
    """Change the text of an own post."""
    post = _mine(platform, post_id)
    try:
        changed = stage().posts.edit(platform, post_id, _text("text"))
    except Refused as refused:
        return _post_page(post, str(refused), _text("text"))
    return redirect(changed.page, 303)


@doors.post("/kiriman/<platform>/<post_id>/hapus")
def delete(platform: str, post_id: str) -> Page:
    """Delete an own post."""
    post = _mine(platform, post_id)
    stage().posts.delete(platform, post_id)
    return redirect(url_for("site.profile", handle=post.person.handle), 303)


@doors.post("/kiriman/<platform>/<post_id>/sembunyikan")
def hide(platform: str, post_id: str) -> Page:
    """Hide an own post from everybody, or show it again."""
    post = _mine(platform, post_id)
    stage().posts.hide(platform, post_id, not post.hidden)
    return redirect(post.page, 303)


@doors.post("/kiriman/<platform>/<post_id>/pendek")
def shorten(platform: str, post_id: str) -> Page:
    """Make a short link to an own post, as the share button of the platform's app does."""
    post = _mine(platform, post_id)
    flash(f"Tautan pendek: {short_links.shorten(post)}")
    return redirect(post.page, 303)


@doors.post("/setelan/kunci")
def protect() -> Page:
    """Lock or unlock the own account on a platform."""
    person, platform = _me(), _platform()
    stage().people.protect(platform, person.handle, not person.is_private(platform))
    return redirect(url_for("site.profile", handle=person.handle), 303)


@doors.post("/setelan/jenis")
def change_kind() -> Page:
    """Turn the own account on a platform into one of another kind."""
    person, platform = _me(), _platform()
    stage().people.become(platform, person.handle, _text("kind"))
    return redirect(url_for("site.profile", handle=person.handle), 303)


@doors.post("/setelan/cabut")
def revoke() -> Page:
    """Take back every permission given on a platform, and tell who had it where that is done."""
    person, platform = _me(), _platform()
    for words in remove(platform, person, delete="hapus" in request.form):
        flash(words)
    return redirect(url_for("site.profile", handle=person.handle), 303)


@doors.post("/setelan/nama")
def rename() -> Page:
    """Change the own handle and name; the platform's ids stay."""
    person = _me()
    after = stage().people.rename(person.handle, _text("handle").removeprefix("@"), _text("name"))
    return redirect(url_for("site.profile", handle=after.handle), 303)


def _home_page(platform: str, problem: str = "") -> str:
    platforms = stage().platforms
    chosen = platform if platform in platforms else None
    draft = {
        "text": _text("text"),
        "platform": _text("platform") or next(iter(platforms)),
        "problem": problem,
    }
    return render_template(
        "home.html",
        posts=stage().posts.listing(chosen, private=False, limit=PAGE),
        platform=platform,
        platforms=platforms,
        draft=draft,
    )


def _post_page(post: Post | None, problem: str = "", draft: str | None = None) -> Page:
    if post is None:
        abort(404)
    viewer = session.signed_in()
    mine = bool(viewer and viewer.id == post.person.id)
    if not mine and (post.hidden or post.person.is_private(post.platform)):
        return render_template(
            "problem.html", status=403, words="Kiriman ini tidak terlihat untuk umum."
        ), 403
    page = render_template(
        "post.html",
        post=post,
        mine=mine,
        versions=len(stage().posts.history(post)),
        newest=stage().posts.newest(post),
        problem=problem,
        draft=post.text if draft is None else draft,
    )
    return (page, 422) if problem else page


def _sign_in_page(problem: str = "", field: str = "handle") -> str:
    words = request.args.get("cari", "").strip()
    return render_template(
        "sign_in.html",
        cast=stage().people.starring(),
        found=stage().people.search(words) if words else [],
        words=words,
        after=session.safe_path(request.values.get("lanjut", "/")),
        problem=problem,
        field=field,
        given={"handle": _text("handle"), "name": _text("name")},
    )


def _welcome(person: Person) -> Response:
    session.sign_in(person)
    return redirect(session.safe_path(request.form.get("lanjut", "/")), 303)


def _me() -> Person:
    session.check_csrf()
    person = session.signed_in()
    if person is None:
        abort(403, "Masuk dahulu.")
    return person


def _mine(platform: str, post_id: str) -> Post:
    person = _me()
    post = stage().posts.get(platform, post_id)
    if post is None or post.person.id != person.id:
        abort(404)
    return post


def _platform() -> str:
    return stage().platforms.named(_text("platform")).key


def _text(name: str) -> str:
    # Browsers send line ends as CRLF; the platforms count and return them as one character.
    return request.form.get(name, "").replace("\r\n", "\n").strip()
