"""The control API under `/kendali`: JSON in, JSON out, for tests and seeding in other processes.

Only `application/json` is taken, so that no foreign web page can operate it through a form.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Blueprint, abort, request

from simulator import short_links
from simulator.grants import Client
from simulator.people import Person
from simulator.platforms import push
from simulator.posts import Post
from simulator.refusal import Refused
from simulator.removal import remove
from simulator.stage import stage
from simulator.switches import moment

doors = Blueprint("control", __name__, url_prefix="/kendali")


@doors.post("/orang")
def person() -> dict[str, Any]:
    """{handle, name?} → the person, made if new."""
    asked = _asked()
    return person_json(stage().people.ensure(_need(asked, "handle"), asked.get("name")))


@doors.post("/ganti-nama")
def rename() -> dict[str, Any]:
    """{handle, new_handle, name?} → the person under the new handle, ids unchanged."""
    asked = _asked()
    handle, new_handle = _need(asked, "handle"), _need(asked, "new_handle")
    return person_json(stage().people.rename(handle, new_handle, asked.get("name")))


@doors.post("/tulis")
def write() -> dict[str, Any]:
    """{platform, handle, text, at?, details?} → the post."""
    asked = _asked()
    author = stage().people.ensure(_need(asked, "handle"))
    at = moment(asked["at"]) if asked.get("at") else None
    details = asked.get("details") or {}
    if not isinstance(details, dict):
        raise Refused("details harus berupa objek.")
    text = _need(asked, "text")
    return post_json(stage().posts.write(_platform(asked), author, text, at, details))


@doors.post("/ubah")
def edit() -> dict[str, Any]:
    """{platform, id, text} → the new version (where an edit is a version: under a new id)."""
    asked = _asked()
    post = stage().posts.edit(_platform(asked), _need(asked, "id"), _need(asked, "text"))
    return post_json(post)


@doors.post("/hapus")
def delete() -> dict[str, Any]:
    """{platform, id} → the post and its versions are gone."""
    asked = _asked()
    stage().posts.delete(_platform(asked), _need(asked, "id"))
    return {"ok": True}


@doors.post("/sembunyikan")
def hide() -> dict[str, Any]:
    """{platform, id, hidden=true} → out of sight, or back."""
    asked = _asked()
    stage().posts.hide(_platform(asked), _need(asked, "id"), bool(asked.get("hidden", True)))
    return {"ok": True}


@doors.post("/gembok")
def protect() -> dict[str, Any]:
    """{platform, handle, private=true} → the account is locked, or open again."""
    asked = _asked()
    private = bool(asked.get("private", True))
    return person_json(stage().people.protect(_platform(asked), _need(asked, "handle"), private))


@doors.post("/jenis")
def change_kind() -> dict[str, Any]:
    """{platform, handles, kind} → these accounts are "personal" or "professional" from now on."""
    asked = _asked()
    platform, kind = _platform(asked), _need(asked, "kind")
    for handle in _handles(asked):
        stage().people.become(platform, handle, kind)
    return {"ok": True}


@doors.post("/pendek")
def shorten() -> dict[str, Any]:
    """{platform, id, host?} → {url}, short, leading to the post.

    {platform, trick, host?} → {url}, one that misbehaves: see `short_links.TRICKS`.
    """
    asked = _asked()
    platform, host = _platform(asked), asked.get("host")
    if "trick" in asked:
        home = stage().platforms[platform]
        return {"url": short_links.tricky(home, _need(asked, "trick"), host)}
    post = stage().posts.needed(platform, _need(asked, "id"))
    return {"url": short_links.shorten(post, host)}


@doors.post("/sakelar")
def switch() -> dict[str, Any]:
    """{platform, reset?, down?, slow_s?, …} → the switches as they stand now."""
    asked = _asked()
    platform = _need(asked, "platform")
    if asked.pop("reset", False):
        stage().board.clear(platform)
    changes = {name: value for name, value in asked.items() if name != "platform"}
    return stage().board.set(platform, **changes).as_json()


@doors.post("/kedaluwarsa")
def expire() -> dict[str, Any]:
    """{platform} → every token of the platform has run out."""
    stage().grants.expire_all(_platform(_asked()))
    return {"ok": True}


@doors.post("/cabut")
def revoke() -> dict[str, Any]:
    """{platform, handle, delete=false} → the person removed every program; {told: [words…]}.

    With `delete` she wants her data deleted there, too.
    """
    asked = _asked()
    owner = stage().people.needed(_need(asked, "handle"))
    return {"told": remove(_platform(asked), owner, bool(asked.get("delete")))}


@doors.post("/klien")
def register() -> dict[str, Any]:
    """{platform, client_id, secret, redirect_uris} → a client with exactly these addresses."""
    asked = _asked()
    redirects = asked.get("redirect_uris")
    if not isinstance(redirects, list) or not redirects:
        raise Refused("redirect_uris harus berupa daftar alamat.")
    client_id, secret = _need(asked, "client_id"), _need(asked, "secret")
    stage().grants.register(_platform(asked), client_id, secret, redirects)
    return {"ok": True}


@doors.post("/waktu")
def travel() -> dict[str, Any]:
    """{advance_s} moves the clock, {reset: true} returns to real time; → {now}."""
    asked = _asked()
    if asked.get("reset"):
        stage().clock.reset()
    seconds = asked.get("advance_s", 0)
    if not isinstance(seconds, int | float) or abs(seconds) > 1e9:
        raise Refused("advance_s harus berupa angka detik.")
    stage().clock.advance(seconds)
    return {"now": stage().clock.now().isoformat()}


@doors.post("/massal")
def bulk() -> dict[str, Any]:
    """{people: [{handle, name}], posts: [{platform, handle, text, at?}]} in one transaction.

    → {people: {handle: …}, posts: [… in the order given]}; all or nothing.
    """
    asked = _asked()
    people = [(_need(one, "handle"), one.get("name")) for one in _rows(asked, "people")]
    posts = [
        (
            _platform(one),
            _need(one, "handle"),
            _need(one, "text"),
            moment(one["at"]) if one.get("at") else None,
        )
        for one in _rows(asked, "posts")
    ]
    known, made = stage().posts.write_many(people, posts)
    return {
        "people": {handle: person_json(one) for handle, one in known.items()},
        "posts": [post_json(one) for one in made],
    }


@doors.post("/izin")
def grant() -> dict[str, Any]:
    """{platform, handles, client_id, scopes?} → {grants: {handle: {access_token, user_id, …}}}.

    As if each person had allowed it: with the tokens a finished sign-in ends with.
    """
    asked = _asked()
    platform = _platform(asked)
    scopes = asked.get("scopes") or list(stage().platforms[platform].scopes)
    if not isinstance(scopes, list):
        raise Refused("scopes harus berupa daftar.")
    client = _client(platform, asked.get("client_id"))
    return {"grants": mint(client, _handles(asked), scopes)}


@doors.post("/telepon")
def phone() -> dict[str, Any]:
    """{name, browser?, caller?} → {id, endpoint, keys}: a phone whose browser subscribed."""
    asked = _asked()
    caller = asked.get("caller") or ""
    return push.subscribe(_need(asked, "name"), asked.get("browser") or "chrome", caller)


@doors.post("/mulai-baru")
def reset() -> dict[str, Any]:
    """{} → only the cast is left, with new ids; clients stay."""
    _asked()
    stage().reset()
    return {"ok": True}


@doors.get("/keadaan")
def state() -> dict[str, Any]:
    """Switches, clock and the latest API calls."""
    return {
        "now": stage().clock.now().isoformat(),
        "switches": {one: stage().board.get(one).as_json() for one in stage().board.keys},
        "calls": [list(one) for one in list(stage().calls)],
    }


def mint(client: Client, handles: Sequence[str], scopes: Iterable[str]) -> dict[str, Any]:
    """Working tokens per handle for people who exist."""
    people = stage().people.all_of(handles)
    answers = stage().grants.mint(client, people, list(scopes))
    return {answer["handle"]: answer for answer in answers}


def person_json(one: Person) -> dict[str, Any]:
    """A person as the control API shows her."""
    return {
        "handle": one.handle,
        "name": one.name,
        "accounts": {platform: vars(account) for platform, account in one.accounts.items()},
    }


def post_json(post: Post) -> dict[str, Any]:
    """A post as the control API shows it: `url` is the link to hand in, `page` lives here."""
    return {
        "platform": post.platform,
        "id": post.id,
        "code": post.code,
        "url": post.url,
        "page": post.page,
        "handle": post.person.handle,
        "account_id": post.account_id,
        "text": post.text,
        "at": post.at.isoformat(),
        "hidden": post.hidden,
    }


def _client(platform: str, client_id: str | None) -> Client:
    clients = [one for one in stage().grants.clients() if one.platform == platform]
    found = [one for one in clients if client_id in (None, one.client_id)]
    if not found:
        raise Refused(f"client_id {client_id!r} tidak terdaftar di {platform}.")
    return found[0]


def _asked() -> dict[str, Any]:
    asked = request.get_json()
    if not isinstance(asked, dict):
        abort(400, "Isi permintaan harus berupa objek JSON.")
    return asked


def _rows(asked: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = asked.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise Refused(f"{name} harus berupa daftar objek.")
    return rows


def _handles(asked: dict[str, Any]) -> list[str]:
    handles = asked.get("handles")
    if not isinstance(handles, list) or not all(isinstance(one, str) for one in handles):
        raise Refused("handles harus berupa daftar nama akun.")
    return handles


def _need(asked: dict[str, Any], name: str) -> str:
    value = asked.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Refused(f"{name} wajib diisi.")
    return value


def _platform(asked: dict[str, Any]) -> str:
    return stage().platforms.named(asked.get("platform")).key
