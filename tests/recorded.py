"""Nobody forgets the trail: whatever a role changes in any test of the suite has to leave a line.

Every request of every test is watched. A POST through a door of a role (`@acting`, unless every
cadre may) that succeeded and wrote anything must have recorded an audit event as well; if not, the
request itself fails.
"""

import re

from flask import Flask, Response, current_app, g, has_request_context, request
from sqlalchemy import Engine, event

from app.cadres.roles import ACTS

WRITES = re.compile(r"\s*(?:WITH\b.*?)?\b(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)", re.DOTALL)
# Written by being there, whatever one does.
IN_PASSING = {"sessions", "throttles", "audit_events"}
# What decides nothing and opens nobody's data, and why.
NO_ACT = {
    "review.draw": "the lot gives a post to look at; the opinion on it is the act",
}
ENTERED = {204, 303}


def watch(app: Flask) -> None:
    """From now on, in this application."""

    @app.after_request
    def left_a_trace(answer: Response) -> Response:
        if _by_a_role() and answer.status_code in ENTERED:
            written = g.get("written", set())
            forgotten = written - IN_PASSING and "audit_events" not in written
            assert not forgotten, f"{request.endpoint} changed {written} and recorded nothing"
        return answer


def _by_a_role() -> bool:
    access = getattr(current_app.view_functions.get(request.endpoint or ""), "access", None)
    if request.method != "POST" or access is None or access.who != "acting":
        return False
    return "cadre" not in ACTS[access.act] and request.endpoint not in NO_ACT


@event.listens_for(Engine, "before_cursor_execute")
def note_what_is_written(_conn, _cursor, statement: str, *_: object) -> None:
    """Which tables a request writes to."""
    if has_request_context() and request.method == "POST" and (found := WRITES.match(statement)):
        g.setdefault("written", set()).add(found[1])
