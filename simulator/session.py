"""Who is signed in on the simulated site, and the token that protects its forms."""

import hmac
import secrets
from urllib.parse import urlencode

from flask import abort, redirect, request, session
from werkzeug.wrappers import Response

from simulator.people import Person
from simulator.stage import stage


def signed_in() -> Person | None:
    """The person of this browser."""
    number = session.get("person")
    return stage().people.by_id(number) if number else None


def sign_in(person: Person) -> None:
    """Become somebody; the form token changes with the person."""
    session.clear()
    session["person"] = person.id


def sign_out() -> None:
    """Become nobody."""
    session.clear()


def to_sign_in() -> Response:
    """Go and choose a person, then come back to the present address."""
    return redirect("/masuk?" + urlencode({"lanjut": request.full_path.rstrip("?")}))


def csrf_token() -> str:
    """The token every form of this browser carries."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return session["csrf"]


def check_csrf() -> None:
    """400 unless the form carries this browser's token."""
    sent = request.form.get("csrf", "")
    if not hmac.compare_digest(sent.encode(), session.get("csrf", "-").encode()):
        abort(400, "Formulir ini kedaluwarsa. Buka lagi halamannya, lalu kirim ulang.")


def safe_path(path: str) -> str:
    """The path if it stays on this site, else the front page: no open redirect."""
    inside = path.startswith("/") and not path.startswith("//") and "\\" not in path
    # Browsers drop tabs and line ends, which could hide a second slash.
    return path if inside and path.isprintable() else "/"
