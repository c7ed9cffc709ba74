"""The worker's part: reads the table, writes the file, says how far it is."""

from sqlalchemy import select, update

from app import clock
from app.cadres.models import Cadre
from app.db import session, transaction
from app.exports.asking import scope_of
from app.exports.cells import written
from app.exports.models import Export
from app.exports.tables import table
from app.notifications import outbox

MARK = "Diunduh oleh {who} pada {when} WIB. {title}. Hanya untuk tugas; jangan diteruskan."


def make(export_id: int) -> None:
    """Make the file of an export that is queued; any other is left alone. What fails is said on
    its page. Opens its own transactions, since a file takes a while."""
    with transaction():
        export = session().get(Export, export_id)
        if export is None or export.state != "queued":
            return
        scope, mark = scope_of(export), _mark(export)
    try:
        found = table(export, scope)
        _say(export_id, rows=len(found.rows))
        body = written(
            export.format, mark, found.head, found.rows, lambda done: _say(export_id, done=done)
        )
    except Exception:
        _say(export_id, state="failed")
        raise
    with transaction():
        _finish(export_id, body, [*found.about], len(found.rows))


def _finish(export_id: int, body: bytes, about: list[int], rows: int) -> None:
    asked = select(Export).where(Export.id == export_id, Export.state == "queued")
    export = session().scalar(asked.with_for_update(of=Export))
    if export is None:
        return  # made twice, or somebody in it left meanwhile
    export.body, export.about, export.done, export.rows = body, about, rows, rows
    export.state, export.ready_at = "ready", clock.now()
    outbox.tell(export.asked_by, "export_ready", export.public_id, export.title, clock.now())


def _say(export_id: int, **values: object) -> None:
    with transaction():
        queued = Export.id == export_id, Export.state == "queued"
        session().execute(update(Export).where(*queued).values(**values))


def _mark(export: Export) -> str:
    who = session().get_one(Cadre, export.asked_by).name
    when = clock.now().astimezone(clock.JAKARTA)
    return MARK.format(who=who, when=f"{when:%Y-%m-%d %H.%M}", title=export.title)
