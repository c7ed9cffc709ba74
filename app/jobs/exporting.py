"""Asking for an export and letting it go, each with the job that makes it in one transaction."""

from app.cadres.roles import Actor
from app.exports import asking
from app.exports.models import Export
from app.jobs.queue import defer
from app.units.lines import Scope


def ask(
    actor: Actor, kind: str, unit: Scope, subject: str, title: str, format: str, phones: bool
) -> Export:
    """Ask, and queue the work unless a second person comes first. Raises as `asking.ask` does."""
    export = asking.ask(actor, kind, unit, subject, title, format, phones)
    _queue(export)
    return export


def decide(actor: Actor, public_id: str, agree: bool) -> None:
    """The second person's word, and the work it lets begin."""
    _queue(asking.decide(actor, public_id, agree))


def _queue(export: Export) -> None:
    if export.state == "queued":
        defer("export", export_id=export.id)
