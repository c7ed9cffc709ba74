"""Answers that are a file by themselves, and nothing that could run."""

from flask import Response, make_response

KEEP = "private, max-age=31536000, immutable"
# Whoever opens a file of ours by itself gets it and nothing that could run.
ALONE = "default-src 'none'; sandbox"


def lasting(body: bytes, mimetype: str, saved_as: str | None = None) -> Response:
    """A file under an address that never changes its content; kept by a phone, never by a proxy.

    With `saved_as` a browser keeps it under that name instead of showing it.
    """
    response = make_response(body)
    response.mimetype = mimetype
    response.headers["Cache-Control"] = KEEP
    response.headers["Content-Security-Policy"] = ALONE
    if saved_as:
        response.headers["Content-Disposition"] = f"attachment; filename={saved_as}"
    return response
