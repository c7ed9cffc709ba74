"""`/poin`: "Kenapa poin saya 42?", down to each entry."""

from flask import Blueprint, render_template, request, url_for

from app import clock
from app.flows.points_explained import Explained, explain
from app.ledger.statement import points_today
from app.rulebook.versions import rule_on
from app.web.guards import signed_in
from app.web.periods import present
from app.web.session import me

bp = Blueprint("statement", __name__)


@bp.get("/poin")
@signed_in
def show() -> str:
    """One's own entries of a period, the newest first; nobody reads anybody else's."""
    period = present().chosen(request.args.get("periode"))
    asked = request.args.get("sebelum", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None
    told = explain(me().id, period.key, before)
    here = url_for("statement.show", periode=period.slug)
    older = told.statement.next_before
    return render_template(
        "ledger/statement.html",
        statement=told.statement,
        units=told.units,
        links=_origins(told),
        arrival_cap=rule_on("points", clock.party_day(clock.now()))["arrival_cap"],
        periods=[
            (each.chip, url_for("statement.show", periode=each.slug), each == period)
            for each in present().at(me().unit_path)
        ],
        period_words=period.words,
        today=points_today(me().id, clock.party_day(clock.now())),
        older=url_for("statement.show", periode=period.slug, sebelum=older) if older else None,
        newest=here if before else None,
    )


def _origins(told: Explained) -> dict[int, str]:
    """Where to look at what an entry came from: a hand-in, or one's links."""
    found = {
        entry: url_for("submissions.show", public_id=public_id)
        for entry, public_id in told.submissions.items()
    }
    came = [line.entry.id for line in told.statement.lines if line.entry.kind == "arrival"]
    return found | dict.fromkeys(came, url_for("content.links"))
