"""The page `/kendali`: the same switches as the control API, for people."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from simulator.session import check_csrf
from simulator.stage import stage

doors = Blueprint("control_page", __name__, url_prefix="/kendali")


@doors.get("")
def show() -> str:
    """Every switch, the registered clients and the clock."""
    return render_template(
        "control.html",
        platforms=stage().platforms,
        switches={one: stage().board.get(one) for one in stage().platforms},
        limited={one: stage().board.limited(one) for one in stage().platforms},
        clients=stage().grants.clients(),
        now=stage().clock.now(),
        calls=list(stage().calls)[-10:][::-1],
    )


@doors.post("/formulir/sakelar")
def change() -> Response:
    """Set the switches of one platform."""
    check_csrf()
    form = request.form
    platform = stage().platforms.named(form.get("platform"))
    minutes = _number(form.get("rate_minutes", ""))
    until = stage().clock.seconds() + minutes * 60 if minutes else 0
    changes = {
        "down": form.get("down", ""),
        "lying": form.get("lying", ""),
        "garbage": form.get("garbage", ""),
        "slow_s": _number(form.get("slow_s", "")),
        "rate_limited_until": until,
        **{
            # A box that is not ticked is not sent.
            one.name: form.get(one.name, "" if isinstance(one.default, bool) else one.default)
            for one in platform.switches
        },
    }
    stage().board.set(platform.key, **changes)
    return _done(f"Sakelar {platform.name} disimpan.")


@doors.post("/formulir/sehat")
def heal() -> Response:
    """Make everything healthy again."""
    check_csrf()
    for key in stage().board.keys:
        stage().board.clear(key)
    return _done("Semua platform sehat kembali.")


@doors.post("/formulir/kedaluwarsa")
def expire() -> Response:
    """Every token of a platform runs out."""
    check_csrf()
    platform = stage().platforms.named(request.form.get("platform"))
    stage().grants.expire_all(platform.key)
    return _done(f"Semua token {platform.name} kedaluwarsa.")


@doors.post("/formulir/waktu")
def travel() -> Response:
    """Move the simulator's clock, or return to real time."""
    check_csrf()
    if "reset" in request.form:
        stage().clock.reset()
    else:
        stage().clock.advance(_number(request.form.get("hours", "")) * 3600)
    return _done("Jam simulator diubah.")


def _done(words: str) -> Response:
    flash(words)
    return redirect(url_for("control_page.show"), 303)


def _number(text: str) -> float:
    try:
        value = float(text.replace(",", ".") or 0)
    except ValueError:
        return 0.0
    return value if abs(value) < 1e6 else 0.0
